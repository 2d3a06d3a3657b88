"""The programme's use cases: sessions, the people and places they need, and whole programmes from files."""

from eventapp.programme.service.errors import InUse, ProgrammeError, SlotIncomplete, SpeakerUnknown
from eventapp.programme.service.imports import ImportResult, import_schedule
from eventapp.programme.service.people_and_places import (
    RoomDetails,
    SpeakerDetails,
    TrackDetails,
    TypeDetails,
    create_room,
    create_speaker,
    create_track,
    create_type,
    delete_room,
    delete_speaker,
    delete_track,
    update_room,
    update_speaker,
    update_track,
)
from eventapp.programme.service.sessions import (
    SessionDetails,
    cancel_session,
    create_session,
    restore_session,
    update_session,
)

__all__ = [
    "ImportResult", "InUse", "ProgrammeError", "RoomDetails", "SessionDetails", "SlotIncomplete", "SpeakerDetails",
    "SpeakerUnknown", "TrackDetails", "TypeDetails", "cancel_session", "create_room", "create_session",
    "create_speaker", "create_track", "create_type", "delete_room", "delete_speaker", "delete_track",
    "import_schedule", "restore_session", "update_room", "update_session", "update_speaker", "update_track",
]  # fmt: skip
