"""Recordings and the languages that they have, through the API: to be read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint

from eventapp.core.api import BASE, schemas
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.recordings.models import Recording
from eventapp.recordings.queries.recordings import all_recordings, recording_of_event

blueprint = Blueprint("recordings_api", __name__, url_prefix=BASE)
RECORDINGS, RECORDING = "/events/<slug>/recordings", "/events/<slug>/recordings/<uid>"
_OBJECTS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}

_CODE: dict[str, Any] = {"type": ["string", "null"]}


def _code_of(kind: str) -> Callable[[Recording], str | None]:
    return lambda recording: recording.subject.code if recording.subject_kind == kind else None


def _tracks(recording: Recording) -> list[dict[str, Any]]:
    return [
        {
            "kind": track.kind, "language": track.language, "state": track.state, "engine": track.engine,
            "checked_by": track.checked_by if track.is_checked else "", "is_published": track.is_published,
        }
        for track in sorted(recording.tracks, key=lambda one: (one.kind, one.language))
    ]  # fmt: skip


class RecordingSchema(Schema):
    uid = schemas.uuid()
    session = schemas.computed(_code_of("sessions"), _CODE | {"description": "The code of its session."})
    shown_title = schemas.computed(_code_of("titles"), _CODE | {"description": "The code of its title."})
    title = schemas.text()
    language = schemas.text("What is spoken (BCP 47).")
    origin = schemas.text()
    state = schemas.text()
    audience = schemas.text()
    is_published = schemas.flag()
    is_downloadable = schemas.flag()
    duration_ms = schemas.number_or_null()
    width = schemas.number_or_null()
    height = schemas.number_or_null()
    size = schemas.number()
    tracks = schemas.computed(_tracks, _OBJECTS)


api = Resource(
    blueprint, "recordings", RecordingSchema, reads=policy.may_edit_programme, writes=policy.may_edit_programme
)  # fmt: skip


@api.lists("list_recordings", RECORDINGS, "List the recordings")
def list_recordings(call: Call) -> Page:
    return page_of_list(all_recordings(call.event.id), lambda one: str(one.uid), call.page)


@api.gets("get_recording", RECORDING, "Get a recording")
def get_recording(call: Call, uid: str) -> Recording:
    try:
        wanted = UUID(uid)
    except ValueError:
        return found(None)
    return found(recording_of_event(call.event.id, wanted))
