"""What can go wrong with meetings."""

from datetime import datetime


class MeetingError(Exception):
    """The base of what can go wrong here."""


class MeetingsClosed(MeetingError):
    """The event has no meetings, not yet or no more."""


class NotAdmitted(MeetingError):
    """Somebody's registration is not confirmed, or their badge class takes no part."""


class NotReachable(MeetingError):
    """Somebody takes no requests, not from this person. It is not said why."""


class AskedAlready(MeetingError):
    """The two have a meeting, or one waits for an answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooManyRequests(MeetingError):
    """As many requests wait for an answer as one may have."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class DeclinedBefore(MeetingError):
    """This person has said no to the other twice; they may still ask by themselves."""


class NotYours(MeetingError):
    """This is not for this side to do, or not as things stand."""


class AnsweredAlready(MeetingError):
    """Something has happened since the page or the mail was made that this answers."""


class TimeUnfit(MeetingError):
    """No slot of the event begins then, or it is over."""


class TimeTaken(MeetingError):
    """One of the two has something else at that time. `is_own` says that it is the one who asks."""

    def __init__(self, starts_at: datetime | None, *, is_own: bool = False) -> None:
        super().__init__(starts_at)
        self.starts_at, self.is_own = starts_at, is_own


class DayFull(MeetingError):
    """One of the two has as many meetings on that day as they take. `is_own` says that it is the one who asks."""

    def __init__(self, *, is_own: bool = False) -> None:
        super().__init__(is_own)
        self.is_own = is_own


class NoTable(MeetingError):
    """Every table at which the two could meet is promised at that time."""


class NoTimeTogether(MeetingError):
    """There is no time at which both can and a table is free."""


class TooManyMessages(MeetingError):
    """The conversation inside one meeting has as many messages as it takes."""


class ZoneInUse(MeetingError):
    """Meetings are promised at tables that were to be removed."""

    def __init__(self, meetings: int) -> None:
        super().__init__(meetings)
        self.meetings = meetings
