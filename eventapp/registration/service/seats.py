"""Seats: taken and given back with one guarded UPDATE each, so that no two people ever get the last one.

Always the event first and then the ticket type: two registrations can then wait for each other but never deadlock.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from eventapp.core.db import db, rows_changed, transactional
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import HOLDS_SEAT, AgendaItem, Registration, TicketType
from eventapp.registration.service.errors import SoldOut


def take_seat(event_id: int, ticket_type_id: int) -> tuple[int, int]:
    """Take a seat inside a transaction; the new registration's (serial, cursor). Raises SoldOut."""
    numbers = db.session.execute(
        update(Event)
        .where(Event.id == event_id, (Event.capacity.is_(None)) | (Event.taken < Event.capacity))
        .values(
            taken=Event.taken + 1,
            registration_serial=Event.registration_serial + 1,
            registration_cursor=Event.registration_cursor + 1,
        )
        .returning(Event.registration_serial, Event.registration_cursor)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if numbers is None:
        raise SoldOut(whole_event=True)
    free = (TicketType.capacity.is_(None)) | (TicketType.taken < TicketType.capacity)
    if not _count(TicketType, TicketType.id == ticket_type_id, free, by=1):
        raise SoldOut(whole_event=False)
    return numbers[0], numbers[1]


def give_seat_back(event_id: int, ticket_type_id: int) -> None:
    _count(Event, Event.id == event_id, by=-1)
    _count(TicketType, TicketType.id == ticket_type_id, by=-1)


def next_cursor(event_id: int) -> int:
    """A new place in the order of changes that door devices follow."""
    return db.session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(registration_cursor=Event.registration_cursor + 1)
        .returning(Event.registration_cursor)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def take_session_seat(session_id: int) -> bool:
    """Book a seat in a session; False where it is full."""
    return _count(
        Session, Session.id == session_id, (Session.capacity.is_(None)) | (Session.taken < Session.capacity), by=1
    )


def give_session_seat_back(session_id: int) -> None:
    _count(Session, Session.id == session_id, by=-1)


def _count(model: Any, *conditions: Any, by: int) -> bool:
    statement = update(model).where(*conditions).values(taken=model.taken + by)
    return rows_changed(db.session.execute(statement.execution_options(synchronize_session=False))) == 1


@dataclass(frozen=True)
class SeatError:
    """A counter that does not say what the rows say."""

    what: str
    name: str
    counted: int
    actual: int
    row_id: int


_HELD = Registration.state.in_(HOLDS_SEAT)


def seat_errors() -> list[SeatError]:
    """Recount every seat of the instance; an empty list is as it should be."""
    errors = []
    for model, name, owner in (
        (Event, "event", Registration.event_id),
        (TicketType, "ticket type", Registration.ticket_type_id),
    ):
        actual = dict(db.session.execute(select(owner, func.count()).where(_HELD).group_by(owner)).all())
        errors += _compare(model, name, actual)
    booked = select(AgendaItem.session_id, func.count()).join(Registration).where(_HELD, AgendaItem.is_booking)
    errors += _compare(Session, "session", dict(db.session.execute(booked.group_by(AgendaItem.session_id)).all()))
    return errors


def _compare(model: Any, name: str, actual: dict[int, int]) -> list[SeatError]:
    rows = db.session.execute(select(model.id, model.taken))
    return [
        SeatError(name, f"{name} {row_id}", taken, actual.get(row_id, 0), row_id)
        for row_id, taken in rows
        if taken != actual.get(row_id, 0)
    ]


@transactional
def recount_seats() -> list[SeatError]:
    """Set every counter to what the rows say; returns what was wrong."""
    errors = seat_errors()
    models = {"event": Event, "ticket type": TicketType, "session": Session}
    for error in errors:
        model: Any = models[error.what]
        db.session.execute(update(model).where(model.id == error.row_id).values(taken=error.actual))
    return errors
