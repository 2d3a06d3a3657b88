"""Tables of companies in and out; what would come in is shown first."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from eventapp.companies import queries
from eventapp.companies.admin import blueprint
from eventapp.companies.forms import CompaniesFileForm
from eventapp.companies.models import COMPANY_STATES
from eventapp.companies.printing import catalogue
from eventapp.companies.spreadsheet_columns import COMPANY_COLUMNS, company_row, field_label
from eventapp.core.http import download, spreadsheet_response
from eventapp.core.locales import LOCALES
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.programme.admin import table_imports
from eventapp.programme.admin.responses import form_status
from eventapp.programme.queries import uploads_of

KIND, AREA = "companies", "companies_admin"


@blueprint.route("/import-export/", methods=["GET", "POST"])
@login_required
def import_export(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = CompaniesFileForm()
    if (kept := table_imports.receive(event, KIND, form)) is not None:
        return redirect(url_for("companies_admin.upload", slug=slug, upload_id=kept.id), 303)
    page = render_template(
        "companies/admin/import_export.html", event=event, form=form, uploads=uploads_of(event.id, (KIND,))
    )
    return page, form_status(form)


@blueprint.route("/import-export/<int:upload_id>", methods=["GET", "POST"])
@login_required
def upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    return table_imports.upload_page(event, table_imports.upload_or_404(event, upload_id, KIND), AREA, field_label)


@blueprint.post("/import-export/<int:upload_id>/accept")
@login_required
def accept_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    kept = table_imports.upload_or_404(event, upload_id, KIND)
    return table_imports.accept(event, kept, AREA, "companies_admin.companies")


@blueprint.post("/import-export/<int:upload_id>/discard")
@login_required
def discard_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    return table_imports.discard(event, table_imports.upload_or_404(event, upload_id, KIND), AREA)


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
