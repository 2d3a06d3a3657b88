"""Phones at gates: invited, paired, renamed, seen, revoked."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from eventapp.checkin.models import Device, Gate, Pairing
from eventapp.checkin.queries import KnownDevice, pairing_by_code
from eventapp.checkin.service.errors import PairingInvalid
from eventapp.core import audit, clock
from eventapp.core.codes import normal_code, public_code, random_secret, secret_hash
from eventapp.core.db import db, rows_changed, transactional
from eventapp.events.models import Event
from eventapp.events.service import note_bulk_read

PAIRING_LASTS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)


@transactional
def open_pairing(gate: Gate, role: str = "supervisor", name: str = "") -> str:
    """A code that makes one phone a device of this gate in a role and under a name, within a quarter of an hour."""
    code = public_code()
    pairing = Pairing(
        event_id=gate.event_id,
        gate_id=gate.id,
        code_hash=secret_hash(code),
        expires_at=clock.now() + PAIRING_LASTS,
        role=role,
        name=name,
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record("pairing.opened", pairing, event_id=gate.event_id, after={"gate_id": gate.id, "role": role})
    return code


def _numbered_name(gate_id: int) -> str:
    """`Main entrance 2` for the second phone of that gate."""
    gate = db.session.get_one(Gate, gate_id)
    event = db.session.get_one(Event, gate.event_id)
    number = db.session.scalar(select(func.count()).where(Device.gate_id == gate_id)) or 0
    return f"{gate.name.text(event.main_locale, event.main_locale)[:70]} {number + 1}"


@transactional
def pair_device(code: str, name: str) -> tuple[Device, str]:
    """Turn a pairing code into a device and its token, once. Raises PairingInvalid.

    A phone that is given no name has its gate's, with a number.
    """
    now = clock.now()
    pairing = pairing_by_code(normal_code(code))
    if pairing is None:
        raise PairingInvalid
    if not claim_pairing(pairing, now):
        raise PairingInvalid
    token = random_secret()
    device = Device(
        event_id=pairing.event_id,
        gate_id=pairing.gate_id,
        name=name or pairing.name or _numbered_name(pairing.gate_id),
        token_hash=secret_hash(token),
        paired_at=now,
        seen_at=now,
        role=pairing.role,
    )
    db.session.add(device)
    db.session.flush()
    audit.record("device.paired", device, event_id=device.event_id, after={"name": device.name, "role": device.role})
    return device, token


def claim_pairing(pairing: Any, now: datetime) -> bool:
    """Inside a transaction: use an invitation of one phone, here or of a feature above. False where it was used, or is
    too old: of two phones with one code one is paired."""
    kind = type(pairing)
    used = db.session.execute(
        update(kind)
        .where(kind.id == pairing.id, kind.used_at.is_(None), kind.expires_at > clock.lenient_now())
        .values(used_at=now)
    )
    return rows_changed(used) == 1


@transactional
def revoke_device(device: Device) -> None:
    """The device's token stops working with its next request."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        audit.record("device.revoked", device, event_id=device.event_id)


@transactional
def rename_device(device: Device, name: str) -> None:
    """An empty name changes nothing."""
    if name and name != device.name:
        audit.record(
            "device.renamed", device, event_id=device.event_id, before={"name": device.name}, after={"name": name}
        )
        device.name = name


@transactional
def note_seen(device: KnownDevice, waiting: int) -> None:
    """Remember that a device is in touch, and how many scans it owes. Once in SEEN_EVERY is often enough."""
    db.session.execute(
        update(Device).where(Device.id == device.id).values(seen_at=clock.now(), waiting=waiting)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


@transactional
def note_bundle_given(device: KnownDevice) -> None:
    """A device was given the people of its event from the first one on."""
    with audit.acting_as(device.name):
        note_bulk_read(db.session.get_one(Event, device.event_id), "checkin_api.bundle")
