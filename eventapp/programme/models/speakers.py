"""The people on stage."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime

if TYPE_CHECKING:
    from eventapp.programme.models.sessions import SessionSpeaker


class Speaker(Model):
    """A person on stage. Address, phone, needs and availability are private to the team.

    `availability` holds the (begin, end) instants in which the speaker can be on stage, as ISO texts; none means at
    any time. `answers` says by session code whether they will be there (`yes`, `no`). `confirmed_at` is when they last
    said that their own page is right. `photo_key` names the photo's bytes.
    """

    __tablename__ = "speaker"
    address_key = "code"
    personal_data = PersonalData(
        SPEAKERS,
        "programme",
        (
            "name",
            "post",
            "organisation",
            "biography",
            "email",
            "phone",
            "locale",
            "travel_needs",
            "technical_needs",
            "availability",
            "answers",
        ),
    )
    __table_args__ = (UniqueConstraint("event_id", "code"), UniqueConstraint("event_id", "import_reference"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(default=public_code)
    uid: Mapped[UUID] = mapped_column(default=uuid4)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    post: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    organisation: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    biography: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    email: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="", server_default="")
    locale: Mapped[str] = mapped_column(default="en", server_default="en")
    travel_needs: Mapped[str] = mapped_column(default="", server_default="")
    technical_needs: Mapped[str] = mapped_column(default="", server_default="")
    availability: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    text_states: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    photo_key: Mapped[str] = mapped_column(default="", server_default="")
    link_generation: Mapped[int] = mapped_column(default=1, server_default="1")
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    position: Mapped[int] = mapped_column(default=0)
    import_reference: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    appearances: Mapped[list["SessionSpeaker"]] = relationship(back_populates="speaker")

    @property
    def windows(self) -> list[tuple[datetime, datetime]]:
        """When they can be on stage; empty for always."""
        return [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in self.availability]

    def is_available(self, starts_at: datetime, ends_at: datetime) -> bool:
        return not self.availability or any(begin <= starts_at and ends_at <= end for begin, end in self.windows)


class SpeakerPhoto(Model):
    """A speaker's portrait: square, bounded, without metadata."""

    __tablename__ = "speaker_photo"
    personal_data = PersonalData(SPEAKERS, "programme", ("content",))

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True)
    content: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
