"""Background work: huey, on SQLite by default and on Redis where one is set.

The database says what is owed; a job only says that it is time to look. A lost job is so made good a minute later.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer

NUDGE_DELAY = 1.0
"""Seconds from a nudge to its delivery run: one run serves all mails of that second."""

_minutely: list[Callable[[], Any]] = []


def every_minute(function: Callable[[], Any]) -> Callable[[], Any]:
    """Have `function` run once a minute, in an app context."""
    _minutely.append(function)
    return function


class Jobs:
    """The queue of one app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = _open_queue(app)
        self._nudged_at = float("-inf")
        self._lock = threading.Lock()

        @self.huey.task()
        def deliver_mail() -> None:
            self.deliver_mail_now()

        @self.huey.periodic_task(crontab(minute="*"))
        def look_around() -> None:
            self.deliver_mail_now()
            with self.app.app_context():
                for function in _minutely:
                    function()

        self._deliver_mail = deliver_mail

    def nudge(self) -> None:
        """Have mail delivered a second from now, once however often this is called within that second."""
        with self._lock:
            if time.monotonic() - self._nudged_at < NUDGE_DELAY:
                return
            self._nudged_at = time.monotonic()
        self._deliver_mail.schedule(delay=NUDGE_DELAY)

    def deliver_mail_now(self) -> int:
        from eventapp.core import outbox

        with self.app.app_context():
            return outbox.deliver_due()

    def consumer(self) -> Consumer:
        """One worker thread and the scheduler, to be run as a process of its own."""
        return Consumer(self.huey, workers=1, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=1.0)


def _open_queue(app: Flask) -> Huey:
    if app.config["REDIS_URL"]:
        return RedisHuey("eventapp", url=app.config["REDIS_URL"], results=False)
    return SqliteHuey("eventapp", filename=f"{app.config['DATA_DIR']}/jobs.sqlite3", results=False, fsync=False)


def set_up(app: Flask) -> None:
    app.extensions["jobs"] = Jobs(app)


def deliver_mail_soon() -> None:
    """Say that the outbox has something to deliver."""
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.nudge()
