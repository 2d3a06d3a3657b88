"""What a clone of an event takes along of its programme."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.events.service.cloning import shifted
from eventapp.programme import queries, service
from eventapp.programme.service import RoomDetails, SessionDetails, SpeakerDetails, TrackDetails, TypeDetails

Ids = dict[tuple[str, int], int]


def _details_of(row: Any, details_type: Any) -> Any:
    return details_type(**{name: getattr(row, name) for name in details_type.__dataclass_fields__})


def _places(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    for room in queries.rooms_of(event.id):
        ids["room", room.id] = service.create_room(clone, _details_of(room, RoomDetails)).id
    for track in queries.tracks_of(event.id):
        ids["track", track.id] = service.create_track(clone, _details_of(track, TrackDetails)).id
    for session_type in queries.types_of(event.id):
        ids["type", session_type.id] = service.create_type(clone, _details_of(session_type, TypeDetails)).id


def _speakers(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    """Who they are, not what they answered for the event before."""
    for speaker in queries.speakers_of(event.id):
        values = {name: getattr(speaker, name) for name in SpeakerDetails.__dataclass_fields__}
        made = service.create_speaker(clone, SpeakerDetails(**{**values, "availability": ()}))
        ids["speaker", speaker.id] = made.id
        if photo := queries.photo_of(speaker):
            service.set_photo(made, photo.content)


def _sessions(event: Event, clone: Event, shift: timedelta, ids: Ids) -> None:
    """As drafts, with what was cancelled left out."""
    for session in queries.sessions_with_drafts(event.id):
        if session.is_cancelled:
            continue
        details = service.details_with_draft(session.released)
        values = vars(details) | {
            "starts_at": shifted(details.starts_at, shift, event),
            "ends_at": shifted(details.ends_at, shift, event),
            "speakers": tuple(
                (ids["speaker", key], role) for key, role in details.speakers if ("speaker", key) in ids
            ),
            "stream_url": None,
        }  # fmt: skip
        for name in ("room", "track", "type"):
            values[f"{name}_id"] = ids.get((name, values[f"{name}_id"] or 0))
        ids["session", session.released.id] = service.draft_session(clone, SessionDetails(**values)).id


add_clone_part(ClonePart(10, "places", _l("Rooms, tracks and types"), _places))
add_clone_part(ClonePart(20, "speakers", _l("Speakers"), _speakers))
add_clone_part(ClonePart(30, "sessions", _l("Sessions"), _sessions))
