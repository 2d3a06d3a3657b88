"""The organiser's overview, dashboard and settings."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.forms import EventForm
from eventapp.events.parts import dashboard_panels

blueprint = Blueprint("events_admin", __name__, url_prefix="/admin")


@blueprint.get("/")
@login_required
def overview() -> ResponseReturnValue:
    return render_template("events/admin/overview.html", events=queries.events_of(current_user))


@blueprint.route("/events/new", methods=["GET", "POST"])
@login_required
def new_event() -> ResponseReturnValue:
    if not current_user.is_admin:
        abort(403)
    form = EventForm(zone="Asia/Hong_Kong", contact_email=current_user.email)
    if form.validate_on_submit():
        try:
            event = service.create_event(form.slug.data or "", form.details(), current_user)
        except service.SlugTaken:
            form.slug.errors = [_("Another event has this address. Choose a different one.")]
        else:
            flash(_("The event is created as a draft. Add sessions and tickets, then publish it."))
            return redirect(url_for("events_admin.dashboard", slug=event.slug), 303)
    return render_template("events/admin/settings.html", form=form, event=None), 422 if form.errors else 200


@blueprint.get("/events/<slug>/")
@login_required
def dashboard(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    panels = [
        (panel.template, panel.context(event)) for panel in dashboard_panels if panel.may_see(current_user, event)
    ]
    return render_template("events/admin/dashboard.html", event=event, panels=panels)


@blueprint.route("/events/<slug>/settings", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    form = EventForm(obj=event, zone=event.timezone)
    form.slug.data = event.slug
    if form.validate_on_submit():
        try:
            service.update_event(event, form.details())
        except service.CapacityBelowTaken as error:
            message = _("%(taken)s places are taken already: choose that or more.", taken=error.taken)
            form.capacity.errors = [message]
        else:
            flash(_("The settings are saved."))
            return redirect(url_for("events_admin.settings", slug=slug), 303)
    return render_template("events/admin/settings.html", form=form, event=event), 422 if form.errors else 200


@blueprint.post("/events/<slug>/publish")
@login_required
def publish(slug: str) -> ResponseReturnValue:
    service.publish(event_for(slug, policy.may_edit_event))
    flash(_("The event is public."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)


@blueprint.post("/events/<slug>/unpublish")
@login_required
def unpublish(slug: str) -> ResponseReturnValue:
    service.unpublish(event_for(slug, policy.may_edit_event))
    flash(_("The event is a draft again: only its team sees it."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)
