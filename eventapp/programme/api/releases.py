"""Releases: what the public would see change, and showing it to them."""

from typing import Any

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call
from eventapp.events.api.operations import Resource
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.forms import ReleaseForm
from eventapp.programme.models import ProgrammeRelease

BODY = Body(ReleaseForm, more={"only": {"type": "array", "items": {"type": "string"}, "maxItems": 500}})


class ReleaseSchema(Schema):
    number = schemas.number()
    note = schemas.localized()
    released_at = schemas.moment()
    actor = schemas.text()
    changes = schemas.value({"type": "array", "items": {"type": "object"}})


class PendingChangeSchema(Schema):
    code = schemas.text()
    kind = schemas.text()
    title = schemas.value({"type": "object"})
    before = schemas.value({"type": "object"})
    after = schemas.value({"type": "object"})


api = Resource(blueprint, "sessions", ReleaseSchema, reads=policy.may_see, writes=policy.may_edit_programme)


@api.lists("list_releases", "/events/<slug>/releases", "List the releases", description="The latest first.")
def releases(call: Call) -> Page:
    return page_of_list(queries.releases_of(call.event.id), lambda one: one.number, call.page)


@api.lists(
    "list_pending_changes",
    "/events/<slug>/pending-changes",
    "List what a release would change",
    answer=PendingChangeSchema,
)
def pending(call: Call) -> Page:
    changes: list[dict[str, Any]] = service.pending_changes(call.event) if call.event.status != "draft" else []
    return page_of_list(changes, lambda one: one["code"], call.page)


@api.creates(
    "release_programme",
    "/events/<slug>/releases",
    "Release the programme",
    BODY,
    description="With `only`, the sessions with these codes.",
)
def release(call: Call) -> ProgrammeRelease:
    form = ReleaseForm(**BODY.sent(call.values))
    BODY.check(form)
    only = call.values.get("only")
    codes = {code for code in only if isinstance(code, str)} if isinstance(only, list) else None
    try:
        return service.release_programme(call.event, note=form.note.data, only=codes)
    except service.NothingToRelease:
        raise Problem("conflict", _("There is nothing to release: the public sees everything already.")) from None
