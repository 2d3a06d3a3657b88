"""What every request of a device has: its token, JSON in and JSON out, and no cookie."""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, Unauthorized, UnprocessableEntity

from eventapp.checkin import queries
from eventapp.checkin.models import Gate
from eventapp.checkin.queries import KnownDevice
from eventapp.core.db import db
from eventapp.core.http import LARGEST_ID, bearer_token, compressed, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event

WORTH_COMPRESSING = 2_000
"""Bytes; shorter answers fit a packet or two as they are."""

blueprint = Blueprint("checkin_api", __name__, url_prefix="/checkin/api")


@blueprint.before_request
def keep_no_cookie() -> None:
    without_cookies()


def calling_device(*roles: str) -> KnownDevice:
    """The paired phone that asks, in one of the `roles` where there are any. Raises Unauthorized, Forbidden."""
    token = bearer_token()
    device = queries.device_by_token(token) if token else None
    if device is None:
        raise Unauthorized("This device is not paired, or was revoked. Pair it again.")
    if roles and device.role not in roles:
        raise Forbidden("This phone is paired for scanning only. The organiser can pair it as a supervisor's.")
    return device


def number_asked(name: str) -> int:
    """A whole number from the address, 0 where there is none."""
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UnprocessableEntity(f"{name} must be a number from an earlier answer")
    return min(int(text), LARGEST_ID)


def moment(instant: datetime) -> str:
    """A time of the same length always, so that texts compare as the instants do."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def where(event_id: int, gate_id: int) -> dict[str, Any]:
    """The event and the gate, as phones show them."""
    event, gate = db.session.get_one(Event, event_id), db.session.get_one(Gate, gate_id)
    return {
        "event": {
            "id": event.id,
            "slug": event.slug,
            "name": event.name.text(reader_locale()),
            "timezone": event.timezone,
        },
        "gate": {
            "id": gate.id, "slug": gate.slug, "name": gate.name.text(reader_locale()), "directions": gate.directions,
        },
    }  # fmt: skip


def sent_object() -> dict[str, Any]:
    """The request's body. Raises BadRequest, UnprocessableEntity."""
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise BadRequest("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise UnprocessableEntity("The body must be an object.")
    return body


def json_response(values: dict[str, Any], status: int = 200) -> Response:
    """Compressed where it is long: a bundle of thousands of people travels over a hall's network."""
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Cache-Control": "no-store"}
    if short := compressed(body, longer_than=WORTH_COMPRESSING):
        body = short
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, status=status, content_type="application/json", headers=headers)
