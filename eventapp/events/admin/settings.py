"""One event's settings; publishing, archiving and cloning it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.forms import CloneForm, EventForm, settings_form
from eventapp.events.models import Event
from eventapp.events.parts import clone_parts


def save_settings(event: Event, form: EventForm) -> bool:
    """Store what the form says. False where more people are registered than it leaves places: it then says so."""
    try:
        service.update_event(event, form.details(event))
    except service.CapacityBelowTaken as error:
        form.capacity.errors = [_("%(taken)s places are taken already: choose that or more.", taken=error.taken)]
        return False
    return True


@blueprint.route("/events/<slug>/settings", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    form: EventForm = settings_form(event, queries.all_series(), queries.events_of(current_user))
    if form.validate_on_submit() and save_settings(event, form):
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


@blueprint.post("/events/<slug>/archive")
@login_required
def archive(slug: str) -> ResponseReturnValue:
    service.archive(event_for(slug, policy.may_edit_event))
    flash(_("The event is archived: its pages stay, and nobody can register any more."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)


@blueprint.route("/events/<slug>/clone", methods=["GET", "POST"])
@login_required
def clone(slug: str) -> ResponseReturnValue:
    """The next one: a draft with chosen parts, and every time moved along."""
    event = event_for(slug, policy.may_edit_event)
    if not policy.may_clone(current_user, event):
        abort(403)
    form = CloneForm.of(event, clone_parts)
    if form.validate_on_submit():
        assert form.starts_at.data is not None
        try:
            made = service.clone_event(
                event,
                form.slug.data or "",
                form.name.data,
                form.starts_at.data,
                parts=form.parts.data or [],
                owner=current_user,
            )
        except service.SlugTaken:
            form.slug.errors = [_("Another event has this address. Choose a different one.")]
        else:
            flash(_("The new event is a draft. Look through it, then publish it."))
            return redirect(url_for("events_admin.dashboard", slug=made.slug), 303)
    return render_template("events/admin/clone.html", form=form, event=event), 422 if form.errors else 200
