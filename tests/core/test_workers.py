"""Processes, and the names under which they claim work."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from eventapp.core import workers
from eventapp.core.db import db
from eventapp.core.delivery import claim, release_stale
from eventapp.core.outbox import Mail
from tests.factories import Factories

TAKES_A_NAME = """
import sys
from flask import Flask
from eventapp.core import workers
app = Flask("one")
app.config["DATA_DIR"] = sys.argv[1]
with app.app_context():
    print(workers.own_name(), flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """One that has taken a name, and the name."""
    command = [sys.executable, "-c", TAKES_A_NAME, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
        process.kill()


def states(*names: str) -> list[str]:
    return ["alive" if workers.is_alive(name) else "dead" if workers.is_dead(name) else "unknown" for name in names]


def app_in(folder: Path) -> Flask:
    app = Flask("one")
    app.config["DATA_DIR"] = str(folder)
    return app


def test_a_process_is_dead_once_it_was_killed_and_stays_so_after_its_lock_is_swept(tmp_path: Path) -> None:
    with app_in(tmp_path).app_context(), another_process(tmp_path) as (name, process):
        before = states(name)
        process.kill()
        process.wait()
        killed = states(name)
        with another_process(tmp_path):
            assert not (tmp_path / "workers" / f"{name}.lock").exists()
            swept = states(name)
    assert (before, killed, swept) == (["alive"], ["dead"], ["dead"])


def test_nothing_is_known_of_processes_of_another_machine(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    with another_process(elsewhere) as (name, process), app_in(here).app_context():
        before = states(name)
        process.kill()
        process.wait()
        assert (before, states(name)) == (["unknown"], ["unknown"])


def test_a_lock_is_seen_only_once_it_is_held(tmp_path: Path) -> None:
    """What has no holder, if only for a moment, would be taken for one of the dead and thrown away."""
    names = []
    with app_in(tmp_path).app_context():
        for _ in range(3):
            with another_process(tmp_path) as (name, _process):
                names.append(name)
                locks = {path.stem for path in (tmp_path / "workers").glob("*.lock")}
                assert states(*(locks & {name})) == ["alive"]
    assert len({name.rpartition("-")[0] for name in names}) == 1


def test_the_death_of_a_worker_is_no_failed_attempt_of_its_mail(make: Factories, app: Flask) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    with make.inside(), another_process(Path(app.config["DATA_DIR"])) as (name, process):
        mail = db.session.scalars(select(Mail)).one()
        assert claim(mail.id)
        db.session.refresh(mail)
        mail.claimed_by = name
        db.session.commit()
        process.kill()
        process.wait()
        release_stale()
        db.session.refresh(mail)
        assert (mail.state, mail.attempts) == ("queued", 0)
