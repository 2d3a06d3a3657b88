"""The worker dies or hangs: another takes its place, and the health page says what is the matter."""

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import time

import pytest
from flask import Flask

from eventapp.administration.checks import SLOW_WORK, quick_checks
from eventapp.core import clock, jobs
from eventapp.server import BACKGROUND_NICENESS
from tests.databases import ON_SQLITE
from tests.server import Server, running
from tests.waiting import waited_for


def children(parent: int) -> list[int]:
    """By what each process says of its parent: no thread lists a child whose own has just ended."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent_of(path) == parent]


def _parent_of(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0


def workers(server: Server) -> list[int]:
    """Who does background work: whoever gives way to those that answer requests."""
    return [pid for pid in children(server.pid) if os.getpriority(os.PRIO_PROCESS, pid) == BACKGROUND_NICENESS]


def looked(server: Server) -> float:
    trace = Path(server.environment["EVENTAPP_DATA_DIR"]) / "last-look"
    return trace.stat().st_mtime if trace.exists() else 0.0


@ON_SQLITE
def test_a_worker_that_is_killed_is_replaced(database_url: str, tmp_path: Path) -> None:
    with running(database_url, tmp_path, jobs="1") as server:
        waited_for(lambda: looked(server) > 0)
        (first,) = workers(server)
        killed_at = time()
        os.kill(first, signal.SIGKILL)
        (second,) = waited_for(lambda: set(workers(server)) - {first})
        waited_for(lambda: looked(server) > killed_at)
    waited_for(lambda: not Path(f"/proc/{second}").exists())


@ON_SQLITE
def test_a_worker_ends_soon_after_the_server_was_killed(database_url: str, tmp_path: Path) -> None:
    with running(database_url, tmp_path, jobs="1") as server:
        waited_for(lambda: looked(server) > 0)
        (worker,) = workers(server)
        os.kill(server.pid, signal.SIGKILL)
        waited_for(lambda: not Path(f"/proc/{worker}").exists(), 10)
        server.kill()
        server.start()
        (another,) = waited_for(lambda: workers(server))
    assert another != worker


HANGS = """
from datetime import timedelta
from pathlib import Path
from threading import Event
from eventapp import create_app
from eventapp.config import from_environment
from eventapp.core import jobs

jobs.LONGEST_LOOK = timedelta(seconds=0.3)

@jobs.looks_around
def wait_for_ever():
    Event().wait()

create_app(from_environment()).extensions["jobs"].look_around()
"""


@ON_SQLITE
def test_a_worker_that_hangs_says_where_and_ends(database_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "EVENTAPP_DATABASE_URL": database_url, "EVENTAPP_DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", HANGS], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1
    assert re.findall(r"in (wait_for_ever|look_around)$", run.stderr, re.M) == ["wait_for_ever", "look_around"]
    assert (tmp_path / "last-look").read_text() == "wait_for_ever"


@pytest.mark.parametrize(
    ("doing", "minutes", "says"),
    [
        ("", 0, ""),
        ("", 60, "Nobody does it: start `eventapp worker`, or set EVENTAPP_JOBS=1."),
        ("send_mail", int(SLOW_WORK / timedelta(minutes=1)) + 1, "The worker has been at “send_mail” for"),
    ],
)
def test_the_health_page_tells_nobody_at_work_from_somebody_who_is_stuck(
    app: Flask, shared_folder: Path, doing: str, minutes: int, says: str
) -> None:
    trace = shared_folder / "last-look"
    trace.write_text(doing)
    with app.test_request_context(), clock.frozen_at(clock.now() + timedelta(minutes=minutes)):
        (check,) = [check for check in quick_checks() if check.name == "background_work"]
    assert (check.is_well, check.detail.startswith(says)) == (not says, True)
    assert jobs.LONGEST_LOOK > SLOW_WORK
