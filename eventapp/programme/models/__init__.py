"""The programme's tables: sessions, the people, rooms, tracks and types they have, and what the team keeps of them."""

from eventapp.programme.models.releases import PROGRAMME_KINDS, ProgrammeRelease, ProgrammeUpload, ScheduleProposal
from eventapp.programme.models.rooms_and_tracks import COLOURS, Room, SessionType, Track
from eventapp.programme.models.sessions import (
    LONGEST_SESSION,
    SESSION_STATUSES,
    SPEAKER_ROLES,
    Session,
    SessionFile,
    SessionSpeaker,
)
from eventapp.programme.models.speakers import Speaker, SpeakerPhoto

__all__ = [
    "COLOURS", "LONGEST_SESSION", "PROGRAMME_KINDS", "SESSION_STATUSES", "SPEAKER_ROLES", "ProgrammeRelease",
    "ProgrammeUpload", "Room", "ScheduleProposal", "Session", "SessionFile", "SessionSpeaker", "SessionType",
    "Speaker", "SpeakerPhoto", "Track",
]  # fmt: skip
