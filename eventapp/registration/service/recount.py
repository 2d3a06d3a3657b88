"""Whether every counter says what the rows say, and how it is set right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import AccessCode, AgendaItem, CompanyPlaces, Registration, TicketType


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
    "waiting list": (TicketType, "waiting"),
    "access code": (AccessCode, "taken"),
    "company": (CompanyPlaces, "taken"),
    "session": (Session, "taken"),
}


def seat_errors() -> list[SeatError]:
    """Recount every seat of the instance; an empty list is as it should be."""
    held = Registration.holds_seat
    actual: dict[str, dict[int, int]] = {
        "event": _by(Registration.event_id, held),
        "ticket type": _by(Registration.ticket_type_id, held),
        "waiting list": _by(Registration.ticket_type_id, Registration.state == "waitlisted", ~held),
        "access code": _by(Registration.access_code_id, held, Registration.access_code_id.is_not(None)),
        "company": _by_company(),
    }
    booked = select(AgendaItem.session_id, func.count()).where(AgendaItem.is_booking).group_by(AgendaItem.session_id)
    actual["session"] = dict(db.session.execute(booked).all())
    return [error for what, counts in actual.items() for error in _compare(what, counts)]


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


def _compare(what: str, actual: dict[int, int]) -> list[SeatError]:
    model, column = _MODELS[what]
    query = select(model.id, getattr(model, column))
    if model is CompanyPlaces:
        query = query.join(TicketType).where(TicketType.company_places.is_not(None))
    return [
        SeatError(what, f"{what} {row_id}", counted, actual.get(row_id, 0), row_id)
        for row_id, counted in db.session.execute(query)
        if counted != actual.get(row_id, 0)
    ]


@transactional
def recount_seats() -> list[SeatError]:
    """Set every counter to what the rows say; returns what was wrong."""
    errors = seat_errors()
    for error in errors:
        model, column = _MODELS[error.what]
        db.session.execute(update(model).where(model.id == error.row_id).values({column: error.actual}))
    return errors


def recount_companies(kind: TicketType) -> None:
    """Begin to count a ticket type's places by company, inside a transaction that has locked it."""
    db.session.execute(
        delete(CompanyPlaces).where(CompanyPlaces.ticket_type_id == kind.id, CompanyPlaces.places.is_(None))
    )
    rows = db.session.execute(
        select(Registration.company_key, func.min(Registration.company), func.count())
        .where(Registration.ticket_type_id == kind.id, Registration.holds_seat, Registration.company_key != "")
        .group_by(Registration.company_key)
    ).all()
    known = {
        row.company_key: row
        for row in db.session.scalars(select(CompanyPlaces).where(CompanyPlaces.ticket_type_id == kind.id))
    }
    for row in known.values():
        row.taken = 0
    for key, company, number in rows:
        if key in known:
            known[key].taken = number
        else:
            db.session.add(CompanyPlaces(ticket_type_id=kind.id, company_key=key, company=company, taken=number))
