"""What can go wrong with a programme."""


class ProgrammeError(Exception):
    """The base of what can go wrong here."""


class SlotIncomplete(ProgrammeError):
    """A session has a beginning without an end, or ends before it begins."""


class SpeakerUnknown(ProgrammeError):
    """A speaker, room, track or type that is not of this event."""


class InUse(ProgrammeError):
    """A room, track or speaker that sessions still need; `sessions` says how many."""

    def __init__(self, sessions: int) -> None:
        super().__init__(sessions)
        self.sessions = sessions


class NotScheduled(ProgrammeError):
    """A session has no time yet, so it has none to give to another."""


class SeenAlready(ProgrammeError):
    """The public has seen the session, or somebody chose it: it is cancelled, and not deleted."""


class ChangedMeanwhile(ProgrammeError):
    """Somebody else has changed the session since it was read; `by` says who."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NothingToRelease(ProgrammeError):
    """Everything that may be public is."""


class FileRefused(ProgrammeError):
    """A file or photo that is too large or of a kind that is not taken; the message says why."""
