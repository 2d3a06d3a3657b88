"""iCalendar as it goes over the wire (RFC 5545, RFC 7986): a calendar's content lines, folded and escaped.

The icalendar library reads what others send; what we send is written here, since a feed of thousands
of sessions is written anew with each change (docs/decisions/0023). Tests hold every byte to what the library reads.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from eventapp.calendars.entries import Attendee, Entry, comes_twice, stamp
from eventapp.calendars.files import PRODUCT, CalendarFile
from eventapp.calendars.time_zones import time_zone

_FOLD = 75
_UNSAFE_IN_PARAMETERS = re.compile(r'["\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_UNSAFE_IN_ADDRESSES = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff]")
_TO_BE_ENCODED = re.compile(r'["<>\\^`{|}]')
_UNSAFE_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def write(calendar: CalendarFile) -> bytes:
    """The whole file. The same calendar gives the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    if calendar.method:
        lines.append(f"METHOD:{calendar.method}")
    elif calendar.name:
        lines += _about(calendar)
    written = [*map(_folded, lines), *_zones(calendar.entries)]
    for entry in calendar.entries:
        written += map(_folded, _event(entry))
    written.append(b"END:VCALENDAR")
    return b"\r\n".join(written) + b"\r\n"


def _about(calendar: CalendarFile) -> Iterator[str]:
    """What a subscription says of itself and a message does not."""
    name = _text(calendar.name)
    yield f"NAME:{name}"
    yield f"X-WR-CALNAME:{name}"
    if calendar.zone:
        yield f"X-WR-TIMEZONE:{calendar.zone}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"
    yield f"SOURCE;VALUE=URI:{_address(calendar.source)}"
    yield f"URL:{_address(calendar.page)}"
    if calendar.changed_at:
        yield f"LAST-MODIFIED:{_utc(calendar.changed_at)}"
    if calendar.colour:
        yield f"COLOR:{calendar.colour}"


def _event(entry: Entry) -> list[str]:
    changed = _utc(entry.changed_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"CREATED:{_utc(entry.created_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{'CONFIRMED' if entry.is_on else 'CANCELLED'}",
        f"SUMMARY:{_text(entry.summary)}",
        *_slot(entry),
        f"LOCATION:{_text(entry.location)}",
        f"DESCRIPTION:{_text(entry.description)}",
        f"URL:{_address(entry.url)}",
        f"TRANSP:{'OPAQUE' if entry.is_busy else 'TRANSPARENT'}",
    ]
    if entry.html:
        lines.append(f"X-ALT-DESC;FMTTYPE=text/html:{_text(f'<html><body>{entry.html}</body></html>')}")
    if entry.categories:
        lines.append(f"CATEGORIES:{','.join(map(_text, entry.categories))}")
    if entry.position:
        lines.append("GEO:{};{}".format(*entry.position))
    if entry.organizer:
        name, address = entry.organizer
        lines.append(f"ORGANIZER;CN={_quoted(name)}:mailto:{_address(address)}")
    if entry.attendee:
        lines.append(_attendee(entry.attendee))
    if entry.image:
        lines.append(f"IMAGE;VALUE=URI;DISPLAY=THUMBNAIL;FMTTYPE=image/jpeg:{_address(entry.image)}")
    if entry.stream:
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={_quoted(entry.summary)}:{_address(entry.stream)}")
    if entry.alarm_minutes is not None:
        lines += ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(entry.summary)}")
        lines += (f"TRIGGER:-PT{entry.alarm_minutes}M", "END:VALARM")
    lines.append("END:VEVENT")
    return lines


def _attendee(attendee: Attendee) -> str:
    return (
        f"ATTENDEE;CN={_quoted(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT={attendee.answer};"
        f"RSVP={'TRUE' if attendee.is_asked else 'FALSE'}:mailto:{_address(attendee.email)}"
    )


def _zones(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The VTIMEZONEs that the entries use, trimmed to the years they are in."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        if zone := _clocks_of(entry):
            years.setdefault(zone, set()).update((entry.starts_at.year, entry.ends_at.year))
    for zone in sorted(years):
        yield time_zone(zone, min(years[zone]), max(years[zone]))


_UTC = ("UTC", "Etc/UTC", "Etc/GMT", "Etc/UCT", "GMT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "UCT")


def _clocks_of(entry: Entry) -> str:
    """The zone in which an entry's times are written; empty for UTC, as for what is in an hour that comes twice.

    RFC 5545 section 3.3.5 says that a local time then means the first, but not every reader has heard of it.
    """
    zone = str(entry.starts_at.tzinfo)
    return "" if zone in _UTC or comes_twice(entry.starts_at) or comes_twice(entry.ends_at) else zone


def _slot(entry: Entry) -> tuple[str, str]:
    """Beginning and end."""
    zone = _clocks_of(entry)
    if not zone:
        return f"DTSTART:{_utc(entry.starts_at)}", f"DTEND:{_utc(entry.ends_at)}"
    return (
        f"DTSTART;TZID={zone}:{entry.starts_at:%Y%m%dT%H%M%S}", f"DTEND;TZID={zone}:{entry.ends_at:%Y%m%dT%H%M%S}",
    )  # fmt: skip


def _utc(instant: datetime) -> str:
    return f"{stamp(instant):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """TEXT (RFC 5545 section 3.3.11). A line end becomes two characters, so no value can begin a line of its own."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    value = value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return _UNSAFE_IN_TEXT.sub("", value)


def _quoted(value: str) -> str:
    """A parameter's value in quotes; those in it become apostrophes, which every reader understands."""
    return '"' + _UNSAFE_IN_PARAMETERS.sub(lambda found: "'" if found[0] == '"' else " ", value) + '"'


def _address(value: str) -> str:
    """A URI or mail address: blanks and control characters are none of it, and some others are only in disguise."""
    return _TO_BE_ENCODED.sub(lambda found: f"%{ord(found[0]):02X}", _UNSAFE_IN_ADDRESSES.sub("", value))


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, never cut inside a character (RFC 5545 section 3.1)."""
    whole = line.encode()
    if len(whole) <= _FOLD:
        return whole
    pieces = []
    start, width = 0, _FOLD
    while len(whole) - start > width:
        end = start + width
        while whole[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(whole[start:end])
        start, width = end, _FOLD - 1
    pieces.append(whole[start:])
    return b"\r\n ".join(pieces)
