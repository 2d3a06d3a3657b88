"""Files in and out: schedule formats, calendars, tables."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.http import download
from eventapp.core.spreadsheets import csv_lines, harmless, workbook
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import form_status, sent_file
from eventapp.programme.forms import UploadForm
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.spreadsheet_columns import SESSION_COLUMNS, SPEAKER_COLUMNS, session_row, speaker_row

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


@blueprint.get("/import-export/<int:upload_id>")
@login_required
def upload(slug: str, upload_id: int) -> ResponseReturnValue:
    """What a file would bring, found out by bringing it in and taking that back."""
    event = event_for(slug, policy.may_edit_programme)
    kept = _upload(event, upload_id)
    outcome = service.try_upload(kept)
    return render_template("programme/admin/upload.html", event=event, upload=kept, outcome=outcome)


@blueprint.post("/import-export/<int:upload_id>/accept")
@login_required
def accept_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    outcome = service.accept_upload(_upload(event, upload_id))
    added, updated = len(outcome.added), len(outcome.updated)
    flash(_("Imported: %(added)s added, %(updated)s updated.", added=added, updated=updated))
    return redirect(url_for("programme_admin.sessions", slug=slug), 303)


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
