"""Reads about the door."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.models import Device, Gate, Pairing, Scan
from eventapp.checkin.verdicts import GateRules, Passage, judge
from eventapp.core.codes import normal_code, secret_hash
from eventapp.core.db import db
from eventapp.core.quick_reads import QuickRead
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.queries import RegistrationFilter, find_registrations

BUNDLE_SIZE = 5_000
SEARCH_LIMIT = 8


def gates_of(event_id: int) -> list[Gate]:
    return list(db.session.scalars(select(Gate).where(Gate.event_id == event_id).order_by(Gate.position, Gate.id)))


def gate(event_id: int, gate_id: int) -> Gate | None:
    return db.session.scalar(select(Gate).where(Gate.event_id == event_id, Gate.id == gate_id))


_RULES = QuickRead(
    select(Gate.ticket_type_ids, Gate.opens_at, Gate.closes_at).where(
        Gate.event_id == bindparam("event_id"), Gate.id == bindparam("gate_id")
    )
)


def rules_of(event_id: int, gate_id: int) -> GateRules:
    """Whom a gate lets in, and when."""
    row = _RULES.one(event_id=event_id, gate_id=gate_id)
    return GateRules(frozenset(row.ticket_type_ids), row.opens_at, row.closes_at)


def devices_of(event_id: int) -> list[Device]:
    query = select(Device).options(joinedload(Device.gate)).where(Device.event_id == event_id)
    return list(db.session.scalars(query.order_by(Device.revoked_at.is_not(None), Device.id.desc())))


def device(event_id: int, device_id: int) -> Device | None:
    return db.session.scalar(select(Device).where(Device.event_id == event_id, Device.id == device_id))


class KnownDevice(NamedTuple):
    """A paired device as its requests need it."""

    id: int
    event_id: int
    gate_id: int
    name: str
    seen_at: datetime | None


_DEVICE = QuickRead(
    select(*(Device.__table__.c[name] for name in KnownDevice._fields)).where(
        Device.__table__.c.token_hash == bindparam("token_hash"), Device.__table__.c.revoked_at.is_(None)
    )
)


def device_by_token(token: str) -> KnownDevice | None:
    """The device of a bearer token, unless it is revoked."""
    row = _DEVICE.one(token_hash=secret_hash(token))
    return None if row is None else KnownDevice(*row)


def pairing_by_code(code: str) -> Pairing | None:
    return db.session.scalar(select(Pairing).where(Pairing.code_hash == secret_hash(normal_code(code))))


def attendance_by_session(event_id: int) -> list[tuple[Session, int, int]]:
    """(session, seats booked, of whom came to the event) for every session with bookings, by time."""
    came = select(Scan.registration_id).where(Scan.event_id == event_id, Scan.outcome == "admitted")
    booked = func.count().label("booked")
    present = func.sum(case((AgendaItem.registration_id.in_(came), 1), else_=0))
    query = (
        select(AgendaItem.session_id, booked, present)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(Session.event_id == event_id, AgendaItem.is_booking)
        .group_by(AgendaItem.session_id)
    )
    numbers = {row[0]: (int(row[1]), int(row[2] or 0)) for row in db.session.execute(query)}
    sessions = db.session.scalars(
        select(Session).where(Session.id.in_(numbers)).order_by(Session.starts_at, Session.id)
    )
    return [(session, *numbers[session.id]) for session in sessions]


def recent_scans(event_id: int, limit: int = 50) -> list[Scan]:
    """The latest scans, with whom, where and by which device."""
    query = (
        select(Scan)
        .options(joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.registration))
        .where(Scan.event_id == event_id)
    )
    return list(db.session.scalars(query.order_by(Scan.id.desc()).limit(limit)))


def scans_of(registration_id: int) -> list[Scan]:
    query = select(Scan).options(joinedload(Scan.gate), joinedload(Scan.device))
    return list(
        db.session.scalars(query.where(Scan.registration_id == registration_id).order_by(Scan.scanned_at, Scan.uuid))
    )


def admitted_count(event_id: int) -> int:
    """How many people have come in at least once."""
    query = select(func.count(func.distinct(Scan.registration_id)))
    return (
        db.session.scalar(query.where(Scan.event_id == event_id, Scan.outcome == "admitted", Scan.direction == "entry"))
        or 0
    )


def outcome_counts(event_id: int) -> dict[str, int]:
    query = select(Scan.outcome, func.count()).where(Scan.event_id == event_id).group_by(Scan.outcome)
    return dict(db.session.execute(query).all())


def entry_times(event_id: int) -> list[datetime]:
    """When each person first came in, in order."""
    first = func.min(Scan.scanned_at).label("first")
    query = (
        select(first)
        .where(Scan.event_id == event_id, Scan.outcome == "admitted", Scan.direction == "entry")
        .group_by(Scan.registration_id)
        .order_by(first)
    )
    return list(db.session.scalars(query))


def find_people(event_id: int, text: str) -> list[Registration]:
    """People whose name, company, address or code contains `text`: for a guest without a ticket at hand."""
    if len(text.strip()) < 2 and not any(ord(character) > 0x2E80 for character in text):
        return []
    return find_registrations(event_id, RegistrationFilter(text=text)).registrations[:SEARCH_LIMIT]


def people_inside(registration_ids: list[int]) -> set[int]:
    """Which of these have been admitted."""
    query = select(Scan.registration_id).where(
        Scan.registration_id.in_(registration_ids), Scan.outcome == "admitted", Scan.direction == "entry"
    )
    return {row for row in db.session.scalars(query) if row is not None}


def changed_registrations(event_id: int, after: int) -> list[Row[Any]]:
    """Registrations that changed after a cursor, in that order, at most BUNDLE_SIZE."""
    query = (
        select(
            Registration.serial, Registration.code, Registration.name, Registration.company, Registration.state,
            Registration.ticket_type_id, Registration.ticket_version, Registration.cursor, Registration.romanised_name,
        )
        .where(Registration.event_id == event_id, Registration.cursor > after)
        .order_by(Registration.cursor)
        .limit(BUNDLE_SIZE)
    )  # fmt: skip
    return list(db.session.execute(query))


def passages_after(event_id: int, after: int) -> list[Row[Any]]:
    """Scans that let somebody pass, or tried to, after an id, in that order, at most BUNDLE_SIZE."""
    query = (
        select(Scan.id, Scan.uuid, Registration.serial, Scan.scanned_at, Scan.direction, Scan.gate_id, Scan.received_at)
        .join(Registration, Registration.id == Scan.registration_id)
        .where(Scan.event_id == event_id, Scan.id > after, Scan.outcome.in_(("admitted", "already_admitted")))
        .order_by(Scan.id)
        .limit(BUNDLE_SIZE)
    )
    return list(db.session.execute(query))


def double_entries(event_id: int) -> list[tuple[Registration, list[Scan]]]:
    """People who were let in more often than they left: phones without a network could not know of each other.

    With each comes every entry and exit, in order. Found by the same rules that the door judges by.
    """
    several = (
        select(Scan.registration_id)
        .where(Scan.event_id == event_id, Scan.outcome == "admitted", Scan.direction == "entry")
        .group_by(Scan.registration_id)
        .having(func.count() > 1)
    )
    query = select(Scan).options(joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.registration))
    query = query.where(Scan.registration_id.in_(several), Scan.outcome.in_(("admitted", "already_admitted")))
    by_person: dict[Registration, list[Scan]] = {}
    for scan in db.session.scalars(query.order_by(Scan.scanned_at, Scan.uuid)):
        assert scan.registration is not None
        by_person.setdefault(scan.registration, []).append(scan)
    return [(person, scans) for person, scans in by_person.items() if _has_double(scans)]


def _has_double(scans: list[Scan]) -> bool:
    verdicts = judge(Passage(scan.scanned_at, scan.uuid, scan.direction, scan.gate_id) for scan in scans)
    return any(scan.outcome == "admitted" and verdicts[scan.uuid].outcome != "admitted" for scan in scans)
