"""Tables of what is said in sessions and kept of them: live captions, and recordings with their files."""

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

__all__ = [
    "AUDIENCES",
    "ORIGINS",
    "STATES",
    "CaptionFeed",
    "CaptionLine",
    "PreparationStep",
    "Recording",
    "RecordingFile",
    "StoredLeftover",
    "UploadPart",
]
