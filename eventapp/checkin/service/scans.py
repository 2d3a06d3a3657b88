"""Scans: each is stored once, and answered with what the person at the door should do."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import CursorResult, Executable, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from eventapp.checkin.badge_numbers import BadgeKey, key_from
from eventapp.checkin.models import ForeignBadge, Gate, Scan
from eventapp.checkin.queries import BadgeFound, GateContext, KnownDevice, badges_of_number, gate_context, seats_taken
from eventapp.checkin.service.badge_holders import register_badge_holder
from eventapp.checkin.verdicts import Outcome, Passage, Verdict, allowed_at, judge, seat_for, standing_of
from eventapp.core import audit, clock
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.core.group_commit import GroupCommit
from eventapp.core.types import LocalizedText
from eventapp.programme.models import Room, Session
from eventapp.registration.models import STANDING, Registration, RetiredTicket, TicketType
from eventapp.registration.tickets import TicketForged, TicketUnknown, public_keys, read_ticket

BY_HAND = ("typed", "search", "desk")
CLOCK_TOLERANCE = timedelta(minutes=5)
TOGETHER = 10
LIVE_WITHIN = timedelta(seconds=30)
"""A scan that took longer to arrive was made without a connection."""


@dataclass(frozen=True)
class NewScan:
    """A scan as a device sends it; `ticket` is what was read or typed.

    `told` is the verdict that the device gave by itself, where nobody could correct it any more; empty for one that the
    server still can. `undoes` is the scan that this one takes back, `reason` why somebody is let in against the rules.
    With `registers` a badge of another organiser that nobody has shown yet becomes a registration.
    """

    uuid: UUID
    ticket: str
    direction: str
    scanned_at: datetime
    device_seq: int
    mode: str
    told: str = ""
    undoes: UUID | None = None
    reason: str = ""
    registers: bool = False


@dataclass(frozen=True)
class Guest:
    """Whom the door sees, and what it is told about them; no name where the gate keeps names off phones."""

    name: str
    company: str
    code: str
    ticket_type: LocalizedText
    badge_class: str
    note: str = ""
    kind_note: LocalizedText = field(default_factory=LocalizedText)


@dataclass(frozen=True)
class Earlier:
    """The entry that makes this one a second."""

    scanned_at: datetime
    gate: LocalizedText


@dataclass(frozen=True)
class ScanResult:
    """`badges` are other organisers' badges that the code may be, where nobody has come with them yet. `standing` says
    what a pending registration waits for, `why` what became of a ticket that was replaced: `renewed` or
    `transferred`."""

    uuid: UUID
    outcome: Outcome
    guest: Guest | None = None
    earlier: Earlier | None = None
    badges: tuple[BadgeFound, ...] = ()
    standing: str = ""
    why: str = ""


def record_scans(device: KnownDevice, scans: Sequence[NewScan]) -> list[ScanResult]:
    """Store each scan once, whatever its outcome, and say what the door should do.

    A scan that is sent again gets the verdict it got at first, so where many break off halfway all can be sent again:
    they are stored a few at a time, since who stands at another gate must not wait for a phone that has much to tell.
    """
    keys = public_keys(device.event_id)
    door = gate_context(device.event_id, device.gate_id)
    read = [(scan, _read(device, scan, keys)) for scan in scans]
    here = _Here(device, door)
    few = (read[start : start + TOGETHER] for start in range(0, len(read), TOGETHER))
    return [result for some in few for result in _record_gathered((here, some))]


class _Shown(NamedTuple):
    """What a scan points at, before anybody looked it up: a code, a ticket's serial and version, a badge of another
    organiser's or several that it may be, or nothing. For a ticket that a newer one replaced, once it was looked up:
    which `holder` of the place it was, and `why` it was replaced."""

    code: str | None = None
    serial: int | None = None
    version: int | None = None
    badge: BadgeKey | None = None
    badges: tuple[BadgeFound, ...] = ()
    refused: Outcome | None = None
    holder: int | None = None
    why: str = ""


def _read(device: KnownDevice, scan: NewScan, keys: dict[str, bytes]) -> _Shown:
    """Checks the signature while no other writer has to wait. A bare code counts only where somebody typed it."""
    if scan.mode in BY_HAND and len(code := normal_code(scan.ticket)) == 8:
        return _Shown(code=code)
    if key := key_from(scan.ticket):
        return _Shown(badge=key)
    try:
        claims = read_ticket(scan.ticket, device.event_id, keys)
    except TicketUnknown:
        return _foreign(device, scan) or _Shown(refused="unknown")
    except TicketForged:
        return _Shown(refused="forged")
    return _Shown(serial=claims.serial, version=claims.version)


def _foreign(device: KnownDevice, scan: NewScan) -> _Shown | None:
    """The badges of other organisers that a code can be; which one it is only the door can tell where it is several."""
    found = badges_of_number(device.event_id, scan.ticket)
    if len(found) == 1:
        return _Shown(badge=found[0].key)
    return _Shown(badges=tuple(found), refused="unknown") if found else None


class _Here(NamedTuple):
    """Who scans, and at which door."""

    device: KnownDevice
    door: GateContext


_Part = tuple[_Here, list[tuple[NewScan, _Shown]]]


@transactional
def _record_all(parts: list[_Part]) -> list[list[ScanResult]]:
    return [[_record(here, scan, shown) for scan, shown in scans] for here, scans in parts]


_record_gathered = GroupCommit(_record_all)


def _record(here: _Here, scan: NewScan, shown: _Shown) -> ScanResult:
    scan = replace(scan, scanned_at=min(scan.scanned_at, clock.now() + CLOCK_TOLERANCE))  # a clock far ahead
    if scan.reason and here.device.role != "supervisor" and not scan.told:
        scan = replace(scan, reason="")
    shown, found, badges = _who(here.device, scan, shown)
    verdict = Verdict(scan.uuid, shown.refused or "unknown")
    if found is not None:
        passages = [Passage._make(row) for row in _run(_PASSAGES, {"registration_id": found.id})]
        others = [one for one in passages if one.gate_id in here.door.reentry and one.uuid != scan.uuid]
        scan = replace(scan, scanned_at=_place_in_time(scan, others))
        verdict = _judge(here, scan, shown, found, others)
    if not _store(here.device, scan, shown, verdict, found):
        verdict = verdict._replace(outcome=_run(_OUTCOME, {"uuid": scan.uuid}).scalar_one())
    elif scan.told:
        verdict = verdict._replace(outcome=cast(Outcome, scan.told))
    is_theirs = found is not None and shown.holder in (None, found.holder)
    guest, earlier = _guest(found) if is_theirs else None, verdict.earlier and _earlier(verdict.earlier)
    if here.door.hides_names:
        guest = guest and replace(guest, name="", company="", note="")
        badges = tuple(badge._replace(name="", company="") for badge in badges)
    standing = found.standing if is_theirs and verdict.outcome == "pending" else ""
    return ScanResult(scan.uuid, verdict.outcome, guest, earlier, badges, standing, shown.why)


def _who(device: KnownDevice, scan: NewScan, shown: _Shown) -> tuple[_Shown, Any, tuple[BadgeFound, ...]]:
    """Whom a scan is about, where anybody: and if nobody yet, the badges of other organisers that it may show."""
    found = _find(device, shown)
    if shown.code is not None and found is None:
        if retired := _retired_code(device, shown.code):
            shown = _Shown(serial=retired.serial, version=retired.version)
        else:
            shown = _foreign(device, scan) or shown
        found = _find(device, shown)
    if found is not None and shown.version is not None and shown.version < found.ticket_version:
        replaced = _retired_version(found.id, shown.version)
        if replaced:
            shown = shown._replace(holder=replaced.holder, why=replaced.reason)
    if shown.badge is not None and found is None:
        found, badges = _badge_holder(device, scan, shown.badge)
        return shown, found, badges
    return shown, found, shown.badges


def _badge_holder(device: KnownDevice, scan: NewScan, key: BadgeKey) -> tuple[Any, tuple[BadgeFound, ...]]:
    """Who comes with another organiser's badge for the first time: registered at once where the door asks for it."""
    known = tuple(one for one in badges_of_number(device.event_id, key.number) if one.key == key)
    if known and scan.registers:
        with audit.acting_as(device.name):
            is_registered = register_badge_holder(device.event_id, known[0]) is not None
        if is_registered:
            return _find(device, _Shown(badge=key)), ()
    return None, known


