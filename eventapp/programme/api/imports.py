"""Schedules, calendars and tables of the programme: looked through first, and brought in once somebody says so."""

from typing import Any

from eventapp.core.api import schemas
from eventapp.core.api.bodies import FILE, Body, EmptyForm, choice_of, file_of
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.models import PROGRAMME_KINDS, ProgrammeUpload
from eventapp.programme.service import ImportResult

IMPORTS, ONE = "/events/<slug>/programme-imports", "/events/<slug>/programme-imports/<int:import_id>"
BODY = Body(
    EmptyForm,
    required=("kind", "name", "content"),
    more={"kind": {"type": "string", "enum": list(PROGRAMME_KINDS)}, **FILE},
)


class ProgrammeFileSchema(Schema):
    id = schemas.number()
    kind = schemas.text()
    name = schemas.text()
    created_at = schemas.moment()


class ProgrammeImportSchema(Schema):
    """What a file would bring, or has brought."""

    id = schemas.number()
    added = schemas.number()
    updated = schemas.number()
    unchanged = schemas.number()
    left_out = schemas.number()
    problems = schemas.value({"type": "array", "items": {"type": "object"}})


waiting = Resource(
    blueprint, "sessions", ProgrammeFileSchema, reads=policy.may_edit_programme, writes=policy.may_edit_programme
)
api = Resource(
    blueprint, "sessions", ProgrammeImportSchema, reads=policy.may_edit_programme, writes=policy.may_edit_programme
)


@waiting.lists("list_programme_imports", IMPORTS, "List the files that wait to be brought in")
def uploads(call: Call) -> Page:
    return page_of_list(queries.uploads_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_programme_import", ONE, "Get what a file would bring")
def tried(call: Call, import_id: int) -> dict[str, Any]:
    upload = _upload(call, import_id)
    try:
        result = service.try_upload(call.event, upload, service.read_upload(call.event, upload))
    except service.FileRefused as error:
        raise Problem("conflict", str(error)) from None
    return _told(import_id, result)


@waiting.creates(
    "create_programme_import", IMPORTS, "Send a file with a programme", BODY,
    description="A schedule (frab, pretalx, Indico, COSCUP), a calendar, or a table of sessions or speakers. Nothing "
    "is stored but the file; ask for it to hear what it would bring.",
)  # fmt: skip
def create(call: Call) -> ProgrammeUpload:
    name, content = file_of(BODY, call.values, service.LARGEST_UPLOAD)
    kind = choice_of(call.values, "kind", PROGRAMME_KINDS)
    try:
        return service.keep_upload(call.event, kind, name, content)
    except service.FileRefused as error:
        raise Problem("invalid-body", errors=[FieldError("/content", str(error))]) from None


@api.acts("accept_programme_import", f"{ONE}/accept", "Bring a file's programme in")
def accept(call: Call, import_id: int) -> dict[str, Any]:
    try:
        return _told(import_id, service.accept_upload(_upload(call, import_id)))
    except service.FileRefused as error:
        raise Problem("conflict", str(error)) from None


@api.deletes("delete_programme_import", ONE, "Throw a file away")
def delete(call: Call, import_id: int) -> None:
    service.discard_upload(_upload(call, import_id))


def _upload(call: Call, import_id: int) -> ProgrammeUpload:
    return found(queries.upload_of(call.event.id, import_id))


def _told(import_id: int, result: ImportResult) -> dict[str, Any]:
    problems = [
        {"line": one.line, "about": one.about, "problem": one.message, "is_left_out": one.is_left_out}
        for one in result.problems
    ]
    return {
        "id": import_id, "added": result.added, "updated": result.updated, "unchanged": result.unchanged,
        "left_out": result.left_out, "problems": problems,
    }  # fmt: skip
