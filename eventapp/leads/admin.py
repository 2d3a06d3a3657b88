"""What an event sets for lead capture, and how far its exhibitors have come; never whom they scanned."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from eventapp.companies.extension_points import add_company_use
from eventapp.companies.models import Company
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.search import AdminPage, add_admin_pages
from eventapp.leads import queries, service
from eventapp.leads.forms import LeadSettingsForm
from eventapp.registration.queries import questions_of

blueprint = Blueprint("leads_admin", __name__, url_prefix="/admin/events/<slug>/companies/leads")


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    known = queries.settings_of(event.id)
    form = LeadSettingsForm(obj=known)
    form.offer(event, questions_of(event.id))
    if form.validate_on_submit():
        service.set_settings(event, form.details_said())
        flash(_("Saved."))
        return redirect(url_for("leads_admin.settings", slug=slug), 303)
    page = render_template(
        "leads/admin/settings.html", event=event, form=form, known=known, figures=queries.figures(event.id),
        agreed=queries.agreed_people(event.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@add_company_use
def _has_leads(company: Company) -> bool:
    """A company that people know as having scanned them stays where they can see it."""
    return bool(queries.lead_counts(company.id) or queries.devices_of(company.id))


add_admin_pages(
    AdminPage(
        _l("Lead capture"), _l("leads, badges that exhibitors scan, consent"),
        "lead capture leads retrieval scan badges exhibitors consent phones", "leads_admin.settings",
        policy.may_edit_companies,
    ),
)  # fmt: skip
