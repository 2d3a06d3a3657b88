"""The list of companies, and each of them: written down, asked, shown, hidden."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.companies import queries, service
from eventapp.companies.admin import blueprint
from eventapp.companies.company_form import company_form, save_logo
from eventapp.companies.forms import CompanyForm, DirectoryForm, PersonCodeForm, SeatsForm
from eventapp.companies.labels import STATE_NAMES
from eventapp.companies.models import COMPANY_STATES, Company
from eventapp.companies.queries import Wanted
from eventapp.companies.seats_form import seats_form
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.models import Event
from eventapp.programme.admin.responses import form_status
from eventapp.registration.labels import STATE_NAMES as STANDING_NAMES


@blueprint.get("/")
@login_required
def companies(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    state = request.args.get("state", "")
    states = (state,) if state in COMPANY_STATES else COMPANY_STATES
    wanted = Wanted(words=request.args.get("q", "").strip()[:200], states=states)
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found, has_more = queries.find_companies(event.id, wanted, page)
    counts = queries.state_counts(event.id)
    asked = {key: value for key, value in (("q", wanted.words), ("state", state)) if value}
    return render_template(
        "companies/admin/companies.html", event=event, companies=found, has_more=has_more, page=page, asked=asked,
        wanted=wanted, state=state, counts=counts, state_names=STATE_NAMES, total=sum(counts.values()),
        silent=len(service.silent_companies(event)),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def new_company(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = company_form(CompanyForm, event)
    if form.validate_on_submit():
        company = service.create_company(event, form.details())
        if save_logo(form, company):
            flash(_("The company is added."))
        return redirect(url_for("companies_admin.edit_company", slug=slug, code=company.code), 303)
    page = render_template("companies/admin/company.html", form=form, event=event, company=None)
    return page, form_status(form)


@blueprint.route("/<code>", methods=["GET", "POST"])
@login_required
def edit_company(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    form = company_form(CompanyForm, event, company)
    if form.validate_on_submit():
        service.update_company(company, form.details())
        if save_logo(form, company):
            flash(_("The company is saved."))
            return redirect(url_for("companies_admin.edit_company", slug=slug, code=code), 303)
    return company_page(event, company, form)


def company_page(
    event: Event,
    company: Company,
    form: CompanyForm,
    seats: SeatsForm | None = None,
    person: PersonCodeForm | None = None,
) -> ResponseReturnValue:
    """Everything of one company; forms that were refused say why."""
    link = absolute_url("company_page.page", token=service.company_token(company)) if company.link_hash else ""
    wrong = [one for one in (form, seats, person) if one is not None and one.errors]
    page = render_template(
        "companies/admin/company.html", event=event, company=company, form=form, link=link,
        state_names=STATE_NAMES, seats=queries.seats_of(company), people=queries.people_of(company),
        standing_names=STANDING_NAMES,
        seats_form=seats or seats_form(event), person_form=person or PersonCodeForm(formdata=None),
        stand_events=queries.stand_events_of(company),
    )  # fmt: skip
    return page, 422 if wrong else 200


def company_or_404(event: Event, code: str) -> Company:
    return queries.company_by_code(event.id, code) or abort(404)


@blueprint.post("/<code>/<any(published, hidden):state>")
@login_required
def set_state(slug: str, code: str, state: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    service.set_state(company_or_404(event, code), state)
    flash(_("The company is in the directory.") if state == "published" else _("The company is hidden."))
    return redirect(url_for("companies_admin.edit_company", slug=slug, code=code), 303)


@blueprint.post("/<code>/ask")
@login_required
def ask_company(slug: str, code: str) -> ResponseReturnValue:
    """Mail the private link."""
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    if company.email:
        service.ask_company(company)
        flash(_("%(name)s gets an email with the private link.", name=company.name.text(event.main_locale)))
    else:
        flash(_("Enter an email address first."), "error")
    return redirect(url_for("companies_admin.edit_company", slug=slug, code=code), 303)


@blueprint.post("/<code>/renew-link")
@login_required
def renew_link(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    service.renew_link(company_or_404(event, code))
    flash(_("The link that was out works no more. Send the new one."))
    return redirect(url_for("companies_admin.edit_company", slug=slug, code=code), 303)


@blueprint.post("/<code>/delete")
@login_required
def delete_company(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    back = url_for("companies_admin.edit_company", slug=slug, code=code)
    if page := ask_to_delete(event, company.name.text(event.main_locale), back):
        return page
    try:
        service.delete_company(company)
    except service.CompanyInUse:
        db.session.rollback()
        flash(_("People come for this company, or have its seats. Hide it instead; nothing was deleted."), "error")
        return redirect(back, 303)
    flash(_("Deleted."))
    return redirect(url_for("companies_admin.companies", slug=slug), 303)


@blueprint.post("/ask")
@login_required
def ask_silent_companies(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    silent = len(service.silent_companies(event))
    words = ngettext("%(num)s company gets an email.", "%(num)s companies get an email.", silent)
    back = url_for("companies_admin.companies", slug=slug)
    asked = Confirmation(_("Ask the companies?"), lines(words), _("Send"), back, is_dangerous=False)
    if silent > 1 and (page := ask_first(event, asked)):
        return page
    number = service.ask_silent_companies(event)
    flash(ngettext("%(num)s company gets an email.", "%(num)s companies get an email.", number))
    return redirect(back, 303)


@blueprint.route("/settings", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    """Whether the directory is public, and whether companies may apply."""
    event = event_for(slug, policy.may_edit_companies)
    directory = queries.directory(event.id)
    form = DirectoryForm(obj=directory, data=None if directory else {"is_public": True})
    if form.validate_on_submit():
        service.set_directory(
            event, is_public=form.is_public.data, takes_applications=form.takes_applications.data
        )  # fmt: skip
        flash(_("Saved."))
        return redirect(url_for("companies_admin.settings", slug=slug), 303)
    page = render_template("companies/admin/settings.html", event=event, form=form, directory=directory)
    return page, form_status(form)
