"""What happens at a company's stand."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.companies import queries, service
from eventapp.companies.admin import blueprint
from eventapp.companies.admin.companies import company_or_404
from eventapp.companies.forms import StandEventForm
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme.admin.responses import form_status


@blueprint.route("/<code>/events/new", methods=["GET", "POST"], defaults={"stand_event_id": None})
@blueprint.route("/<code>/events/<int:stand_event_id>", methods=["GET", "POST"])
@login_required
def stand_event(slug: str, code: str, stand_event_id: int | None) -> ResponseReturnValue:
    """Write down what happens at the stand, or change it."""
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    found = None
    if stand_event_id is not None:
        found = queries.stand_event(company, stand_event_id) or abort(404)
    form = StandEventForm(obj=found, zone=event.timezone)
    if form.validate_on_submit():
        if found is None:
            service.create_stand_event(company, form.details())
        else:
            service.update_stand_event(found, form.details())
        flash(_("Saved."))
        return redirect(url_for("companies_admin.edit_company", slug=slug, code=code, _anchor="at-the-stand"), 303)
    page = render_template(
        "companies/admin/stand_event.html", event=event, company=company, form=form, stand_event=found
    )  # fmt: skip
    return page, form_status(form)


@blueprint.post("/<code>/events/<int:stand_event_id>/<any(cancel, restore):deed>")
@login_required
def change_stand_event(slug: str, code: str, stand_event_id: int, deed: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    found = queries.stand_event(company, stand_event_id) or abort(404)
    (service.cancel_stand_event if deed == "cancel" else service.restore_stand_event)(found)
    flash(_("Calendars are told."))
    return redirect(url_for("companies_admin.edit_company", slug=slug, code=code, _anchor="at-the-stand"), 303)
