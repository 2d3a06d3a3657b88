"""Every zone's rules, as a feed writes them: onsets are local times by the offset before (RFC 5545 section 3.6.5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Timezone

from eventapp.calendars.time_zones import time_zone

FIRST, LAST = 2026, 2028
ZONES = sorted(name for name in available_timezones() if name not in ("Factory", "localtime"))


def changes_of(name: str) -> set[datetime]:
    """The instants within the years at which the zone's clocks are put forward or back, to the minute."""
    zone = ZoneInfo(name)
    found = set()
    day = datetime(FIRST, 1, 1, tzinfo=UTC)
    while day.year <= LAST:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            minutes = range(24 * 60)
            found.add(
                next(
                    day + timedelta(minutes=minute + 1)
                    for minute in minutes
                    if (day + timedelta(minutes=minute)).astimezone(zone).utcoffset()
                    != (day + timedelta(minutes=minute + 1)).astimezone(zone).utcoffset()
                )
            )
        day = following
    return found


@pytest.mark.parametrize("start", range(0, len(ZONES), 100))
def test_every_onset_is_when_the_clocks_are_changed(start: int) -> None:
    wrong = []
    for name in ZONES[start : start + 100]:
        written = Timezone.from_ical(time_zone(name, FIRST, LAST).decode())
        onsets = set()
        for part in written.subcomponents:
            before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
            rdates = part.get("RDATE", [])
            more = [one.dt for rdate in (rdates if isinstance(rdates, list) else [rdates]) for one in rdate.dts]
            if before != after:
                onsets |= {(local.replace(tzinfo=UTC) - before) for local in (part["DTSTART"].dt, *more)}
        within = {onset for onset in onsets if FIRST <= onset.year <= LAST}
        if within != changes_of(name):
            wrong.append((name, within ^ changes_of(name)))
    assert wrong == []
