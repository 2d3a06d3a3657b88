"""The programme: sessions, and the people, rooms, tracks and types they have."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event

SESSION_STATUSES = ("draft", "confirmed", "cancelled")
SPEAKER_ROLES = ("speaker", "moderator", "panellist", "interpreter")
COLOURS = 8


class Track(Model):
    """A line of content through the programme; `colour` is one of eight tested hues."""

    __tablename__ = "track"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint(f"colour BETWEEN 1 AND {COLOURS}", name="colour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    colour: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)


class Room(Model):
    """A place where sessions happen. `capacity` counts seats; None is unknown."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class SessionType(Model):
    """Keynote, panel, break...; a break has no page of its own weight in lists."""

    __tablename__ = "session_type"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    is_break: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Speaker(Model):
    """A person on stage. `email` is private to the team."""

    __tablename__ = "speaker"
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
    position: Mapped[int] = mapped_column(default=0)
    import_reference: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    appearances: Mapped[list["SessionSpeaker"]] = relationship(back_populates="speaker")


class Session(Model):
    """One item of the programme.

    `sequence` grows when time, place or status change (RFC 5545 section 3.8.7.4), `changed_at` with every change the
    public sees. A session that lost its slot keeps the last one, so that calendars can be told that it is off.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "import_reference"),
        one_of("status", SESSION_STATUSES, "status"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_slot"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="not_oversold"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        Index("ix_session_event_start", "event_id", "starts_at"),
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
    def seats_left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class SessionSpeaker(Model):
    """A speaker in a session, with the part they play."""

    __tablename__ = "session_speaker"
    __table_args__ = (one_of("role", SPEAKER_ROLES, "role"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="speaker")
    position: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(back_populates="appearances")
    speaker: Mapped[Speaker] = relationship(back_populates="appearances")
