"""Access codes."""

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
from eventapp.registration.forms import AccessCodeForm
from eventapp.registration.models import AccessCode

CODES, ONE = "/events/<slug>/access-codes", "/events/<slug>/access-codes/<int:code_id>"
BODY = Body(AccessCodeForm, required=("code",))


class AccessCodeSchema(Schema):
    id = schemas.number()
    code = schemas.text()
    ticket_type_id = schemas.number_or_null()
    label = schemas.text()
    capacity = schemas.number_or_null()
    taken = schemas.number()
    expires_at = schemas.moment_or_null()
    created_at = schemas.moment()


api = Resource(
    blueprint, "access-codes", AccessCodeSchema, reads=policy.may_see_registrations,
    writes=policy.may_edit_registrations,
)  # fmt: skip


@api.lists("list_access_codes", CODES, "List the access codes", description="The newest first.")
def access_codes(call: Call) -> Page:
    return page_of_list(queries.access_codes_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_access_code", ONE, "Get an access code")
def access_code(call: Call, code_id: int) -> AccessCode:
    return found(queries.access_code(call.event.id, code_id))


@api.creates("create_access_code", CODES, "Add an access code", BODY)
def create(call: Call) -> AccessCode:
    form = _form(call, call.values)
    try:
        return service.create_code(call.event, form.code.data or "", form.details())
    except service.CodeTaken:
        words = _("The event has this code already. Choose another word.")
        raise Problem("conflict", errors=[FieldError("/code", words)]) from None


api.batches("create_access_codes", CODES, "Add access codes", BODY, create)


@api.changes("update_access_code", ONE, "Change an access code", BODY, description="The word itself stays.")
def update(call: Call, code_id: int) -> AccessCode:
    one = access_code(call, code_id)
    form = _form(call, BODY.merged(schemas.written(AccessCodeSchema, one), call.values), is_change=True)
    try:
        service.update_code(one, form.details())
    except CapacityBelowTaken as error:
        words = _("It was used %(taken)s times already: choose that or more.", taken=error.taken)
        raise Problem("conflict", errors=[FieldError("/capacity", words)]) from None
    return one


@api.deletes("delete_access_code", ONE, "Delete an access code", description="Only while nobody has used it.")
def delete(call: Call, code_id: int) -> None:
    try:
        service.delete_code(access_code(call, code_id))
    except service.CodeInUse:
        words = _("People have registered with this code, so it stays. You can set an end to it instead.")
        raise Problem("conflict", words) from None


def _form(call: Call, values: dict[str, Any], *, is_change: bool = False) -> AccessCodeForm:
    usual: dict[str, Any] = {} if is_change else {"capacity": 1}
    form = AccessCodeForm(zone=call.event.timezone, **BODY.sent(usual | values, is_change=is_change))
    form.offer(queries.ticket_types_of(call.event.id))
    BODY.check(form)
    return form
