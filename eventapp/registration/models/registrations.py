"""The people who registered, the seats they hold, and the links they have."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code, spoken_code
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models.tickets import AccessCode, TicketType

ACTIVE_STATES = ("pending", "waitlisted", "confirmed")
STATES = (*ACTIVE_STATES, "declined", "cancelled")


class Delegation(Model):
    """People whom one liaison registered together."""

    __tablename__ = "delegation"
    personal_data = PersonalData(ATTENDEES, "registration", ("company", "liaison_name", "liaison_email", "locale"))
    __table_args__ = (UniqueConstraint("event_id", "submission_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"))
    submission_key: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    company: Mapped[str]
    liaison_name: Mapped[str]
    liaison_email: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    ticket_type: Mapped[TicketType] = relationship()
    members: Mapped[list["Registration"]] = relationship(order_by="Registration.serial", back_populates="delegation")


def _where(condition: str) -> dict[str, Any]:
    """An index over few rows of many."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Registration(Model):
    """One person's place at one event.

    `serial` counts within the event and is what a ticket carries; `code` is for reading out; the link's secret is
    stored as a hash only. `revision` grows with every change to this person's agenda, `cursor` orders changes for
    door devices, `ticket_version` grows when older tickets must die.

    `reminder_minutes` is how long before each session this person's own calendar rings; None rings never.

    `holds_seat` says whether the row is counted: a pending or confirmed one is, and one of the waiting list while a
    seat is offered to it. `is_named` is false for a delegation's seat whose person comes later, `is_complete` while its
    person has not answered what everybody has to; neither waits for a decision of the team. `badge_class` is what was
    granted; nobody has one before they are confirmed. `door_note` is said at the door when the ticket is shown.

    `holder` counts the people who have had this place, from 1: see RetiredTicket.

    `confirm_by` is until when the link has to be opened that was mailed to the address; None once it was, or where
    nobody asked. Such a row is pending while it holds a seat, and among the waiting without being counted where it
    holds none. `origin` stands for the network address that the form came from, for two days.
    """

    __tablename__ = "registration"
    address_key = "code"
    personal_data = PersonalData(
        ATTENDEES,
        "registration",
        (
            "name",
            "romanised_name",
            "email",
            "company",
            "company_key",
            "job_title",
            "country",
            "phone",
            "locale",
            "state",
            "badge_class",
            "notes",
            "door_note",
            "reason",
            "search_text",
            "no_campaigns",
            "reminder_minutes",
            "origin",
            "created_at",
            "confirmed_at",
            "cancelled_at",
        ),
    )
    __table_args__ = (
        UniqueConstraint("event_id", "serial"),
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "submission_key"),
        one_of("state", STATES, "state"),
        CheckConstraint(
            "(state IN ('pending', 'confirmed') AND holds_seat) OR (state = 'waitlisted') "
            "OR (state IN ('declined', 'cancelled') AND NOT holds_seat)",
            name="seat_by_state",
        ),
        CheckConstraint("reminder_minutes IS NULL OR reminder_minutes BETWEEN 0 AND 10080", name="reminder"),
        Index("ix_registration_event_cursor", "event_id", "cursor"),
        # A search in the list reads this index alone, in the list's own order, and no row that is not shown.
        Index(
            "ix_registration_list",
            *("event_id", "created_at", "state", "ticket_type_id", "search_text"),
            postgresql_include=["id"],
        ),
        Index("ix_registration_waiting", "event_id", "state", "waitlisted_at"),
        Index("ix_registration_company", "event_id", "company_key"),
        Index("ix_registration_unconfirmed", "confirm_by", "event_id", **_where("confirm_by IS NOT NULL")),
        Index("ix_registration_origin", "event_id", "origin", "created_at", **_where("origin != ''")),
        Index("ix_registration_recent", "event_id", "created_at", **_where("origin != ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    access_code_id: Mapped[int | None] = mapped_column(ForeignKey("access_code.id"), index=True)
    serial: Mapped[int]
    code: Mapped[str] = mapped_column(default=public_code)
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_generation: Mapped[int] = mapped_column(default=1)
    calendar_token_hash: Mapped[str] = mapped_column(unique=True)
    calendar_generation: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str]
    state: Mapped[str]
    holds_seat: Mapped[bool] = mapped_column(default=False)
    is_named: Mapped[bool] = mapped_column(default=True, server_default="1")
    is_complete: Mapped[bool] = mapped_column(default=True, server_default="1")
    holder: Mapped[int] = mapped_column(default=1, server_default="1")
    name: Mapped[str]
    romanised_name: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(index=True)
    company: Mapped[str] = mapped_column(default="")
    company_key: Mapped[str] = mapped_column(default="", server_default="")
    job_title: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    badge_class: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    door_note: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    reminder_minutes: Mapped[int | None]
    ticket_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int]
    no_campaigns: Mapped[bool] = mapped_column(default=False, server_default="0")
    first_reviewer_id: Mapped[int | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waitlisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirm_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str] = mapped_column(default="", server_default="")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    ticket_type: Mapped[TicketType] = relationship()
    delegation: Mapped[Delegation | None] = relationship(back_populates="members")
    access_code: Mapped[AccessCode | None] = relationship()
    agenda: Mapped[list["AgendaItem"]] = relationship(back_populates="registration", cascade="all, delete-orphan")

    @property
    def spoken_code(self) -> str:
        return spoken_code(self.code)

    @property
    def standing(self) -> str:
        """The state, told apart where one waits for something else than the team's decision or its turn."""
        if self.confirm_by is not None:
            return "unconfirmed"
        if self.state != "pending":
            return self.state
        return "unnamed" if not self.is_named else "incomplete" if not self.is_complete else "pending"

    @property
    def is_in_line(self) -> bool:
        """Whether it stands in the waiting list, and is counted there."""
        return self.state == "waitlisted" and not self.holds_seat and self.confirm_by is None

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"

    @property
    def has_offer(self) -> bool:
        return self.state == "waitlisted" and self.offer_ends_at is not None

    @property
    def is_active(self) -> bool:
        """Confirmed, waiting for somebody's decision, or in the queue."""
        return self.state in ACTIVE_STATES


