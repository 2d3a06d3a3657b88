"""What keeps a recording from being brought or changed."""


class RecordingError(Exception):
    """What all of these are."""


class FileTooLarge(RecordingError):
    """The file is larger than one recording may be."""


class QuotaFull(RecordingError):
    """The event's recordings take all that they may."""


class UploadOver(RecordingError):
    """There is nothing to be added to: all of it is there, or somebody called it off."""


class OffsetElsewhere(RecordingError):
    """The piece does not begin where the last one ended."""


class TooMuch(RecordingError):
    """More came than was announced."""


class NotReady(RecordingError):
    """Only what is ready can be shown to others."""


class AtWork(RecordingError):
    """It is being prepared."""


class TooManyRecordings(RecordingError):
    """Of one session."""


class TrackThere(RecordingError):
    """There is a track of this kind in this language already."""


class NotChecked(RecordingError):
    """Nobody has checked the lines as they are now."""


class ChangedMeanwhile(RecordingError):
    """Somebody else has changed it since it was looked at."""


class LinesOverlap(RecordingError):
    """The times would reach into another line, or beyond what there is."""


class LineMissing(RecordingError):
    """There is no such line any more."""


class LineEmpty(RecordingError):
    """A line without words is no line."""


class TooManyCues(RecordingError):
    """A track that is full."""
