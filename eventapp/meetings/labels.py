"""Words for what meetings are, and for what stands in their way, in the reader's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from eventapp.meetings import service
from eventapp.meetings.models import MEETING_STATUSES, PLACES, PRESENCES, ROUND_STATES, MeetingProfile

STATUS_NAMES = {
    "requested": lazy_pgettext("of a meeting", "Waits for an answer"),
    "confirmed": lazy_pgettext("of a meeting", "Confirmed"),
    "declined": lazy_pgettext("of a meeting", "Declined"),
    "cancelled": lazy_pgettext("of a meeting", "Called off"),
}
PRESENCE_NAMES = {
    "arrived": lazy_pgettext("to a meeting", "On time"),
    "late": lazy_pgettext("to a meeting", "Late"),
    "absent": lazy_pgettext("to a meeting", "No-show"),
}
PLACE_NAMES = {
    "own": _l("At my own stand or table, where I have one"),
    "common": _l("At the common tables"),
}
assert set(STATUS_NAMES) == set(MEETING_STATUSES)
assert set(PRESENCE_NAMES) == set(PRESENCES)
assert set(PLACE_NAMES) == set(PLACES)


def refusal(error: service.MeetingError) -> str:
    """What stands in the way, and what to do about it."""
    if isinstance(error, service.TimeTaken):
        if error.is_own:
            return _("You have something else at that time: choose another one.")
        return _("The other person has something else at that time: choose another one.")
    if isinstance(error, service.DayFull):
        if error.is_own:
            return _("You have as many meetings on that day as can be: choose another day.")
        return _("The other person has as many meetings on that day as can be: choose another day.")
    if isinstance(error, service.TooManyRequests):
        return _(
            "%(number)s of your requests wait for an answer, and that is as many as can. Take one back first.",
            number=error.most,
        )
    return str(_REFUSALS[type(error)])


_REFUSALS: dict[type[service.MeetingError], object] = {
    service.MeetingsClosed: _l("Meetings cannot be asked for at present."),
    service.NotAdmitted: _l("Your ticket takes no part in meetings."),
    service.NotReachable: _l("This person takes no requests at present."),
    service.AskedAlready: _l("There is a meeting of the two of you already, or a request that waits."),
    service.DeclinedBefore: _l("This person has declined twice. They can still ask you."),
    service.NotYours: _l("This cannot be done as the meeting stands now."),
    service.AnsweredAlready: _l("Something has happened meanwhile: this is how the meeting stands now."),
    service.TimeUnfit: _l("There are no meetings at that time: choose one of the times shown."),
    service.NoTable: _l("Every table is taken at that time: choose another one."),
    service.NoTimeTogether: _l("There is no time left at which both of you can and a table is free."),
    service.TooManyMessages: _l("That is as much as one meeting takes. Talk about the rest when you meet."),
}

ROUND_STATE_NAMES = {
    "queued": lazy_pgettext("of a round", "Waits"),
    "running": lazy_pgettext("of a round", "Is being made"),
    "made": lazy_pgettext("of a round", "To be confirmed"),
    "confirming": lazy_pgettext("of a round", "Is being confirmed"),
    "confirmed": lazy_pgettext("of a round", "Confirmed"),
    "failed": lazy_pgettext("of a round", "Failed"),
    "discarded": lazy_pgettext("of a round", "Discarded"),
}
assert set(ROUND_STATE_NAMES) == set(ROUND_STATES)


def why_unmet(why: str, person: MeetingProfile | None) -> str:
    """Why a wish was not met (see rounds.reasons), with whom it lies with."""
    name = person.registration.name if person is not None else _("one of the two")
    return {
        "never_together": _("They are never free at the same time."),
        "booked_out": _("%(name)s has no free time left.", name=name),
        "limit": _("%(name)s has as many meetings each day as can be.", name=name),
        "no_table": _("No table is free when both are."),
        "too_far": _("There is no time to walk from one hall to the other."),
        "outweighed": _("Other wishes at these times count more."),
    }[why]
