"""Small writes of several threads, gathered into one transaction.

SQLite has one writer at a time, and each commit waits for the disk. While one is being stored, those who come meanwhile
wait anyway: they are stored together with the next. PostgreSQL does this by itself.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from flask import g
from sqlalchemy import Engine

from eventapp.core.db import db

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Entry(Generic[Item, Result]):
    """One thread's item; `done` is held until its result is there, or until the thread has to lead the next turn."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.results: list[Result] = []
        self.error: Exception | None = None
        self.leads = False
        self.done = Lock()
        self.done.acquire()


class _Turns:
    """Who waits for one engine, and whether somebody is storing."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.waiting: list[Any] = []
        self.is_storing = False


class GroupCommit(Generic[Item, Result]):
    """Wraps a transactional function of a list of items, which answers each in its place.

    Called with one item it gives that item's answer. Where a gathered transaction fails, each of its items is tried by
    itself, so that nobody fails for another's sake.
    """

    def __init__(self, store: Callable[[list[Item]], list[Result]]) -> None:
        self._store = store
        self._turns: WeakKeyDictionary[Engine, _Turns] = WeakKeyDictionary()
        self._lock = Lock()

    def __call__(self, item: Item) -> Result:
        if g.get("in_transaction", False) or db.engine.dialect.name != "sqlite":
            return self._store([item])[0]
        with self._lock:
            turns = self._turns.setdefault(db.engine, _Turns())
        entry: _Entry[Item, Result] = _Entry(item)
        with turns.lock:
            turns.waiting.append(entry)
            entry.leads = not turns.is_storing
            turns.is_storing = True
        if not entry.leads:
            entry.done.acquire()
        if entry.leads:
            self._lead(turns)
        if entry.error is not None:
            raise entry.error
        return entry.results[0] if entry.results else self._store([item])[0]

    def _lead(self, turns: _Turns) -> None:
        """Store everybody who waits now, oneself among them, and hand over to who came meanwhile."""
        with turns.lock:
            entries, turns.waiting = turns.waiting, []
        try:
            results = self._store([entry.item for entry in entries])
            for entry, result in zip(entries, results, strict=True):
                entry.results = [result]
        except Exception as error:
            if len(entries) == 1:
                entries[0].error = error
        finally:
            for entry in entries:
                if not entry.leads:
                    entry.done.release()
            with turns.lock:
                following = turns.waiting[0] if turns.waiting else None
                turns.is_storing = following is not None
            if following is not None:
                following.leads = True
                following.done.release()
