"""The page behind an invitation's link."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.public import blueprint


@blueprint.route("/i/<token>/", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Yes leads to the form; no is one click, and can be taken back while the invitation holds."""
    found = service.invitation_by_token(token)
    if found is None:
        abort(404)
    event = db.session.get_one(Event, found.event_id)
    if event.status == "draft":
        abort(404)
    g.main_locale = event.main_locale
    if request.method == "POST":
        try:
            service.decline_invitation(found)
        except service.InvitationInvalid:
            flash(_("This invitation has been answered already."), "error")
        return redirect(url_for("registration.invitation", token=token), 303)
    service.note_opened(found)
    return render_template(
        "registration/invitation.html", event=event, invitation=found, token=token, is_open=service.is_open(found)
    )
