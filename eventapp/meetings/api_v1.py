"""Meetings, and who takes part in them, through the API."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import Body, EmptyForm, choice_of
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.core.forms import with_offset
from eventapp.events import policy
from eventapp.events.access import waits_for_approval
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.events.service import note_bulk_read
from eventapp.meetings import labels, queries, service
from eventapp.meetings.models import PRESENCES, SIDES, Meeting, MeetingProfile
from eventapp.meetings.service import LONGEST_MESSAGE
from eventapp.registration.queries import registration_by_code

blueprint = Blueprint("meetings_api", __name__, url_prefix=BASE)
MEETINGS, MEETING = "/events/<slug>/meetings", "/events/<slug>/meetings/<code>"
_CODE = {"type": "string", "description": "The code of a registration."}
_MOMENT = {"type": "string", "format": "date-time"}
ARRANGED = Body(
    EmptyForm,
    required=("requester", "recipient"),
    more={
        "requester": _CODE, "recipient": _CODE, "purpose": {"type": "string", "maxLength": LONGEST_MESSAGE},
        "starts_at": {**_MOMENT, "description": "The first time that suits both, where none is said."},
    },
)  # fmt: skip
MOVED = Body(EmptyForm, required=("starts_at",), more={"starts_at": _MOMENT})
PRESENCE = Body(
    EmptyForm,
    required=("side",),
    more={
        "side": {"type": "string", "enum": list(SIDES)},
        "presence": {"type": ["string", "null"], "enum": [*PRESENCES, None]},
    },
)


def _person(side: str) -> Callable[[Any], Any]:
    return lambda meeting: meeting.of(side).profile.registration.code


class MeetingSchema(Schema):
    code = schemas.text()
    uid = schemas.uuid()
    status = schemas.text()
    requester = schemas.computed(_person("requester"), _CODE)
    recipient = schemas.computed(_person("recipient"), _CODE)
    purpose = schemas.text()
    starts_at = schemas.moment_or_null()
    ends_at = schemas.moment_or_null()
    zone = schemas.computed(lambda meeting: dict(meeting.table.zone.name) if meeting.table else {}, {"type": "object"})
    table = schemas.computed(lambda meeting: meeting.table.number if meeting.table else "", {"type": "string"})
    requester_presence = schemas.text_or_null()
    recipient_presence = schemas.text_or_null()


api = Resource(
    blueprint, "meetings", MeetingSchema, reads=policy.may_edit_meetings, writes=policy.may_edit_meetings
)  # fmt: skip


@api.lists(
    "list_meetings", MEETINGS, "List the meetings",
    description="Requests too, by time. Of all people at once: each reading is written down.",
)  # fmt: skip
@waits_for_approval(policy.may_edit_meetings)
def list_meetings(call: Call) -> Page:
    if not call.page.cursor:
        note_bulk_read(call.event, "meetings_api.list_meetings", is_narrowed=False)
    return page_of_list(queries.all_meetings(call.event.id), lambda one: one.code, call.page)


@api.gets("get_meeting", MEETING, "Get a meeting")
def get_meeting(call: Call, code: str) -> Meeting:
    return found(queries.meeting_by_code(call.event.id, code))


@api.creates(
    "arrange_meeting", MEETINGS, "Have two people meet", ARRANGED,
    description="Both take part in meetings. They hear of it by email, with an invitation.",
)  # fmt: skip
def arrange_meeting(call: Call) -> Meeting:
    ARRANGED.read(call.values)
    requester, recipient = _profile(call, "requester"), _profile(call, "recipient")
    purpose = call.values.get("purpose", "")
    if not isinstance(purpose, str) or len(purpose) > LONGEST_MESSAGE:
        raise Problem("invalid-body", errors=[FieldError("/purpose", _("Give a text of at most 2,000 characters."))])
    starts_at = _moment(call) if call.values.get("starts_at") is not None else None
    made = _tried(lambda: service.arrange_meeting(requester, recipient, purpose, starts_at))
    return found(queries.meeting_by_id(made.id))


@api.acts("move_meeting", f"{MEETING}/move", "Move a meeting to another time", body=MOVED)
def move_meeting(call: Call, code: str) -> Meeting:
    MOVED.read(call.values)
    meeting, starts_at = get_meeting(call, code), _moment(call)
    _tried(lambda: service.move_by_team(meeting, starts_at))
    return meeting


@api.acts("cancel_meeting", f"{MEETING}/cancel", "Call a meeting off", description="Both hear of it.")
def cancel_meeting(call: Call, code: str) -> Meeting:
    meeting = get_meeting(call, code)
    _tried(lambda: service.cancel_by_team(meeting))
    return meeting


@api.acts(
    "note_meeting_presence", f"{MEETING}/presence", "Note who came to a meeting", body=PRESENCE,
    description="Without `presence` what was noted is taken back.",
)  # fmt: skip
def note_presence(call: Call, code: str) -> Meeting:
    PRESENCE.read(call.values)
    meeting, side = get_meeting(call, code), choice_of(call.values, "side", SIDES)
    noted = call.values.get("presence")
    presence = None if noted is None else choice_of(call.values, "presence", PRESENCES)
    _tried(lambda: service.note_presence_by_team(meeting, side, presence))
    return meeting


def _profile(call: Call, name: str) -> MeetingProfile:
    """Somebody who takes part, by the code of their registration."""
    code = call.values.get(name)
    registration = registration_by_code(call.event.id, code) if isinstance(code, str) else None
    profile = queries.profile_of(registration.id) if registration is not None else None
    if profile is None:
        raise Problem("invalid-body", errors=[FieldError(f"/{name}", _("Nobody of the meetings has this code."))])
    return profile


def _moment(call: Call) -> Any:
    value = call.values.get("starts_at")
    instant = with_offset(value) if isinstance(value, str) else None
    if instant is None:
        raise Problem(
            "invalid-body",
            errors=[FieldError("/starts_at", _("Give a time with its offset, such as 2026-03-17T10:00:00+08:00."))],
        )
    return instant


def _tried(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except service.MeetingError as error:
        raise Problem("conflict", f"{labels.refusal(error)} {_('Nothing was changed.')}") from None
