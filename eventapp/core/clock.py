"""The one place that asks what time it is, so that a test can hold the clock still."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
_forgiven: Callable[[], timedelta] = timedelta


def now() -> datetime:
    """The present instant, in UTC."""
    return _source()


def lenient_now() -> datetime:
    """The present instant for whoever would be late: as if the clock had never been set forward.

    Codes, offers and other things that end after minutes or hours end by it.
    """
    return _source() - _forgiven()


def set_leniency(forward: Callable[[], timedelta]) -> None:
    """Say how to find by how much the clock was set forward."""
    global _forgiven
    _forgiven = forward


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` (aware) for the length of a `with` block."""
    global _source
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    before = _source
    _source = lambda: instant  # noqa: E731
    try:
        yield
    finally:
        _source = before
