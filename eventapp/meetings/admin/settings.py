"""What an event sets for its meetings."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.meetings import queries, service
from eventapp.meetings.admin import blueprint
from eventapp.meetings.admin_forms import MOST_STRETCHES, SettingsForm, default_hours, hours_of
from eventapp.meetings.suggestions import WEIGHTS


@blueprint.route("/settings", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    """Where nothing is set yet, the hours are those of the event."""
    event = event_for(slug, policy.may_edit_meetings)
    known = queries.settings_of(event.id)
    hours = hours_of(event, queries.hours_of(event.id)) if known else default_hours(event)
    shown = {"hours": hours, "weights": {**WEIGHTS, **(known.weights if known else {})}}
    form = SettingsForm(obj=known, zone=event.timezone, data=shown)
    if request.method == "GET" and len(form.hours) < MOST_STRETCHES:
        form.hours.append_entry()
    if form.validate_on_submit():
        service.set_settings(event, form.details())
        flash(_("Saved."))
        return redirect(url_for("meetings_admin.settings", slug=slug), 303)
    page = render_template("meetings/admin/settings.html", event=event, form=form, known=known)
    return page, 422 if form.errors else 200
