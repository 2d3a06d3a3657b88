"""Gates, what they lead to, and the phones at them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.models import CheckinSettings, Device, Gate, Pairing, place_of
from eventapp.checkin.verdicts import AROUND, ELSEWHERE, GateRules
from eventapp.core.codes import normal_code, secret_hash
from eventapp.core.db import db
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.events.models import Event


def gates_of(event_id: int) -> list[Gate]:
    query = select(Gate).options(joinedload(Gate.session)).where(Gate.event_id == event_id)
    return list(db.session.scalars(query.order_by(Gate.position, Gate.id)))


def gate(event_id: int, gate_id: int) -> Gate | None:
    return db.session.scalar(select(Gate).where(Gate.event_id == event_id, Gate.id == gate_id))


class GateContext(NamedTuple):
    """A gate as verdicts need it: its rules, the gates (by id) whose passages tell who is in its place, with their
    rules for entering again or for having left, and the zone whose days tickets are good on."""

    gate_id: int
    rules: GateRules
    session_id: int | None
    reentry: Mapping[int, str]
    hides_names: bool
    timezone: str
    most_inside: int | None

    @property
    def first_of_place(self) -> int:
        """The gate that stands for all that lead to the same place."""
        return min(key for key, rule in self.reentry.items() if rule not in (ELSEWHERE, AROUND))


_GATES = PreparedQuery(
    select(
        Gate.id, Gate.ticket_type_ids, Gate.opens_at, Gate.closes_at, Gate.badge_classes, Gate.session_id, Gate.zone,
        Gate.reentry, Gate.hides_names, Gate.most_inside, Event.timezone, CheckinSettings.entering_leaves,
    ).join(Event, Event.id == Gate.event_id)
    .outerjoin(CheckinSettings, CheckinSettings.event_id == Gate.event_id)
    .where(Gate.event_id == bindparam("event_id"))
)  # fmt: skip


def gate_context(event_id: int, gate_id: int) -> GateContext:
    """What a gate asks of a ticket, and which others it is judged together with."""
    gates = {row.id: row for row in _GATES.all(event_id=event_id)}
    this = gates[gate_id]
    place = place_of(this.session_id, this.zone)
    places = {key: place_of(row.session_id, row.zone) for key, row in gates.items()}
    together = place_rules(
        place, {key: (places[key], row.reentry) for key, row in gates.items()}, entering_leaves=this.entering_leaves
    )
    rules = GateRules(frozenset(this.ticket_type_ids), this.opens_at, this.closes_at, frozenset(this.badge_classes))
    return GateContext(
        gate_id, rules, this.session_id, together, bool(this.hides_names), this.timezone,
        this.most_inside,
    )  # fmt: skip


def place_rules(place: str, gates: Mapping[int, tuple[str, str]], *, entering_leaves: bool | None) -> dict[int, str]:
    """{gate id: rule} of the gates whose passages tell who is in a place; `gates` are {id: (place, its own rule)}."""
    rules = {key: rule for key, (other, rule) in gates.items() if other == place}
    if entering_leaves and place:
        rules |= {key: ELSEWHERE if other else AROUND for key, (other, _rule) in gates.items() if other != place}
    return rules


def rules_by_place(event_id: int, gates: Iterable[Gate]) -> dict[str, dict[int, str]]:
    """The same of every place to which the gates of an event lead."""
    known = {gate.id: (gate.place, gate.reentry) for gate in gates}
    leaves = checkin_settings(event_id).entering_leaves
    places = {place for place, _rule in known.values()}
    return {place: place_rules(place, known, entering_leaves=leaves) for place in places}


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
    role: str
    waiting: int


_DEVICE = PreparedQuery(
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


def checkin_settings(event_id: int) -> CheckinSettings:
    """What the organiser set; what a new event begins with where nothing was."""
    found = db.session.get(CheckinSettings, event_id)
    return found or CheckinSettings(
        event_id=event_id, offers_certificates=True, board_generation=1, entering_leaves=False
    )
