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
