"""Ticket types, the people who registered, and the seats they hold."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code, spoken_code
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.programme.models import Session

STATES = ("pending", "waitlisted", "confirmed", "declined", "cancelled")
HOLDS_SEAT = ("pending", "confirmed")
VISIBILITIES = ("public", "staff")
BADGE_CLASSES = ("delegate", "speaker", "press", "exhibitor", "vip")


class TicketType(Model):
    """What a person can register for. Money is integer minor units of `currency`; 0 is free."""

    __tablename__ = "ticket_type"
    __table_args__ = (
        one_of("visibility", VISIBILITIES, "visibility"),
        one_of("badge_class", BADGE_CLASSES, "badge_class"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="not_oversold"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("price_minor >= 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    badge_class: Mapped[str] = mapped_column(default="delegate")
    visibility: Mapped[str] = mapped_column(default="public")
    needs_approval: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    price_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="HKD")
    position: Mapped[int] = mapped_column(default=0)

    @property
    def seats_left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class Registration(Model):
    """One person's place at one event.

    `serial` counts within the event and is what a ticket carries; `code` is for reading out; the link's secret is
    stored as a hash only. `revision` grows with every change to this person's agenda, `cursor` orders changes for
    door devices, `ticket_version` grows when older tickets must die.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "serial"),
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "submission_key"),
        one_of("state", STATES, "state"),
        Index("ix_registration_event_cursor", "event_id", "cursor"),
        Index("ix_registration_event_created", "event_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    serial: Mapped[int]
    code: Mapped[str] = mapped_column(default=public_code)
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_generation: Mapped[int] = mapped_column(default=1)
    calendar_token_hash: Mapped[str] = mapped_column(unique=True)
    calendar_generation: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str]
    state: Mapped[str]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    company: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    notes: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    ticket_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    ticket_type: Mapped[TicketType] = relationship()
    agenda: Mapped[list["AgendaItem"]] = relationship(back_populates="registration", cascade="all, delete-orphan")

    @property
    def spoken_code(self) -> str:
        return spoken_code(self.code)

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"

    @property
    def holds_seat(self) -> bool:
        return self.state in HOLDS_SEAT


class AgendaItem(Model):
    """A session in one person's agenda: a booked seat, or a favourite that holds none."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("registration_id", "session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    is_booking: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship(back_populates="agenda")
    session: Mapped[Session] = relationship()


class RetiredCalendarLink(Model):
    """A personal feed's former address: who still asks there is told that it moved, not that it never was."""

    __tablename__ = "retired_calendar_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Model):
    """What a person agreed to: the text as they saw it, and when."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    text: Mapped[str]
    locale: Mapped[str]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketKey(Model):
    """An event's Ed25519 pair for signing tickets; the newest signs, all verify until retired."""

    __tablename__ = "ticket_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    private_key: Mapped[bytes]
    public_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
