"""Reads about registrations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.audit import AuditEntry
from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import AgendaItem, Registration, TicketType
from eventapp.registration.search import search_pattern

PAGE_SIZE = 50


def ticket_types_of(event_id: int) -> list[TicketType]:
    query = select(TicketType).where(TicketType.event_id == event_id)
    return list(db.session.scalars(query.order_by(TicketType.position, TicketType.id)))


def public_ticket_types(event_id: int) -> list[TicketType]:
    return [kind for kind in ticket_types_of(event_id) if kind.visibility == "public"]


def ticket_type(event_id: int, ticket_type_id: int) -> TicketType | None:
    query = select(TicketType).where(TicketType.event_id == event_id, TicketType.id == ticket_type_id)
    return db.session.scalar(query)


def _whole() -> Select[Registration]:
    return select(Registration).options(joinedload(Registration.event), joinedload(Registration.ticket_type))


def registration_by_token(token: str) -> Registration | None:
    """The registration of a private page's link."""
    return db.session.scalar(_whole().where(Registration.token_hash == secret_hash(token)))


def registration_by_id(registration_id: int) -> Registration | None:
    return db.session.scalar(_whole().where(Registration.id == registration_id))


def registration_by_code(event_id: int, code: str) -> Registration | None:
    return db.session.scalar(_whole().where(Registration.event_id == event_id, Registration.code == code))


def registration_by_submission(event_id: int, submission_key: str) -> Registration | None:
    query = _whole().where(Registration.event_id == event_id, Registration.submission_key == submission_key)
    return db.session.scalar(query)


def agenda_of(registration: Registration) -> dict[int, bool]:
    """Session ids in a person's agenda; the value says whether it is a booked seat."""
    query = select(AgendaItem.session_id, AgendaItem.is_booking).where(AgendaItem.registration_id == registration.id)
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class RegistrationFilter:
    """What an organiser is looking for; empty values do not narrow."""

    text: str = ""
    state: str = ""
    ticket_type_id: int | None = None


@dataclass(frozen=True)
class Found:
    """One page of a list, and how many there are in all."""

    registrations: list[Registration]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max((self.total + PAGE_SIZE - 1) // PAGE_SIZE, 1)


def find_registrations(event_id: int, wanted: RegistrationFilter, page: int = 1) -> Found:
    """The newest first."""
    total = db.session.scalar(_matching(select(func.count(Registration.id)), event_id, wanted)) or 0
    page = max(1, min(page, (total + PAGE_SIZE - 1) // PAGE_SIZE or 1))
    query = _matching(select(Registration).options(joinedload(Registration.ticket_type)), event_id, wanted)
    query = query.order_by(Registration.created_at.desc(), Registration.id.desc())
    rows = db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Found(list(rows), total, page)


def every_registration(event_id: int, wanted: RegistrationFilter) -> Iterator[Registration]:
    """All that match, by serial, read in portions: for exports."""
    query = _matching(select(Registration).options(selectinload(Registration.ticket_type)), event_id, wanted)
    yield from db.session.scalars(query.order_by(Registration.serial).execution_options(yield_per=500))


def _matching(query: Select[Any], event_id: int, wanted: RegistrationFilter) -> Select[Any]:
    query = query.where(Registration.event_id == event_id)
    if wanted.text.strip():
        query = query.where(Registration.search_text.like(search_pattern(wanted.text), escape="\\"))
    if wanted.state:
        query = query.where(Registration.state == wanted.state)
    if wanted.ticket_type_id is not None:
        query = query.where(Registration.ticket_type_id == wanted.ticket_type_id)
    return query


def counts_by_state(event_id: int) -> dict[str, int]:
    query = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    return dict(db.session.execute(query.group_by(Registration.state)).all())


def confirmed_by_type(event_id: int) -> dict[int, int]:
    """Confirmed registrations by ticket type id."""
    query = select(Registration.ticket_type_id, func.count()).where(
        Registration.event_id == event_id, Registration.state == "confirmed"
    )
    return dict(db.session.execute(query.group_by(Registration.ticket_type_id)).all())


def confirmed_by_country(event_id: int, limit: int = 8) -> list[tuple[str, int]]:
    """(ISO country code, confirmed registrations), the most first."""
    number = func.count().label("number")
    query = select(Registration.country, number).where(
        Registration.event_id == event_id, Registration.state == "confirmed", Registration.country.is_not(None)
    )
    rows = db.session.execute(query.group_by(Registration.country).order_by(number.desc(), Registration.country))
    return [(str(country), count) for country, count in rows.fetchmany(limit)]


def registrations_by_day(event: Event) -> list[tuple[date, int]]:
    """(day at the event's place, registrations that came in and still stand), without the days that had none."""
    instants = db.session.scalars(
        select(Registration.created_at).where(
            Registration.event_id == event.id, Registration.state.in_(("confirmed", "pending"))
        )
    )
    return _by_day(list(instants), event.zone)


def _by_day(instants: list[datetime], zone: ZoneInfo) -> list[tuple[date, int]]:
    numbers: dict[date, int] = {}
    for instant in instants:
        day = instant.astimezone(zone).date()
        numbers[day] = numbers.get(day, 0) + 1
    return sorted(numbers.items())


def history_of(registration: Registration) -> list[AuditEntry]:
    """Everything that happened to a registration, the latest first."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == "Registration", AuditEntry.subject_id == registration.id
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(200)))
