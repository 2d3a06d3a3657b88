"""Whole calendars: an event's programme or a part of it, one person's agenda, and all events of the site."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flask_babel import gettext as _

from eventapp.calendars.entries import AnySessionRow, Attendee, Entry, EntryBuilder, stamp, still_told, tombstones_end
from eventapp.calendars.files import COLOUR_NAMES, CalendarFile
from eventapp.calendars.meeting_entries import Meetings, meeting_entries
from eventapp.calendars.models import Departure
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.events.models import Event, Series
from eventapp.programme.models import Session
from eventapp.programme.queries import AnnouncedSession
from eventapp.registration import policy
from eventapp.registration.models import AgendaItem, Registration, RetiredLink

Departures = Iterable[Departure]
Answers = Mapping[int | None, tuple[str, datetime]]
"""What somebody's calendar answered, and when, by session id; None is the event."""


def programme_feed(
    event: Event,
    sessions: Iterable[AnySessionRow],
    locale: str,
    *,
    part: str = "",
    source: str,
    at: datetime,
    departures: Departures = (),
) -> CalendarFile:
    """The programme, or the part of it that is named `part`, with what left this part as cancelled."""
    with speaking(locale):
        builder = EntryBuilder(event, locale)
        turns = {one.session_id: one.turns for one in departures if not one.is_away}
        told = {
            session.id: builder.session(session, has_stream=event.streams_public, turns=turns.get(session.id, 0))
            for session in still_told(event, sessions, at)
        }
        entries = [*told.values(), *_away(builder, departures, told, at)]
        name = " · ".join(filter(None, (event.name.text(locale, event.main_locale), part)))
        page = absolute_url("programme.schedule", slug=event.slug)
        return _of_event(event, name, entries, source=source, page=page, locale=locale)


def personal_feed(
    registration: Registration,
    sessions: Iterable[tuple[Session, AgendaItem]],
    locale: str,
    *,
    source: str,
    page: str,
    at: datetime,
    departures: Departures = (),
    answers: Answers | None = None,
    meetings: Meetings = (),
) -> CalendarFile:
    """The event itself, what this person chose and whom they meet, with their own answers and reminders.

    What they took out of their agenda is simply gone: it is not cancelled, and they know.
    """
    event = registration.event
    with speaking(locale):
        builder = EntryBuilder(event, locale)
        name = _("%(event)s · my agenda", event=event.name.text(locale, event.main_locale))
        entries = [personal_event(builder, registration, page=page, answers=answers or {})]
        items = {session.id: (session, item) for session, item in sessions}
        kept = {session.id for session in still_told(event, (session for session, _item in items.values()), at)}
        turns = {one.session_id: one.turns for one in departures if not one.is_away}
        for key, (session, item) in items.items():
            if key in kept:
                told = personal_session(
                    builder, registration, session, item, turns=turns.get(key, 0), answers=answers or {}
                )
                entries.append(told)
        entries += meeting_entries(builder, registration, meetings, at=at)
        return _of_event(event, name, entries, source=source, page=page, locale=locale)


def personal_event(builder: EntryBuilder, registration: Registration, *, page: str, answers: Answers) -> Entry:
    """The event in one person's calendar: cancelled with their registration."""
    is_on = registration.is_confirmed and builder.event.status != "draft"
    entry = builder.whole_event(is_on=is_on, page=page, sequence=registration.sequence)
    return replace(
        entry,
        changed_at=max(entry.changed_at, _settled_at(registration)),
        attendee=attendee_of(registration, answers.get(None)),
    )


def personal_session(
    builder: EntryBuilder,
    registration: Registration,
    session: Session,
    item: AgendaItem | None,
    *,
    turns: int,
    answers: Answers,
) -> Entry:
    """A session in one person's calendar: cancelled with their registration, streamed to who may watch."""
    entry = builder.session(session, has_stream=_has_stream(registration, session, item), turns=turns)
    answer = answers.get(session.id)
    moments = [entry.changed_at, _settled_at(registration), *([item.created_at] if item else [])]
    if answer:
        moments.append(answer[1])
    if entry.is_on and not registration.is_confirmed:
        entry = replace(
            entry, is_on=False, is_busy=False, summary=_("Cancelled: %(title)s", title=entry.summary), stream=""
        )
    return replace(
        entry,
        sequence=own_sequence(registration, session, turns),
        changed_at=max(map(stamp, moments)),
        attendee=attendee_of(registration, answer),
        alarm_minutes=registration.reminder_minutes if entry.is_on else None,
    )


def own_sequence(registration: Registration, session: Session, turns: int) -> int:
    """SEQUENCE in one person's calendar: it also grows with what becomes of their registration, and with `turns`."""
    return session.sequence + registration.sequence + turns