def _judge(here: _Here, scan: NewScan, shown: _Shown, found: Any, others: list[Passage]) -> Verdict:
    device, door = here
    if scan.direction == "undo":
        return Verdict(scan.uuid, "admitted" if _is_own(device, scan) else "unknown")
    standing = standing_of(found.state, found.ticket_version, shown.version)
    if standing == "admitted" and scan.direction == "entry":
        standing = allowed_at(
            door.rules, found.ticket_type_id, scan.scanned_at, found.badge_class, days=found.days, zone=door.timezone
        )
    if standing == "admitted" and scan.direction == "entry":
        standing = _seat(door, found.id)
    if standing != "admitted" and not scan.reason:
        return Verdict(scan.uuid, standing)
    this = Passage(scan.scanned_at, scan.uuid, scan.direction, device.gate_id, None, device.id, bool(scan.reason))
    return judge([*others, this], door.reentry).get(scan.uuid, Verdict(scan.uuid, "admitted"))


def _is_own(device: KnownDevice, scan: NewScan) -> bool:
    """A phone takes back its own scans and no others. One that has not arrived yet may be its own."""
    owner = db.session.scalar(select(_SCAN.c.device_id).where(_SCAN.c.uuid == scan.undoes))
    return owner in (None, device.id)


def _seat(door: GateContext, registration_id: int) -> Outcome:
    """Room for one more in the gate's place, with the limit locked: two gates must not give the last one twice."""
    if door.session_id is None:
        if door.most_inside is None:
            return "admitted"
        db.session.execute(select(Gate.id).where(Gate.id == door.first_of_place).with_for_update())
        return seat_for(door.most_inside, 0, False, seats_taken(None, door.reentry, registration_id)[1])
    held = func.coalesce(Session.capacity, Room.capacity)
    query = select(held, Session.taken).outerjoin(Session.room).where(Session.id == door.session_id)
    capacity, booked = db.session.execute(query.with_for_update(of=Session)).one()
    has_booked, others = seats_taken(door.session_id, door.reentry, registration_id)
    return seat_for(capacity, booked, has_booked, others)


