"""Tables of titles in and out, and the list on paper; what would come in is shown first."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from eventapp.core.http import download, spreadsheet_response
from eventapp.core.locales import LOCALES
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme.admin import table_imports
from eventapp.programme.admin.responses import form_status
from eventapp.programme.queries import uploads_of
from eventapp.titles import queries
from eventapp.titles.admin import blueprint
from eventapp.titles.forms import TitlesFileForm
from eventapp.titles.printing import title_list
from eventapp.titles.spreadsheet_columns import TITLE_COLUMNS, field_label, title_row

KIND, AREA = "titles", "titles_admin"


@blueprint.route("/import-export/", methods=["GET", "POST"])
@login_required
def import_export(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = TitlesFileForm()
    if (kept := table_imports.receive(event, KIND, form)) is not None:
        return redirect(url_for("titles_admin.upload", slug=slug, upload_id=kept.id), 303)
    page = render_template(
        "titles/admin/import_export.html", event=event, form=form, uploads=uploads_of(event.id, (KIND,))
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
    return table_imports.accept(event, kept, AREA, "titles_admin.titles")


@blueprint.post("/import-export/<int:upload_id>/discard")
@login_required
def discard_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    return table_imports.discard(event, table_imports.upload_or_404(event, upload_id, KIND), AREA)


@blueprint.get("/titles.<kind>")
@login_required
def export_table(slug: str, kind: str) -> ResponseReturnValue:
    """All titles with their rights. The table can be brought in again."""
    event = event_for(slug, policy.may_edit_companies)
    rows = [list(TITLE_COLUMNS), *(title_row(one, event) for one in queries.titles_of(event.id))]
    return spreadsheet_response(rows, f"{slug}-titles", kind)


@blueprint.get("/list-<locale>.pdf")
@login_required
def print_list(slug: str, locale: str) -> ResponseReturnValue:
    """The list as everybody may have it, before it is printed: nothing that is under embargo or for some alone."""
    event = event_for(slug, policy.may_edit_companies)
    if locale not in LOCALES:
        abort(404)
    headers = download(f"{slug}-titles-{locale}.pdf")
    return Response(title_list(event, locale), content_type="application/pdf", headers=headers)
