"""Whether every counter says what the rows say, and how it is set right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from eventapp.core.db import db, transactional
from eventapp.events.models import Event, EventDay, held_beyond
from eventapp.programme.models import Session
from eventapp.registration.models import (
    AccessCode,
    AgendaItem,
    CompanyPlaces,
    Registration,
    TicketType,
    good_on,
    in_line,
)


@dataclass(frozen=True)
class SeatError:
    """A counter that does not say what the rows say."""

    what: str
    name: str
    counted: int
    actual: int
    row_id: int


_MODELS: dict[str, tuple[Any, str]] = {
    "event": (Event, "taken"),
    "ticket type": (TicketType, "taken"),
    "day": (EventDay, "taken"),
    "waiting list": (TicketType, "waiting"),
    "access code": (AccessCode, "taken"),
    "company": (CompanyPlaces, "taken"),
    "session": (Session, "taken"),
}


def seat_errors(event_id: int | None = None) -> list[SeatError]:
    """Recount every seat of an event (None: of the instance); an empty list is as it should be."""
    held = Registration.holds_seat
    actual: dict[str, dict[int, int]] = {
        "event": _by(Registration.event_id, held),
        "ticket type": _by(Registration.ticket_type_id, held),
        "waiting list": _by(Registration.ticket_type_id, in_line()),
        "access code": _by(Registration.access_code_id, held, Registration.access_code_id.is_not(None)),
        "company": _by_company(),
        "day": _by_day(),
    }
    booked = select(AgendaItem.session_id, func.count()).where(AgendaItem.is_booking).group_by(AgendaItem.session_id)
    actual["session"] = dict(db.session.execute(booked).all())
    return [error for what, counts in actual.items() for error in _compare(what, counts, event_id)]


def _by(owner: Any, *conditions: Any) -> dict[int, int]:
    return dict(db.session.execute(select(owner, func.count()).where(*conditions).group_by(owner)).all())


def _by_company() -> dict[int, int]:
    query = (
        select(CompanyPlaces.id, func.count(Registration.id))
        .join(
            Registration,
            (Registration.ticket_type_id == CompanyPlaces.ticket_type_id)
            & (Registration.company_key == CompanyPlaces.company_key)
            & Registration.holds_seat,
        )
        .group_by(CompanyPlaces.id)
    )
    return dict(db.session.execute(query).all())


def _by_day(*wanted: Any) -> dict[int, int]:
    """How many places are held on each limited day, by the tickets that are good on it."""
    held = dict(
        db.session.execute(
            select(Registration.ticket_type_id, func.count())
            .where(Registration.holds_seat)
            .group_by(Registration.ticket_type_id)
        ).all()
    )
    ticket_types = db.session.execute(select(TicketType.id, TicketType.event_id, TicketType.days)).all()
    return {
        day.id: sum(
            held.get(row.id, 0) for row in ticket_types if row.event_id == day.event_id and good_on(row.days, day.day)
        )
        for day in db.session.scalars(select(EventDay).where(*wanted))
    }


def recount_days(event_id: int) -> None:
    """Count an event's limited days anew, inside a transaction that has locked the event: their limits or the days of
    tickets have changed. Who has a place keeps it, above the limit where need be."""
    for day_id, number in _by_day(EventDay.event_id == event_id).items():
        day = db.session.get_one(EventDay, day_id)
        day.taken, day.beyond = number, held_beyond(day.capacity, number)


def _compare(what: str, actual: dict[int, int], event_id: int | None) -> list[SeatError]:
    model, column = _MODELS[what]
    query = select(model.id, getattr(model, column))
    if model is CompanyPlaces:
        query = query.join(TicketType).where(TicketType.company_places.is_not(None))
    if event_id is not None:
        owner = {Event: Event.id, CompanyPlaces: TicketType.event_id}.get(model)
        query = query.where((model.event_id if owner is None else owner) == event_id)
    return [
        SeatError(what, f"{what} {row_id}", counted, actual.get(row_id, 0), row_id)
        for row_id, counted in db.session.execute(query)
        if counted != actual.get(row_id, 0)
    ]


@transactional
def recount_seats(event_id: int | None = None) -> list[SeatError]:
    """Set every counter of an event (None: of the instance) to what the rows say; returns what was wrong."""
    errors = seat_errors(event_id)
    for error in errors:
        model, column = _MODELS[error.what]
        values = {column: error.actual}
        if hasattr(model, "beyond") and column == "taken":
            values["beyond"] = max(error.actual - (db.session.get_one(model, error.row_id).capacity or error.actual), 0)
        db.session.execute(update(model).where(model.id == error.row_id).values(values))
    return errors


def recount_companies(ticket_type: TicketType) -> None:
    """Begin to count a ticket type's places by company, inside a transaction that has locked it."""
    db.session.execute(
        delete(CompanyPlaces).where(CompanyPlaces.ticket_type_id == ticket_type.id, CompanyPlaces.places.is_(None))
    )
    rows = db.session.execute(
        select(Registration.company_key, func.min(Registration.company), func.count())
        .where(Registration.ticket_type_id == ticket_type.id, Registration.holds_seat, Registration.company_key != "")
        .group_by(Registration.company_key)
    ).all()
    known = {
        row.company_key: row
        for row in db.session.scalars(select(CompanyPlaces).where(CompanyPlaces.ticket_type_id == ticket_type.id))
    }
    for row in known.values():
        row.taken = 0
    for key, company, number in rows:
        if key in known:
            known[key].taken = number
        else:
            db.session.add(CompanyPlaces(ticket_type_id=ticket_type.id, company_key=key, company=company, taken=number))
