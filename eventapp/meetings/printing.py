"""Meetings on paper: each person's diary, and a sign for each table."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from eventapp.core import pdf
from eventapp.core.locales import speaking
from eventapp.core.templating import clock_time, long_date
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingProfile, MeetingZone
from eventapp.meetings.naming import person_name, table_name
from eventapp.meetings.slots import Slot, by_day


def diaries_pdf(event: Event, people: Sequence[MeetingProfile], locale: str) -> bytes:
    """A page for each person, with the confirmed meetings in order of time, as PDF."""
    meetings = queries.diaries_of([one.registration_id for one in people])
    with speaking(locale):
        pages = [_diary(event, one, meetings.get(one.registration_id, []), locale) for one in people]
        values = {**_common(event, locale), "title": _("My meetings"), "none": _("No meetings yet."), "people": pages}
    changed = [one.changed_at for found in meetings.values() for one in found]
    return pdf.render("meetings/diaries.typ", values, int(max(changed, default=event.created_at).timestamp()))


def _diary(event: Event, profile: MeetingProfile, meetings: Iterable[Meeting], locale: str) -> dict[str, Any]:
    days: list[dict[str, Any]] = []
    for meeting in meetings:
        assert meeting.starts_at is not None
        assert meeting.ends_at is not None
        day = long_date(meeting.starts_at, event.timezone)
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "meetings": []})
        days[-1]["meetings"].append(
            {
                "time": _hours(event, meeting),
                "person": person_name(meeting.other(profile.registration_id).profile),
                "place": table_name(meeting.table, locale, event.main_locale),
                "purpose": meeting.purpose[:300],
            }
        )
    return {"name": profile.registration.name, "company": profile.registration.company, "days": days}


def table_signs_pdf(event: Event, zones: Iterable[MeetingZone], locale: str) -> bytes:
    """A sheet for each table, with who meets there when, as PDF."""
    meetings: dict[int, list[Meeting]] = {}
    for meeting in queries.confirmed_meetings(event.id):
        if meeting.table_id is not None:
            meetings.setdefault(meeting.table_id, []).append(meeting)
    with speaking(locale):
        signs = [
            {
                "zone": zone.name.text(locale, event.main_locale),
                "number": table.number,
                "days": _at_table(event, meetings.get(table.id, [])),
            }
            for zone in zones
            for table in zone.tables
        ]
        values = {**_common(event, locale), "table": pgettext("to meet at", "Table"), "signs": signs}
    changed = [one.changed_at for found in meetings.values() for one in found]
    return pdf.render("meetings/table_signs.typ", values, int(max(changed, default=event.created_at).timestamp()))


def _at_table(event: Event, meetings: Iterable[Meeting]) -> list[dict[str, Any]]:
    held = {Slot(one.starts_at, one.ends_at): one for one in meetings if one.starts_at and one.ends_at}
    return [
        {
            "day": long_date(slots[0].starts_at, event.timezone),
            "meetings": [
                {
                    "time": _hours(event, held[slot]),
                    "people": [person_name(one.profile) for one in held[slot].participants if one.side is not None],
                }
                for slot in slots
            ],
        }
        for slots in by_day(sorted(held), event.zone).values()
    ]


def _hours(event: Event, meeting: Meeting) -> str:
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    return f"{clock_time(meeting.starts_at, event.timezone)}–{clock_time(meeting.ends_at, event.timezone)}"


def _common(event: Event, locale: str) -> dict[str, Any]:
    return {
        "language": locale, "accent": ACCENT_COLOURS[event.accent], "event": event.name.text(locale, event.main_locale)
    }  # fmt: skip
