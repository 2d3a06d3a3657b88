"""Long work of the worker: one piece of a kind at a time in each process, in a thread and a folder of its own."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app

from eventapp.core import jobs


class Turn:
    """At most one thread of a process does this kind of work; where one ends, the next is looked for."""

    def __init__(self, name: str) -> None:
        self._name, self._at_work = name, threading.Lock()

    def begin(self, claim: Callable[[], int | None], work: Callable[[int], None]) -> None:
        """Do, in a thread, what `claim` gives the id of; nothing where there is none, or this process is at one."""
        if not self._at_work.acquire(blocking=False):
            return
        claimed = None
        try:
            claimed = claim()
        finally:
            if claimed is None:
                self._at_work.release()
        if claimed is not None:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            threading.Thread(target=self._do, args=(app, claimed, work), name=self._name, daemon=True).start()

    def _do(self, app: Flask, claimed: int, work: Callable[[int], None]) -> None:
        try:
            with app.app_context():
                work(claimed)
        finally:
            self._at_work.release()
            with app.app_context():
                jobs.look_soon()


@contextmanager
def fresh_folder(folder: Path) -> Iterator[None]:
    """An empty folder for the length of a `with` block, whatever an earlier try left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