def _place_in_time(scan: NewScan, others: list[Passage]) -> datetime:
    """When a scan counts as made, and is stored as such.

    One that arrives at once comes after all that arrived before it, whatever the two phones' clocks say: of two people
    who show one ticket at two gates only one may hear that they are admitted.
    """
    if not others or scan.told or clock.now() - scan.scanned_at > LIVE_WITHIN:
        return scan.scanned_at
    latest = max(passage.scanned_at for passage in others)
    return max(scan.scanned_at, latest + timedelta(microseconds=1))


# Built once: at a busy door the time to put a statement together is a good part of an answer.
_SCAN, _REGISTRATION, _TICKET_TYPE, _BADGE, _RETIRED = (
    cast(Table, model.__table__) for model in (Scan, Registration, TicketType, ForeignBadge, RetiredTicket)
)
_FOUND = (
    select(
        _REGISTRATION.c.id, _REGISTRATION.c.state, _REGISTRATION.c.ticket_version, _REGISTRATION.c.name,
        _REGISTRATION.c.holder, STANDING.label("standing"),
        _REGISTRATION.c.ticket_type_id, _REGISTRATION.c.door_note, _TICKET_TYPE.c.door_note.label("kind_note"),
        _REGISTRATION.c.company, _REGISTRATION.c.code, _TICKET_TYPE.c.name.label("ticket_type"), _TICKET_TYPE.c.days,
        func.coalesce(_REGISTRATION.c.badge_class, _TICKET_TYPE.c.badge_class).label("badge_class"),
    )
    .join_from(_REGISTRATION, _TICKET_TYPE)
    .where(_REGISTRATION.c.event_id == bindparam("event_id"))
    .with_for_update(of=_REGISTRATION)  # two gates at one time: the second waits for the first's verdict
)  # fmt: skip
_FOUND_BY_CODE = _FOUND.where(_REGISTRATION.c.code == bindparam("code"))
_FOUND_BY_SERIAL = _FOUND.where(_REGISTRATION.c.serial == bindparam("serial"))
_OUTCOME = select(_SCAN.c.outcome).where(_SCAN.c.uuid == bindparam("uuid"))
_FOUND_BY_BADGE = _FOUND.join(_BADGE, _BADGE.c.registration_id == _REGISTRATION.c.id).where(
    _BADGE.c.issuer_id == bindparam("issuer_id"), _BADGE.c.number == bindparam("number")
)
_RETIRED_CODE = (
    select(_RETIRED.c.version, _REGISTRATION.c.serial)
    .join_from(_RETIRED, _REGISTRATION)
    .where(_RETIRED.c.event_id == bindparam("event_id"), _RETIRED.c.code == bindparam("code"))
)
_RETIRED_VERSION = (
    select(_RETIRED.c.holder, _RETIRED.c.reason)
    .where(_RETIRED.c.registration_id == bindparam("registration_id"), _RETIRED.c.version >= bindparam("version"))
    .order_by(_RETIRED.c.version)
    .limit(1)
)
_PASSAGES = select(
    _SCAN.c.scanned_at, _SCAN.c.uuid, _SCAN.c.direction, _SCAN.c.gate_id, _SCAN.c.undoes, _SCAN.c.device_id,
    (_SCAN.c.reason != "").label("is_override"),
).where(
    _SCAN.c.registration_id == bindparam("registration_id"), _SCAN.c.outcome.in_(("admitted", "already_admitted"))
)  # fmt: skip
_STORE = {
    "sqlite": sqlite.insert(_SCAN).on_conflict_do_nothing(index_elements=["uuid"]),
    "postgresql": postgresql.insert(_SCAN).on_conflict_do_nothing(index_elements=["uuid"]),
}


