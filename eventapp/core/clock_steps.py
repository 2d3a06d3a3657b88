"""Whether this machine's clock was set since it was started.

Beside the clock on the wall a machine counts the seconds since it was started, and nobody sets those. The difference
between the two is kept in the data folder for as long as the machine runs; when it changes, the clock was set.
"""

import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from eventapp.core import clock

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAME = "clock"
SMALLEST_STEP = timedelta(minutes=1)
"""Less than that is how machines are kept on time."""


def set_up(folder: Path) -> None:
    """Remember how the clock stood when eventapp was first started on this machine since the machine was, and let
    nothing expire early because it was set forward since."""
    if _kept(folder) is None:
        accept(folder)
    base = _kept(folder)
    clock.set_leniency(lambda: forward(step_from(base)))


def accept(folder: Path) -> None:
    """Take the clock as it stands now for right."""
    with suppress(OSError):  # a folder that cannot be written is told of by whoever looks at the disk
        (folder / _NAME).write_text(f"{_boot()} {_difference()!r}")


def step(folder: Path) -> timedelta:
    """By how much the clock was set since it was accepted: forward, or back where it is negative."""
    return step_from(_kept(folder))


def step_from(base: float | None) -> timedelta:
    return timedelta(seconds=_difference() - base) if base is not None else timedelta()


def forward(moved: timedelta) -> timedelta:
    """What of a step has to be forgiven to whoever would be late by it."""
    return moved if moved > SMALLEST_STEP else timedelta()


def _kept(folder: Path) -> float | None:
    """None where nothing is kept since the machine was started."""
    try:
        boot, difference = (folder / _NAME).read_text().split()
        return float(difference) if boot == _boot() else None
    except (OSError, ValueError):
        return None


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "unknown"


def _difference() -> float:
    counted = getattr(time, "CLOCK_BOOTTIME", None)  # it goes on while a machine sleeps; Linux has it
    return time.time() - (time.clock_gettime(counted) if counted is not None else time.monotonic())
