"""Ticket types."""

from typing import Any

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration import queries, service
from eventapp.registration.api import blueprint
from eventapp.registration.forms import TicketTypeForm
from eventapp.registration.models import TicketType
from eventapp.registration.service import TicketTypeDetails

TICKET_TYPES, ONE = "/events/<slug>/ticket-types", "/events/<slug>/ticket-types/<int:ticket_type_id>"
BODY = Body(TicketTypeForm, required=("name",))


class TicketTypeSchema(Schema):
    id = schemas.number()
    name = schemas.localized()
    description = schemas.localized()
    capacity = schemas.number_or_null()
    taken = schemas.number()
    waiting = schemas.number()
    opens_at = schemas.moment_or_null()
    closes_at = schemas.moment_or_null()
    visibility = schemas.text()
    needs_approval = schemas.flag()
    reviews_needed = schemas.number()
    badge_class = schemas.text()
    has_waiting_list = schemas.flag()
    waiting_list_paused = schemas.flag()
    offer_hours = schemas.number()
    company_places = schemas.number_or_null()
    confirm_minutes = schemas.number_or_null()
    days = schemas.texts()
    door_note = schemas.localized()


api = Resource(
    blueprint, "ticket-types", TicketTypeSchema, reads=policy.may_see_registrations,
    writes=policy.may_edit_registrations,
)  # fmt: skip


@api.lists("list_ticket_types", TICKET_TYPES, "List the ticket types")
def ticket_types(call: Call) -> Page:
    return page_of_list(queries.ticket_types_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_ticket_type", ONE, "Get a ticket type")
def ticket_type(call: Call, ticket_type_id: int) -> TicketType:
    return found(queries.ticket_type_by_id(call.event.id, ticket_type_id))


@api.creates("create_ticket_type", TICKET_TYPES, "Add a ticket type", BODY)
def create(call: Call) -> TicketType:
    return service.create_ticket_type(call.event, _details(call, call.values))


@api.changes("update_ticket_type", ONE, "Change a ticket type", BODY)
def update(call: Call, ticket_type_id: int) -> TicketType:
    one = ticket_type(call, ticket_type_id)
    values = BODY.merged(schemas.written(TicketTypeSchema, one), call.values)
    try:
        service.update_ticket_type(one, _details(call, values, one))
    except CapacityBelowTaken as error:
        words = _("%(taken)s places are taken already: choose that or more.", taken=error.taken)
        raise Problem("conflict", errors=[FieldError("/capacity", words)]) from None
    return one


@api.deletes("delete_ticket_type", ONE, "Delete a ticket type", description="Only while nobody has registered with it.")
def delete(call: Call, ticket_type_id: int) -> None:
    try:
        service.delete_ticket_type(ticket_type(call, ticket_type_id))
    except service.TicketTypeInUse:
        words = _("People have registered with this ticket, so it stays. You can end its offer instead.")
        raise Problem("conflict", words) from None


def _pause_operation(name: str, summary: str, *, paused: bool) -> None:
    @api.acts(f"{name}_waiting_list", f"{ONE}/{name}-waiting-list", summary)
    def set_paused(call: Call, ticket_type_id: int) -> TicketType:
        one = ticket_type(call, ticket_type_id)
        service.set_paused(one, paused)
        return one


_pause_operation("pause", "Offer nobody of the waiting list a place", paused=True)
_pause_operation("resume", "Offer free places to the waiting list, in order", paused=False)


def _details(call: Call, values: dict[str, Any], present: TicketType | None = None) -> TicketTypeDetails:
    event = call.event
    usual = {"visibility": "public", "badge_class": "delegate", "offer_hours": 24, "reviews_needed": 1}
    sent = BODY.sent(usual | values, is_change=present is not None)
    form = TicketTypeForm(obj=present, zone=event.timezone, event_days=event.days, **sent)
    BODY.check(form)
    return form.details()
