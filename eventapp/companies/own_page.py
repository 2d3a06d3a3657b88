"""A company's private page: it completes and confirms its own profile, says what happens at its stand, and sees who
comes with its seats."""

from contextlib import AbstractContextManager

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.companies import queries, service
from eventapp.companies.company_form import company_form, save_logo
from eventapp.companies.extension_points import own_page_parts
from eventapp.companies.forms import OwnCompanyForm, StandEventForm
from eventapp.companies.models import Company
from eventapp.core import audit
from eventapp.core.links import absolute_url
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.registration.labels import STATE_NAMES

MOST_STAND_EVENTS = 100
blueprint = Blueprint("company_page", __name__, url_prefix="/c/<token>")


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def page(token: str) -> ResponseReturnValue:
    """The profile. Saving it confirms it."""
    company, event = company_and_event(token)
    form = company_form(OwnCompanyForm, event, company)
    if form.validate_on_submit():
        with acting_as_company(company):
            service.confirm_profile(company, form.details())
            is_saved = save_logo(form, company)
        if is_saved:
            flash(_("Thank you. The organisers see what you wrote."))
            return redirect(url_for("company_page.page", token=token), 303)
    seats = queries.seats_of(company)
    page = render_template(
        "companies/own_page.html", event=event, company=company, form=form, token=token, seats=seats,
        people=queries.people_of(company), standing_names=STATE_NAMES, stand_events=queries.stand_events_of(company),
        parts=[(part.template, part.context(company, token)) for part in own_page_parts],
        links={one.id: _register_url(event, one.access_code.code) for one in seats},
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _register_url(event: Event, code: str) -> str:
    return absolute_url("registration.register", slug=event.slug, code=code)


@blueprint.route("/events/new", methods=["GET", "POST"], defaults={"stand_event_id": None})
@blueprint.route("/events/<int:stand_event_id>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def stand_event(token: str, stand_event_id: int | None) -> ResponseReturnValue:
    """Something at the stand: new, or changed."""
    company, event = company_and_event(token)
    found = None
    if stand_event_id is not None:
        found = queries.stand_event(company, stand_event_id) or abort(404)
    form = StandEventForm(obj=found, zone=event.timezone)
    if found is None and len(queries.stand_events_of(company)) >= MOST_STAND_EVENTS:
        flash(_("That is as much as one stand can have. Change or restore something instead."), "error")
        return redirect(url_for("company_page.page", token=token, _anchor="at-the-stand"), 303)
    if form.validate_on_submit():
        with acting_as_company(company):
            if found is None:
                service.create_stand_event(company, form.details())
            else:
                service.update_stand_event(found, form.details())
        flash(_("Saved."))
        return redirect(url_for("company_page.page", token=token, _anchor="at-the-stand"), 303)
    page = render_template(
        "companies/own_stand_event.html", event=event, company=company, form=form, token=token, stand_event=found
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/events/<int:stand_event_id>/<any(cancel, restore):deed>")
@limiter.limit("60 per minute")
def change_stand_event(token: str, stand_event_id: int, deed: str) -> ResponseReturnValue:
    company, _event = company_and_event(token)
    found = queries.stand_event(company, stand_event_id) or abort(404)
    with acting_as_company(company):
        (service.cancel_stand_event if deed == "cancel" else service.restore_stand_event)(found)
    flash(_("Calendars are told."))
    return redirect(url_for("company_page.page", token=token, _anchor="at-the-stand"), 303)


def acting_as_company(company: Company) -> AbstractContextManager[None]:
    """What is done by its private link is written down as done by the company."""
    return audit.acting_as(company.name.text("en"))


def company_and_event(token: str) -> tuple[Company, Event]:
    """Of a private link; 404 where there is none."""
    company = queries.company_by_link(token) or abort(404)
    event = queries.event_of(company)
    g.main_locale = event.main_locale
    return company, event
