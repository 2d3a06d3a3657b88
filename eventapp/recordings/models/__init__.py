"""Tables of what is said in sessions and kept of them: live captions, recordings with their files, and tracks."""

from eventapp.recordings.models.captions import CaptionFeed, CaptionLine
from eventapp.recordings.models.drafts import DRAFT_KINDS, DraftJob, DraftPiece, GlossaryTerm, VoiceConsent
from eventapp.recordings.models.recordings import (
    AUDIENCES,
    ORIGINS,
    STATES,
    PreparationStep,
    Recording,
    RecordingFile,
    StoredLeftover,
    UploadPart,
    name_of,
)
from eventapp.recordings.models.tracks import (
    KINDS,
    LINES,
    PARTS,
    SOUNDS,
    TRACK_STATES,
    CueChange,
    CueComment,
    PublishedCue,
    RecordingTrack,
    TrackCue,
)

__all__ = [
    "AUDIENCES",
    "DRAFT_KINDS",
    "KINDS",
    "LINES",
    "ORIGINS",
    "PARTS",
    "SOUNDS",
    "STATES",
    "TRACK_STATES",
    "CaptionFeed",
    "CaptionLine",
    "CueChange",
    "CueComment",
    "DraftJob",
    "DraftPiece",
    "GlossaryTerm",
    "PreparationStep",
    "PublishedCue",
    "Recording",
    "RecordingFile",
    "RecordingTrack",
    "StoredLeftover",
    "TrackCue",
    "UploadPart",
    "VoiceConsent",
    "name_of",
]
