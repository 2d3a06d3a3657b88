"""Sessions, who is in them, and their files."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.programme.models.rooms_and_tracks import Room, SessionType, Track
from eventapp.programme.models.speakers import Speaker

SESSION_STATUSES = ("draft", "confirmed", "cancelled")
SPEAKER_ROLES = ("speaker", "moderator", "panellist", "interpreter")
LONGEST_SESSION = timedelta(days=2)


class Session(Model):
    """One item of the programme. Its columns are what the public sees; `draft` holds what the team has changed since.

    `sequence` grows when time, place or status change (RFC 5545 section 3.8.7.4), `changed_at` with every change the
    public sees. A session that lost its slot keeps the last one, so that calendars can be told that it is off.
    `draft` maps the names of changed fields to their new values, as JSON; None where nothing waits to be released.
    `draft_version` is the event's `draft_cursor` as it was when the team last changed this session.
    """

    __tablename__ = "session"
    address_key = "code"
    personal_data = PersonalData(TEAM, "programme", ("internal_notes", "draft_by"))
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "import_reference"),
        one_of("status", SESSION_STATUSES, "status"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_slot"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="not_oversold"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        Index("ix_session_event_start", "event_id", "starts_at"),
        Index("ix_session_event_draft", "event_id", "draft_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(default=public_code)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    title: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    subtitle: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    abstract: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    language: Mapped[str | None]
    interpretation: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("session_type.id"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(default="confirmed")
    was_public: Mapped[bool] = mapped_column(default=False)
    stream_url: Mapped[str | None]
    needs_booking: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    internal_notes: Mapped[str] = mapped_column(default="", server_default="")
    headsets: Mapped[int | None]
    planned_minutes: Mapped[int | None]
    expected_audience: Mapped[int | None]
    text_states: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    draft_version: Mapped[int] = mapped_column(default=0, server_default="0")
    draft_by: Mapped[str] = mapped_column(default="", server_default="")
    sequence: Mapped[int] = mapped_column(default=0)
    import_reference: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    track: Mapped[Track | None] = relationship()
    room: Mapped[Room | None] = relationship()
    type: Mapped[SessionType | None] = relationship()
    appearances: Mapped[list["SessionSpeaker"]] = relationship(
        back_populates="session", order_by="SessionSpeaker.position", cascade="all, delete-orphan"
    )

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def is_scheduled(self) -> bool:
        return self.starts_at is not None

    @property
    def is_break(self) -> bool:
        return self.type is not None and self.type.is_break

    @property
    def speakers(self) -> list[Speaker]:
        return [appearance.speaker for appearance in self.appearances]

    @property
    def on_stage(self) -> list[Speaker]:
        """Those whom visitors come for: everybody but the interpreters."""
        return [appearance.speaker for appearance in self.appearances if appearance.role != "interpreter"]

    @property
    def seats_left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def awaits_release(self) -> bool:
        """Whether a release takes it along: a draft that was never out stays with the team."""
        return bool(self.draft) and (self.status != "draft" or (self.draft or {}).get("status", "draft") != "draft")

    @property
    def languages(self) -> list[str]:
        """What the session can be followed in: the floor's language, then the interpretation's."""
        return [language for language in (self.language, *self.interpretation) if language]


class SessionSpeaker(Model):
    """A speaker in a session, with the part they play."""

    __tablename__ = "session_speaker"
    personal_data = PersonalData(SPEAKERS, "programme", ("role",))
    __table_args__ = (one_of("role", SPEAKER_ROLES, "role"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="speaker")
    position: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(back_populates="appearances")
    speaker: Mapped[Speaker] = relationship(back_populates="appearances")


class SessionFile(Model):
    """A file for the session's page: slides, a paper, a form."""

    __tablename__ = "session_file"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = relationship()
