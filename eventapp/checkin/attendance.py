"""How long people stayed, from the scans of their coming and going."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventapp.checkin.verdicts import NO_RULES, Passage, counted, in_order, judge, seen_here


class Stay(NamedTuple):
    """One time inside; `left_at` is None where nobody scanned the way out."""

    came_at: datetime
    left_at: datetime | None


def stays(passages: Iterable[Passage], reentry: Mapping[int, str] = NO_RULES) -> list[Stay]:
    """Every time that somebody was inside one place, in order. A second entry without an exit starts no other stay."""
    passages = list(passages)
    verdicts = judge(passages, reentry)
    found: list[Stay] = []
    came_at: datetime | None = None
    for passage in in_order(seen_here(counted(passages), reentry)):
        if passage.direction == "exit":
            if came_at is not None:
                found.append(Stay(came_at, passage.scanned_at))
            came_at = None
        elif came_at is None and verdicts[passage.uuid].outcome == "admitted":
            came_at = passage.scanned_at
    return found if came_at is None else [*found, Stay(came_at, None)]


def minutes_present(found: Iterable[Stay]) -> int | None:
    """Whole minutes inside, as far as both ends are known; None where no way out was ever scanned."""
    lengths = [stay.left_at - stay.came_at for stay in found if stay.left_at is not None]
    return int(sum(lengths, timedelta()) / timedelta(minutes=1)) if lengths else None


def days_of(found: Iterable[Stay], zone: ZoneInfo) -> list[date]:
    """The days on which somebody came, on the clocks of the event's place."""
    return sorted({stay.came_at.astimezone(zone).date() for stay in found})
