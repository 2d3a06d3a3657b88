"""The formats in which a calendar can be had, by the end of its address."""

from collections.abc import Callable
from typing import NamedTuple

from eventapp.calendars import icalendar_format, json_formats, xcal_format
from eventapp.calendars.files import CalendarFile


class Format(NamedTuple):
    """A way to write calendars, and what it is called in HTTP."""

    content_type: str
    write: Callable[[CalendarFile], bytes]


FORMATS = {
    "ics": Format("text/calendar; charset=utf-8", icalendar_format.write),
    "jcal": Format("application/calendar+json", json_formats.write_jcal),
    "xcs": Format("application/calendar+xml; charset=utf-8", xcal_format.write),
    "jscal": Format("application/jscalendar+json;type=group", json_formats.write_jscalendar),
}
