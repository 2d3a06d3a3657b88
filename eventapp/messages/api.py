"""Where a mail service reports what did not arrive."""

import json
from typing import Any

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from eventapp.core import outbox
from eventapp.core.http import require_bearer, without_cookies
from eventapp.registration.import_rows import is_email

blueprint = Blueprint("messages_api", __name__)
MOST_AT_ONCE = 1_000


@blueprint.post("/webhooks/bounces")
def bounces() -> ResponseReturnValue:
    """`{"email", "reason"}` or a list of them, with `Authorization: Bearer <EVENTAPP_BOUNCE_TOKEN>`.

    404 where no token is set; an entry that is no address refuses the whole report, so that nothing is half taken.
    """
    without_cookies()
    require_bearer(current_app.config["BOUNCE_TOKEN"], "EVENTAPP_BOUNCE_TOKEN")
    reports = _reports()
    for report in reports:
        outbox.record_bounce(report["email"], str(report.get("reason", "")) or "reported by the mail service")
    return {"recorded": len(reports)}


def _reports() -> list[dict[str, Any]]:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise BadRequest("The body must be JSON.") from None
    reports = body if isinstance(body, list) else [body]
    if not 0 < len(reports) <= MOST_AT_ONCE:
        raise UnprocessableEntity(f"Send 1 to {MOST_AT_ONCE} reports at once.")
    for report in reports:
        if not isinstance(report, dict) or not isinstance(report.get("email"), str) or not is_email(report["email"]):
            raise UnprocessableEntity("Each report is an object with an email address.")
    return reports
