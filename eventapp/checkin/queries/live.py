"""The door as it is now, for the live board."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.models import Device, Gate, Scan
from eventapp.checkin.queries.gates import devices_of, gates_of, rules_by_place
from eventapp.checkin.queries.scans import ENTERED, passages_by_person, recent_scans
from eventapp.checkin.verdicts import is_inside
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType

SHOWN_MINUTES = 60
LAST_SCANS = 12
MISSING_SHOWN = 30
SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class GateNow:
    """A gate's phones: how many are in touch, what they owe, when one was heard of last, scans in five minutes."""

    gate: Gate
    devices: int
    in_touch: int
    waiting: int
    seen_at: datetime | None
    lately: int


@dataclass(frozen=True)
class Live:
    """Who is in, who is still to come, and how the gates are."""

    admitted: int
    expected: int
    minutes: list[tuple[datetime, int]]
    places: list[tuple[Gate, int]]
    ticket_types: list[tuple[TicketType, int, int]]
    gates: list[GateNow]
    missing: list[Registration]
    missing_number: int
    scans: list[Scan]


def live_version(event: Event) -> tuple[Any, ...]:
    """All that the board depends on; cheap enough to ask every few seconds for every screen."""
    last = select(func.max(Scan.id)).where(Scan.event_id == event.id)
    phones = select(func.sum(Device.waiting), func.max(Device.seen_at), func.count()).where(Device.event_id == event.id)
    minute = clock.now().replace(second=0, microsecond=0)
    return (event.id, event.revision, event.registration_cursor, db.session.scalar(last),
            *map(str, db.session.execute(phones).one()), minute.isoformat())  # fmt: skip


def live(event: Event) -> Live:
    """Everything that the board shows."""
    gates = gates_of(event.id)
    ticket_types = came_by_ticket_type(event.id)
    admitted, expected = came_in_all(ticket_types)
    missing, missing_number = _missing(event.id)
    return Live(
        admitted=admitted,
        expected=expected,
        minutes=_arrivals(event.id),
        places=_inside(event.id, gates),
        ticket_types=ticket_types,
        gates=_gates_now(event.id, gates),
        missing=missing,
        missing_number=missing_number,
        scans=recent_scans(event.id, LAST_SCANS),
    )


def _arrivals(event_id: int) -> list[tuple[datetime, int]]:
    """How many came in for the first time, minute by minute, over the last hour."""
    end = clock.now().replace(second=0, microsecond=0)
    start = end - timedelta(minutes=SHOWN_MINUTES - 1)
    first = select(func.min(Scan.scanned_at).label("first")).where(Scan.event_id == event_id, ENTERED)
    firsts = first.group_by(Scan.registration_id).subquery()
    instants = db.session.scalars(select(firsts.c.first).where(firsts.c.first >= start))
    counts = Counter(instant.replace(second=0, microsecond=0) for instant in instants)
    minutes = (start + timedelta(minutes=number) for number in range(SHOWN_MINUTES))
    return [(minute, counts[minute]) for minute in minutes]


def _inside(event_id: int, gates: list[Gate]) -> list[tuple[Gate, int]]:
    """A gate of each place, and how many are inside there."""
    rules = rules_by_place(event_id, gates)
    inside: Counter[str] = Counter()
    for passages in passages_by_person(Scan.event_id == event_id).values():
        for place, known in rules.items():
            inside[place] += is_inside((one for one in passages if one.gate_id in known), known)
    first_of_place = {gate.place: gate for gate in reversed(gates)}
    return [(gate, inside[place]) for place, gate in sorted(first_of_place.items())]


def came_by_ticket_type(event_id: int) -> list[tuple[TicketType, int, int]]:
    """(ticket type, who came, who is confirmed or came before that ended), in the types' order: their sums are the
    event's own numbers, wherever these are shown."""
    came = select(Scan.registration_id).where(Scan.event_id == event_id, ENTERED, Scan.registration_id.is_not(None))
    query = (
        select(Registration.ticket_type_id, func.count(), func.sum(Registration.id.in_(came).cast(Integer)))
        .where(Registration.event_id == event_id, (Registration.state == "confirmed") | Registration.id.in_(came))
        .group_by(Registration.ticket_type_id)
    )
    numbers = {row[0]: (int(row[2] or 0), int(row[1])) for row in db.session.execute(query)}
    ticket_types = (
        select(TicketType).where(TicketType.event_id == event_id).order_by(TicketType.position, TicketType.id)
    )
    return [
        (ticket_type, *numbers[ticket_type.id])
        for ticket_type in db.session.scalars(ticket_types)
        if ticket_type.id in numbers
    ]


def came_in_all(ticket_types: Iterable[tuple[TicketType, int, int]]) -> tuple[int, int]:
    """The sums of `came_by_ticket_type`: who came, and who was expected."""
    numbers = [(came, expected) for _kind, came, expected in ticket_types]
    return sum(came for came, _expected in numbers), sum(expected for _came, expected in numbers)


def _gates_now(event_id: int, gates: list[Gate]) -> list[GateNow]:
    now = clock.now()
    lately = select(Scan.gate_id, func.count()).where(
        Scan.event_id == event_id, Scan.scanned_at > now - timedelta(minutes=5)
    )
    counts = {row[0]: row[1] for row in db.session.execute(lately.group_by(Scan.gate_id))}
    devices = [device for device in devices_of(event_id) if device.revoked_at is None]
    found = []
    for gate in gates:
        own = [device for device in devices if device.gate_id == gate.id]
        seen = [device.seen_at for device in own if device.seen_at is not None]
        in_touch = sum(seen_at > now - SILENT_AFTER for seen_at in seen)
        waiting = sum(device.waiting for device in own)
        found.append(GateNow(gate, len(own), in_touch, waiting, max(seen, default=None), counts.get(gate.id, 0)))
    return found


def _missing(event_id: int) -> tuple[list[Registration], int]:
    """VIPs who have not come yet, and how many they are."""
    came = select(Scan.registration_id).where(Scan.event_id == event_id, ENTERED, Scan.registration_id.is_not(None))
    query = (
        select(Registration)
        .join(TicketType, TicketType.id == Registration.ticket_type_id)
        .where(
            Registration.event_id == event_id,
            Registration.state == "confirmed",
            func.coalesce(Registration.badge_class, TicketType.badge_class) == "vip",
            Registration.id.not_in(came),
        )
    )
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    shown = query.options(joinedload(Registration.ticket_type)).order_by(Registration.name).limit(MISSING_SHOWN)
    return list(db.session.scalars(shown)), number
