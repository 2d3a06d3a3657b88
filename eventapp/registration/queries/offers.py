"""Reads about what can be registered for, and what opens it."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event, EventDay
from eventapp.registration.models import AccessCode, CompanyPlaces, Invitation, Registration, TicketType, good_on

PAGE_SIZE = 100


def ticket_types_of(event_id: int) -> list[TicketType]:
    query = select(TicketType).where(TicketType.event_id == event_id)
    return list(db.session.scalars(query.order_by(TicketType.position, TicketType.id)))


def public_ticket_types(event_id: int) -> list[TicketType]:
    return [ticket_type for ticket_type in ticket_types_of(event_id) if ticket_type.visibility == "public"]


def ticket_type_by_id(event_id: int, ticket_type_id: int) -> TicketType | None:
    query = select(TicketType).where(TicketType.event_id == event_id, TicketType.id == ticket_type_id)
    return db.session.scalar(query)


def event_with_ticket_type(event_id: int, ticket_type_id: int) -> tuple[Event, TicketType | None]:
    """Both at once; None for a ticket type that the event does not have."""
    own = (TicketType.event_id == Event.id) & (TicketType.id == ticket_type_id)
    event, ticket_type = db.session.execute(
        select(Event, TicketType).outerjoin(TicketType, own).where(Event.id == event_id)
    ).one()
    return event, ticket_type


def limited_days(event_id: int) -> list[EventDay]:
    """The days that hold only so many people, in order."""
    return list(db.session.scalars(select(EventDay).where(EventDay.event_id == event_id).order_by(EventDay.day)))


class DayHeld(NamedTuple):
    """A day of an event: how many tickets in force are good on it, and how many it holds (None: no limit)."""

    day: str
    expected: int
    capacity: int | None

    @property
    def date(self) -> date:
        return date.fromisoformat(self.day)


def days_of_event(event: Event) -> list[DayHeld]:
    """Every day of the event, and any other that has a limit."""
    limits = {one.day: one.capacity for one in limited_days(event.id)}
    held = select(Registration.ticket_type_id, func.count()).where(
        Registration.event_id == event.id, Registration.holds_seat
    )
    counts = dict(db.session.execute(held.group_by(Registration.ticket_type_id)).all())
    ticket_types = ticket_types_of(event.id)
    days = sorted({*(day.isoformat() for day in event.days), *limits})
    return [
        DayHeld(
            day,
            sum(counts.get(ticket_type.id, 0) for ticket_type in ticket_types if good_on(ticket_type.days, day)),
            limits.get(day),
        )
        for day in days
    ]


def days_left(event: Event, ticket_type: TicketType) -> int | None:
    """How many more tickets of a type its days would hold; None where no day limits it."""
    if not event.limits_days:
        return None
    own = [day for day in limited_days(event.id) if good_on(ticket_type.days, day.day)]
    return min((max(day.capacity - day.taken, 0) for day in own), default=None)


def company_places_of(ticket_type_id: int) -> list[CompanyPlaces]:
    """Who holds places of a ticket type that counts companies, the most first."""
    query = select(CompanyPlaces).where(CompanyPlaces.ticket_type_id == ticket_type_id)
    return list(db.session.scalars(query.order_by(CompanyPlaces.taken.desc(), CompanyPlaces.company).limit(500)))


def access_codes_of(event_id: int) -> list[AccessCode]:
    """The newest first."""
    query = select(AccessCode).options(joinedload(AccessCode.ticket_type)).where(AccessCode.event_id == event_id)
    return list(db.session.scalars(query.order_by(AccessCode.created_at.desc(), AccessCode.code)))


def access_code(event_id: int, code_id: int) -> AccessCode | None:
    return db.session.scalar(select(AccessCode).where(AccessCode.event_id == event_id, AccessCode.id == code_id))


_NOT_ANSWERED = (
    Invitation.registered_at.is_(None), Invitation.declined_at.is_(None), Invitation.withdrawn_at.is_(None)
)  # fmt: skip
_IN_STATE: dict[str, tuple[ColumnElement[bool], ...]] = {
    "sent": (Invitation.opened_at.is_(None), *_NOT_ANSWERED),
    "opened": (Invitation.opened_at.is_not(None), *_NOT_ANSWERED),
    "registered": (Invitation.registered_at.is_not(None),),
    "declined": (Invitation.declined_at.is_not(None), Invitation.registered_at.is_(None)),
    "withdrawn": (
        Invitation.withdrawn_at.is_not(None), Invitation.registered_at.is_(None), Invitation.declined_at.is_(None)
    ),
}  # fmt: skip
"""What `Invitation.state` says, as the database tells it."""


def invitation_total(event_id: int, state: str = "") -> int:
    """How many invitations there are, in this state or in all."""
    query = select(func.count(Invitation.id)).where(Invitation.event_id == event_id, *_IN_STATE.get(state, ()))
    return db.session.scalar(query) or 0


def silent_invitees(event_id: int) -> list[int]:
    """The ids of those who can answer and have not."""
    is_open = or_(Invitation.expires_at.is_(None), Invitation.expires_at > clock.now())
    return list(db.session.scalars(
        select(Invitation.id).where(Invitation.event_id == event_id, *_NOT_ANSWERED, is_open).order_by(Invitation.id)
    ))  # fmt: skip


def invitations_of(event_id: int, page: int = 1, state: str = "") -> list[Invitation]:
    """A page of them, in this state or in any, the newest first."""
    query = (
        select(Invitation)
        .options(joinedload(Invitation.ticket_type), joinedload(Invitation.registration))
        .where(Invitation.event_id == event_id, *_IN_STATE.get(state, ()))
    )
    query = query.order_by(Invitation.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return list(db.session.scalars(query))


def invitation(event_id: int, invitation_id: int) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.event_id == event_id, Invitation.id == invitation_id))


def invitation_counts(event_id: int) -> dict[str, int]:
    """How many were sent in all, and opened, registered and declined."""
    row = db.session.execute(
        select(
            func.count(Invitation.id), func.count(Invitation.opened_at), func.count(Invitation.registered_at),
            func.count(Invitation.declined_at),
        ).where(Invitation.event_id == event_id)
    ).one()  # fmt: skip
    return dict(zip(("sent", "opened", "registered", "declined"), row, strict=True))
