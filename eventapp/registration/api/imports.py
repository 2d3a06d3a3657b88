"""Tables of people: sent, looked through, and brought in once somebody says so."""

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import FILE, Body, EmptyForm, file_of
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem, not_now
from eventapp.core.api.schemas import Schema
from eventapp.core.db import db
from eventapp.core.spreadsheets import TableUnreadable
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.registration import queries, service
from eventapp.registration.api import blueprint
from eventapp.registration.forms import missing_columns
from eventapp.registration.models import AttendeeImport, TicketType

IMPORTS, ONE = "/events/<slug>/imports", "/events/<slug>/imports/<int:import_id>"
BODY = Body(
    EmptyForm, required=("name", "content"),
    more={
        **FILE,
        "ticket_type_id": {"type": ["integer", "null"], "description": "The ticket of rows that name none."},
        "sends_mail": {"type": "boolean", "description": "Whether people are written to. Not unless this says so."},
    },
)  # fmt: skip


class ImportSchema(Schema):
    id = schemas.number()
    name = schemas.text()
    state = schemas.text()
    columns = schemas.computed(
        lambda one: dict(one.mapping),
        {"type": "object", "description": "Which column is taken for which field, from 0.",
         "additionalProperties": {"type": "integer"}},
    )  # fmt: skip
    row_count = schemas.number()
    good_count = schemas.number()
    problems = schemas.computed(
        lambda one: [{"row": row, "field": name, "problem": words} for row, name, words in one.problems],
        {"type": "array", "items": {"type": "object"}},
    )
    position = schemas.number()
    added = schemas.number()
    updated = schemas.number()
    unchanged = schemas.computed(lambda one: one.known, {"type": "integer"})
    created_at = schemas.moment()
    finished_at = schemas.moment_or_null()


api = Resource(
    blueprint, "registrations", ImportSchema, reads=policy.may_edit_registrations,
    writes=policy.may_edit_registrations,
)  # fmt: skip


@api.lists("list_imports", IMPORTS, "List the tables of people")
def imports(call: Call) -> Page:
    return page_of_list(queries.attendee_imports_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_import", ONE, "Get a table of people, and how far it is")
def one_import(call: Call, import_id: int) -> AttendeeImport:
    return found(queries.attendee_import(call.event.id, import_id))


@api.creates(
    "create_import", IMPORTS, "Send a table of people", BODY,
    description="CSV, Excel or OpenDocument, with headings. It is looked through, and nobody is registered yet.",
)  # fmt: skip
def create(call: Call) -> AttendeeImport:
    name, content = file_of(BODY, call.values, service.LARGEST_FILE)
    ticket_type = _ticket_type(call)
    try:
        upload = service.upload_table(call.event, name, content, call.user.name)
    except TableUnreadable as error:
        raise Problem("invalid-body", errors=[FieldError("/content", str(error))]) from None
    if missing := missing_columns(upload.mapping, has_default=ticket_type is not None):
        db.session.rollback()
        raise Problem("invalid-body", errors=[FieldError("/content", missing)])
    service.check_upload(upload, upload.mapping, ticket_type, call.values.get("sends_mail") is True)
    return upload


@api.acts(
    "accept_import", f"{ONE}/accept", "Bring a table of people in",
    description="The rows that are in order, in the background; `position` says how far it is.",
)  # fmt: skip
def accept(call: Call, import_id: int) -> AttendeeImport:
    one = one_import(call, import_id)
    try:
        service.accept_upload(one)
    except service.NotAllowed:
        raise not_now() from None
    return one


@api.deletes("delete_import", ONE, "Throw a table of people away", description="Who was imported before stays.")
def delete(call: Call, import_id: int) -> None:
    one = one_import(call, import_id)
    try:
        service.discard_upload(one)
    except service.NotAllowed:
        raise not_now() from None


def _ticket_type(call: Call) -> TicketType | None:
    wanted = call.values.get("ticket_type_id")
    if wanted is None:
        return None
    one = next((one for one in queries.ticket_types_of(call.event.id) if one.id == wanted), None)
    if one is None or isinstance(wanted, bool):
        raise Problem("invalid-body", errors=[FieldError("/ticket_type_id", _("There is no such ticket type."))])
    return one
