"""For what happens a moment later: in another process, on another machine, in a browser."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

Result = TypeVar("Result")


def waited_for(found: Callable[[], Result], seconds: float = 30) -> Result:
    """What turns up in time: the first that is not empty or false."""
    deadline = monotonic() + seconds
    while not (result := found()):
        assert monotonic() < deadline, "it did not happen"
        sleep(0.02)
    return result
