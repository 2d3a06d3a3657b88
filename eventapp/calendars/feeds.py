"""Whole calendars: an event's programme or a part of it, one person's agenda, and all events of the site."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from icalendar import Alarm, vUri
from icalendar import Event as VEvent

from eventapp.calendars.entries import (
    ACCENT_COLOURS,
    add_timezones,
    event_entry,
    new_calendar,
    session_entry,
    written,
)
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.events.models import Event, Series
from eventapp.programme.models import Session
from eventapp.registration.models import Registration, RetiredLink


def build_feed(
    event: Event, sessions: Iterable[Session], locale: str, *, part: str, source: str, at: datetime
) -> bytes:
    """The programme, or the part of it that is named `part`. Once the event is over, what was cancelled is left out."""
    with speaking(locale):
        name = " · ".join(filter(None, (event.name.text(locale, event.main_locale), part)))
        page = absolute_url("programme.schedule", slug=event.slug)
        entries = [session_entry(event, session, locale) for session in _relevant(event, sessions, at)]
        return _written(name, source, page, event, entries)


def build_personal_feed(
    event: Event, registration: Registration, sessions: Iterable[Session], *, page: str, source: str, at: datetime
) -> bytes:
    """The event itself and what this person chose, in their language."""
    locale = registration.locale
    with speaking(locale):
        name = _("%(event)s · my agenda", event=event.name.text(locale, event.main_locale))
        is_on = registration.is_confirmed and event.status != "draft"
        whole = event_entry(event, locale, is_on=is_on, page=page)
        whole["SEQUENCE"] = event.sequence + registration.sequence
        chosen = _relevant(event, sessions, at) if registration.is_confirmed else []
        entries = [whole, *(session_entry(event, session, locale) for session in chosen)]
        return _written(name, source, page, event, entries)


def build_site_feed(events: Iterable[Event], locale: str, *, source: str) -> bytes:
    """All public events, one entry each."""
    with speaking(locale):
        calendar = new_calendar(_("All events"), source, absolute_url("events.home"))
        entries = [event_entry(event, locale) for event in events]
        for entry in entries:
            calendar.add_component(entry)
        add_timezones(calendar, entries)
        return written(calendar)


def build_series_feed(
    series: Series, parts: Iterable[tuple[Event, Iterable[Session]]], locale: str, *, source: str, at: datetime
) -> bytes:
    """The sessions of several events in one calendar; an event without any stands for itself."""
    with speaking(locale):
        page = absolute_url("events.series", series_slug=series.slug)
        calendar = new_calendar(series.name.text(locale), source, page, colour=ACCENT_COLOURS[series.accent])
        entries = []
        for event, sessions in parts:
            entries += [session_entry(event, one, locale) for one in _relevant(event, sessions, at)] or [
                event_entry(event, locale)
            ]
        for entry in entries:
            calendar.add_component(entry)
        add_timezones(calendar, entries)
        return written(calendar)


def build_farewell(registration: Registration, *, source: str, retired_at: datetime) -> bytes:
    """What a renewed feed's former address says: a calendar with one entry that tells what to do."""
    event, locale = registration.event, registration.locale
    with speaking(locale):
        title = _("This calendar link has ended: subscribe again")
        calendar = new_calendar(title, source, absolute_url("events.page", slug=event.slug), retired_at)
        entry = VEvent()
        entry.add("uid", f"ended-{registration.uid}")
        for name in ("dtstamp", "last-modified"):
            entry.add(name, retired_at.astimezone(UTC).replace(microsecond=0))
        entry.add("sequence", 0)
        entry.add("summary", title)
        entry.add("dtstart", retired_at.astimezone(event.zone).date())
        entry.add(
            "description",
            _(
                "The link to your agenda was renewed. Open your private registration page "
                "and subscribe with the new one."
            ),
        )
        calendar.add_component(entry)
        return written(calendar)


def build_passed_on(event: Event, retired: RetiredLink, *, source: str) -> bytes:
    """The former feed of a place that somebody else has now: the event as cancelled, so that it leaves the calendar."""
    locale = event.main_locale
    with speaking(locale):
        page = absolute_url("events.page", slug=event.slug)
        entry = event_entry(event, locale, is_on=False, page=page)
        entry["SEQUENCE"] = event.sequence + retired.sequence
        return _written(event.name.text(locale, locale), source, page, event, [entry])


def build_opening(event: Event, opens_at: datetime, locale: str) -> bytes:
    """One entry of a quarter of an hour, with an alarm, at the moment when registration opens."""
    with speaking(locale):
        name = event.name.text(locale, event.main_locale)
        page = absolute_url("registration.register", slug=event.slug)
        calendar = new_calendar(name, absolute_url("calendars.opening", slug=event.slug), page)
        entry = VEvent()
        entry.add("uid", f"opening-{event.uid}")
        for property_name in ("dtstamp", "last-modified"):
            entry.add(property_name, event.programme_changed_at.astimezone(UTC).replace(microsecond=0))
        entry.add("sequence", event.revision)
        entry.add("summary", _("Registration opens: %(event)s", event=name))
        entry.add("dtstart", event.local(opens_at))
        entry.add("dtend", event.local(opens_at + timedelta(minutes=15)))
        entry.add("location", page)
        entry.add("url", vUri(page))
        entry.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("Registration opens: %(event)s", event=name))
        alarm.add("trigger", timedelta(0))
        entry.add_component(alarm)
        calendar.add_component(entry)
        add_timezones(calendar, [entry])
        return written(calendar)


def _relevant(event: Event, sessions: Iterable[Session], at: datetime) -> list[Session]:
    if at < event.ends_at:
        return list(sessions)
    return [session for session in sessions if session.status == "confirmed" and session.starts_at is not None]


def _written(name: str, source: str, page: str, event: Event, entries: list[VEvent]) -> bytes:
    calendar = new_calendar(name, source, page, event.programme_changed_at, ACCENT_COLOURS[event.accent])
    calendar.add("x-wr-timezone", event.timezone)
    for entry in entries:
        calendar.add_component(entry)
    add_timezones(calendar, entries)
    return written(calendar)
