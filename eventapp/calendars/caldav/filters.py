"""What `calendar-query` asks for (RFC 4791 section 9.7), answered from entries."""

from collections.abc import Callable
from datetime import UTC, datetime

from lxml.etree import _Element

from eventapp.calendars.caldav.xml import CALDAV, name
from eventapp.calendars.entries import Entry

_VALUES: dict[str, Callable[[Entry], str | None]] = {
    "UID": lambda entry: entry.uid,
    "SUMMARY": lambda entry: entry.summary,
    "LOCATION": lambda entry: entry.location,
    "DESCRIPTION": lambda entry: entry.description,
    "STATUS": lambda entry: "CONFIRMED" if entry.is_on else "CANCELLED",
    "CATEGORIES": lambda entry: ",".join(entry.categories) or None,
    "URL": lambda entry: entry.url,
}
_ALWAYS = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "SEQUENCE", "LAST-MODIFIED", "URL"}
_NEVER = {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "DUE", "COMPLETED", "DURATION"}


class FilterUnknown(Exception):
    """A filter that is not understood: it is refused, and never taken for one that all entries pass."""


def matches(entry: Entry, asked: _Element | None) -> bool:
    """Whether an entry passes a `filter` element; without one all do. Raises FilterUnknown."""
    if asked is None:
        return True
    calendars = asked.findall(name(CALDAV, "comp-filter"))
    if len(calendars) != 1 or calendars[0].get("name") != "VCALENDAR":
        raise FilterUnknown
    return all(_component(entry, part) for part in calendars[0])


def _component(entry: Entry, asked: _Element) -> bool:
    if asked.tag != name(CALDAV, "comp-filter"):
        raise FilterUnknown
    is_absent = asked.find(name(CALDAV, "is-not-defined")) is not None
    if asked.get("name") != "VEVENT":
        return is_absent
    return not is_absent and all(_condition(entry, part) for part in asked)


def _condition(entry: Entry, asked: _Element) -> bool:
    if asked.tag == name(CALDAV, "time-range"):
        return _overlaps(entry, asked)
    if asked.tag == name(CALDAV, "prop-filter"):
        return _property(entry, asked)
    if asked.tag == name(CALDAV, "comp-filter") and asked.get("name") == "VALARM":
        has_alarm = entry.alarm_minutes is not None
        parts = list(asked)
        if not parts:
            return has_alarm
        if len(parts) == 1 and parts[0].tag == name(CALDAV, "is-not-defined"):
            return not has_alarm
    raise FilterUnknown


def _overlaps(entry: Entry, asked: _Element) -> bool:
    """RFC 4791 section 9.9: it begins before the range ends and ends after the range begins."""
    begins, ends = _instant(asked.get("start")), _instant(asked.get("end"))
    return (ends is None or entry.starts_at < ends) and (begins is None or entry.ends_at > begins)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise FilterUnknown from None


def _property(entry: Entry, asked: _Element) -> bool:
    wanted = (asked.get("name") or "").upper()
    if wanted in _NEVER:
        value = None
    elif wanted in _VALUES:
        value = _VALUES[wanted](entry)
    elif wanted in _ALWAYS and not len(asked):
        return True
    else:
        raise FilterUnknown
    return all(_value_passes(value, part) for part in asked) if len(asked) else value is not None


def _value_passes(value: str | None, asked: _Element) -> bool:
    if asked.tag == name(CALDAV, "is-not-defined"):
        return value is None
    if asked.tag != name(CALDAV, "text-match"):
        raise FilterUnknown
    if value is None:
        return False
    sought = asked.text or ""
    if asked.get("collation", "i;ascii-casemap") != "i;octet":
        value, sought = value.casefold(), sought.casefold()
    return (sought in value) != (asked.get("negate-condition") == "yes")
