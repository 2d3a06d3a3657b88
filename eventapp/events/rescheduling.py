"""An event that moves to other days, another hour or another zone, and what its programme does then: pure sums."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

ProgrammeMove = Literal["along", "clock", "stay"]


@dataclass(frozen=True)
class Reschedule:
    """From one beginning and zone to another.

    The programme moves `along` with the event, by as many days, hours and minutes on the clocks of its place; or keeps
    its `clock` times and changes the days alone; or has to `stay` where it is, at the same instants.
    """

    old_start: datetime
    old_zone: ZoneInfo
    new_start: datetime
    new_end: datetime
    new_zone: ZoneInfo
    programme: ProgrammeMove = "along"

    @property
    def days(self) -> timedelta:
        """How many days later (or earlier) the event begins, on its clocks before and after."""
        return self._new_local.date() - self._old_local.date()

    @property
    def choices(self) -> tuple[ProgrammeMove, ...]:
        """The ways to move that differ; none where the programme has nothing to follow."""
        if self._shift("along") == timedelta(0) and self.old_zone.key == self.new_zone.key:
            return ()
        clock: tuple[ProgrammeMove, ...] = () if self._shift("along") == self.days else ("clock",)
        return ("along", *clock, "stay")

    def moved(self, instant: datetime) -> datetime:
        """Where an instant of the programme moves to."""
        if self.programme == "stay":
            return instant
        local = instant.astimezone(self.old_zone).replace(tzinfo=None) + self._shift(self.programme)
        return local.replace(tzinfo=self.new_zone).astimezone(UTC)

    def moved_slot(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """A beginning and an end: the length stays, also over a night in which the clocks are changed."""
        begins = self.moved(starts_at)
        return begins, begins + (ends_at - starts_at)

    def moved_day(self, day: str) -> str:
        """An ISO date, moved by as many days as the event."""
        if self.programme == "stay":
            return day
        return (date.fromisoformat(day) + self.days).isoformat()

    def _shift(self, programme: ProgrammeMove) -> timedelta:
        return self.days if programme == "clock" else self._new_local - self._old_local

    @property
    def _old_local(self) -> datetime:
        return self.old_start.astimezone(self.old_zone).replace(tzinfo=None)

    @property
    def _new_local(self) -> datetime:
        return self.new_start.astimezone(self.new_zone).replace(tzinfo=None)
