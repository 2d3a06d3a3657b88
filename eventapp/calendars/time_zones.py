"""VTIMEZONE: what a zone's clocks do in the years of a calendar (RFC 5545 section 3.6.5).

Every change is looked for day by day. Libraries that take larger steps miss Morocco's, whose clocks go back for the
month of Ramadan and forward again five weeks later.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


class Clocks(NamedTuple):
    """What a zone's clocks show from an instant on."""

    offset: timedelta
    name: str
    is_daylight: bool


class Change(NamedTuple):
    """The clocks before and after an instant."""

    at: datetime
    before: Clocks
    after: Clocks

    @property
    def onset(self) -> str:
        """The instant on the clocks as they were until then."""
        return f"{self.at + self.before.offset:%Y%m%dT%H%M%S}"


@lru_cache(maxsize=64)
def time_zone(name: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of a zone for some years, without a line end after it."""
    zone = ZoneInfo(name)
    begins, ends = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    begins -= _DAY  # the first hours of a year are still the last of another, east and west
    first = _clocks(zone, begins)
    by_kind: dict[tuple[Clocks, Clocks], list[str]] = {(first, first): [f"{begins + first.offset:%Y%m%dT%H%M%S}"]}
    for change in changes(zone, begins, ends + _DAY):
        by_kind.setdefault((change.before, change.after), []).append(change.onset)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for (before, after), onsets in by_kind.items():
        lines += _observance(before, after, onsets)
    return "\r\n".join([*lines, "END:VTIMEZONE"]).encode()


def changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[Change]:
    """Every change of a zone's clocks between two instants, to the second."""
    day = begins
    while day < ends:
        before, after = _clocks(zone, day), _clocks(zone, day + _DAY)
        if before != after:
            yield Change(_instant(zone, day), before, after)
        day += _DAY


def _instant(zone: ZoneInfo, day: datetime) -> datetime:
    """When in the day after `day` the clocks are changed: the first second at which they are not as before."""
    before = _clocks(zone, day)
    still, since = 0, int(_DAY / timedelta(seconds=1))
    while since - still > 1:
        middle = (still + since) // 2
        if _clocks(zone, day + timedelta(seconds=middle)) == before:
            still = middle
        else:
            since = middle
    return day + timedelta(seconds=since)


def _clocks(zone: ZoneInfo, at: datetime) -> Clocks:
    local = at.astimezone(zone)
    return Clocks(local.utcoffset() or timedelta(0), local.tzname() or "", bool(local.dst()))


def _observance(before: Clocks, after: Clocks, onsets: list[str]) -> list[str]:
    kind = "DAYLIGHT" if after.is_daylight else "STANDARD"
    more = [f"RDATE:{onset}" for onset in onsets[1:]]
    return [
        f"BEGIN:{kind}", f"DTSTART:{onsets[0]}", *more, f"TZNAME:{after.name}",
        f"TZOFFSETFROM:{_offset(before.offset)}", f"TZOFFSETTO:{_offset(after.offset)}", f"END:{kind}",
    ]  # fmt: skip


def _offset(offset: timedelta) -> str:
    """UTC-OFFSET (RFC 5545 section 3.3.14)."""
    seconds = int(abs(offset) / timedelta(seconds=1))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{'-' if offset < timedelta(0) else '+'}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")
