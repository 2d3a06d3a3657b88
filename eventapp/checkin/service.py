"""The door: gates, devices, and the scans that they record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventapp.checkin.models import Device, Gate, Pairing, Scan
from eventapp.checkin.queries import KnownDevice, pairing_by_code, rules_of
from eventapp.checkin.verdicts import GateRules, Outcome, Passage, Verdict, allowed_at, judge, standing_of
from eventapp.core import audit, clock
from eventapp.core.codes import normal_code, public_code, random_secret, secret_hash, slug_from, unused_slug
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.tickets import TicketForged, TicketUnknown, public_keys, read_ticket

PAIRING_LASTS = timedelta(minutes=15)
CLOCK_TOLERANCE = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
LIVE_WITHIN = timedelta(seconds=30)
"""A scan that took longer to arrive was made without a connection."""


class CheckinError(Exception):
    """The base of what can go wrong here."""


class PairingInvalid(CheckinError):
    """The code is unknown, was used already or is older than a quarter of an hour."""


class GateInUse(CheckinError):
    """Devices or scans belong to the gate, so it stays."""


class GateClosesTooSoon(CheckinError):
    """A gate closes after it opens."""


@dataclass(frozen=True)
class GateDetails:
    """What an organiser says of a gate; instants are aware. No ticket types means all."""

    name: LocalizedText
    ticket_type_ids: tuple[int, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transactional
def create_gate(event: Event, details: GateDetails) -> Gate:
    """Raises GateClosesTooSoon."""
    name = details.name
    taken = set(db.session.scalars(select(Gate.slug).where(Gate.event_id == event.id)))
    gate = Gate(
        event_id=event.id,
        slug=unused_slug(slug_from(name.text("en"), "gate"), taken),
        position=len(taken),
        **_gate_columns(event.id, details),
    )
    db.session.add(gate)
    db.session.flush()
    audit.record("gate.created", gate, event_id=event.id, after={"name": name})
    return gate


@transactional
def update_gate(gate: Gate, details: GateDetails) -> None:
    """Phones learn of it when they ask the next time. Raises GateClosesTooSoon."""
    values = _gate_columns(gate.event_id, details)
    before, after = audit.differences({key: getattr(gate, key) for key in values}, values)
    if after:
        for key, value in values.items():
            setattr(gate, key, value)
        audit.record("gate.updated", gate, event_id=gate.event_id, before=before, after=after)


def _gate_columns(event_id: int, details: GateDetails) -> dict[str, Any]:
    """The details as the columns hold them; ticket types of other events are none of this one's."""
    if details.opens_at and details.closes_at and details.closes_at <= details.opens_at:
        raise GateClosesTooSoon
    known = set(db.session.scalars(select(TicketType.id).where(TicketType.event_id == event_id)))
    return vars(details) | {"ticket_type_ids": sorted(known.intersection(details.ticket_type_ids))}


@transactional
def delete_gate(gate: Gate) -> None:
    """Raises GateInUse once anything was paired with it."""
    for model in (Device, Scan):
        if db.session.scalar(select(func.count()).where(model.gate_id == gate.id)):
            raise GateInUse
    for pairing in db.session.scalars(select(Pairing).where(Pairing.gate_id == gate.id)):
        db.session.delete(pairing)
    db.session.flush()
    audit.record("gate.deleted", gate, event_id=gate.event_id, before={"name": gate.name})
    db.session.delete(gate)


