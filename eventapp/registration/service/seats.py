"""Seats: taken and given back with one guarded UPDATE each, so that no two people ever get the last one.

Always in one order: the event, the ticket type, the company's places, the access code, sessions. Two registrations can
then wait for each other but never deadlock.
"""

from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventapp.core.db import db, rows_changed
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import AccessCode, CompanyPlaces, Registration, TicketType
from eventapp.registration.search import company_key
from eventapp.registration.service.errors import CodeInvalid, CompanyFull, CompanyNeeded, SoldOut


class Claim(NamedTuple):
    """What a seat is counted against."""

    event_id: int
    ticket_type_id: int
    company: str = ""
    access_code_id: int | None = None


def claim_of(registration: Registration) -> Claim:
    return Claim(registration.event_id, registration.ticket_type_id, registration.company, registration.access_code_id)


def next_numbers(event_id: int) -> tuple[int, int]:
    """A new registration's (serial, cursor), without a seat."""
    return _event_numbers(Event.id == event_id, seats=0)  # type: ignore[return-value]


def take_seat(claim: Claim, *, in_turn: bool = False, numbers: bool = False) -> tuple[int, int] | None:
    """Take a seat inside a transaction; with `numbers` the new registration's (serial, cursor).

    `in_turn` is for those whose turn it is: nobody else gets a seat while people wait for one. Whatever is raised
    leaves every counter as it was. Raises SoldOut, CompanyFull, CompanyNeeded, CodeInvalid.
    """
    free = (Event.capacity.is_(None)) | (Event.taken < Event.capacity)
    found = _event_numbers(Event.id == claim.event_id, free, seats=1, serials=1 if numbers else 0)
    if found is None:
        raise SoldOut(whole_event=True)
    try:
        _take_of_type(claim, in_turn)
    except (SoldOut, CompanyFull, CompanyNeeded, CodeInvalid):
        _count(Event, Event.id == claim.event_id, by=-1)
        raise
    return found


def _take_of_type(claim: Claim, in_turn: bool) -> None:
    wanted = [TicketType.id == claim.ticket_type_id, (TicketType.capacity.is_(None)) | _has_room(TicketType)]
    if not in_turn:
        wanted.append(TicketType.waiting == 0)
    row = db.session.execute(
        update(TicketType)
        .where(*wanted)
        .values(taken=TicketType.taken + 1)
        .returning(TicketType.company_places)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise SoldOut(whole_event=False)
    places: int | None = row[0]
    try:
        if places is not None:
            take_company_place(claim.ticket_type_id, claim.company, places)
    except (CompanyFull, CompanyNeeded):
        _count(TicketType, TicketType.id == claim.ticket_type_id, by=-1)
        raise
    if claim.access_code_id is not None and not _count(
        AccessCode, AccessCode.id == claim.access_code_id, (AccessCode.capacity.is_(None)) | _has_room(AccessCode), by=1
    ):
        if places is not None:
            give_company_place_back(claim.ticket_type_id, claim.company)
        _count(TicketType, TicketType.id == claim.ticket_type_id, by=-1)
        raise CodeInvalid("used")


def give_seat_back(claim: Claim) -> None:
    _count(Event, Event.id == claim.event_id, by=-1)
    _count(TicketType, TicketType.id == claim.ticket_type_id, by=-1)
    give_company_place_back(claim.ticket_type_id, claim.company)
    if claim.access_code_id is not None:
        _count(AccessCode, AccessCode.id == claim.access_code_id, by=-1)


_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def take_company_place(ticket_type_id: int, company: str, places: int) -> None:
    """One of a company's places; `places` is what a company has unless it has its own number. Raises CompanyFull."""
    key = company_key(company)
    if not key:
        raise CompanyNeeded
    insert = _INSERT[db.engine.dialect.name](CompanyPlaces)
    first = insert.values(ticket_type_id=ticket_type_id, company_key=key, company=company, taken=0)
    db.session.execute(first.on_conflict_do_nothing(index_elements=["ticket_type_id", "company_key"]))
    own = (CompanyPlaces.ticket_type_id == ticket_type_id, CompanyPlaces.company_key == key)
    room = ((CompanyPlaces.places.is_(None)) & (CompanyPlaces.taken < places)) | (
        CompanyPlaces.taken < CompanyPlaces.places
    )
    if not _count(CompanyPlaces, *own, room, by=1):
        raise CompanyFull


def give_company_place_back(ticket_type_id: int, company: str) -> None:
    """Changes nothing where the ticket type counts no companies."""
    if key := company_key(company):
        _count(
            CompanyPlaces,
            CompanyPlaces.ticket_type_id == ticket_type_id,
            CompanyPlaces.company_key == key,
            CompanyPlaces.taken > 0,
            by=-1,
        )


def company_places_left(kind: TicketType, company: str) -> int | None:
    """How many more this company may have; None where nobody counts."""
    if kind.company_places is None:
        return None
    query = select(CompanyPlaces.places, CompanyPlaces.taken).where(
        CompanyPlaces.ticket_type_id == kind.id, CompanyPlaces.company_key == company_key(company)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return kind.company_places
    return max((kind.company_places if row.places is None else row.places) - row.taken, 0)


def next_cursor(event_id: int) -> int:
    """A new place in the order of changes that door devices follow."""
    found = _event_numbers(Event.id == event_id, seats=0, serials=0)
    assert found is not None
    return found[1]


def count_waiting(ticket_type_id: int, by: int) -> None:
    """One more, or one less, on a ticket type's waiting list."""
    statement = update(TicketType).where(TicketType.id == ticket_type_id).values(waiting=TicketType.waiting + by)
    db.session.execute(statement.execution_options(synchronize_session=False))


def take_session_seat(session_id: int) -> bool:
    """Book a seat in a session; False where it is full."""
    return _count(Session, Session.id == session_id, (Session.capacity.is_(None)) | _has_room(Session), by=1)


def give_session_seat_back(session_id: int) -> None:
    _count(Session, Session.id == session_id, by=-1)


def _has_room(model: Any) -> Any:
    return model.taken < model.capacity


def _event_numbers(*conditions: Any, seats: int, serials: int = 1) -> tuple[int, int] | None:
    values = {"registration_cursor": Event.registration_cursor + 1}
    if serials:
        values["registration_serial"] = Event.registration_serial + serials
    if seats:
        values["taken"] = Event.taken + seats
    row = db.session.execute(
        update(Event)
        .where(*conditions)
        .values(values)
        .returning(Event.registration_serial, Event.registration_cursor)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def _count(model: Any, *conditions: Any, by: int) -> bool:
    statement = update(model).where(*conditions).values(taken=model.taken + by)
    return rows_changed(db.session.execute(statement.execution_options(synchronize_session=False))) == 1
