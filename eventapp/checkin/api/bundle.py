"""What a phone is told: all that it needs to judge tickets by itself, and no more than its gate needs."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from eventapp.checkin import queries, service
from eventapp.checkin.api.requests import blueprint, calling_device, json_response, moment, number_asked, where
from eventapp.checkin.queries import GateContext, KnownDevice
from eventapp.core import clock
from eventapp.core.codes import base64url
from eventapp.core.db import db
from eventapp.core.locales import reader_locale
from eventapp.core.phone_numbers import digits_of
from eventapp.events.models import Event
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.registration.queries import ticket_types_of
from eventapp.registration.tickets import public_keys

COLUMNS = (
    "serial", "code", "name", "company", "state", "ticket_type", "ticket_version", "cursor", "romanised_name",
    "badge_class", "note", "phone_end", "badge", "former_codes",
)  # fmt: skip
SETTLED_AFTER = timedelta(seconds=10)
"""Ids are given before a scan is stored, so a lower one can appear after a higher one: young ones are told again."""
BUNDLE_LASTS = timedelta(days=1)
"""A phone forgets what it knows so long after the event."""
MOST_WAITING = 1_000_000


@blueprint.get("/bundle")
def bundle() -> ResponseReturnValue:
    """All a device needs to judge tickets by itself; with `?cursor=` and `?scans=` only what happened since.

    `more` says that another request with the new cursors is due at once. `scope` names what the phone may know: where
    it is not the one that the phone sends, the answer begins anew (`begins_anew`), and what was told before is void.
    `admitted` is counted for who knows no scans yet; from then on phones count themselves.
    The lists of other organisers' badges come where they are not those that the phone has (`?badges=`). A day after the
    event nobody is told of any more.
    """
    device = calling_device()
    _note_seen(device)
    door = queries.gate_context(device.event_id, device.gate_id)
    scope = _scope(device, door)
    begins_anew = request.args.get("scope", "") != scope
    cursor = 0 if begins_anew and "scope" in request.args else number_asked("cursor")
    scans_cursor = number_asked("scans")
    expires_at = db.session.get_one(Event, device.event_id).ends_at + BUNDLE_LASTS
    is_over = clock.now() > expires_at
    rows = [] if is_over else queries.changed_registrations(device.event_id, cursor)
    former = queries.former_codes([row.id for row in rows if row.ticket_version > 1])
    if rows and not cursor:
        service.note_bundle_given(device)
    passages = [] if is_over else queries.passages_after(device.event_id, scans_cursor)
    # One that seems to come from later was received before the clock was set back.
    settled = [row.id for row in passages if abs(clock.now() - row.received_at) >= _settled_after()]
    return json_response(
        {
            **where(device.event_id, device.gate_id),
            **_facts(device, door),
            **_badge_lists(device, door, is_over=is_over),
            "expires_at": moment(expires_at),
            **({} if scans_cursor else {"admitted": queries.admitted_count(device.event_id)}),
            "scope": scope,
            "begins_anew": begins_anew,
            "registrations": [_row(device, door, row, former.get(row.id, [])) for row in rows],
            "columns": COLUMNS,
            "cursor": rows[-1].cursor if rows else cursor,
            "passages": [
                [
                    str(row.uuid), row.serial, moment(row.scanned_at), row.direction, row.gate_id,
                    row.undoes and str(row.undoes), row.device_id, bool(row.is_override),
                ]
                for row in passages
            ],
            "scans_cursor": settled[-1] if settled else scans_cursor,
            "more": len(rows) == queries.BUNDLE_SIZE or len(settled) == queries.BUNDLE_SIZE,
        }
    )  # fmt: skip


def _settled_after() -> timedelta:
    """SQLite has one writer at a time, so its ids appear in their order."""
    return timedelta() if db.engine.dialect.name == "sqlite" else SETTLED_AFTER


def _note_seen(device: KnownDevice) -> None:
    waiting = min(number_asked("waiting"), MOST_WAITING)
    if device.seen_at is None or clock.now() - device.seen_at >= service.SEEN_EVERY or waiting != device.waiting:
        service.note_seen(device, waiting)


def _scope(device: KnownDevice, door: GateContext) -> str:
    """A name for what this phone may know. Another gate, role or rule is another name."""
    rules = door.rules
    parts = (
        device.id, device.role, door.hides_names, sorted(rules.ticket_type_ids), sorted(rules.badge_classes), COLUMNS,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def _row(device: KnownDevice, door: GateContext, row: Any, former: list[list[Any]]) -> list[Any]:
    """One person as far as this gate needs them: no names where the gate hides them or does not let the person in.

    `former` are the tickets that newer ones replaced, as [code, version, why].
    """
    rules = door.rules
    let_in = (not rules.ticket_type_ids or row.ticket_type_id in rules.ticket_type_ids) and (
        not rules.badge_classes or row.badge_class in rules.badge_classes
    )
    is_named = let_in and not door.hides_names
    searches = is_named and device.role == "supervisor"
    digits = digits_of(row.phone)
    return [
        row.serial, row.code, row.name if is_named else "", row.company if is_named else "", row.standing,
        row.ticket_type_id, row.ticket_version, row.cursor, row.romanised_name if searches else "", row.badge_class,
        row.door_note if is_named else "", digits[-4:] if searches else "",
        f"{row.issuer_id}.{row.number}" if row.number else "", former,
    ]  # fmt: skip


def _facts(device: KnownDevice, door: GateContext) -> dict[str, Any]:
    """Everything but people and passages; it is short, so it is told whole each time."""
    locale = reader_locale()
    rules = door.rules
    capacity, booked = queries.session_seats(door.session_id) if door.session_id is not None else (door.most_inside, [])
    return {
        "device": {"id": device.id, "name": device.name, "role": device.role},
        "keys": {name: base64url(key) for name, key in public_keys(device.event_id).items()},
        "ticket_types": {
            str(ticket_type.id): {
                "name": ticket_type.name.text(locale), "badge_class": ticket_type.badge_class,
                "note": ticket_type.door_note.text(locale), "days": ticket_type.days,
            }
            for ticket_type in ticket_types_of(device.event_id)
        },
        "badge_classes": {name: str(words) for name, words in BADGE_CLASS_NAMES.items()},
        "rules": {
            "ticket_type_ids": sorted(rules.ticket_type_ids),
            "badge_classes": sorted(rules.badge_classes),
            "opens_at": rules.opens_at and moment(rules.opens_at),
            "closes_at": rules.closes_at and moment(rules.closes_at),
        },
        "reentry": {str(key): rule for key, rule in door.reentry.items()},
        "session": {"capacity": capacity, "booked": booked} if door.session_id or capacity else None,
        "hides_names": door.hides_names,
        "gates": {str(gate.id): gate.name.text(locale) for gate in queries.gates_of(device.event_id)},
        "now": moment(clock.now()),
    }  # fmt: skip


def _badge_lists(device: KnownDevice, door: GateContext, *, is_over: bool) -> dict[str, Any]:
    """Other organisers' badges, told whole whenever any of it changed; a gate that hides names keeps them too."""
    issuers = [] if is_over else queries.issuers_of(device.event_id)
    revision = ",".join(f"{one.id}:{one.revision}" for one in issuers) + ("!" if door.hides_names else "")
    if request.args.get("badges", "") == revision:
        return {"badges_revision": revision}
    listed = queries.listed_badges(device.event_id) if issuers else {}
    return {
        "badges_revision": revision,
        "badges": [
            {
                "id": one.id, "name": one.name, "pattern": one.pattern, "ticket_type": one.ticket_type_id,
                "listed": [
                    [number, "", ""] if door.hides_names else [number, name, company]
                    for number, name, company in listed.get(one.id, ())
                ],
            }
            for one in issuers
        ],
    }  # fmt: skip
