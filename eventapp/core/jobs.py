"""Background work: huey, on SQLite by default and on Redis where one is set.

The database says what is owed; a job only says that it is time to look. A lost job is so made good a minute later.
"""

import faulthandler
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app

from eventapp.core.job_queues import Consumer, crontab, open_queue, queue_errors
from eventapp.core.log_throttle import throttle

NUDGE_DELAY = 1.0
"""Seconds from a nudge to the look around: one look serves all that was owed within that second."""

LOOK_ANYWAY = 75.0
"""Seconds without a look after which a worker looks without being asked."""

LONGEST_LOOK = timedelta(minutes=15)
"""A look does a little at a time. A worker that is at one for longer than that waits for what will never come: it says
where, and ends, and another takes its place."""

_logger = logging.getLogger(__name__)
throttle(__name__, "huey.consumer", "huey.consumer.Worker", "huey.consumer.Scheduler", "huey")

_SHARED_TRACE = "eventapp:last-look"

Look = Callable[[], bool]
_looks: list[Look] = []


def looks_around(look: Look) -> Look:
    """Register a look for work that is owed: it does a little, and says whether more may be waiting."""
    _looks.append(look)
    return look


class LastLook(NamedTuple):
    """When background work was last looked for, and the look that is still at it; empty where none is."""

    at: datetime
    doing: str


class Jobs:
    """The queue of one app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = open_queue(app)
        self._is_shared = bool(app.config["REDIS_URL"])
        self._trace = Path(app.config["DATA_DIR"]) / "last-look"
        self._nudged_at = float("-inf")
        self._lock = threading.Lock()
        self._looking = threading.Lock()

        @self.huey.task()
        def look_now() -> None:
            self.look_around()

        @self.huey.periodic_task(crontab(minute="*"))
        def look_every_minute() -> None:
            self.look_around()

        self._look_now = look_now

    def nudge(self) -> None:
        """Have somebody look a second from now, once however often this is called within that second."""
        with self._lock:
            if time.monotonic() - self._nudged_at < NUDGE_DELAY:
                return
            self._nudged_at = time.monotonic()
        self._ask(lambda: self._look_now.schedule(delay=NUDGE_DELAY))

    def look_at_once(self) -> None:
        """Whatever a process that died left behind is found as soon as another one begins."""
        self._ask(self._look_now)

    def _ask(self, ask: Callable[[], object]) -> None:
        """A queue that is away loses nothing: what is owed is in the database, and is found by looking."""
        try:
            ask()
        except queue_errors():
            _logger.exception("the queue of jobs does not answer")

    def look_anyway(self) -> None:
        """Look around where nobody has for a while, as when the queue is away. For a thread of the worker."""
        while True:
            time.sleep(LOOK_ANYWAY / 3)
            last = self.last_look()
            if last is None or datetime.now(UTC) - last.at > timedelta(seconds=LOOK_ANYWAY):
                self.look_around()

    def last_look(self) -> LastLook | None:
        """What some process last did, or is doing."""
        found = [look for look in (self._look_of_this_machine(), self._look_of_any_machine()) if look is not None]
        return max(found, key=lambda look: look.at, default=None)

    def _look_of_this_machine(self) -> LastLook | None:
        try:
            return LastLook(datetime.fromtimestamp(self._trace.stat().st_mtime, UTC), self._trace.read_text())
        except OSError:
            return None

    def _look_of_any_machine(self) -> LastLook | None:
        """The worker may be on another machine; what they share is Redis."""
        if not self._is_shared:
            return None
        try:
            left: bytes | None = self.huey.storage.conn.get(_SHARED_TRACE)
        except queue_errors():
            return None
        if left is None:
            return None
        at, _, doing = left.decode().partition(" ")
        return LastLook(datetime.fromisoformat(at), doing)

    def look_around(self) -> None:
        """Have every kind of work take turns, a little each, until none is left; one that fails holds up no other."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._leave("")
            waiting = list(_looks)
            while waiting:
                waiting = [look for look in waiting if self._try(look)]
        finally:
            self._looking.release()

    def _try(self, look: Look) -> bool:
        with self.app.app_context(), self._watched(look):
            try:
                return look()
            except Exception:
                self.app.logger.exception("background work failed: %s", look.__name__)
                return False

    @contextmanager
    def _watched(self, look: Look) -> Iterator[None]:
        """Leave a trace of what is being done, and end the process where it takes too long."""
        self._leave(look.__name__)
        faulthandler.dump_traceback_later(LONGEST_LOOK.total_seconds(), exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            self._leave("")

    def _leave(self, doing: str) -> None:
        """A disk that is full keeps nobody from working."""
        with suppress(OSError):
            self._trace.write_text(doing)
        if self._is_shared:
            with suppress(*queue_errors()):
                self.huey.storage.conn.set(_SHARED_TRACE, f"{datetime.now(UTC).isoformat()} {doing}")

    def consumer(self) -> Consumer:
        """One worker thread and the scheduler, to be run as a process of its own."""
        return Consumer(self.huey, workers=1, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=1.0)


def set_up(app: Flask) -> None:
    app.extensions["jobs"] = Jobs(app)


def look_soon() -> None:
    """Say that something is owed."""
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.nudge()
