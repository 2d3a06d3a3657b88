"""Registrations over time, laid out for an SVG drawing."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

WIDTH, HEIGHT = 600, 160


@dataclass(frozen=True)
class Bar:
    """One day. x, y, width and height are in the drawing's units; `total` counts from the first day on."""

    day: date
    number: int
    total: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class TimeChart:
    """Bars for each day and a line for the sum. `line` is an SVG points list.

    `before` is the same line of the event before, day for day until its own beginning; `ceiling` the height at which
    all places are taken, None where that is not on the drawing.
    """

    bars: list[Bar]
    line: str
    highest: int
    total: int
    before: str = ""
    ceiling: float | None = None
    width: int = WIDTH
    height: int = HEIGHT


def over_time(
    by_day: list[tuple[date, int]], *, capacity: int | None = None, previous: list[tuple[date, int]] | None = None
) -> TimeChart:
    """Lay out (day, number) pairs; days between that had none are filled in.

    `previous` are those of the event before, with its days moved to this one's.
    """
    if not by_day:
        return TimeChart([], "", 0, 0)
    numbers = dict(by_day)
    first, last = by_day[0][0], by_day[-1][0]
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    counts = [numbers.get(day, 0) for day in days]
    sums = list(accumulate(counts))
    highest, total = max(counts), sums[-1]
    step = WIDTH / len(days)
    bars = []
    for index, (day, count, running) in enumerate(zip(days, counts, sums, strict=True)):
        height = HEIGHT * count / highest
        bars.append(
            Bar(day, count, running, round(index * step + step * 0.1, 1), round(HEIGHT - height, 1),
                round(step * 0.8, 1), round(height, 1))
        )  # fmt: skip
    earlier = _sums_on(days, previous or [])
    top = max(total, *earlier, capacity if capacity and capacity <= 4 * total else 0)
    before = _line(earlier, step, top) if previous else ""
    ceiling = round(HEIGHT - HEIGHT * capacity / top, 1) if capacity and capacity <= top else None
    return TimeChart(bars, _line(sums, step, top), highest, total, before, ceiling)


def _line(sums: list[int], step: float, top: int) -> str:
    return " ".join(
        f"{index * step + step / 2:.1f},{HEIGHT - HEIGHT * running / top:.1f}" for index, running in enumerate(sums)
    )


def _sums_on(days: list[date], by_day: list[tuple[date, int]]) -> list[int]:
    """How many there were in all by each of the days."""
    return [sum(number for day, number in by_day if day <= shown) for shown in days]
