"""Sessions from somebody else's calendar: an .ics file as a schedule."""

from datetime import datetime, timedelta
from typing import Any

from eventapp.programme.interchange.schedule import Schedule, ScheduleError, Talk, check_whole, make_talk


def read(content: bytes, timezone: str) -> Schedule:
    """Every VEVENT with a time of day; floating times are read in `timezone`. Raises ScheduleError."""
    from icalendar import Calendar  # takes a tenth of a second to load, and few ask for this

    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as error:
        raise ScheduleError(f"this is not a calendar ({str(error)[:80]})") from None
    entries = [entry for entry in calendar.walk("VEVENT") if str(entry.get("STATUS", "")).upper() != "CANCELLED"]
    talks = [_talk(entry, timezone) for entry in entries]
    name = str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or "")
    return check_whole(name, timezone, talks, [])


def _talk(entry: Any, timezone: str) -> Talk:
    from zoneinfo import ZoneInfo

    title = str(entry.get("SUMMARY") or "")
    try:
        begins, ends = entry.start, entry.end
    except Exception:  # the library has its own errors for what is missing or contradicts itself
        raise ScheduleError(f"the entry {title[:60]!r} has no proper beginning and end") from None
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        raise ScheduleError(f"the entry {title[:60]!r} lasts whole days, and a session has a time of day")
    if "RRULE" in entry:
        raise ScheduleError(f"the entry {title[:60]!r} is repeated; write out each time as an entry of its own")
    begins, ends = (
        moment.replace(tzinfo=ZoneInfo(timezone)) if moment.tzinfo is None else moment for moment in (begins, ends)
    )
    minutes = int((ends - begins) / timedelta(minutes=1))
    categories = entry.get("CATEGORIES")
    first = categories[0] if isinstance(categories, list) and categories else categories
    values = {
        "guid": str(entry.get("UID") or f"{title}{begins.isoformat()}"),
        "date": begins.isoformat(),
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "title": title,
        "abstract": str(entry.get("DESCRIPTION") or ""),
        "room": str(entry.get("LOCATION") or ""),
        "track": str(first.cats[0]) if first is not None and getattr(first, "cats", None) else "",
    }
    address = str(entry.get("URL") or "")
    return make_talk(values, (), None, [(address, address)] if address else ())
