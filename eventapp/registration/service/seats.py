"""Seats: taken and given back with one guarded UPDATE each, so that no two people ever get the last one.

Always in one order: the event, the ticket type, the days, the company's places, the access code, sessions. Two
registrations can then wait for each other but never deadlock.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, func, select, update

from eventapp.core.db import db, insert_unless_there, rows_changed
from eventapp.events.models import Event, EventDay
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
    found = _event_numbers(Event.id == event_id, seats=0)
    assert found is not None
    return found.serial, found.cursor


def take_seat(
    claim: Claim, *, in_turn: bool = False, numbers: bool = False, beyond: bool = False
) -> tuple[int, int] | None:
    """Take a seat inside a transaction; with `numbers` the new registration's (serial, cursor).

    `in_turn` is for those whose turn it is: nobody else gets a seat while people wait for one. `beyond` takes one that
    is not there: above the limits of the event, its days and the ticket type. Whatever is raised leaves every counter
    as it was. Raises SoldOut, CompanyFull, CompanyNeeded, CodeInvalid.
    """
    wanted = [Event.id == claim.event_id, *([] if beyond else [_is_free(Event)])]
    found = _event_numbers(*wanted, seats=1, serials=1 if numbers else 0)
    if found is None:
        raise SoldOut(whole_event=True)
    try:
        _take_of_type(claim, in_turn, beyond, limits_days=found.limits_days)
    except (SoldOut, CompanyFull, CompanyNeeded, CodeInvalid):
        _count(Event, Event.id == claim.event_id, by=-1)
        raise
    return found.serial, found.cursor


def _take_of_type(claim: Claim, in_turn: bool, beyond: bool, *, limits_days: bool) -> None:
    wanted = [TicketType.id == claim.ticket_type_id]
    if not beyond:
        wanted.append(_is_free(TicketType))
    if not in_turn:
        wanted.append(TicketType.waiting == 0)
    row = db.session.execute(
        update(TicketType)
        .where(*wanted)
        .values(taken=TicketType.taken + 1, beyond=_beyond(TicketType))
        .returning(TicketType.company_places, TicketType.days)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise SoldOut(whole_event=False)
    places: int | None = row[0]
    try:
        if limits_days:
            _take_days(claim.event_id, row[1], beyond)
    except SoldOut:
        _count(TicketType, TicketType.id == claim.ticket_type_id, by=-1)
        raise
    try:
        _take_of_company(claim, places)
    except (CompanyFull, CompanyNeeded, CodeInvalid):
        if limits_days:
            _give_days_back(claim.event_id, row[1])
        _count(TicketType, TicketType.id == claim.ticket_type_id, by=-1)
        raise


def _take_days(event_id: int, days: Sequence[str], beyond: bool) -> None:
    """A place on each limited day on which the ticket is good, or none. Raises SoldOut."""
    own = _own_days(event_id, days)
    free = [] if beyond else [EventDay.taken < EventDay.capacity]
    taken = db.session.scalars(
        update(EventDay)
        .where(*own, *free)
        .values(taken=EventDay.taken + 1, beyond=_beyond(EventDay))
        .returning(EventDay.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(taken) < (db.session.scalar(select(func.count(EventDay.id)).where(*own)) or 0):
        _count(EventDay, EventDay.id.in_(taken), by=-1)
        raise SoldOut(whole_event=False)


def _give_days_back(event_id: int, days: Sequence[str]) -> None:
    _count(EventDay, *_own_days(event_id, days), EventDay.taken > 0, by=-1)


def _own_days(event_id: int, days: Sequence[str]) -> list[Any]:
    return [EventDay.event_id == event_id, *([EventDay.day.in_(days)] if days else [])]


def _beyond(model: Any) -> Any:
    """What is held above the limit once one more is taken."""
    above = model.taken + 1 - model.capacity
    return case((model.capacity.is_not(None) & (above > model.beyond), above), else_=model.beyond)


def _take_of_company(claim: Claim, places: int | None) -> None:
    if places is not None:
        take_company_place(claim.ticket_type_id, claim.company, places)
    if claim.access_code_id is not None and not _count(
        AccessCode, AccessCode.id == claim.access_code_id, _is_free(AccessCode), by=1
    ):
        if places is not None:
            give_company_place_back(claim.ticket_type_id, claim.company)
        raise CodeInvalid("used")


def give_seat_back(claim: Claim) -> None:
    limits_days = db.session.scalar(
        update(Event)
        .where(Event.id == claim.event_id)
        .values(taken=Event.taken - 1)
        .returning(Event.limits_days)
        .execution_options(synchronize_session=False)
    )
    days = db.session.scalar(
        update(TicketType)
        .where(TicketType.id == claim.ticket_type_id)
        .values(taken=TicketType.taken - 1)
        .returning(TicketType.days)
        .execution_options(synchronize_session=False)
    )
    if limits_days:
        _give_days_back(claim.event_id, days or ())
    give_company_place_back(claim.ticket_type_id, claim.company)
    if claim.access_code_id is not None:
        _count(AccessCode, AccessCode.id == claim.access_code_id, by=-1)


def take_company_place(ticket_type_id: int, company: str, places: int) -> None:
    """One of a company's places; `places` is what a company has unless it has its own number. Raises CompanyFull."""
    key = company_key(company)
    if not key:
        raise CompanyNeeded
    first = {"ticket_type_id": ticket_type_id, "company_key": key, "company": company, "taken": 0}
    db.session.execute(insert_unless_there(CompanyPlaces).values(**first))
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