def _has_stream(registration: Registration, session: Session, item: AgendaItem | None) -> bool:
    return registration.event.streams_public or policy.may_watch(registration, session, item)


def attendee_of(registration: Registration, answer: tuple[str, datetime] | None = None) -> Attendee | None:
    """The person themselves, who accepted by registering unless their calendar said otherwise since."""
    if not registration.email:
        return None
    return Attendee(registration.name, registration.email, answer[0] if answer else "ACCEPTED")


def _settled_at(registration: Registration) -> datetime:
    """When it was last decided whether this person comes."""
    moment = registration.confirmed_at if registration.is_confirmed else registration.changed_at
    return stamp(moment or registration.changed_at)


def site_feed(events: Iterable[Event], locale: str, *, source: str) -> CalendarFile:
    """All public events, one entry each."""
    with speaking(locale):
        told = [
            (EntryBuilder(event, locale).whole_event(is_on=not event.is_hidden), event.programme_changed_at)
            for event in events
        ]
        changed_at = max((moment for _entry, moment in told), default=None)
        entries = [entry for entry, _moment in told]
        return CalendarFile(_("All events"), source, absolute_url("events.home"), entries, locale, changed_at)


def series_feed(
    series: Series, parts: Iterable[tuple[Event, Iterable[AnnouncedSession]]], locale: str, *, source: str, at: datetime
) -> CalendarFile:
    """The sessions of several events in one calendar; an event without any stands for itself."""
    with speaking(locale):
        entries: list[Entry] = []
        for event, sessions in parts:
            builder = EntryBuilder(event, locale)
            told = still_told(event, sessions, at)
            entries += [builder.session(one, has_stream=event.streams_public) for one in told] or [
                builder.whole_event(is_on=not event.is_hidden)
            ]
        page = absolute_url("events.series", series_slug=series.slug)
        colour = COLOUR_NAMES[series.accent]
        return CalendarFile(series.name.text(locale), source, page, entries, locale, colour=colour)


def retired_feed(registration: Registration, *, source: str, retired_at: datetime) -> CalendarFile:
    """What a renewed feed's former address says: a calendar with one entry that tells what to do."""
    event, locale = registration.event, registration.locale
    with speaking(locale):
        title = _("This calendar link has ended: subscribe again")
        words = _(
            "The link to your agenda was renewed. Open your private registration page and subscribe with the new one."
        )
        page = absolute_url("events.page", slug=event.slug)
        begins = event.local(retired_at)
        entry = Entry(
            f"ended-{registration.uid}", title, page, begins, begins + timedelta(hours=1), is_on=True, sequence=0,
            created_at=retired_at, changed_at=retired_at, url=page, description=words,
        )  # fmt: skip
        return CalendarFile(title, source, page, [entry], locale, retired_at)


def passed_on(event: Event, retired: RetiredLink, *, source: str) -> CalendarFile:
    """The former feed of a place that somebody else has now: the event as cancelled, so that it leaves the calendar."""
    locale = event.main_locale
    with speaking(locale):
        page = absolute_url("events.page", slug=event.slug)
        entry = EntryBuilder(event, locale).whole_event(is_on=False, page=page, sequence=retired.sequence)
        entry = replace(entry, changed_at=max(entry.changed_at, stamp(retired.retired_at)))
        return _of_event(event, event.name.text(locale, locale), [entry], source=source, page=page, locale=locale)


def registration_opens_calendar(event: Event, opens_at: datetime, locale: str, *, source: str) -> CalendarFile:
    """One entry of a quarter of an hour, with an alarm, at the moment when registration opens."""
    with speaking(locale):
        name = event.name.text(locale, event.main_locale)
        page = absolute_url("registration.register", slug=event.slug)
        begins = event.local(opens_at)
        title = _("Registration opens: %(event)s", event=name)
        entry = Entry(
            f"opening-{event.uid}", title, page, begins, begins + timedelta(minutes=15), is_on=True,
            sequence=event.revision, created_at=event.created_at, changed_at=event.programme_changed_at, url=page,
            description=page, alarm_minutes=0,
        )  # fmt: skip
        return CalendarFile(name, source, page, [entry], locale, event.programme_changed_at)


def _away(builder: EntryBuilder, departures: Departures, told: Mapping[int, object], at: datetime) -> list[Entry]:
    if at >= tombstones_end(builder.event.ends_at):
        return []
    return [builder.departed(one) for one in departures if one.is_away and one.session_id not in told]


def _of_event(event: Event, name: str, entries: list[Entry], *, source: str, page: str, locale: str) -> CalendarFile:
    return CalendarFile(
        name, source, page, entries, locale, event.programme_changed_at, COLOUR_NAMES[event.accent], event.timezone
    )
