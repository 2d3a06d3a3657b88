"""A calendar before it is written in any format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.calendars.entries import Entry

PRODUCT = "-//eventapp//eventapp//EN"
COLOUR_NAMES = {
    "vermilion": "tomato",
    "plum": "purple",
    "indigo": "slateblue",
    "ocean": "steelblue",
    "jade": "seagreen",
    "amber": "goldenrod",
    "graphite": "slategray",
}
"""An event's accent as a CSS3 colour name, which is what COLOR takes (RFC 7986 section 5.9)."""


@dataclass(frozen=True)
class CalendarFile:
    """Entries, and what the calendar says of itself: where it comes from, and the page that shows the same.

    A published feed has no `method`: it is no message, and DTSTAMP then means the time of the last revision (RFC 5545
    section 3.8.7.2). One without a name is a single entry, which says nothing of the calendar that it is in.
    """

    name: str
    source: str
    page: str
    entries: Sequence[Entry]
    locale: str
    changed_at: datetime | None = None
    colour: str = ""
    zone: str = ""
    method: str = ""
