"""Exports of people's data that wait for a second person's yes."""

from contextlib import suppress
from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from werkzeug.exceptions import HTTPException

from eventapp.accounts.access import asks_again
from eventapp.core.db import db
from eventapp.events import policy, queries, service
from eventapp.events.access import approved_by, event_for
from eventapp.events.admin import blueprint
from eventapp.events.models import Event, ExportRequest
from eventapp.events.team_forms import ExportReasonForm

EXPORT_NAMES = {
    "archives_admin.download": _l("The whole event, as an archive"),
    "checkin_admin.attendance_table": _l("Who was there"),
    "checkin_admin.issuer_attendance": _l("Who was there, with another organiser's badge"),
    "checkin_admin.scan_table": _l("Every scan"),
    "checkin_api_v1.list_attendance": _l("Who was there, by the API"),
    "checkin_api_v1.list_scans": _l("Every scan, by the API"),
    "registration_admin.consents_table": _l("Who agreed to what"),
    "registration_admin.export_csv": _l("Registrations, as CSV"),
    "registration_admin.export_xlsx": _l("Registrations, as XLSX"),
    "registration_admin.follow_up_answers": _l("Answers to a follow-up form"),
    "registration_api.list_registrations": _l("Registrations, by the API"),
}


@blueprint.get("/events/<slug>/exports/")
@login_required
def exports(slug: str) -> ResponseReturnValue:
    """What was asked for, what waits for a yes, and whether one is demanded at all."""
    event = event_for(slug, policy.may_export_people)
    return render_template(
        "events/admin/exports.html", event=event, requests=queries.exports_of(event.id), export_names=EXPORT_NAMES,
        may_decide=lambda found: _may_decide(event, found),
    )  # fmt: skip


@blueprint.post("/events/<slug>/exports/demand")
@login_required
@asks_again("POST")
def demand_approval(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_hand_over)
    service.demand_approval(event, demanded="demanded" in request.form)
    flash(_("Saved."))
    return redirect(url_for("events_admin.exports", slug=slug), 303)


@blueprint.route("/events/<slug>/exports/ask", methods=["GET", "POST"])
@login_required
def ask_for_export(slug: str) -> ResponseReturnValue:
    """Where somebody is led who wants what a second person has to say yes to; `path` says what."""
    event = event_for(slug, policy.may_export_people)
    path = request.args.get("path", "")
    endpoint = _endpoint_of(event, path)
    may = approved_by(endpoint) or abort(404)
    event_for(slug, may)
    form = ExportReasonForm()
    if form.validate_on_submit():
        service.ask_for_export(event, current_user, endpoint, path, form.reason.data or "")
        flash(_("The others of the team are asked. You get an email when one of them has decided."))
        return redirect(url_for("events_admin.exports", slug=slug), 303)
    page = render_template("events/admin/ask_for_export.html", event=event, form=form, what=EXPORT_NAMES[endpoint])
    return page, 422 if form.errors else 200


def _endpoint_of(event: Event, path: str) -> str:
    """The endpoint that a path of this event leads to; none where it is not an export of the event."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    for method in ("GET", "POST"):
        with suppress(HTTPException, ValueError):
            endpoint, values = adapter.match(urlsplit(path).path, method=method)
            if values.get("slug") == event.slug and approved_by(endpoint):
                return str(endpoint)
    return ""


@blueprint.post("/events/<slug>/exports/<int:request_id>/<any(approve, decline):decision>")
@login_required
@asks_again("POST")
def decide_export(slug: str, request_id: int, decision: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_export_people)
    found = queries.export_of(event.id, request_id) or abort(404)
    if not _may_decide(event, found):
        abort(403)
    try:
        service.decide_export(found, current_user, approved=decision == "approve")
    except service.ApprovalNotPossible:
        db.session.rollback()
        flash(_("This was decided already, or its time is over."), "error")
    else:
        flash(_("Saved. They get an email."))
    return redirect(url_for("events_admin.exports", slug=slug), 303)


def _may_decide(event: Event, found: ExportRequest) -> bool:
    """A second person, who may take the same out."""
    may = approved_by(found.endpoint)
    return found.user_id != current_user.id and may is not None and may(current_user, event)
