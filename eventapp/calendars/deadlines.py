"""A team member's own calendar: the deadlines of all their events, as far as their roles show them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid5

from flask_babel import gettext as _

from eventapp.accounts.models import User
from eventapp.calendars.entries import Entry
from eventapp.calendars.files import CalendarFile
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.events.extension_points import Deadline, deadlines_of
from eventapp.events.models import Event
from eventapp.events.queries import events_of

LENGTH = timedelta(minutes=15)
"""Calendar apps show what has no length badly, or not at all."""
ALARM = 24 * 60
"""Minutes before; the event's own beginning and end ring in everybody's calendar already."""


class EventDeadline(NamedTuple):
    event: Event
    deadline: Deadline


def deadlines_for(user: User, locale: str) -> list[EventDeadline]:
    """In their order, without those of events that are archived."""
    with speaking(locale):
        found = [
            EventDeadline(event, one)
            for event in events_of(user) if event.status != "archived" for one in deadlines_of(user, event)
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.deadline.at, one.event.id, one.deadline.key))


def deadline_feed(found: Iterable[EventDeadline], locale: str, *, source: str) -> CalendarFile:
    with speaking(locale):
        entries = [_entry(one.event, one.deadline, locale) for one in found]
        page = absolute_url("calendars_admin.deadlines")
        return CalendarFile(_("Deadlines"), source, page, entries, locale)


def _entry(event: Event, deadline: Deadline, locale: str) -> Entry:
    """Another moment is another entry, and the one before has gone: apps that only look at SEQUENCE miss nothing."""
    begins = event.local(deadline.at)
    name = event.name.text(locale, event.main_locale)
    return Entry(
        str(uuid5(event.uid, f"deadline:{deadline.key}:{deadline.at.isoformat()}")),
        f"{deadline.words} · {name}", name, begins, begins + LENGTH, is_on=True, sequence=0,
        created_at=event.created_at, changed_at=event.created_at, url=deadline.link, description=deadline.link,
        alarm_minutes=None if deadline.key in ("begins", "ends") else ALARM,
    )  # fmt: skip
