"""libical, through its C interface."""

import ctypes
import ctypes.util
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


class IcalTime(ctypes.Structure):
    """struct icaltimetype"""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "daylight")),
        ("zone", ctypes.c_void_p),
    ]


def library() -> Any:
    name = ctypes.util.find_library("ical")
    if name is None:
        message = "libical is not installed (Debian: apt install libical3)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    found = ctypes.CDLL(name)
    for function, result, arguments in (
        ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
        ("icalcomponent_get_first_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
        ("icalcomponent_get_next_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
        ("icalcomponent_string_to_kind", ctypes.c_int, [ctypes.c_char_p]),
        ("icalcomponent_get_uid", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_summary", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_location", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_sequence", ctypes.c_int, [ctypes.c_void_p]),
        ("icalcomponent_get_status", ctypes.c_int, [ctypes.c_void_p]),
        ("icalproperty_status_to_string", ctypes.c_char_p, [ctypes.c_int]),
        ("icalcomponent_get_dtstart", IcalTime, [ctypes.c_void_p]),
        ("icalcomponent_get_dtend", IcalTime, [ctypes.c_void_p]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [IcalTime, ctypes.c_void_p]),
        ("icalcomponent_free", None, [ctypes.c_void_p]),
    ):
        getattr(found, function).restype = result
        getattr(found, function).argtypes = arguments
    return found


def read(content: bytes) -> list[tuple[Any, ...]]:
    """(uid, begins, ends, summary, location, status, sequence) of each VEVENT."""
    ical = library()
    calendar = ical.icalparser_parse_string(content)
    event = ical.icalcomponent_string_to_kind(b"VEVENT")
    rows = []
    entry = ical.icalcomponent_get_first_component(calendar, event)
    while entry:
        begins, ends = (
            datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=ical.icaltime_as_timet_with_zone(time, time.zone))
            for time in (ical.icalcomponent_get_dtstart(entry), ical.icalcomponent_get_dtend(entry))
        )
        texts = [ical.icalcomponent_get_uid(entry), ical.icalcomponent_get_summary(entry)]
        texts.append(ical.icalcomponent_get_location(entry))
        uid, summary, location = (text.decode() for text in texts)
        status = ical.icalproperty_status_to_string(ical.icalcomponent_get_status(entry)).decode()
        rows.append((uid, begins, ends, summary, location, status, ical.icalcomponent_get_sequence(entry)))
        entry = ical.icalcomponent_get_next_component(calendar, event)
    ical.icalcomponent_free(calendar)
    return rows
