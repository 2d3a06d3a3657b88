"""Warnings of the schedule in the reader's words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_babel import gettext as _

from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.warnings import ScheduleWarning


class Explained(NamedTuple):
    kind: str
    text: str
    sessions: tuple[SessionWithDraft, ...]


def explained(event: Event, warnings: Iterable[ScheduleWarning]) -> list[Explained]:
    return [Explained(warning.kind, explain(event, warning), warning.sessions) for warning in warnings]


def explain(event: Event, warning: ScheduleWarning) -> str:
    """What is wrong, without the sessions' titles."""
    values: dict[str, Any] = {"name": warning.name.text(reader_locale(), event.main_locale), **warning.numbers}
    texts = {
        "room": lambda: _("%(name)s has two sessions at once", **values),
        "speaker": lambda: _("%(name)s is in two sessions at once", **values),
        "away": lambda: _("%(name)s cannot be there at that time", **values),
        "small": lambda: _("%(people)s people are expected, and %(name)s has %(seats)s seats", **values),
        "interpreter": lambda: _("Interpretation is offered, and no interpreter is named"),
        "headsets": lambda: _("%(wanted)s headsets are wanted at once, and there are %(stock)s", **values),
        "break": lambda: _("%(name)s has %(minutes)s minutes to change rooms, and %(needed)s are needed", **values),
        "pause": lambda: _("It overlaps “%(name)s”", **values),
        "outside": lambda: _("It is outside the event's own times"),
    }
    return texts[warning.kind]()
