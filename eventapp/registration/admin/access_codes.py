"""Access codes: one with a word of the team's own, or many at once as a file."""

import csv
import io

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.http import download
from eventapp.core.spreadsheets import harmless
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import AccessCodeForm, ManyCodesForm
from eventapp.registration.models import AccessCode


@blueprint.get("/tickets/codes/")
@login_required
def access_codes(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "registration/admin/access_codes.html",
        event=event,
        codes=queries.access_codes_of(event.id),
        asks_for_codes=any(ticket_type.visibility == "code" for ticket_type in queries.ticket_types_of(event.id)),
    )


@blueprint.get("/tickets/codes.csv")
@login_required
def export_codes(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Code"), _("Opens"), _("Recipients"), _("Maximum uses"), _("Uses"), _("Until")])
    for code in queries.access_codes_of(event.id):
        opens = code.ticket_type.name.text(event.main_locale, event.main_locale) if code.ticket_type else ""
        until = event.local(code.expires_at).strftime("%Y-%m-%d %H:%M") if code.expires_at else ""
        writer.writerow([code.spoken, harmless(opens), harmless(code.label), code.capacity or "", code.taken, until])
    return Response(
        b"\xef\xbb\xbf" + out.getvalue().encode(), content_type="text/csv; charset=utf-8",
        headers=download(f"{slug}-codes.csv"),
    )  # fmt: skip


@blueprint.route("/tickets/codes/new", methods=["GET", "POST"])
@login_required
def new_code(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = AccessCodeForm(zone=event.timezone)
    form.offer(queries.ticket_types_of(event.id))
    if form.validate_on_submit():
        try:
            service.create_code(event, form.code.data or "", form.details())
        except service.CodeTaken:
            form.code.errors = [_("The event has this code already. Choose another word.")]
        else:
            flash(_("The code is added."))
            return redirect(url_for("registration_admin.access_codes", slug=slug), 303)
    return _page(event, form, None)


@blueprint.route("/tickets/codes/many", methods=["GET", "POST"])
@login_required
def many_codes(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = ManyCodesForm(zone=event.timezone)
    form.offer(queries.ticket_types_of(event.id))
    if form.validate_on_submit():
        made = service.create_codes(event, form.number.data or 1, form.details())
        flash(ngettext("%(num)s code is made.", "%(num)s codes are made. They are in the CSV file.", len(made)))
        return redirect(url_for("registration_admin.access_codes", slug=slug), 303)
    page = render_template("registration/admin/many_codes.html", event=event, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/tickets/codes/<int:code_id>", methods=["GET", "POST"])
@login_required
def edit_code(slug: str, code_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    code: AccessCode = queries.access_code(event.id, code_id) or abort(404)
    form = AccessCodeForm(obj=code, zone=event.timezone)
    form.code.data = code.code
    form.offer(queries.ticket_types_of(event.id))
    if form.validate_on_submit():
        try:
            service.update_code(code, form.details())
        except CapacityBelowTaken as error:
            form.capacity.errors = [_("It was used %(taken)s times already: choose that or more.", taken=error.taken)]
        else:
            flash(_("Saved."))
            return redirect(url_for("registration_admin.access_codes", slug=slug), 303)
    return _page(event, form, code)


@blueprint.post("/tickets/codes/<int:code_id>/delete")
@login_required
def delete_code(slug: str, code_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    code = queries.access_code(event.id, code_id) or abort(404)
    if page := ask_to_delete(event, code.spoken, url_for("registration_admin.access_codes", slug=slug)):
        return page
    try:
        service.delete_code(code)
    except service.CodeInUse:
        db.session.rollback()
        flash(_("People have registered with this code, so it stays. You can set an end to it instead."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("registration_admin.access_codes", slug=slug), 303)


def _page(event: Event, form: AccessCodeForm, code: AccessCode | None) -> ResponseReturnValue:
    page = render_template("registration/admin/access_code.html", event=event, form=form, code=code)
    return page, 422 if form.errors else 200