@transactional
def open_pairing(gate: Gate) -> str:
    """A code that makes one phone a device of this gate, within a quarter of an hour."""
    code = public_code()
    pairing = Pairing(
        event_id=gate.event_id,
        gate_id=gate.id,
        code_hash=secret_hash(code),
        expires_at=clock.now() + PAIRING_LASTS,
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record("pairing.opened", pairing, event_id=gate.event_id, after={"gate_id": gate.id})
    return code


@transactional
def pair_device(code: str, name: str) -> tuple[Device, str]:
    """Turn a pairing code into a device and its token, once. Raises PairingInvalid."""
    now = clock.now()
    pairing = pairing_by_code(normal_code(code))
    if pairing is None:
        raise PairingInvalid
    used = db.session.execute(
        update(Pairing)
        .where(Pairing.id == pairing.id, Pairing.used_at.is_(None), Pairing.expires_at > now)
        .values(used_at=now)
    )
    if rows_changed(used) != 1:
        raise PairingInvalid
    token = random_secret()
    device = Device(
        event_id=pairing.event_id,
        gate_id=pairing.gate_id,
        name=name or "Phone",
        token_hash=secret_hash(token),
        paired_at=now,
        seen_at=now,
    )
    db.session.add(device)
    db.session.flush()
    audit.record("device.paired", device, event_id=device.event_id, after={"name": device.name})
    return device, token


@transactional
def revoke_device(device: Device) -> None:
    """The device's token stops working with its next request."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        audit.record("device.revoked", device, event_id=device.event_id)


@transactional
def note_seen(device: KnownDevice) -> None:
    """Remember that a device is in touch. Once in SEEN_EVERY is often enough."""
    db.session.execute(
        update(Device).where(Device.id == device.id).values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )  # fmt: skip


@dataclass(frozen=True)
class NewScan:
    """A scan as a device sends it; `ticket` is what was read or typed.

    `told` is the verdict that the device gave by itself, where nobody could correct it any more; empty for one that the
    server still can.
    """

    uuid: UUID
    ticket: str
    direction: str
    scanned_at: datetime
    device_seq: int
    mode: str
    told: str = ""


@dataclass(frozen=True)
class Guest:
    """Whom the door sees."""

    name: str
    company: str
    code: str
    ticket_type: LocalizedText
    badge_class: str


@dataclass(frozen=True)
class Earlier:
    """The entry that makes this one a second."""

    scanned_at: datetime
    gate: LocalizedText


@dataclass(frozen=True)
class ScanResult:
    uuid: UUID
    outcome: Outcome
    guest: Guest | None = None
    earlier: Earlier | None = None


def record_scans(device: KnownDevice, scans: Sequence[NewScan]) -> list[ScanResult]:
    """Store each scan once, whatever its outcome, and say what the door should do.

    A scan that is sent again gets the verdict it got at first. All are stored together or none.
    """
    keys = public_keys(device.event_id)
    rules = rules_of(device.event_id, device.gate_id)
    return _record_all(device, rules, [(scan, _read(device, scan, keys)) for scan in scans])


class _Shown(NamedTuple):
    """What a scan points at, before anybody looked it up: a code, a ticket's serial and version, or nothing."""

    code: str | None = None
    serial: int | None = None
    version: int | None = None
    refused: Outcome | None = None


def _read(device: KnownDevice, scan: NewScan, keys: dict[int, bytes]) -> _Shown:
    """Checks the signature while no other writer has to wait. A bare code counts only where somebody typed it."""
    if scan.mode in ("typed", "search") and len(code := normal_code(scan.ticket)) == 8:
        return _Shown(code=code)
    try:
        claims = read_ticket(scan.ticket, device.event_id, keys)
    except TicketUnknown:
        return _Shown(refused="unknown")
    except TicketForged:
        return _Shown(refused="forged")
    return _Shown(serial=claims.serial, version=claims.version)


@transactional
def _record_all(device: KnownDevice, rules: GateRules, scans: list[tuple[NewScan, _Shown]]) -> list[ScanResult]:
    return [_record(device, rules, scan, shown) for scan, shown in scans]


def _record(device: KnownDevice, rules: GateRules, scan: NewScan, shown: _Shown) -> ScanResult:
    scan = replace(scan, scanned_at=min(scan.scanned_at, clock.now() + CLOCK_TOLERANCE))  # a clock far ahead
    found = _find(device, shown)
    verdict = Verdict(scan.uuid, shown.refused or "unknown")
    if found is not None:
        verdict = _judge(device, rules, scan, shown, found)
    if not _store(device, scan, verdict, found):
        verdict = verdict._replace(outcome=db.session.execute(_OUTCOME, {"uuid": scan.uuid}).scalar_one())
    elif scan.told:
        verdict = verdict._replace(outcome=cast(Outcome, scan.told))
    return ScanResult(
        scan.uuid, verdict.outcome, found and _guest(found), _earlier(verdict.earlier) if verdict.earlier else None
    )


def _judge(device: KnownDevice, rules: GateRules, scan: NewScan, shown: _Shown, found: Any) -> Verdict:
    standing = standing_of(found.state, found.ticket_version, shown.version)
    if standing == "admitted":
        standing = allowed_at(rules, found.ticket_type_id, scan.scanned_at)
    if standing != "admitted":
        return Verdict(scan.uuid, standing)
    passages = [Passage(*row) for row in db.session.execute(_PASSAGES, {"registration_id": found.id})]
    others = [passage for passage in passages if passage.uuid != scan.uuid]
    this = Passage(_place_in_time(scan, others), scan.uuid, scan.direction, device.gate_id)
    return judge([*others, this])[scan.uuid]


def _place_in_time(scan: NewScan, others: list[Passage]) -> datetime:
    """When a scan counts as made. One that arrives at once comes after all that arrived before it, whatever the two
    phones' clocks say: of two people who show one ticket at two gates only one may hear that they are admitted.
    """
    if not others or scan.told or clock.now() - scan.scanned_at > LIVE_WITHIN:
        return scan.scanned_at
    latest = max(passage.scanned_at for passage in others)
    return max(scan.scanned_at, latest + timedelta(microseconds=1))


# Built once: at a busy door the time to put a statement together is a good part of an answer.
_SCAN, _REGISTRATION, _TICKET_TYPE = (cast(Table, model.__table__) for model in (Scan, Registration, TicketType))
_FOUND = (
    select(
        _REGISTRATION.c.id, _REGISTRATION.c.state, _REGISTRATION.c.ticket_version, _REGISTRATION.c.name,
        _REGISTRATION.c.ticket_type_id,
        _REGISTRATION.c.company, _REGISTRATION.c.code, _TICKET_TYPE.c.name.label("ticket_type"),
        func.coalesce(_REGISTRATION.c.badge_class, _TICKET_TYPE.c.badge_class).label("badge_class"),
    )
    .join_from(_REGISTRATION, _TICKET_TYPE)
    .where(_REGISTRATION.c.event_id == bindparam("event_id"))
    .with_for_update(of=_REGISTRATION)  # two gates at one time: the second waits for the first's verdict
)  # fmt: skip
_FOUND_BY_CODE = _FOUND.where(_REGISTRATION.c.code == bindparam("code"))
_FOUND_BY_SERIAL = _FOUND.where(_REGISTRATION.c.serial == bindparam("serial"))
_OUTCOME = select(_SCAN.c.outcome).where(_SCAN.c.uuid == bindparam("uuid"))
_PASSAGES = select(_SCAN.c.scanned_at, _SCAN.c.uuid, _SCAN.c.direction, _SCAN.c.gate_id).where(
    _SCAN.c.registration_id == bindparam("registration_id"), _SCAN.c.outcome.in_(("admitted", "already_admitted"))
)
_STORE = {
    "sqlite": sqlite.insert(_SCAN).on_conflict_do_nothing(index_elements=["uuid"]),
    "postgresql": postgresql.insert(_SCAN).on_conflict_do_nothing(index_elements=["uuid"]),
}


def _find(device: KnownDevice, shown: _Shown) -> Any:
    """The registration that a scan points at, or None."""
    if shown.code is not None:
        return db.session.execute(_FOUND_BY_CODE, {"event_id": device.event_id, "code": shown.code}).one_or_none()
    if shown.serial is not None:
        values = {"event_id": device.event_id, "serial": shown.serial}
        return db.session.execute(_FOUND_BY_SERIAL, values).one_or_none()
    return None


def _store(device: KnownDevice, scan: NewScan, verdict: Verdict, found: Any) -> bool:
    """Append a scan; False where it is there already."""
    values = {
        "uuid": scan.uuid,
        "event_id": device.event_id,
        "gate_id": device.gate_id,
        "device_id": device.id,
        "device_seq": scan.device_seq,
        "registration_id": None if found is None else found.id,
        "ticket": scan.ticket,
        "direction": scan.direction,
        "mode": scan.mode,
        "scanned_at": scan.scanned_at,
        "received_at": clock.now(),
        "outcome": scan.told or verdict.outcome,
    }
    return rows_changed(db.session.execute(_STORE[db.engine.dialect.name], values)) == 1


def _guest(found: Any) -> Guest:
    return Guest(found.name, found.company, found.code, found.ticket_type, found.badge_class)


def _earlier(passage: Passage) -> Earlier:
    name = db.session.scalar(select(Gate.name).where(Gate.id == passage.gate_id))
    return Earlier(passage.scanned_at, name or LocalizedText())
