"""Who waits for a place: in order, with their offers; paused, resumed, promoted by hand."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.admin.attendees import registration_by


@blueprint.get("/registrations/waiting-list/")
@login_required
def waiting_list(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "registration/admin/waiting_list.html",
        event=event,
        people=queries.waiting_list_of(event.id),
        ticket_types=[
            ticket_type
            for ticket_type in queries.ticket_types_of(event.id)
            if ticket_type.has_waiting_list or ticket_type.waiting
        ],
    )


@blueprint.post("/registrations/waiting-list/<code>/offer")
@login_required
def offer_place(slug: str, code: str) -> ResponseReturnValue:
    person = registration_by(event_for(slug, policy.may_edit_registrations), code)
    try:
        service.offer_by_hand(person)
    except (service.SoldOut, service.CompanyFull):
        db.session.rollback()
        flash(_("No place is free. Add places to the ticket first."), "error")
    except service.RegistrationError:
        db.session.rollback()
        flash(_("This person does not wait any more."), "error")
    else:
        flash(_("A place is offered to %(name)s.", name=person.name))
    return redirect(url_for("registration_admin.waiting_list", slug=slug), 303)


@blueprint.post("/registrations/waiting-list/<int:ticket_type_id>/pause")
@login_required
def pause_waiting_list(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    return _set_paused(slug, ticket_type_id, True, _("Paused: nobody is offered a place until you resume."))


@blueprint.post("/registrations/waiting-list/<int:ticket_type_id>/resume")
@login_required
def resume_waiting_list(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    ticket_type = queries.ticket_type_by_id(event.id, ticket_type_id) or abort(404)
    number = ticket_type.waiting if ticket_type.seats_left is None else min(ticket_type.waiting, ticket_type.seats_left)
    if number > 1:
        words = ngettext(
            "%(num)s person is offered a place, and written to.",
            "%(num)s people are offered a place, and written to.",
            number,
        )
        back = url_for("registration_admin.waiting_list", slug=slug)
        asked = Confirmation(_("Resume the waiting list?"), lines(words), _("Resume"), back, is_dangerous=False)
        if page := ask_first(event, asked):
            return page
    return _set_paused(slug, ticket_type_id, False, _("Resumed: free places are offered in order."))


def _set_paused(slug: str, ticket_type_id: int, paused: bool, done: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.set_paused(queries.ticket_type_by_id(event.id, ticket_type_id) or abort(404), paused)
    flash(done)
    return redirect(url_for("registration_admin.waiting_list", slug=slug), 303)
