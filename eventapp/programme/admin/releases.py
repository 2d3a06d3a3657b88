"""Releases: what the public would see change, and the button that shows it to them."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first
from eventapp.events.extension_points import Plan, effects_of
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import form_status
from eventapp.programme.forms import ReleaseForm


@blueprint.route("/release", methods=["GET", "POST"])
@login_required
def release(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = ReleaseForm()
    if form.validate_on_submit():
        only = {request.form["only"]} if request.form.get("only") else None
        if only and (asked := _ask(event, only)):
            return asked
        try:
            made = service.release_programme(event, note=form.note.data, only=only)
        except service.NothingToRelease:
            db.session.rollback()
            flash(_("There is nothing to release: the public sees everything already."), "warning")
        else:
            flash(_("Version %(number)s is public, in pages and calendars.", number=made.number))
        return redirect(url_for("programme_admin.release", slug=slug), 303)
    changes = service.pending_changes(event) if event.status != "draft" else []
    page = render_template(
        "programme/admin/release.html", event=event, form=form, changes=changes,
        effects=effects_of(Plan(event, changes=changes)) if changes else [],
        releases=queries.releases_of(event.id),
    )  # fmt: skip
    return page, form_status(form)


def _ask(event: Event, only: set[str]) -> ResponseReturnValue | None:
    """One session's release comes from its own page, which does not say whom it reaches."""
    effects = effects_of(Plan(event, changes=service.pending_changes(event, only=only)))
    if not effects:
        return None
    back = url_for("programme_admin.edit_session", slug=event.slug, code=min(only))
    asked = Confirmation(_("Release this session now?"), effects, _("Release"), back, is_dangerous=False)
    return ask_first(event, asked)


@blueprint.get("/preview/")
@login_required
def preview(slug: str) -> ResponseReturnValue:
    """The programme as the public would have it after a release."""
    from eventapp.programme.schedule_page import asked_in, draft_schedule

    event = event_for(slug, policy.may_see)
    g.is_preview = True
    page = draft_schedule(event, asked_in(request.args))
    return render_template("programme/schedule.html", event=event, is_preview=True, page=page)


@blueprint.get("/preview/sessions/<code>")
@login_required
def preview_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    session = queries.session_by_code(event.id, code) or abort(404)
    return render_template(
        "programme/session.html", event=event, session=queries.session_with_draft(session), is_preview=True,
        files=queries.files_of(session.id),
    )  # fmt: skip
