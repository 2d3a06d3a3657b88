"""Makes rounds that were asked for: the worker has each made by a process of its own, and writes down what it hears."""

import json
import select
import subprocess
import sys
import threading
from typing import IO, Any

from flask import Flask, current_app

from eventapp.core import jobs
from eventapp.meetings import queries, service
from eventapp.meetings.rounds import process
from eventapp.meetings.service import Work

LISTENING = 3.0
"""Seconds after which a sign of life is written down where no answer came, and a wish to stop is looked for."""
GRACE = 60.0
"""Seconds beyond its own that a maker may take to begin and to end."""


@jobs.looks_around
def make_rounds() -> bool:
    """Begin with the next round that waits. It is made beside everything else that this worker does."""
    work = service.begin_round()
    if work is not None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_make, args=(app, work), name="round of meetings", daemon=True).start()
    return False


@jobs.looks_around
def confirm_rounds() -> bool:
    """Make some of the meetings of a round that the organisers have confirmed."""
    found = queries.next_to_confirm()
    return found is not None and service.confirm_portion(found.id)


def _make(app: Flask, work: Work) -> None:
    with app.app_context():
        try:
            make(work)
        except Exception:
            app.logger.exception("a round of meetings was not made")
            service.end_round(work, "the process that makes rounds ended")


def make(work: Work) -> None:
    """Have one round be made, and wait for it."""
    command = [sys.executable, "-P", "-m", process.__name__, str(work.seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as maker:  # noqa: S603
        assert maker.stdin is not None
        assert maker.stdout is not None
        try:
            maker.stdin.write(process.written(work.problem).encode())
            maker.stdin.close()
            _listen(work, maker.stdout)
        finally:
            maker.kill()
    service.end_round(work)


def _listen(work: Work, answers: IO[bytes]) -> None:
    """Until its last word, until somebody wants no more of it, or until it takes too long."""
    silences = (work.seconds + GRACE) / LISTENING
    while silences > 0:
        if select.select([answers], [], [], LISTENING)[0]:
            line = answers.readline()
            if not line:
                return
            answer: dict[str, Any] = json.loads(line)
        else:
            silences -= 1
            answer = {}
        if service.hear_of_round(work, answer) or answer.get("is_last"):
            return
