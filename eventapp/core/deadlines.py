"""A deadline for what offers none of its own: compiling a document, resolving a name."""

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class DeadlineExceeded(Exception):
    """Something took longer than it may. What it was doing goes on in a thread of its own, and is listened to no more;
    it must therefore be nothing that could do harm late."""


def within(seconds: float, action: Callable[[], Result]) -> Result:
    """What `action` returns or raises, if it is done in so many seconds; raises DeadlineExceeded where it is not."""
    outcome: list[Result] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(action())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, name="deadline", daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not outcome:
        raise DeadlineExceeded(f"no answer within {seconds:g} seconds")
    return outcome[0]
