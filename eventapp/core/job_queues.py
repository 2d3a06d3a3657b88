"""Huey's queue of an instance: in a file of SQLite, or on Redis where one is set.

Huey loads the client of every store that it knows, 12 MB in each process. An instance without Redis goes without
(decision 0042).
"""

import importlib
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask


@contextmanager
def _hidden(*modules: str) -> Iterator[None]:
    """As if they were not installed, for whoever tries to import one that is not loaded yet."""
    hidden: dict[str, Any] = {name: None for name in modules if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _hidden("redis", "psycopg"):
    from huey import MemoryHuey, SqliteHuey, crontab, storage
    from huey.api import Huey
    from huey.consumer import Consumer

__all__ = ["Consumer", "Huey", "crontab", "open_queue", "queue_errors"]

_NAME = "eventapp"
_logger = logging.getLogger(__name__)


def open_queue(app: Flask) -> Huey:
    if app.config["REDIS_URL"]:
        return Huey(_NAME, storage_class=_redis_storage(), url=app.config["REDIS_URL"], results=False)
    try:
        return SqliteHuey(_NAME, filename=f"{app.config['DATA_DIR']}/jobs.sqlite3", results=False, fsync=False)
    except sqlite3.OperationalError as error:  # a full disk; what is owed is in the database, and is found by looking
        _logger.error("the queue of jobs cannot be opened: %s", error)
        return MemoryHuey(_NAME, results=False)


def queue_errors() -> tuple[type[Exception], ...]:
    """What a queue raises that does not answer. The client of Redis has errors of its own, where it is loaded."""
    loaded = sys.modules.get("redis.exceptions")
    return (OSError, sqlite3.OperationalError, *((loaded.RedisError,) if loaded else ()))


def _redis_storage() -> Any:
    found = storage if storage.Redis is not None else importlib.reload(storage)
    return found.RedisStorage
