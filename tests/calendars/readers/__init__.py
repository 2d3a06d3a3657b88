"""Independent readers of iCalendar, each in its own words: what does it find in a feed?"""

import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.calendars.readers import libical
from tests.node import node_command

HERE = Path(__file__).parent


class Seen(NamedTuple):
    """An event as a reader sees it; instants in UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    status: str
    sequence: int


Reader = Callable[[bytes], list[Seen]]


def by_icalendar(content: bytes) -> list[Seen]:
    from icalendar import Calendar

    return [
        Seen(
            str(entry["UID"]), _utc(entry.decoded("DTSTART")), _utc(entry.decoded("DTEND")), str(entry["SUMMARY"]),
            str(entry["LOCATION"]), str(entry["STATUS"]), int(entry["SEQUENCE"]),
        )
        for entry in Calendar.from_ical(content).walk("VEVENT")
    ]  # fmt: skip


def by_ics(content: bytes) -> list[Seen]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ics

        found = ics.Calendar(content.decode()).events
    return [
        Seen(
            event.uid, event.begin.datetime.astimezone(UTC), event.end.datetime.astimezone(UTC), event.name,
            event.location, event.status, next(int(extra.value) for extra in event.extra if extra.name == "SEQUENCE"),
        )
        for event in found
    ]  # fmt: skip


def by_vobject(content: bytes) -> list[Seen]:
    return _by_program([sys.executable, HERE / "read_with_vobject.py"], content)


def by_ical_js(content: bytes) -> list[Seen]:
    """What Thunderbird reads with."""
    return _by_node("ical_js.mjs", content)


def by_node_ical(content: bytes) -> list[Seen]:
    return _by_node("node_ical.mjs", content)


def by_libical(content: bytes) -> list[Seen]:
    """What Evolution and many phones read with."""
    return [Seen(*found) for found in libical.read(content)]


READERS: dict[str, Reader] = {
    "icalendar": by_icalendar,
    "ics": by_ics,
    "vobject": by_vobject,
    "ical.js": by_ical_js,
    "node-ical": by_node_ical,
    "libical": by_libical,
}


def _by_node(script: str, content: bytes) -> list[Seen]:
    return _by_program(node_command(HERE / script), content)


def _by_program(command: list[str | Path], content: bytes) -> list[Seen]:
    """What a program says that reads the calendar from its input and prints what it sees as JSON."""
    found = subprocess.run(command, input=content, capture_output=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr.decode()
    return [
        Seen(
            row["uid"], _instant(row["start"]), _instant(row["end"]), row["summary"], row["location"], row["status"],
            int(row["sequence"]),
        )
        for row in json.loads(found.stdout)
    ]  # fmt: skip


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)
