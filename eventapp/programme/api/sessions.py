"""Sessions as the team has them: what waits for a release is told as it will be."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import UID, Body, uid_of, uid_taken
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.core.forms import choices
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.forms import SessionForm
from eventapp.programme.models import Session
from eventapp.programme.service import NewSession

SESSIONS, ONE = "/events/<slug>/sessions", "/events/<slug>/sessions/<code>"
BODY = Body(SessionForm, required=("title",))
NEW = Body(SessionForm, required=("title",), more={"uid": UID})
STATUSES = ("draft", "confirmed", "cancelled")


class SessionSchema(Schema):
    id = schemas.number()
    code = schemas.text()
    uid = schemas.uuid()
    title = schemas.localized()
    subtitle = schemas.localized()
    abstract = schemas.localized()
    description = schemas.localized()
    starts_at = schemas.moment_or_null()
    ends_at = schemas.moment_or_null()
    timezone = schemas.text(of="event.timezone")
    room_id = schemas.number_or_null()
    track_id = schemas.number_or_null()
    type_id = schemas.number_or_null()
    language = schemas.text_or_null()
    interpretation = schemas.texts()
    links = schemas.computed(
        lambda one: [{"words": words, "address": address} for words, address in one.links],
        {"type": "array", "items": {"type": "object"}},
    )
    stream_url = schemas.text_or_null()
    speakers = schemas.computed(
        lambda one: [{"speaker": appearance.speaker.id, "role": appearance.role} for appearance in one.appearances],
        {"type": "array", "items": {"type": "object"}},
    )
    status = schemas.text()
    needs_booking = schemas.flag()
    capacity = schemas.number_or_null()
    taken = schemas.number()
    headsets = schemas.number_or_null()
    expected_audience = schemas.number_or_null()
    planned_minutes = schemas.number_or_null()
    internal_notes = schemas.text()
    change = schemas.text("What a release would make of it: “new”, “changed”, or nothing.")
    url = schemas.computed(
        lambda one: url_for("programme.session", slug=one.event.slug, code=one.code, _external=True),
        {"type": "string"},
    )


api = Resource(blueprint, "sessions", SessionSchema, reads=policy.may_see, writes=policy.may_edit_programme)


@api.lists(
    "list_sessions",
    SESSIONS,
    "List the sessions",
    description="In order of time, those without one last.",
    filters={
        "status": {"type": "string", "enum": STATUSES},
        "room_id": {"type": "integer"},
        "track_id": {"type": "integer"},
        "type_id": {"type": "integer"},
    },
)
def sessions(call: Call) -> Page:
    rows = queries.sessions_with_drafts(call.event.id)
    for name, value in call.asked.items():
        rows = [one for one in rows if str(getattr(one, name)) == value]
    return page_of_list(rows, lambda one: one.released.code, call.page)


@api.gets("get_session", ONE, "Get a session")
def session(call: Call, code: str) -> SessionWithDraft:
    return queries.session_with_draft(_session(call.event, code))


@api.creates(
    "create_session", SESSIONS, "Add a session", NEW, description="The public sees it once the programme is released."
)
def create(call: Call) -> SessionWithDraft:
    uid = uid_of(call.values)
    if uid is not None and queries.session_by_uid(uid) is not None:
        raise uid_taken()
    details = _form(call, {"status": "confirmed"} | call.values, body=NEW).details()
    (made,) = service.draft_sessions(call.event, [NewSession(details, uid=uid)])
    return queries.session_with_draft(made)


api.batches("create_sessions", SESSIONS, "Add sessions", NEW, create)


@api.changes("update_session", ONE, "Change a session", BODY)
def update(call: Call, code: str) -> SessionWithDraft:
    one = _session(call.event, code)
    now = queries.session_with_draft(one)
    values = BODY.merged(schemas.written(SessionSchema, now), call.values)
    details = _form(call, values, is_change=True, is_cancelled=now.is_cancelled).details()
    try:
        service.edit_session(one, details)
    except CapacityBelowTaken as error:
        words = _("%(taken)s seats are booked already: keep the booking, with that many or more.", taken=error.taken)
        raise Problem("conflict", errors=[FieldError("/capacity", words)]) from None
    return queries.session_with_draft(one)


@api.deletes(
    "delete_session",
    ONE,
    "Delete a session",
    description="Only while nobody outside the team can have seen it; cancel it otherwise.",
)
def delete(call: Call, code: str) -> None:
    try:
        service.delete_session(_session(call.event, code))
    except service.SeenAlready:
        raise Problem(
            "conflict", _("The public has seen this session, or somebody chose it: cancel it instead.")
        ) from None


def _status_operation(name: str, summary: str, status: str) -> None:
    @api.acts(f"{name}_session", f"{ONE}/{name}", summary)
    def set_status(call: Call, code: str) -> SessionWithDraft:
        one = _session(call.event, code)
        service.change_draft(one, status=status)
        return queries.session_with_draft(one)


_status_operation("cancel", "Cancel a session", "cancelled")
_status_operation("restore", "Have a cancelled session take place again", "confirmed")


@api.acts("discard_session_draft", f"{ONE}/discard", "Go back to what is released")
def discard(call: Call, code: str) -> SessionWithDraft:
    one = _session(call.event, code)
    service.discard_draft(one)
    return queries.session_with_draft(one)


def _session(event: Event, code: str) -> Session:
    return found(queries.session_by_code(event.id, code))


def _form(
    call: Call, values: dict[str, Any], *, body: Body = BODY, is_change: bool = False, is_cancelled: bool = False
) -> SessionForm:
    event = call.event
    form = SessionForm(zone=event.timezone, **body.sent(values, is_change=is_change))
    types = queries.types_of(event.id)
    form.offer(queries.rooms_of(event.id), queries.tracks_of(event.id), types, queries.speakers_of(event.id))
    form.complete_slot({session_type.id: session_type.default_minutes for session_type in types})
    if is_cancelled:
        form.status.choices = choices([("cancelled", _("Cancelled"))])
    BODY.check(form)
    return form
