"""Ticket types: made, changed, put in order, deleted; and how many a company may have."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.admin.settings import below_taken_message
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import CompanyPlacesForm, DayLimitsForm, TicketTypeForm, day_limits_form
from eventapp.registration.models import TicketType


@blueprint.get("/tickets/")
@login_required
def ticket_types(slug: str) -> ResponseReturnValue:
    return _tickets_page(event_for(slug, policy.may_see_registrations))


def _tickets_page(event: Event, days_form: DayLimitsForm | None = None) -> str:
    ticket_types = queries.ticket_types_of(event.id)
    days = queries.days_of_event(event)
    return render_template(
        "registration/admin/ticket_types.html", event=event, ticket_types=ticket_types,
        days=days if len(days) > 1 else [], days_form=days_form or day_limits_form(days),
    )  # fmt: skip


@blueprint.post("/tickets/days")
@login_required
def limit_days(slug: str) -> ResponseReturnValue:
    """How many people each day holds."""
    event = event_for(slug, policy.may_edit_registrations)
    form = day_limits_form(queries.days_of_event(event))
    if not form.validate_on_submit():
        return _tickets_page(event, form), 422
    service.limit_days(event, form.limits())
    flash(_("Saved."))
    return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)


@blueprint.route("/tickets/new", methods=["GET", "POST"])
@login_required
def new_ticket_type(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = TicketTypeForm(zone=event.timezone, event_days=event.days)
    if form.validate_on_submit():
        service.create_ticket_type(event, form.details())
        flash(_("The ticket type is added."))
        return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)
    return _ticket_type_page(event, form, None)


@blueprint.route("/tickets/<int:ticket_type_id>", methods=["GET", "POST"])
@login_required
def edit_ticket_type(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    ticket_type = queries.ticket_type_by_id(event.id, ticket_type_id) or abort(404)
    form = TicketTypeForm(obj=ticket_type, zone=event.timezone, event_days=event.days)
    if form.validate_on_submit():
        try:
            service.update_ticket_type(ticket_type, form.details(), below_taken="below_taken" in request.form)
        except CapacityBelowTaken as error:
            form.capacity.errors = [below_taken_message(error.taken)]
            form.capacity_is_below = True
        else:
            flash(_("Saved."))
            return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)
    return _ticket_type_page(event, form, ticket_type)


@blueprint.post("/tickets/<int:ticket_type_id>/delete")
@login_required
def delete_ticket_type(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    ticket_type = queries.ticket_type_by_id(event.id, ticket_type_id) or abort(404)
    name, back = localized(ticket_type.name, event.main_locale), url_for("registration_admin.ticket_types", slug=slug)
    if page := ask_to_delete(event, f"“{name}”", back):
        return page
    try:
        service.delete_ticket_type(ticket_type)
    except service.TicketTypeInUse:
        db.session.rollback()
        flash(_("People have registered with this ticket, so it stays. You can end its offer instead."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)


@blueprint.post("/tickets/order")
@login_required
def order_ticket_types(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.reorder_ticket_types(event, sent_order(request.form.getlist("id")))
    return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)


@blueprint.post("/tickets/<int:ticket_type_id>/companies")
@login_required
def set_company_places(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    ticket_type = queries.ticket_type_by_id(event.id, ticket_type_id) or abort(404)
    form = CompanyPlacesForm()
    if not form.validate_on_submit():
        flash(_("Name the company, and a number of places or none. Nothing was changed."), "error")
    else:
        try:
            service.set_company_places(ticket_type, form.company.data or "", form.places.data)
            flash(_("Saved."))
        except service.CompanyNeeded:
            flash(_("This name has no letters to compare by. Nothing was changed."), "error")
    return redirect(url_for("registration_admin.edit_ticket_type", slug=slug, ticket_type_id=ticket_type_id), 303)


def sent_order(values: list[str]) -> list[int]:
    """Ids in the order in which a form sent them; what is no id is left out."""
    return [int(value) for value in values[:500] if value.isascii() and value.isdigit() and len(value) < 10]


def _ticket_type_page(event: Event, form: TicketTypeForm, ticket_type: TicketType | None) -> ResponseReturnValue:
    page = render_template(
        "registration/admin/ticket_type.html",
        form=form,
        event=event,
        ticket_type=ticket_type,
        companies=queries.company_places_of(ticket_type.id)
        if ticket_type and ticket_type.company_places is not None
        else None,
        company_form=CompanyPlacesForm(formdata=None),
    )
    return page, 422 if form.errors else 200
