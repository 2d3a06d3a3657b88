"""Who comes for a company: seats by ticket type, and people whom the team puts there."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.companies import service
from eventapp.companies.admin import blueprint
from eventapp.companies.admin.companies import company_or_404, company_page
from eventapp.companies.company_form import company_form
from eventapp.companies.forms import CompanyForm, PersonCodeForm
from eventapp.companies.models import Company
from eventapp.companies.seats_form import seats_form
from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.registration.queries import ticket_type_by_id


@blueprint.post("/<code>/seats")
@login_required
def set_seats(slug: str, code: str) -> ResponseReturnValue:
    """How many people a company registers with one ticket type."""
    event = event_for(slug, policy.may_edit_companies)
    company = company_or_404(event, code)
    form = seats_form(event)
    if form.validate_on_submit():
        chosen = ticket_type_by_id(event.id, form.ticket_type.data)
        assert chosen is not None
        try:
            service.set_seats(company, chosen, form.places.data or 0)
        except service.SeatsBelowTaken as error:
            db.session.rollback()
            form.places.errors = [_("%(taken)s people have registered with these seats already.", taken=error.taken)]
        else:
            flash(_("Saved."))
            return redirect(url_for("companies_admin.edit_company", slug=slug, code=code, _anchor="people"), 303)
    return company_page(event, company, _shown(event, company), seats=form)


@blueprint.post("/<code>/people")
@login_required
def add_person(slug: str, code: str) -> ResponseReturnValue:
    """Somebody by the code of their registration."""
    event = event_for(slug, policy.may_edit_registrations)
    company = company_or_404(event, code)
    form = PersonCodeForm()
    if form.validate_on_submit():
        try:
            person = service.add_person(company, form.code.data or "")
        except service.PersonUnknown:
            db.session.rollback()
            form.code.errors = [_("Nobody of this event has this code.")]
        else:
            flash(_("%(name)s comes for this company.", name=person.name))
            return redirect(url_for("companies_admin.edit_company", slug=slug, code=code, _anchor="people"), 303)
    return company_page(event, company, _shown(event, company), person=form)


@blueprint.post("/<code>/people/<person_code>/remove")
@login_required
def remove_person(slug: str, code: str, person_code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    company = company_or_404(event, code)
    try:
        service.remove_person(company, person_code)
        flash(_("Removed from this company."))
    except service.PersonUnknown:
        db.session.rollback()
        flash(_("They are not at this company."), "error")
    return redirect(url_for("companies_admin.edit_company", slug=slug, code=code, _anchor="people"), 303)


def _shown(event: Event, company: Company) -> CompanyForm:
    """The company's own form beside the one that was sent."""
    return company_form(CompanyForm, event, company, is_sent=False)
