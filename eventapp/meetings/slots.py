"""The slots of an event's meetings, and which of them suit somebody: pure rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo


class Slot(NamedTuple):
    """A time for one meeting."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the two share a moment; touching ends do not."""
        return self.starts_at < ends_at and starts_at < self.ends_at


class Stretch(Protocol):
    """Hours in which people meet."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def slots_in(hours: Iterable[Stretch], slot_minutes: int, pause_minutes: int) -> list[Slot]:
    """The slots that fit into the hours, in order. Each stretch begins anew, so a break need not be a whole number of
    slots."""
    length, step = timedelta(minutes=slot_minutes), timedelta(minutes=slot_minutes + pause_minutes)
    found = set()
    for stretch in hours:
        begins = stretch.starts_at
        while begins + length <= stretch.ends_at:
            found.add(Slot(begins, begins + length))
            begins += step
    return sorted(found)


@dataclass(frozen=True)
class Engagements:
    """What one person has already: `busy` are times of booked sessions, `meetings` those of confirmed meetings,
    `unavailable` the beginnings of slots that they ruled out."""

    busy: Collection[Slot] = ()
    meetings: Collection[Slot] = ()
    unavailable: Collection[datetime] = ()
    day_limit: int | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def is_free(self, slot: Slot) -> bool:
        """Whether nothing is at that time, whatever the day's limit says."""
        return slot.starts_at not in self.unavailable and not self.has_something(slot)

    def has_something(self, slot: Slot) -> bool:
        """Whether a booked session or a confirmed meeting is at that time."""
        return any(slot.meets(*one) for taken in (self.busy, self.meetings) for one in taken)

    def is_full(self, day: date) -> bool:
        """Whether the day has as many meetings as the person takes."""
        return self.day_limit is not None and self.meetings_on(day) >= self.day_limit

    def meetings_on(self, day: date) -> int:
        return sum(one.starts_at.astimezone(self.zone).date() == day for one in self.meetings)

    def suits(self, slot: Slot) -> bool:
        return self.is_free(slot) and not self.is_full(slot.starts_at.astimezone(self.zone).date())


def by_day(slots: Iterable[Slot], zone: ZoneInfo) -> dict[date, list[Slot]]:
    """The slots of each day on the clocks of the event's place."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return days


def limit_of(badge_class: str | None, day_limit: int | None, class_limits: Mapping[str, int]) -> int | None:
    """How many meetings somebody has on one day at most: their class has its own number, or everybody's."""
    return class_limits.get(badge_class or "", day_limit) if badge_class else day_limit