def _run(statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """In this transaction, past the session, which has nothing to add to rows of columns."""
    return db.session.connection().execute(statement, values)


def _find(device: KnownDevice, shown: _Shown) -> Any:
    """The registration that a scan points at, or None."""
    if shown.code is not None:
        return _run(_FOUND_BY_CODE, {"event_id": device.event_id, "code": shown.code}).one_or_none()
    if shown.serial is not None:
        values: dict[str, Any] = {"event_id": device.event_id, "serial": shown.serial}
        return _run(_FOUND_BY_SERIAL, values).one_or_none()
    if shown.badge is not None:
        values = {"event_id": device.event_id, **shown.badge._asdict()}
        return _run(_FOUND_BY_BADGE, values).one_or_none()
    return None


def _retired_code(device: KnownDevice, code: str) -> Any:
    """The ticket that once had this code, and was replaced."""
    return _run(_RETIRED_CODE, {"event_id": device.event_id, "code": code}).one_or_none()


def _retired_version(registration_id: int, version: int) -> Any:
    """The ticket with this version, where it was replaced by one with a code of its own."""
    return _run(_RETIRED_VERSION, {"registration_id": registration_id, "version": version}).one_or_none()


def _store(device: KnownDevice, scan: NewScan, shown: _Shown, verdict: Verdict, found: Any) -> bool:
    """Append a scan; False where it is there already."""
    values = {
        "uuid": scan.uuid,
        "event_id": device.event_id,
        "gate_id": device.gate_id,
        "device_id": device.id,
        "device_seq": scan.device_seq,
        "registration_id": None if found is None else found.id,
        "holder": shown.holder or (1 if found is None else found.holder),
        "ticket": scan.ticket,
        "direction": scan.direction,
        "mode": scan.mode,
        "scanned_at": scan.scanned_at,
        "received_at": clock.now(),
        "outcome": scan.told or verdict.outcome,
        "undoes": scan.undoes,
        "reason": scan.reason,
    }
    return _run(_STORE[db.engine.dialect.name], values).rowcount == 1


def _guest(found: Any) -> Guest:
    return Guest(
        found.name, found.company, found.code, found.ticket_type, found.badge_class, found.door_note, found.kind_note
    )


def _earlier(passage: Passage) -> Earlier:
    name = db.session.scalar(select(Gate.name).where(Gate.id == passage.gate_id))
    return Earlier(passage.scanned_at, name or LocalizedText())
