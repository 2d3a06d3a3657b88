"""Arrivals over time, laid out for an SVG drawing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT = 600, 120
STEPS = (5, 10, 15, 30, 60, 120, 240, 720, 1440)
MOST_BARS = 48


@dataclass(frozen=True)
class Arrivals:
    """One bar: who came in between `starts_at` and the next bar. Sizes are in the drawing's units."""

    starts_at: datetime
    number: int
    x: float
    y: float
    width: float
    height: float


def arrivals_over_time(instants: list[datetime]) -> list[Arrivals]:
    """Bars of equal time over all arrivals, five minutes or as many as keep them few. `instants` are in order."""
    if not instants:
        return []
    span = instants[-1] - instants[0]
    minutes = next((step for step in STEPS if span / timedelta(minutes=step) < MOST_BARS), STEPS[-1])
    step = timedelta(minutes=minutes)
    first = instants[0].replace(
        minute=instants[0].minute // min(minutes, 60) * min(minutes, 60) % 60, second=0, microsecond=0
    )
    counts = [0] * (int((instants[-1] - first) / step) + 1)
    for instant in instants:
        counts[int((instant - first) / step)] += 1
    width = WIDTH / len(counts)
    return [
        Arrivals(
            first + index * step,
            count,
            round(index * width + width * 0.1, 1),
            round(HEIGHT - HEIGHT * count / max(counts), 1),
            round(width * 0.8, 1),
            round(HEIGHT * count / max(counts), 1),
        )
        for index, count in enumerate(counts)
    ]


def minutes_drawn(minutes: list[tuple[datetime, int]]) -> list[Arrivals]:
    """A bar for each minute, all of one width."""
    width = WIDTH / len(minutes)
    most = max(1, *(count for _, count in minutes))
    return [
        Arrivals(
            minute, count, round(index * width + width * 0.12, 1), round(HEIGHT - HEIGHT * count / most, 1),
            round(width * 0.76, 1), round(HEIGHT * count / most, 1),
        )
        for index, (minute, count) in enumerate(minutes)
    ]  # fmt: skip
