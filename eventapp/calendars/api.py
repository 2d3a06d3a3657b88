"""Where a mail service hands over what arrives in the events' mailboxes."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from eventapp.calendars import service
from eventapp.core.http import require_bearer, without_cookies

blueprint = Blueprint("calendars_api", __name__)
MAIL_FIELDS = ("email", "body-mime", "message", "mail")
"""What services call the field or file that holds the whole mail."""


@blueprint.post("/webhooks/mail")
def mail() -> ResponseReturnValue:
    """A whole mail as `message/rfc822`, or in a form, with `Authorization: Bearer <EVENTAPP_INBOUND_TOKEN>`.

    404 where no token is set; 422 with the reason where the mail is no answer to an invitation, and nothing is stored.
    """
    without_cookies()
    require_bearer(current_app.config["INBOUND_TOKEN"], "EVENTAPP_INBOUND_TOKEN")
    try:
        recorded = service.receive_mail(_mail())
    except service.NoReply as error:
        raise UnprocessableEntity(f"This mail is no answer to an invitation: {error}.") from None
    return {"recorded": len(recorded)}


def _mail() -> bytes:
    if request.mimetype not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return request.get_data() or _nothing()
    for field in MAIL_FIELDS:
        if field in request.files:
            return request.files[field].read()
        if field in request.form:
            return request.form[field].encode()
    return _nothing()


def _nothing() -> bytes:
    raise BadRequest("Send the whole mail as the body, or in a form's field `email` or `body-mime`.")
