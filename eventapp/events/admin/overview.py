"""All events of a user, a new one, and each one's dashboard."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core import clock
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.admin.settings import save_settings
from eventapp.events.extension_points import attention_of, checklist_sources, dashboard_panels, page_parts
from eventapp.events.forms import STEPS, new_event_form, step_form
from eventapp.events.structured_data import as_json_ld


@blueprint.get("/")
@login_required
def overview() -> ResponseReturnValue:
    return render_template(
        "events/admin/overview.html", events=queries.events_of(current_user),
        organisations=queries.organisations_of(current_user), may_make_events=policy.may_make_events(current_user),
    )  # fmt: skip


@blueprint.route("/events/new", methods=["GET", "POST"])
@login_required
def new_event() -> ResponseReturnValue:
    """The few things without which there is no event; the rest is asked step by step."""
    if not policy.may_make_events(current_user):
        abort(403)
    form = new_event_form(
        queries.organisations_of(current_user, owned=True), needs_one=not current_user.is_admin,
        contact_email=current_user.email, organisation_id=request.args.get("organisation", type=int),
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            slug = form.proposed_slug(lambda slug: slug in service.RESERVED_SLUGS or bool(queries.event_by_slug(slug)))
            event = service.create_event(slug, form.details(), current_user, form.organisation_id.data)
        except service.SlugTaken:
            form.slug.errors = [_("Another event has this link. Choose a different one.")]
        else:
            flash(_("The event is created as a draft. A few steps follow; each can be skipped."))
            return redirect(url_for("events_admin.setup", slug=event.slug, step="about"), 303)
    page = render_template("events/admin/setup.html", form=form, event=None, step="new", steps=STEPS)
    return page, 422 if form.errors else 200


@blueprint.route("/events/<slug>/setup/<step>", methods=["GET", "POST"])
@login_required
def setup(slug: str, step: str) -> ResponseReturnValue:
    """One step of the guided path."""
    event = event_for(slug, policy.may_edit_event)
    names = [name for name in STEPS if name != "new"]
    if step not in names:
        abort(404)
    following = names[names.index(step) + 1] if step != names[-1] else None
    dashboard_url = url_for("events_admin.dashboard", slug=slug)
    onwards = url_for("events_admin.setup", slug=slug, step=following) if following else dashboard_url
    form = step_form(step, event, zone=event.timezone)
    if form.validate_on_submit():
        if asked := save_settings(event, form, back=request.path):
            return asked
        if not form.errors:
            return redirect(onwards, 303)
    page = render_template(
        "events/admin/setup.html", form=form, event=event, step=step, steps=STEPS, onwards=onwards
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/events/<slug>/preview")
@login_required
def preview_page(slug: str) -> ResponseReturnValue:
    """The event's public page as it will be, before anybody else sees it."""
    event = event_for(slug, policy.may_see)
    g.is_preview = True
    parts = [(part.template, part.context(event)) for part in page_parts]
    return render_template(
        "events/page.html", event=event, parts=parts, structured=as_json_ld(event), is_preview=True
    )  # fmt: skip


@blueprint.get("/events/<slug>/")
@login_required
def dashboard(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    panels = [
        (panel.template, panel.context(event)) for panel in dashboard_panels if panel.may_see(current_user, event)
    ]
    checklist = [item for source in checklist_sources for item in source(event)] if event.status == "draft" else []
    return render_template(
        "events/admin/dashboard.html", event=event, panels=panels, checklist=checklist,
        attention=attention_of(current_user, event, clock.now()),
    )  # fmt: skip
