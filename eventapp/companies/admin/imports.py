"""Tables of companies in and out; what would come in is shown first."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.companies import queries
from eventapp.companies.admin import blueprint
from eventapp.companies.forms import CompaniesFileForm
from eventapp.companies.models import COMPANY_STATES
from eventapp.companies.printing import catalogue
from eventapp.companies.spreadsheet_columns import COMPANY_COLUMNS, company_row, field_label
from eventapp.core.db import db
from eventapp.core.http import download, spreadsheet_response
from eventapp.core.import_forms import TableForm
from eventapp.core.locales import LOCALES
from eventapp.core.spreadsheets import Table
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.programme.admin.responses import form_status
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.queries import upload_of, uploads_of

KIND = "companies"


@blueprint.route("/import-export/", methods=["GET", "POST"])
@login_required
def import_export(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = CompaniesFileForm()
    if form.validate_on_submit() and (sent := form.sent(request)) is not None:
        try:
            content = sent.stream.read(programme.LARGEST_UPLOAD + 1)
            upload = programme.keep_upload(event, KIND, sent.filename or "", content)
        except programme.FileRefused as error:
            db.session.rollback()
            form.file.errors = [str(error)]
        else:
            return redirect(url_for("companies_admin.upload", slug=slug, upload_id=upload.id), 303)
    page = render_template(
        "companies/admin/import_export.html", event=event, form=form, uploads=uploads_of(event.id, (KIND,))
    )
    return page, form_status(form)


@blueprint.route("/import-export/<int:upload_id>", methods=["GET", "POST"])
@login_required
def upload(slug: str, upload_id: int) -> ResponseReturnValue:
    """What a table would bring, found out by importing it and taking that back; and how it is read."""
    event = event_for(slug, policy.may_edit_companies)
    kept = _upload(event, upload_id)
    form, result, refused = None, None, ""
    try:
        table = programme.read_upload(event, kept)
        assert isinstance(table, Table)
        form = TableForm()
        fields = {name: field_label(name) for name in programme.HEADINGS[KIND]}
        form.offer(table, fields, programme.mapping_of(event, KIND, table, kept.mapping))
        if form.validate_on_submit() and (mapping := form.read_mapping(request)) is not None:
            reading = programme.Reading(mapping, form.chosen_encoding, form.chosen_sheet)
            programme.change_reading(kept, reading)
            return redirect(url_for("companies_admin.upload", slug=slug, upload_id=upload_id), 303)
        result = programme.try_upload(event, kept, table)
    except programme.FileRefused as error:
        db.session.rollback()
        refused = str(error)
    page = render_template(
        "programme/admin/upload.html", event=event, upload=kept, form=form, result=result, error=refused,
        area="companies_admin",
    )  # fmt: skip
    return page, 422 if refused or request.method == "POST" else 200


@blueprint.post("/import-export/<int:upload_id>/accept")
@login_required
def accept_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    try:
        result = programme.accept_upload(_upload(event, upload_id))
    except programme.FileRefused:
        db.session.rollback()
        return redirect(url_for("companies_admin.upload", slug=slug, upload_id=upload_id), 303)
    flash(_("Imported: %(added)s added, %(updated)s updated.", added=result.added, updated=result.updated))
    return redirect(url_for("companies_admin.companies", slug=slug), 303)


@blueprint.post("/import-export/<int:upload_id>/discard")
@login_required
def discard_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    programme.discard_upload(_upload(event, upload_id))
    flash(_("The file is discarded."))
    return redirect(url_for("companies_admin.import_export", slug=slug), 303)


def _upload(event: Event, upload_id: int) -> ProgrammeUpload:
    return upload_of(event.id, upload_id, (KIND,)) or abort(404)


@blueprint.get("/import-export/companies.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_edit_companies)
def export_table(slug: str, kind: str) -> ResponseReturnValue:
    """All companies with their contacts. The table can be brought in again."""
    event = event_for(slug, policy.may_edit_companies)
    companies = queries.all_companies(event.id, COMPANY_STATES)
    rows = [list(COMPANY_COLUMNS), *(company_row(one, event.main_locale) for one in companies)]
    return spreadsheet_response(rows, f"{slug}-companies", kind)


@blueprint.get("/catalogue-<locale>.pdf")
@login_required
def print_catalogue(slug: str, locale: str) -> ResponseReturnValue:
    """The catalogue as it would be printed, before the public sees it."""
    event = event_for(slug, policy.may_see)
    if locale not in LOCALES:
        abort(404)
    headers = download(f"{slug}-catalogue-{locale}.pdf")
    return Response(catalogue(event, locale), content_type="application/pdf", headers=headers)
