"""Recordings of sessions and titles: what was brought, what was made of it, and how far that is."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, PersonalData
from eventapp.core.types import LocalizedText, UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.titles.models import Title

if TYPE_CHECKING:
    from eventapp.recordings.models.tracks import RecordingTrack

ORIGINS = ("upload", "link", "player")
STATES = ("uploading", "waiting", "preparing", "ready", "failed", "cancelled")
AUDIENCES = ("watching", "public")


def name_of(subject: Session | Title) -> LocalizedText:
    """What a session or a title is called."""
    return subject.title if isinstance(subject, Session) else subject.name


class Recording(Model):
    """A recording of a session or a title: a file that was uploaded or fetched from a link, or one that an outside
    player shows.

    `address` is where it is fetched from, or the player's page. `size` and `received` are bytes. `failure` is a reason
    of media/errors.py, with `failure_details`. `claimed_by` is the worker that prepares it and `heard_at` its last sign
    of life; `step` and `percent` say how far it is. `audience` are those who may watch the session, or everybody; of a
    title those who see it and are registered, or all who see it. One with `main_id` is a part of that recording, such
    as its sign-language video: it stands in no list, and is seen as far as a track of `main_id` shows it.
    """

    __tablename__ = "recording"
    address_key = "uid"
    personal_data = PersonalData(SPEAKERS, "programme", ("title", "file_name", "address"))
    __table_args__ = (
        one_of("origin", ORIGINS, "origin"),
        one_of("state", STATES, "state"),
        one_of("audience", AUDIENCES, "audience"),
        CheckConstraint("received <= size", name="received_at_most_size"),
        CheckConstraint("NOT is_published OR state = 'ready'", name="published_when_ready"),
        CheckConstraint("(session_id IS NULL) <> (title_id IS NULL)", name="of_a_session_or_a_title"),
        Index("ix_recording_session", "session_id", "id"),
        Index("ix_recording_title", "title_id", "id"),
        Index("ix_recording_event", "event_id", "id"),
        Index("ix_recording_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id"))
    main_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"), index=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    origin: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    failure: Mapped[str] = mapped_column(default="")
    failure_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    duration_ms: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    audience: Mapped[str] = mapped_column(default="watching")
    is_published: Mapped[bool] = mapped_column(default=False, server_default=false())
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_downloadable: Mapped[bool] = mapped_column(default=False, server_default=false())
    claimed_by: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    step: Mapped[str] = mapped_column(default="")
    percent: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()
    shown_title: Mapped[Title | None] = relationship()
    main: Mapped["Recording | None"] = relationship(remote_side="Recording.id")
    tracks: Mapped[list["RecordingTrack"]] = relationship(
        back_populates="recording", passive_deletes="all", foreign_keys="RecordingTrack.recording_id"
    )
    files: Mapped[list["RecordingFile"]] = relationship(cascade="all, delete-orphan", order_by="RecordingFile.id")

    @property
    def subject(self) -> Session | Title:
        """What it is a recording of."""
        found = self.session or self.shown_title
        assert found is not None
        return found

    @property
    def subject_name(self) -> LocalizedText:
        return name_of(self.subject)

    @property
    def subject_kind(self) -> str:
        """As addresses call it: `sessions` or `titles`."""
        return "titles" if self.session_id is None else "sessions"

    @property
    def is_at_work(self) -> bool:
        return self.state in ("waiting", "preparing")

    @property
    def has_picture(self) -> bool:
        return self.width is not None

    @property
    def folder(self) -> str:
        """What the keys of all its stored files begin with."""
        return f"recordings/{self.uid}"

    @property
    def original_key(self) -> str:
        return f"{self.folder}/original"


class UploadPart(Model):
    """A piece of an upload as it came, stored until all pieces are there."""

    __tablename__ = "upload_part"
    personal_data = None
    __table_args__ = (UniqueConstraint("recording_id", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"))
    start: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int]
    key: Mapped[str]


class PreparationStep(Model):
    """A step of the preparation that is done, with what it found out; it is not done again."""

    __tablename__ = "preparation_step"
    personal_data = None
    __table_args__ = (UniqueConstraint("recording_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"))
    name: Mapped[str]
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seconds: Mapped[float]
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecordingFile(Model):
    """A file that was made of a recording, by the name under which players ask for it."""

    __tablename__ = "recording_file"
    personal_data = None
    __table_args__ = (UniqueConstraint("recording_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)


class StoredLeftover(Model):
    """Stored files that belong to nothing any more and are still to be deleted: all whose keys begin so."""

    __tablename__ = "stored_leftover"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
