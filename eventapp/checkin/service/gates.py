"""Gates: made, changed, and deleted while nothing belongs to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventapp.checkin.models import Device, Gate, Pairing, Scan
from eventapp.checkin.service.errors import GateClosesTooSoon, GateInUse
from eventapp.core import audit
from eventapp.core.codes import slug_from, unused_slug
from eventapp.core.db import db, transactional
from eventapp.core.signals import event_rescheduled
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.rescheduling import Reschedule
from eventapp.programme.models import Session
from eventapp.registration.models import BADGE_CLASSES, TicketType


@dataclass(frozen=True)
class GateDetails:
    """What an organiser says of a gate; instants are aware. No ticket types means all, as do no badge classes."""

    name: LocalizedText
    ticket_type_ids: tuple[int, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    badge_classes: tuple[str, ...] = ()
    session_id: int | None = None
    zone: str = ""
    directions: str = "entry"
    reentry: str = "after_exit"
    hides_names: bool = False
    most_inside: int | None = None


@transactional
def create_gate(event: Event, details: GateDetails) -> Gate:
    """Raises GateClosesTooSoon."""
    name = details.name
    db.session.get_one(Event, event.id, with_for_update=True)  # two gates of one name get two slugs
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
    """The details as the columns hold them; ticket types and sessions of other events are none of this one's."""
    if details.opens_at and details.closes_at and details.closes_at <= details.opens_at:
        raise GateClosesTooSoon
    known = set(db.session.scalars(select(TicketType.id).where(TicketType.event_id == event_id)))
    session_id = db.session.scalar(
        select(Session.id).where(Session.event_id == event_id, Session.id == details.session_id)
    )
    return vars(details) | {
        "ticket_type_ids": sorted(known.intersection(details.ticket_type_ids)),
        "badge_classes": sorted(set(BADGE_CLASSES).intersection(details.badge_classes)),
        "session_id": session_id,
        "zone": "" if session_id is not None else " ".join(details.zone.split()),
    }


@event_rescheduled.connect
def _move_hours(event: Event, move: Reschedule, **_more: Any) -> None:
    """The hours of gates are the event's, and move with it."""
    for gate in db.session.scalars(select(Gate).where(Gate.event_id == event.id)):
        gate.opens_at = gate.opens_at and move.moved(gate.opens_at)
        gate.closes_at = gate.closes_at and move.moved(gate.closes_at)


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
