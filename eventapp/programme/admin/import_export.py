"""Files in and out: schedule formats, calendars, tables."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core import audit
from eventapp.core.db import db
from eventapp.core.http import download
from eventapp.core.import_forms import TableForm
from eventapp.core.import_problems import from_json
from eventapp.core.spreadsheets import Table, csv_lines, harmless, workbook
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import form_status, sent_file
from eventapp.programme.forms import CalendarReadingForm, UploadForm
from eventapp.programme.interchange import Schedule
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.spreadsheet_columns import (
    SESSION_COLUMNS,
    SPEAKER_COLUMNS,
    field_label,
    session_row,
    speaker_row,
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/import-export/", methods=["GET", "POST"])
@login_required
def import_export(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            upload = service.keep_upload(event, form.kind.data or "", *sent_file(service.LARGEST_UPLOAD))
        except service.FileRefused as error:
            db.session.rollback()
            form.file.errors = [str(error)]
        else:
            return redirect(url_for("programme_admin.upload", slug=slug, upload_id=upload.id), 303)
    page = render_template(
        "programme/admin/import_export.html", event=event, form=form, uploads=queries.uploads_of(event.id)
    )
    return page, form_status(form)


@blueprint.get("/exchange/")
@login_required
def moved_import_export(slug: str) -> ResponseReturnValue:
    """Where the page was before."""
    event_for(slug, policy.may_edit_programme)
    return redirect(url_for("programme_admin.import_export", slug=slug), 301)


@blueprint.route("/import-export/<int:upload_id>", methods=["GET", "POST"])
@login_required
def upload(slug: str, upload_id: int) -> ResponseReturnValue:
    """What a file would bring, found out by importing it and taking that back; and how it is read."""
    event = event_for(slug, policy.may_edit_programme)
    kept = _upload(event, upload_id)
    try:
        parsed = service.read_upload(event, kept)
    except service.FileRefused as error:
        return _upload_page(event, kept, None, None, str(error)), 422
    form = _reading_form(event, kept, parsed)
    if form is not None and form.validate_on_submit() and (reading := _reading(form)) is not None:
        try:
            service.change_reading(kept, reading)
        except service.FileRefused as error:
            db.session.rollback()
            return _upload_page(event, kept, form, service.try_upload(event, kept, parsed), str(error)), 422
        return redirect(url_for("programme_admin.upload", slug=slug, upload_id=upload_id), 303)
    is_wrong = request.method == "POST"
    result = service.try_upload(event, kept, parsed)
    return _upload_page(event, kept, form, result), 422 if is_wrong else 200


def _reading_form(
    event: Event, kept: ProgrammeUpload, parsed: Schedule | Table
) -> TableForm | CalendarReadingForm | None:
    if isinstance(parsed, Table):
        table_form = TableForm()
        fields = {name: field_label(name) for name in service.HEADINGS[kept.kind]}
        table_form.offer(parsed, fields, service.mapping_of(event, kept.kind, parsed, kept.mapping))
        return table_form
    if not parsed.has_whole_days:
        return None
    form = CalendarReadingForm()
    form.offer(event, kept.whole_days)
    return form


def _reading(form: TableForm | CalendarReadingForm) -> service.Reading | None:
    """What the form says, or None where that makes no sense."""
    if isinstance(form, CalendarReadingForm):
        hours = form.written()
        return None if hours is None else service.Reading(whole_days=hours)
    mapping = form.read_mapping(request)
    if mapping is None:
        return None
    return service.Reading(mapping, form.chosen_encoding, form.chosen_sheet)


def _upload_page(
    event: Event, kept: ProgrammeUpload, form: Any, result: service.ImportResult | None, error: str = ""
) -> str:
    return render_template(
        "programme/admin/upload.html", event=event, upload=kept, form=form, result=result, error=error,
        area="programme_admin",
    )  # fmt: skip


@blueprint.post("/import-export/<int:upload_id>/accept")
@login_required
def accept_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    try:
        result = service.accept_upload(_upload(event, upload_id))
    except service.FileRefused:
        db.session.rollback()
        return redirect(url_for("programme_admin.upload", slug=slug, upload_id=upload_id), 303)
    flash(_("Imported: %(added)s added, %(updated)s updated.", added=result.added, updated=result.updated))
    if result.problems and result.entry is not None:
        return redirect(url_for("programme_admin.imported", slug=slug, entry_id=result.entry.id), 303)
    return redirect(url_for("programme_admin.sessions", slug=slug), 303)


@blueprint.get("/import-export/imported/<int:entry_id>")
@login_required
def imported(slug: str, entry_id: int) -> ResponseReturnValue:
    """What an import left out or took otherwise, as the history has it."""
    event = event_for(slug, policy.may_edit_programme)
    entry = audit.entry_of(event.id, entry_id)
    if entry is None or not entry.action.endswith(".imported") or not entry.after:
        abort(404)
    problems = [from_json(problem) for problem in entry.after.get("problems", [])]
    return render_template("programme/admin/imported.html", event=event, entry=entry, problems=problems)


@blueprint.post("/import-export/<int:upload_id>/discard")
@login_required
def discard_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.discard_upload(_upload(event, upload_id))
    flash(_("The file is discarded."))
    return redirect(url_for("programme_admin.import_export", slug=slug), 303)


def _upload(event: Event, upload_id: int) -> ProgrammeUpload:
    return queries.upload_of(event.id, upload_id) or abort(404)


@blueprint.get("/import-export/<table>.<form>")
@login_required
@reads_in_bulk
def export_table(slug: str, table: str, form: str) -> ResponseReturnValue:
    """Sessions or speakers, as the team has them, as CSV or XLSX. They can be brought in again."""
    event = event_for(slug, policy.may_edit_programme)
    if table == "sessions":
        rows = [list(SESSION_COLUMNS), *(session_row(event, one) for one in queries.sessions_with_drafts(event.id))]
    elif table == "speakers":
        rows = [list(SPEAKER_COLUMNS), *(speaker_row(one) for one in queries.speakers_of(event.id))]
    else:
        abort(404)
    safe = ([harmless(cell) for cell in row] for row in rows)
    if form == "csv":
        content, content_type = b"".join(csv_lines(safe)), "text/csv; charset=utf-8"
    elif form == "xlsx":
        content, content_type = workbook(safe, table, [18] * len(rows[0])), _XLSX
    else:
        abort(404)
    return Response(content, content_type=content_type, headers=download(f"{slug}-{table}.{form}"))
