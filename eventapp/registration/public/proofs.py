"""The sum that a browser is given before it sends the form, where much comes from its network address."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from eventapp.core.http import without_cookies
from eventapp.core.rate_limits import limiter
from eventapp.events.public import published_event
from eventapp.registration import service
from eventapp.registration.forms import GroupForm, RegistrationForm
from eventapp.registration.public import blueprint


@blueprint.get("/events/<slug>/register/proof")
@limiter.limit("120 per minute")
def proof(slug: str) -> ResponseReturnValue:
    """204 where nobody wants one."""
    event = published_event(slug)
    without_cookies()
    key = request.args.get("key", "")
    one_more = service.Sender(service.origin_of(request.remote_addr))
    if not key or len(key) > 64 or not service.looks_suspicious(event, one_more):
        return "", 204, {"Cache-Control": "no-store"}
    answer = jsonify(service.proof_challenge(key))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sender(form: RegistrationForm | GroupForm) -> service.Sender:
    """Who sends this form, as far as can be told."""
    has_proof = service.is_proof(form.proof.data or "", form.submission_key.data or "")
    return service.Sender(service.origin_of(request.remote_addr), has_proof)
