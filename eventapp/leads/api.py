"""What exhibitors' phones talk to: JSON, with the phone's own token. None of it is a way to anything at a door."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict, Unauthorized, UnprocessableEntity

from eventapp.checkin.api.requests import json_response, moment, sent_object
from eventapp.checkin.extension_points import add_pairing_source, scanner_parts
from eventapp.core import clock
from eventapp.core.codes import base64url
from eventapp.core.db import db
from eventapp.core.http import bearer_token, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.leads import queries, service
from eventapp.leads.forms import MOST_NOTES, NoteMalformed, note_from
from eventapp.leads.models import LeadDevice
from eventapp.leads.service import Captured
from eventapp.registration.tickets import public_keys

KEPT_FOR = timedelta(days=7)
"""A phone forgets its leads so long after the event; the company's own page keeps them."""
blueprint = Blueprint("leads_api", __name__, url_prefix="/checkin/api/leads")
scanner_parts.append("leads/_scanner.html")


@blueprint.before_request
def keep_no_cookie() -> None:
    without_cookies()


@add_pairing_source
def pair(code: str, name: str) -> dict[str, Any] | None:
    """An exhibitor's phone, where a company's own page gave the code."""
    try:
        device, token = service.pair_phone(code, name)
    except service.PairingInvalid:
        return None
    return {"token": token, "device": str(device.uid), "role": "exhibitor", **_where(device)}


def calling_phone() -> LeadDevice:
    """Raises Unauthorized."""
    token = bearer_token()
    device = queries.device_by_token(token) if token else None
    if device is None:
        raise Unauthorized("This phone is not paired, or was unpaired. Pair it again on your company's page.")
    if service.is_due(device, clock.now()):
        service.note_seen(device)
    return device


# Phones in a hall share an address, so that each is counted by its token.
@blueprint.get("")
@limiter.limit("60 per minute", key_func=bearer_token)
def leads() -> ResponseReturnValue:
    """What a phone needs to read tickets by itself, and how the leads stand that it sent itself: no list of people.

    With the `version` of an answer before, nothing is told twice.
    """
    device = calling_phone()
    told = _told(device)
    version = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    if request.args.get("version") == version:
        return json_response({"version": version, "is_unchanged": True})
    return json_response({**told, "version": version, "is_unchanged": False})


@blueprint.post("")
@limiter.limit("120 per minute", key_func=bearer_token)
def capture() -> ResponseReturnValue:
    """`{"leads": [...]}` to `{"results": [...]}`. A malformed one gets an `error`; the others are stored."""
    device = calling_phone()
    sent = sent_object().get("leads")
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST_NOTES:
        raise UnprocessableEntity(f"leads must be a list of 1 to {MOST_NOTES}")
    return json_response({"results": [_answer(device, values) for values in sent]})


def _answer(device: LeadDevice, values: Any) -> dict[str, Any]:
    try:
        return _shown(service.capture(device, note_from(values)))
    except NoteMalformed as error:
        return {"uuid": values.get("uuid") if isinstance(values, dict) else None, "error": str(error)}
    except service.LeadsClosed:
        raise Conflict("The organisers have switched the scanning by exhibitors off.") from None


def _shown(captured: Captured) -> dict[str, Any]:
    return {"uuid": str(captured.uuid), "state": captured.state, "shared": captured.shared}


def _where(device: LeadDevice) -> dict[str, Any]:
    """The event and the company, as phones show them; the company stands where a door's phone has its gate."""
    event, locale = db.session.get_one(Event, device.company.event_id), reader_locale()
    return {
        "event": {
            "id": event.id, "slug": event.slug, "name": event.name.text(locale, event.main_locale),
            "timezone": event.timezone,
        },
        "company": {"id": device.company_id, "name": device.company.name.text(locale, event.main_locale)},
    }  # fmt: skip


def _told(device: LeadDevice) -> dict[str, Any]:
    event = db.session.get_one(Event, device.company.event_id)
    expires_at = event.ends_at + KEPT_FOR
    notes = queries.notes_of_device(device.id) if clock.now() <= expires_at else []
    return {
        **_where(device),
        "device": {"id": device.id, "name": device.name, "role": "exhibitor"},
        "is_open": queries.is_open(event.id),
        "keys": {name: base64url(key) for name, key in public_keys(event.id).items()},
        "questions": [
            {"code": one.code, "label": one.label, "options": one.options}
            for one in queries.questions_of(device.company_id)
        ],
        "expires_at": moment(expires_at),
        "leads": [_shown(Captured(*note)) for note in notes],
    }  # fmt: skip
