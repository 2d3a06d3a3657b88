"""What devices at the door talk to: JSON, with the device's own token."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Unauthorized, UnprocessableEntity

from eventapp.checkin import queries, service
from eventapp.checkin.forms import MOST_SCANS, ScanMalformed, scan_from
from eventapp.checkin.models import Gate
from eventapp.checkin.queries import KnownDevice
from eventapp.checkin.service import ScanResult
from eventapp.core import clock
from eventapp.core.codes import base64url, spoken_code
from eventapp.core.db import db
from eventapp.core.http import LARGEST_ID, without_cookies
from eventapp.core.limits import limiter
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.queries import ticket_types_of
from eventapp.registration.tickets import public_keys

COLUMNS = (
    "serial", "code", "name", "company", "state", "ticket_type", "ticket_version", "cursor", "romanised_name",
)  # fmt: skip
SETTLED_AFTER = timedelta(seconds=10)
"""Ids are given before a scan is stored, so a lower one can appear after a higher one: young ones are told again."""
BUNDLE_LASTS = timedelta(days=1)
"""A phone forgets what it knows so long after the event."""

blueprint = Blueprint("checkin_api", __name__, url_prefix="/checkin/api")


@blueprint.before_request
def keep_no_cookie() -> None:
    without_cookies()


@blueprint.post("/pair")
@limiter.limit("20 per minute")
def pair() -> ResponseReturnValue:
    """`{"code", "name"}` to `{"token", ...}`, once for each code."""
    body = _object()
    code, name = body.get("code"), body.get("name", "")
    if not isinstance(code, str) or not isinstance(name, str):
        raise UnprocessableEntity("code and name must be texts")
    try:
        device, token = service.pair_device(code[:40], " ".join(name.split())[:80])
    except service.PairingInvalid:
        raise UnprocessableEntity(
            "This pairing code is unknown, used or older than 15 minutes. Ask the organiser for a new one."
        ) from None
    return _json({"token": token, "device": str(device.uid), **_where(device.event_id, device.gate_id)}, 201)


@blueprint.get("/bundle")
def bundle() -> ResponseReturnValue:
    """All a device needs to judge tickets by itself; with `?cursor=` and `?scans=` only what happened since.

    `more` says that another request with the new cursors is due at once.
    """
    device = _device()
    if device.seen_at is None or clock.now() - device.seen_at >= service.SEEN_EVERY:
        service.note_seen(device)
    cursor, scans_cursor = _cursor("cursor"), _cursor("scans")
    rows = queries.changed_registrations(device.event_id, cursor)
    passages = queries.passages_after(device.event_id, scans_cursor)
    event = db.session.get_one(Event, device.event_id)
    settled = [row.id for row in passages if row.received_at < clock.now() - SETTLED_AFTER]
    return _json(
        {
            **_where(device.event_id, device.gate_id),
            "keys": {str(key_id): base64url(key) for key_id, key in public_keys(device.event_id).items()},
            "ticket_types": {
                str(kind.id): {"name": kind.name.text(reader_locale()), "badge_class": kind.badge_class}
                for kind in ticket_types_of(device.event_id)
            },
            "rules": _rules(device.event_id, device.gate_id),
            "gates": {str(gate.id): gate.name.text(reader_locale()) for gate in queries.gates_of(device.event_id)},
            "registrations": [list(row) for row in rows],
            "columns": COLUMNS,
            "cursor": rows[-1].cursor if rows else cursor,
            "passages": [
                [str(row.uuid), row.serial, _moment(row.scanned_at), row.direction, row.gate_id] for row in passages
            ],
            "scans_cursor": settled[-1] if settled else scans_cursor,
            "more": len(rows) == queries.BUNDLE_SIZE or len(settled) == queries.BUNDLE_SIZE,
            "admitted": queries.admitted_count(device.event_id),
            "now": _moment(clock.now()),
            "expires_at": _moment(event.ends_at + BUNDLE_LASTS),
        }
    )


def _rules(event_id: int, gate_id: int) -> dict[str, Any]:
    """Whom the device's gate lets in, and when."""
    rules = queries.rules_of(event_id, gate_id)
    return {
        "ticket_type_ids": sorted(rules.ticket_type_ids),
        "opens_at": rules.opens_at and _moment(rules.opens_at),
        "closes_at": rules.closes_at and _moment(rules.closes_at),
    }


def _cursor(name: str) -> int:
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UnprocessableEntity(f"{name} must be a number from an earlier answer")
    return min(int(text), LARGEST_ID)


def _moment(instant: datetime) -> str:
    """A time of the same length always, so that texts compare as the instants do."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


@blueprint.post("/scans")
def scans() -> ResponseReturnValue:
    """`{"scans": [...]}` to `{"results": [...]}`. A malformed scan gets an `error`; the others are stored."""
    device = _device()
    sent = _object().get("scans")
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST_SCANS:
        raise UnprocessableEntity(f"scans must be a list of 1 to {MOST_SCANS}")
    good, answers = [], {}
    for index, values in enumerate(sent):
        try:
            good.append((index, scan_from(values)))
        except ScanMalformed as error:
            answers[index] = {"uuid": values.get("uuid") if isinstance(values, dict) else None, "error": str(error)}
    if good:
        results = service.record_scans(device, [scan for _, scan in good])
        answers |= {index: _answer(result) for (index, _), result in zip(good, results, strict=True)}
    return _json({"results": [answers[index] for index in range(len(sent))]})


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """Guests by name, company or code, for those who come without their ticket."""
    device = _device()
    found = queries.find_people(device.event_id, request.args.get("q", "")[:100])
    inside = queries.people_inside([person.id for person in found])
    return _json({"people": [_person(person, person.id in inside) for person in found]})


def _person(person: Registration, is_inside: bool) -> dict[str, Any]:
    return {
        "code": person.spoken_code,
        "name": person.name,
        "company": person.company,
        "state": person.state,
        "ticket_type": person.ticket_type.name.text(reader_locale()),
        "admitted": is_inside,
    }


def _answer(result: ScanResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"uuid": str(result.uuid), "outcome": result.outcome}
    if guest := result.guest:
        answer |= {
            "name": guest.name,
            "company": guest.company,
            "code": spoken_code(guest.code),
            "ticket_type": guest.ticket_type.text(reader_locale()),
            "badge_class": guest.badge_class,
        }
    if earlier := result.earlier:
        answer["earlier"] = {
            "scanned_at": earlier.scanned_at.isoformat(),
            "gate": earlier.gate.text(reader_locale()),
        }
    return answer


def _where(event_id: int, gate_id: int) -> dict[str, Any]:
    event, gate = db.session.get_one(Event, event_id), db.session.get_one(Gate, gate_id)
    return {
        "event": {
            "id": event.id,
            "slug": event.slug,
            "name": event.name.text(reader_locale()),
            "timezone": event.timezone,
        },
        "gate": {"id": gate.id, "slug": gate.slug, "name": gate.name.text(reader_locale())},
    }


def _device() -> KnownDevice:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    device = queries.device_by_token(token) if scheme.lower() == "bearer" else None
    if device is None:
        raise Unauthorized("This device is not paired, or was revoked. Pair it again.")
    return device


def _object() -> dict[str, Any]:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise BadRequest("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise UnprocessableEntity("The body must be an object.")
    return body


def _json(values: dict[str, Any], status: int = 200) -> Response:
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status=status, content_type="application/json", headers={"Cache-Control": "no-store"})