STANDINGS = (*STATES, "unnamed", "incomplete", "unconfirmed")
STANDING = case(
    (Registration.confirm_by.is_not(None), "unconfirmed"),
    ((Registration.state == "pending") & ~Registration.is_named, "unnamed"),
    ((Registration.state == "pending") & ~Registration.is_complete, "incomplete"),
    else_=Registration.state,
)
"""Registration.standing, worked out by the database."""


def stands_as(standing: str) -> ColumnElement[bool]:
    """That a registration's standing is this one, said so that an index on the state helps.

    `pending` is the one rule of what the team has to decide about: everything that lists or counts approvals asks it.
    """
    is_asked = Registration.confirm_by.is_not(None)
    pending = (Registration.state == "pending") & ~is_asked
    return {
        "unconfirmed": is_asked,
        "waitlisted": (Registration.state == "waitlisted") & ~is_asked,
        "unnamed": pending & ~Registration.is_named,
        "incomplete": pending & Registration.is_named & ~Registration.is_complete,
        "pending": pending & Registration.is_named & Registration.is_complete,
    }.get(standing, Registration.state == standing)


def in_line() -> ColumnElement[bool]:
    """That a registration stands in the waiting list, and is counted there."""
    return (Registration.state == "waitlisted") & ~Registration.holds_seat & Registration.confirm_by.is_(None)


class RetiredTicket(Model):
    """A ticket that a newer one replaced: its code opens nothing, and tells why.

    `holder` and `name` say who had it; where the place was passed on, that is somebody else than who has it now. A scan
    of this version, or of an older one, that arrives late was theirs.
    """

    __tablename__ = "retired_ticket"
    personal_data = PersonalData(ATTENDEES, "registration", ("name", "company", "code"))
    __table_args__ = (UniqueConstraint("event_id", "code"), one_of("reason", ("renewed", "transferred"), "reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    code: Mapped[str]
    version: Mapped[int]
    holder: Mapped[int]
    name: Mapped[str]
    company: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgendaItem(Model):
    """A session in one person's agenda: a booked seat, a place in its queue, or a favourite that needs none.

    `waiting_since` is set while the person wants a seat and has none: in the session's waiting list, or before their
    own registration is approved.
    """

    __tablename__ = "agenda_item"
    personal_data = PersonalData(ATTENDEES, "registration", ("session_id", "is_booking", "waiting_since"))
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        CheckConstraint("NOT is_booking OR waiting_since IS NULL", name="booked_or_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    is_booking: Mapped[bool]
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship(back_populates="agenda")
    session: Mapped[Session] = relationship()


class RetiredLink(Model):
    """A former secret of a private page or personal feed: who still asks there is told what became of it."""

    __tablename__ = "retired_link"
    personal_data = PersonalData(ATTENDEES, "registration", ("token_hash",))
    __table_args__ = (one_of("reason", ("renewed", "transferred", "erased", "merged"), "reason"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    reason: Mapped[str] = mapped_column(default="renewed", server_default="renewed")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Model):
    """What a person agreed to: the text as they saw it, when, and when they took it back."""

    __tablename__ = "consent"
    personal_data = PersonalData(ATTENDEES, "consent", ("text", "locale", "agreed_at", "withdrawn_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    text: Mapped[str]
    locale: Mapped[str]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()


class LinkRequest(Model):
    """Somebody asked to be mailed their lost links. Stored for any address, known or not, and answered later."""

    __tablename__ = "link_request"
    personal_data = PersonalData(ATTENDEES, "registration", ("email",))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    email: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendeeLink(Model):
    """A link to all registrations at an address, mailed to it. `salt` goes into the secret, which is kept as a hash.

    It is made for any address; whether anything is registered there is looked up when the mail is written.
    """

    __tablename__ = "attendee_link"
    personal_data = PersonalData(ATTENDEES, "registration", ("email",))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    salt: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
