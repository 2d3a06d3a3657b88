"""What the addresses of the organiser's pages name: a session, a recording of it, a track of that."""

from uuid import UUID

from flask import abort

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.queries import session_by_code
from eventapp.recordings import queries
from eventapp.recordings.models import Recording, RecordingTrack
from eventapp.recordings.queries.tracks import track_of


def asked_session(slug: str, code: str) -> tuple[Event, Session]:
    """For whoever edits the programme; 404 and 403 for others, as event_for has it."""
    event = event_for(slug, policy.may_edit_programme)
    return event, session_by_code(event.id, code) or abort(404)


def asked_recording(slug: str, code: str, uid: UUID) -> tuple[Event, Session, Recording]:
    event, session = asked_session(slug, code)
    return event, session, queries.recording(session.id, uid) or abort(404)


def asked_track(slug: str, code: str, uid: UUID, track_uid: UUID) -> tuple[Event, Session, Recording, RecordingTrack]:
    event, session, recording = asked_recording(slug, code, uid)
    return event, session, recording, track_of(recording.id, track_uid) or abort(404)
