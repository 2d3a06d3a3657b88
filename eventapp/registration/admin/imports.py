"""A table of people: uploaded, its columns named, looked through, and only then brought in."""

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.http import download
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import TableUnreadable, csv_lines, harmless
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import ImportFileForm, MappingForm, missing_columns
from eventapp.registration.import_rows import ImportRow
from eventapp.registration.models import AttendeeImport, TicketType
from eventapp.registration.spreadsheet_columns import fields_of

SHOWN_PROBLEMS = 200
CODE_AT = list(ImportRow.__dataclass_fields__).index("code")
"""Where a row that waits says whose it is."""


@blueprint.route("/registrations/imports/", methods=["GET", "POST"])
@login_required
def imports(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = ImportFileForm()
    if form.validate_on_submit() and (sent := form.sent(request)) is not None:
        content = sent.stream.read(service.LARGEST_FILE + 1)
        try:
            if len(content) > service.LARGEST_FILE:
                raise TableUnreadable(_("This file is larger than 8 MB. Cut it in parts."))
            upload = service.upload_table(event, sent.filename or "table", content, current_user.name)
        except TableUnreadable as error:
            db.session.rollback()
            form.file.errors = [str(error)]
        else:
            return redirect(url_for("registration_admin.import_table", slug=slug, import_id=upload.id), 303)
    page = render_template(
        "registration/admin/imports.html", event=event, form=form, uploads=queries.attendee_imports_of(event.id)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/registrations/imports/<int:import_id>", methods=["GET", "POST"])
@login_required
def import_table(slug: str, import_id: int) -> ResponseReturnValue:
    """Say which column is which; every problem is then shown by its row, and nothing is written."""
    event = event_for(slug, policy.may_edit_registrations)
    upload = _upload(event, import_id)
    if upload.state not in ("uploaded", "checked"):
        return _progress_page(event, upload)
    try:
        table = service.read_upload(upload)
    except TableUnreadable as error:  # it was read otherwise when it came
        return _refused_page(event, str(error))
    ticket_types = queries.ticket_types_of(event.id)
    form = MappingForm(obj=upload)
    fields = fields_of(queries.every_question_of(event.id), reader_locale(), event.main_locale)
    form.offer(table, fields, upload.mapping)
    form.offer_tickets(ticket_types, upload.ticket_type_id)
    if form.validate_on_submit() and _take(upload, form, ticket_types):
        return redirect(url_for("registration_admin.import_table", slug=slug, import_id=import_id), 303)
    page = render_template(
        "registration/admin/import_table.html", event=event, upload=upload, form=form, fields=fields,
        problems=upload.problems[:SHOWN_PROBLEMS], bad_rows=len({problem[0] for problem in upload.problems}),
        new=sum(not person[CODE_AT] for person in upload.people),
        changed=sum(bool(person[CODE_AT]) for person in upload.people),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _take(upload: AttendeeImport, form: MappingForm, ticket_types: list[TicketType]) -> bool:
    """Have the table read otherwise, or look through it with the columns as they were said; False where that fails."""
    if form.chosen_encoding or form.chosen_sheet:
        try:
            service.read_otherwise(upload, form.chosen_encoding or upload.encoding, form.chosen_sheet or upload.sheet)
        except TableUnreadable as error:
            db.session.rollback()
            form.encoding.errors = [str(error)]
            return False
        return True
    mapping = form.read_mapping(request)
    if mapping is None:
        return False
    ticket_type = next((one for one in ticket_types if one.id == form.ticket_type_id.data), None)
    if missing := missing_columns(mapping, has_default=ticket_type is not None):
        form.ticket_type_id.errors = [missing]
        return False
    service.check_upload(upload, mapping, ticket_type, form.sends_mail.data)
    return True


def _refused_page(event: Event, error: str) -> ResponseReturnValue:
    flash(error, "error")
    return redirect(url_for("registration_admin.imports", slug=event.slug), 303)


def _progress_page(event: Event, upload: AttendeeImport) -> ResponseReturnValue:
    return render_template("registration/admin/import_progress.html", event=event, upload=upload)


@blueprint.get("/registrations/imports/<int:import_id>/progress")
@login_required
def import_progress(slug: str, import_id: int) -> ResponseReturnValue:
    """How far it is, for a page that waits."""
    upload = _upload(event_for(slug, policy.may_edit_registrations), import_id)
    return jsonify(state=upload.state, position=upload.position, total=upload.good_count)


@blueprint.get("/registrations/imports/<int:import_id>/problems.csv")
@login_required
def import_problems(slug: str, import_id: int) -> ResponseReturnValue:
    """Every problem as a table, to be mended beside the file."""
    event = event_for(slug, policy.may_edit_registrations)
    upload = _upload(event, import_id)
    fields = fields_of(queries.every_question_of(event.id), reader_locale(), event.main_locale)
    rows = [[_("Row"), _("Column"), _("Problem")]]
    rows += [
        [str(row), harmless(str(fields.get(field, field))), harmless(message)]
        for row, field, message in upload.problems
    ]
    headers = download(f"{slug}-problems.csv")
    return Response(b"".join(csv_lines(rows)), content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.post("/registrations/imports/<int:import_id>/accept")
@login_required
def accept_import(slug: str, import_id: int) -> ResponseReturnValue:
    upload = _upload(event_for(slug, policy.may_edit_registrations), import_id)
    try:
        service.accept_upload(upload)
    except service.NotAllowed:
        db.session.rollback()
        flash(_("This table cannot be imported now: look at it again."), "error")
    return redirect(url_for("registration_admin.import_table", slug=slug, import_id=import_id), 303)


@blueprint.post("/registrations/imports/<int:import_id>/discard")
@login_required
def discard_import(slug: str, import_id: int) -> ResponseReturnValue:
    upload = _upload(event_for(slug, policy.may_edit_registrations), import_id)
    try:
        service.discard_upload(upload)
    except service.NotAllowed:
        db.session.rollback()
        flash(_("It is being imported at this moment, so it cannot be discarded."), "error")
    else:
        flash(_("The table is discarded. Who was imported before stays."))
    return redirect(url_for("registration_admin.imports", slug=slug), 303)


def _upload(event: Event, import_id: int) -> AttendeeImport:
    return queries.attendee_import(event.id, import_id) or abort(404)