def company_places_left(ticket_type: TicketType, company: str) -> int | None:
    """How many more this company may have; None where nobody counts."""
    if ticket_type.company_places is None:
        return None
    query = select(CompanyPlaces.places, CompanyPlaces.taken).where(
        CompanyPlaces.ticket_type_id == ticket_type.id, CompanyPlaces.company_key == company_key(company)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return ticket_type.company_places
    return max((ticket_type.company_places if row.places is None else row.places) - row.taken, 0)


def next_cursor(event_id: int) -> int:
    """A new place in the order of changes that door devices follow."""
    found = _event_numbers(Event.id == event_id, seats=0, serials=0)
    assert found is not None
    return found.cursor


def count_waiting(ticket_type_id: int, by: int) -> None:
    """One more, or one less, on a ticket type's waiting list."""
    statement = update(TicketType).where(TicketType.id == ticket_type_id).values(waiting=TicketType.waiting + by)
    db.session.execute(statement.execution_options(synchronize_session=False))


def take_session_seat(session_id: int) -> bool:
    """Book a seat in a session; False where it is full."""
    return _count(Session, Session.id == session_id, _is_free(Session), by=1)


def give_session_seat_back(session_id: int) -> None:
    _count(Session, Session.id == session_id, by=-1)


def _is_free(model: Any) -> Any:
    return (model.capacity.is_(None)) | (model.taken < model.capacity)


class _Numbers(NamedTuple):
    serial: int
    cursor: int
    limits_days: bool


def _event_numbers(*conditions: Any, seats: int, serials: int = 1) -> _Numbers | None:
    values: dict[str, Any] = {"registration_cursor": Event.registration_cursor + 1}
    if serials:
        values["registration_serial"] = Event.registration_serial + serials
    if seats:
        values["taken"] = Event.taken + seats
        values["beyond"] = _beyond(Event)
    row = db.session.execute(
        update(Event)
        .where(*conditions)
        .values(values)
        .returning(Event.registration_serial, Event.registration_cursor, Event.limits_days)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else _Numbers(*row)


def _count(model: Any, *conditions: Any, by: int) -> bool:
    statement = update(model).where(*conditions).values(taken=model.taken + by)
    return rows_changed(db.session.execute(statement.execution_options(synchronize_session=False))) == 1
