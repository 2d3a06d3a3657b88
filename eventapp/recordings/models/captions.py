"""What is said in sessions, as text: live captions now; what recordings have grows from here."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, PersonalData
from eventapp.core.types import UtcDateTime
from eventapp.programme.models import Session


class CaptionFeed(Model):
    """Live captions of a session in one language, written by whoever has the captioner's link.

    `is_public` shows them to everybody, else to those who may watch the session's stream. `revision` grows with every
    line. The captioner's link and that of a screen in the room are two secrets of one `link_generation`.
    """

    __tablename__ = "caption_feed"
    personal_data = None
    __table_args__ = (UniqueConstraint("session_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    language: Mapped[str]
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    revision: Mapped[int] = mapped_column(default=0)
    link_generation: Mapped[int] = mapped_column(default=1)
    captioner_hash: Mapped[str] = mapped_column(unique=True)
    screen_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = relationship()


class CaptionLine(Model):
    """A line of captions. `key` is made where it is written, so that sending it twice is safe; a line that was taken
    back is empty."""

    __tablename__ = "caption_line"
    personal_data = PersonalData(SPEAKERS, "programme", ("text",))
    __table_args__ = (UniqueConstraint("feed_id", "number"), UniqueConstraint("feed_id", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("caption_feed.id", ondelete="CASCADE"))
    number: Mapped[int]
    key: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
