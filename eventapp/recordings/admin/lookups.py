"""What the addresses of the organiser's pages name: a session or title, a recording of it, a track of that."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, request

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.queries import session_by_code
from eventapp.recordings import queries
from eventapp.recordings.models import Recording, RecordingTrack
from eventapp.recordings.queries.recordings import Subject
from eventapp.recordings.queries.tracks import track_of
from eventapp.titles.queries import title_by_code

RECORDINGS_OF = "/<any(sessions, titles):subject_kind>/<code>/recordings"
"""What the addresses of pages about recordings have in common."""


class AskedSubject(NamedTuple):
    """A session or title as addresses name it: `sessions` or `titles`, and its code."""

    subject_kind: str
    code: str


def asked_session(slug: str, code: str) -> tuple[Event, Session]:
    """For whoever edits the programme; 404 and 403 for others, as event_for has it."""
    event = event_for(slug, policy.may_edit_programme)
    return event, session_by_code(event.id, code) or abort(404)


def asked_subject(slug: str, asked: AskedSubject) -> tuple[Event, Subject]:
    """The session or title that recordings are of."""
    if asked.subject_kind == "sessions":
        return asked_session(slug, asked.code)
    event = event_for(slug, policy.may_edit_companies)
    return event, title_by_code(event.id, asked.code) or abort(404)


def asked_recording(slug: str, asked: AskedSubject, uid: UUID) -> tuple[Event, Recording]:
    event, subject = asked_subject(slug, asked)
    return event, queries.recording(subject, uid) or abort(404)


def asked_track(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> tuple[Event, Recording, RecordingTrack]:
    event, recording = asked_recording(slug, asked, uid)
    return event, recording, track_of(recording.id, track_uid) or abort(404)


def name_subjects(blueprint: Blueprint) -> None:
    """Have a blueprint's views be told of an AskedSubject as one value; links that name none of the two kinds lead to
    the same kind."""

    @blueprint.url_value_preprocessor
    def read(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "subject_kind" in values:
            values["asked"] = AskedSubject(values.pop("subject_kind"), values.pop("code"))

    @blueprint.url_defaults
    def write(_endpoint: str, values: dict[str, Any]) -> None:
        asked = (request.view_args or {}).get("asked")
        values.setdefault("subject_kind", asked.subject_kind if asked else "sessions")
