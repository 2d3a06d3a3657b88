"""Pairing, scans, and people for those who come without their ticket."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict, Forbidden, NotFound, UnprocessableEntity

from eventapp.checkin import badges, queries, service
from eventapp.checkin.api.requests import blueprint, calling_device, json_response, sent_object, where
from eventapp.checkin.extension_points import paired_elsewhere
from eventapp.checkin.forms import MOST_SCANS, ScanMalformed, scan_from
from eventapp.checkin.service import Guest, ScanResult
from eventapp.core.codes import normal_code, spoken_code
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_code


@blueprint.post("/pair")
@limiter.limit("20 per minute")
def pair() -> ResponseReturnValue:
    """`{"code", "name"}` to `{"token", ...}`, once for each code."""
    body = sent_object()
    code, name = body.get("code"), body.get("name", "")
    if not isinstance(code, str) or not isinstance(name, str):
        raise UnprocessableEntity("code and name must be texts")
    code, name = code[:40], " ".join(name.split())[:80]
    try:
        device, token = service.pair_device(code, name)
    except service.PairingInvalid:
        if answer := paired_elsewhere(code, name):
            return json_response(answer, 201)
        raise UnprocessableEntity(
            "This pairing code is unknown, used or older than 15 minutes. Ask the organiser for a new one."
        ) from None
    paired = {"token": token, "device": str(device.uid), "role": device.role}
    return json_response({**paired, **where(device.event_id, device.gate_id)}, 201)


@blueprint.post("/scans")
def scans() -> ResponseReturnValue:
    """`{"scans": [...]}` to `{"results": [...]}`. A malformed scan gets an `error`; the others are stored."""
    device = calling_device()
    sent = sent_object().get("scans")
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
    return json_response({"results": [answers[index] for index in range(len(sent))]})


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """Guests by name, company, code or the end of a phone number, for those who come without their ticket."""
    device = calling_device("supervisor")
    if queries.gate_context(device.event_id, device.gate_id).hides_names:
        raise Forbidden("Names are kept off phones at this gate.")
    found = queries.find_people(device.event_id, request.args.get("q", "")[:100])
    inside = queries.people_inside([person.id for person in found])
    return json_response({"people": [_person(person, person.id in inside) for person in found]})


@blueprint.post("/badge")
def badge() -> ResponseReturnValue:
    """`{"code"}` to the person's badge as PDF. Printing is counted, and is no arrival."""
    device = calling_device("supervisor", "kiosk")
    code = sent_object().get("code")
    if not isinstance(code, str):
        raise UnprocessableEntity("code must be a text")
    person = registration_by_code(device.event_id, normal_code(code[:40]))
    if person is None:
        raise NotFound("Nobody has this code.")
    try:
        service.note_printed([person], device_id=device.id)
    except service.NotConfirmed:
        raise Conflict("Only who is confirmed gets a badge.") from None
    return Response(badges.badges_pdf(person.event, [person]), content_type="application/pdf")


def _person(person: Registration, is_inside: bool) -> dict[str, Any]:
    return {
        "code": person.spoken_code,
        "name": person.name,
        "company": person.company,
        "state": person.standing,
        "ticket_type": person.ticket_type.name.text(reader_locale()),
        "admitted": is_inside,
    }


def _answer(result: ScanResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"uuid": str(result.uuid), "outcome": result.outcome}
    if guest := result.guest:
        answer |= _shown(guest)
    if earlier := result.earlier:
        answer["earlier"] = {
            "scanned_at": earlier.scanned_at.isoformat(),
            "gate": earlier.gate.text(reader_locale()),
        }
    if result.standing:
        answer["standing"] = result.standing
    if result.why:
        answer["why"] = result.why
    if result.badges:
        answer["badges"] = [
            {"ticket": str(one.key), "issuer": one.issuer, "name": one.name, "company": one.company}
            for one in result.badges
        ]
    return answer


def _shown(guest: Guest) -> dict[str, Any]:
    locale = reader_locale()
    return {
        "name": guest.name,
        "company": guest.company,
        "code": spoken_code(guest.code),
        "ticket_type": guest.ticket_type.text(locale),
        "badge_class": guest.badge_class,
        "note": guest.note,
        "kind_note": guest.kind_note.text(locale),
    }
