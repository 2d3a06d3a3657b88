"""Other organisers' badges: whose are accepted, their lists, and the attendance that they get back."""

from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.checkin import queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.admin.exports import stay_cells
from eventapp.checkin.forms import BadgeListForm, IssuerForm
from eventapp.checkin.models import BadgeIssuer
from eventapp.core.forms import choices
from eventapp.core.http import spreadsheet_response
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import Row, TableUnreadable, read_table
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.registration.queries import ticket_types_of

LARGEST_UPLOAD = 8 * 1024 * 1024


@blueprint.route("/other-badges/", methods=["GET", "POST"])
@login_required
def issuers(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    form = _form(event)
    if form.validate_on_submit():
        try:
            made = service.create_issuer(event, form.details())
        except service.IssuerNameTaken:
            form.name.errors = [_("There are badges of this name already.")]
        else:
            flash(_("Added. Import their list, or leave it at the pattern."))
            return redirect(url_for("checkin_admin.issuer", slug=slug, issuer_id=made.id), 303)
    page = render_template(
        "checkin/admin/issuers.html", event=event, form=form, issuers=queries.issuers_of(event.id),
        counts=queries.badge_counts(event.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _form(event: Event, issuer: BadgeIssuer | None = None) -> IssuerForm:
    form = IssuerForm(obj=issuer)
    form.ticket_type_id.choices = choices(
        (ticket_type.id, ticket_type.name.text(reader_locale(), event.main_locale))
        for ticket_type in ticket_types_of(event.id)
    )
    return form


@blueprint.route("/other-badges/<int:issuer_id>", methods=["GET", "POST"])
@login_required
def issuer(slug: str, issuer_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    found = queries.issuer(event.id, issuer_id) or abort(404)
    form = _form(event, found)
    if form.validate_on_submit():
        try:
            service.update_issuer(found, form.details())
        except service.IssuerNameTaken:
            form.name.errors = [_("There are badges of this name already.")]
        else:
            flash(_("Saved."))
            return redirect(url_for("checkin_admin.issuers", slug=slug), 303)
    page = render_template(
        "checkin/admin/issuer.html", event=event, form=form, issuer=found, upload=BadgeListForm(),
        counts=queries.badge_counts(event.id).get(found.id, (0, 0)),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/other-badges/<int:issuer_id>/list")
@login_required
def import_badges(slug: str, issuer_id: int) -> ResponseReturnValue:
    """Their list. The same one twice changes nothing."""
    event = event_for(slug, policy.may_run_door)
    found = queries.issuer(event.id, issuer_id) or abort(404)
    form = BadgeListForm()
    try:
        if not form.validate_on_submit() or not form.file.data:
            raise TableUnreadable(_("Choose a file first."))
        content = form.file.data.read(LARGEST_UPLOAD + 1)
        if len(content) > LARGEST_UPLOAD:
            raise TableUnreadable(_("This file is larger than 8 MB. Cut it in parts."))
        done = service.import_badges(found, read_table(content))
    except TableUnreadable as error:
        flash(f"{error} {_('Nothing was changed.')}", "error")
    else:
        flash(
            _(
                "%(added)s badges are new, %(changed)s were known under another name, %(unchanged)s as they are.",
                added=done.added, changed=done.changed, unchanged=done.unchanged,
            )
        )  # fmt: skip
        if done.problems:
            rows = ", ".join(map(str, done.problems[:20]))
            flash(_("These rows have no badge number and were left out: %(rows)s", rows=rows), "error")
    return redirect(url_for("checkin_admin.issuer", slug=slug, issuer_id=issuer_id), 303)


@blueprint.post("/other-badges/<int:issuer_id>/delete")
@login_required
def delete_issuer(slug: str, issuer_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    issuer = queries.issuer(event.id, issuer_id) or abort(404)
    if page := ask_to_delete(event, f"“{issuer.name}”", url_for("checkin_admin.issuers", slug=slug)):
        return page
    try:
        service.delete_issuer(issuer)
    except service.IssuerInUse:
        flash(_("People checked in with these badges, so they stay."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("checkin_admin.issuers", slug=slug), 303)


@blueprint.get("/other-badges/<int:issuer_id>/attendance.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
def issuer_attendance(slug: str, issuer_id: int, kind: str) -> Response:
    """What goes back to the other organiser: every badge of theirs, with when its holder was here."""
    event = event_for(slug, policy.may_run_door)
    found = queries.issuer(event.id, issuer_id) or abort(404)
    return spreadsheet_response(_attendance_rows(event, found), f"{slug}-badges-{issuer_id}", kind)


def _attendance_rows(event: Event, issuer: BadgeIssuer) -> Iterator[Row]:
    yield [_("Badge"), _("Name"), _("Company"), _("Attended"), _("Left"), _("Minutes"), _("Times")]
    for badge, stays in queries.badge_attendance(issuer):
        yield [badge.number, badge.name, badge.company, *stay_cells(event, stays)]
