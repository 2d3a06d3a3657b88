"""What can go wrong with titles."""


class TitleError(Exception):
    """The base of what can go wrong here."""


class TitleUnknown(TitleError):
    """A title is based on one that is not of this event, or on itself."""


class PictureUnfit(TitleError):
    """A picture that is too large, or none that we read; the message says why."""
