"""Sessions from somebody else's calendar: an .ics file as a schedule."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from time import monotonic
from typing import Any

from eventapp.core.import_problems import N_, ValueRefused
from eventapp.programme.interchange.schedule import Entries, Schedule, ScheduleError, zone_of

LONGEST_SERIES = timedelta(days=3 * 366)
MOST_INSTANCES = 500
MOST_WHOLE_DAYS = 31
LONGEST_SECONDS = 2.0
"""What all series of a file may take together."""
_RARELY = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SELDOM = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
_MARK = re.compile(rb"^(BEGIN|END):(VEVENT|VTIMEZONE)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_NAMES = re.compile(rb"^(?:X-WR-CALNAME|X-WR-TIMEZONE|NAME)[:;].*$", re.MULTILINE | re.IGNORECASE)

WholeDays = tuple[time, time]
"""From when to when an entry for whole days lasts on each of them, where it is to have a time at all."""


def read(content: bytes, timezone: str, whole_days: WholeDays | None = None) -> Schedule:
    """Every VEVENT and every instance of those that are repeated (RFC 5545 section 3.8.5).

    Floating times are read in the zone that the calendar names, else in `timezone`. Raises ScheduleError where this is
    no calendar.
    """
    calendars, lines, broken = _calendars(content)
    name = next((str(found) for one in calendars if (found := one.get("X-WR-CALNAME") or one.get("NAME"))), "")
    named = next((str(found) for one in calendars if (found := one.get("X-WR-TIMEZONE"))), "")
    zone = zone_of(named, timezone)
    entries = Entries(zone)
    for line in broken:
        entries.leave_out(line, "", N_("It breaks off, so it is left out."))
    reader = _Reader(entries, zone, whole_days)
    found = [entry for one in calendars for entry in one.walk("VEVENT")]
    for entry, at in zip(found, lines if len(lines) == len(found) else [None] * len(found), strict=True):
        reader.take(entry, at)
    reader.take_series()
    return entries.whole(name, named or timezone, [])


def _calendars(content: bytes) -> tuple[list[Any], list[int], list[int]]:
    """The calendars of a file, the lines on which their entries begin, and the lines of entries that do not end.

    What breaks only a part leaves the rest.
    """
    from icalendar import Calendar  # takes a tenth of a second to load, and few ask for this

    whole, broken = _components(content)
    entries = [(start, end) for start, end in whole if content[start + 6 : start + 12].upper() == b"VEVENT"]
    why = ""
    if not broken:
        try:
            calendars = Calendar.from_ical(content, multiple=True)
            if sum(len(one.walk("VEVENT")) for one in calendars) == len(entries):
                return calendars, _lines(content, [start for start, _end in entries]), []
        except Exception as error:  # the library raises whatever a broken calendar happens to break
            why = str(error)[:80]
    names = [match.group(0).rstrip() for match in _NAMES.finditer(content)]
    mended = [b"BEGIN:VCALENDAR", *names, *(content[start:end] for start, end in whole), b"END:VCALENDAR", b""]
    try:
        calendars = Calendar.from_ical(b"\r\n".join(mended), multiple=True) if entries else []
    except Exception:
        calendars, whole, broken = _one_by_one(content, whole, broken)
        entries = [place for place in entries if place in whole]
    if not calendars:
        raise ScheduleError(N_("this is not a calendar (%(error)s)"), error=why)
    return calendars, _lines(content, [start for start, _end in entries]), _lines(content, broken)


def _one_by_one(
    content: bytes, whole: list[tuple[int, int]], broken: list[int]
) -> tuple[list[Any], list[tuple[int, int]], list[int]]:
    """The components that can be read each by itself, where they are, and where those are that cannot."""
    from icalendar import Calendar

    calendars, good, bad = [], [], list(broken)
    for start, end in whole:
        try:
            calendars += Calendar.from_ical(
                b"\r\n".join([b"BEGIN:VCALENDAR", content[start:end], b"END:VCALENDAR", b""]), multiple=True
            )
            good.append((start, end))
        except Exception:
            bad.append(start)
    return calendars, good, sorted(bad)


def _components(content: bytes) -> tuple[list[tuple[int, int]], list[int]]:
    """Where entries and zones begin and end, and where entries begin that have no end of their own."""
    whole, broken = [], []
    opened: re.Match[bytes] | None = None
    for mark in _MARK.finditer(content):
        if mark.group(1).upper() == b"BEGIN":
            if opened is not None:
                broken.append(opened.start())
            opened = mark
        elif opened is not None and opened.group(2).upper() == mark.group(2).upper():
            whole.append((opened.start(), mark.end()))
            opened = None
    return whole, [*broken, opened.start()] if opened is not None else broken


def _lines(content: bytes, places: list[int]) -> list[int]:
    """The line numbers of places that stand in their order."""
    lines, line, at = [], 1, 0
    for place in places:
        line += content.count(b"\n", at, place)
        at = place
        lines.append(line)
    return lines


class _Reader:
    """Turns VEVENTs into talks; those that are repeated, or were moved, wait until all of their series are there."""

    def __init__(self, entries: Entries, zone: tzinfo, whole_days: WholeDays | None) -> None:
        self._entries = entries
        self._zone = zone
        self._whole_days = whole_days
        self._series: dict[str, list[tuple[Any, int | None]]] = {}

    def take(self, entry: Any, line: int | None) -> None:
        uid = str(entry.get("UID") or "")
        if unread := sorted({str(name) for name, _why in entry.errors if name}):
            reason = N_("Some of its lines make no sense and were not read: %(names)s.")
            self._entries.note(line, _text(entry, "SUMMARY"), reason, names=", ".join(unread)[:100])
        if uid and (uid in self._series or any(name in entry for name in ("RRULE", "RDATE", "RECURRENCE-ID"))):
            self._series.setdefault(uid, []).append((entry, line))
        else:
            self._add(entry, line, uid)

    def take_series(self) -> None:
        ends = monotonic() + LONGEST_SECONDS
        for uid, parts in self._series.items():
            line = parts[0][1]
            title = _text(parts[0][0], "SUMMARY")
            reason = next((why for entry, _line in parts if (why := _why_not_expanded(entry))), None)
            if monotonic() > ends:
                reason = N_("The file has more repetitions than can be worked out, so it is left out.")
            if reason:
                self._entries.leave_out(line, title, reason, number=MOST_INSTANCES)
                continue
            try:
                instances = list(islice(_instances(parts), MOST_INSTANCES + 1))
            except Exception:  # the library raises whatever a rule that contradicts itself happens to break
                self._entries.leave_out(line, title, N_("Its repetitions contradict themselves, so it is left out."))
                continue
            if len(instances) > MOST_INSTANCES:
                reason = N_("It is repeated more than %(number)s times, so it is left out.")
                self._entries.leave_out(line, title, reason, number=MOST_INSTANCES)
                continue
            for instance in instances:
                self._add(instance, line, f"{uid[:150]}/{_instance_of(instance)}")

    def _add(self, entry: Any, line: int | None, reference: str) -> None:
        title = _text(entry, "SUMMARY")
        values = {
            "title": title, "abstract": _text(entry, "DESCRIPTION"), "room": _text(entry, "LOCATION"),
            "track": _category(entry), "guid": reference,
        }  # fmt: skip
        address = _text(entry, "URL")
        links = [(address, address)] if address else []
        is_cancelled = _text(entry, "STATUS").upper() == "CANCELLED"
        try:
            begins, ends = entry.start, entry.end
        except Exception:  # the library has its own errors for what is missing or contradicts itself
            begins = ends = None
        if not isinstance(begins, date) or not isinstance(ends, date):
            why = ValueRefused(N_("It has no proper beginning and end: it is kept without a time."))
            self._entries.add(values, (), line, links, is_cancelled=is_cancelled, unscheduled=why)
        elif not isinstance(begins, datetime) or not isinstance(ends, datetime):
            self._add_whole_days(values, (begins, ends), line, links, is_cancelled=is_cancelled)
        else:
            begins, ends = (one if one.tzinfo else one.replace(tzinfo=self._zone) for one in (begins, ends))
            values |= {"date": begins.isoformat(), "duration": _clock(ends - begins)}
            self._entries.add(values, (), line, links, is_cancelled=is_cancelled)

    def _add_whole_days(
        self,
        values: dict[str, str],
        dates: tuple[date, date],
        line: int | None,
        links: list[tuple[str, str]],
        *,
        is_cancelled: bool,
    ) -> None:
        self._entries.has_whole_days = True
        first, title = dates[0], values["title"]
        days = max((dates[1] - first).days, 1)
        if self._whole_days is None or days > MOST_WHOLE_DAYS:
            why = ValueRefused(
                N_("It lasts whole days (from %(date)s): it is kept without a time."), date=first.isoformat()
            )
            self._entries.add(values, (), line, links, is_cancelled=is_cancelled, unscheduled=why)
            return
        opens, closes = self._whole_days
        length = datetime.combine(first, closes) - datetime.combine(first, opens)
        guid = values["guid"] or f"{title}/{first.isoformat()}"
        for number in range(days):
            day = first + timedelta(days=number)
            own = {
                "guid": f"{guid}/{day.isoformat()}" if days > 1 else guid, "duration": _clock(length),
                "date": datetime.combine(day, opens, tzinfo=self._zone).isoformat(),
            }  # fmt: skip
            self._entries.add(values | own, (), line, links, is_cancelled=is_cancelled)
        self._entries.note(
            line, title, N_("It lasts whole days (from %(date)s): it is put from %(opens)s to %(closes)s."),
            date=first.isoformat(), opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}",
        )  # fmt: skip


def _rules(entry: Any) -> list[Any]:
    rules = entry.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _instance_of(instance: Any) -> str:
    """What tells an instance from the others of its series: when it would be, were it not moved."""
    named = getattr(instance.get("RECURRENCE-ID"), "dt", None)
    with suppress(Exception):  # the library has its own errors for what contradicts itself
        named = named if isinstance(named, date) else instance.start
    return named.isoformat() if isinstance(named, date) else str(named)


def _why_not_expanded(entry: Any) -> str | None:
    from icalendar import vRecur

    for rule in _rules(entry):
        if not isinstance(rule, vRecur) or not rule.get("FREQ"):
            return N_("Its repetitions contradict themselves, so it is left out.")
        if "COUNT" not in rule and "UNTIL" not in rule:
            return N_("It is repeated without an end, so it is left out.")
        if not _is_usual(rule):
            return N_("Its repetitions follow a rule that is not read, so it is left out.")
    return None


def _is_usual(rule: Any) -> bool:
    """Whether a rule is one of those that calendars write, and of which a next day can be found at once.

    One that never comes true, such as each day that is a 30 February, is looked for until the year 9999.
    """
    frequency = str(rule["FREQ"][0]).upper()
    months = [int(month) for month in rule.get("BYMONTH", [])]
    return (
        frequency in _RARELY
        and all(int(step) > 0 for step in rule.get("INTERVAL", [1]))
        and all(1 <= month <= 12 for month in months)
        and (frequency in ("MONTHLY", "YEARLY") or not any(part in rule for part in _SELDOM))
    )


def _instances(parts: list[tuple[Any, int | None]]) -> Iterator[Any]:
    """Each instance of a series as an entry of its own, at most three years of them; moved ones where they moved to."""
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar import Calendar

    series = Calendar()
    starts = []
    for entry, _line in parts:
        if "RRULE" in entry:
            entry["RRULE"] = [_bounded(rule, entry.start) for rule in _rules(entry)]
        series.add_component(entry)
        starts.append(entry.start)
    days = [_day(one) for one in starts]
    yield from recurring_ical_events.of(series).between(
        min(days) - timedelta(days=2), max(days) + LONGEST_SERIES + timedelta(days=2)
    )


def _bounded(rule: Any, begins: date) -> Any:
    """A rule that ends by UNTIL, three years after its beginning at the latest.

    One whose COUNT is never reached, such as each 30 February, would be looked for until the year 9999.
    """
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    bounded = vRecur(rule)
    count = bounded.pop("COUNT", None)
    if count is None:
        latest = begins + LONGEST_SERIES
        if _day(rule["UNTIL"][0]) > _day(latest):
            bounded["UNTIL"] = [latest.astimezone(UTC) if isinstance(latest, datetime) and latest.tzinfo else latest]
        return bounded
    first = begins.replace(tzinfo=None) if isinstance(begins, datetime) else datetime.combine(begins, time())
    bounded["UNTIL"] = [first + LONGEST_SERIES]
    found = list(islice(rrulestr(_written(bounded), dtstart=first), min(count[0], MOST_INSTANCES + 1)))
    last = found[-1] if found else first
    bounded["UNTIL"] = [_until(last, begins)]
    return bounded


def _until(last: datetime, begins: date) -> date:
    """The end of a rule as RFC 5545 section 3.3.10 has it: in UTC where the beginning has a zone."""
    if not isinstance(begins, datetime):
        return last.date()
    return last.replace(tzinfo=begins.tzinfo).astimezone(UTC) if begins.tzinfo else last


def _written(rule: Any) -> str:
    return str(rule.to_ical().decode())


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _text(entry: Any, name: str) -> str:
    """A property as text; of several the first."""
    value = entry.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if value is not None else ""


def _category(entry: Any) -> str:
    categories = entry.get("CATEGORIES")
    first = categories[0] if isinstance(categories, list) and categories else categories
    return str(first.cats[0]) if first is not None and getattr(first, "cats", None) else ""


def _clock(length: timedelta) -> str:
    minutes = max(int(length / timedelta(minutes=1)), 0)
    return f"{minutes // 60:02}:{minutes % 60:02}"
