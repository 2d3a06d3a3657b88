"""Tables of what is said in sessions and kept of them: live captions, recordings with their files, and tracks."""

from eventapp.recordings.models.captions import CaptionFeed, CaptionLine
from eventapp.recordings.models.recordings import (
    AUDIENCES,
    ORIGINS,
    STATES,
    PreparationStep,
    Recording,
    RecordingFile,
    StoredLeftover,
    UploadPart,
)
from eventapp.recordings.models.tracks import (
    KINDS,
    TRACK_STATES,
    CueChange,
    CueComment,
    PublishedCue,
    RecordingTrack,
    TrackCue,
)

__all__ = [
    "AUDIENCES",
    "KINDS",
    "ORIGINS",
    "STATES",
    "TRACK_STATES",
    "CaptionFeed",
    "CaptionLine",
    "CueChange",
    "CueComment",
    "PreparationStep",
    "PublishedCue",
    "Recording",
    "RecordingFile",
    "RecordingTrack",
    "StoredLeftover",
    "TrackCue",
    "UploadPart",
]
