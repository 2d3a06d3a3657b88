"""Two machines on one Redis; and what each does by itself while it is away."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.core.outbox import Mail
from eventapp.registration.models import TicketType
from tests.factories import Factories
from tests.redis_server import RedisServer
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LIMIT = 5
WORKER = """
from eventapp.core import jobs
jobs.LOOK_ANYWAY = 1.5
from eventapp.cli import main
main()
"""


@pytest.fixture
def ticket_type(make: Factories) -> TicketType:
    make.user()
    return make.ticket_type(make.event())


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def machines(database_url: str, tmp_path: Path, redis: RedisServer, ticket_type: TicketType) -> Iterator[list[Server]]:
    """Two, with data folders of their own, and no background work."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    options = {"jobs": "0", "redis_url": redis.url, "rate_limits": "1", "workers": "1"}
    with running(database_url, folders[0], **options) as one, running(database_url, folders[1], **options) as two:
        yield [one, two]


@pytest.fixture
def worker(machines: list[Server], tmp_path: Path) -> Iterator[Path]:
    """A third machine that does the background work; gives back its log."""
    log = tmp_path / "worker.log"
    environment = {**machines[0].environment, "EVENTAPP_DATA_DIR": str(tmp_path / "three")}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, "worker"], env=environment, cwd=ROOT, stdout=said, stderr=said
        )
    yield log
    process.terminate()
    process.wait(10)


def wanted_links(machine: Server, number: int) -> list[int]:
    visitor = Visitor(machine.url)
    form = {**visitor.get("/events/forum/register/lost").page.values, "email": "nobody@example.org"}
    return [visitor.post("/events/forum/register/lost", form).status for _ in range(number)]


def register(machine: Server, ticket_type: TicketType, name: str) -> int:
    visitor = Visitor(machine.url)
    form = visitor.get("/events/forum/register/").page.values
    form |= {
        "ticket_type": str(ticket_type.id),
        "name": name,
        "email": f"{name}@example.org",
        "consent": "y",
        "country": "",
    }
    return visitor.post("/events/forum/register/", form).status


def mails_left(make: Factories) -> list[str]:
    with make.inside():
        return sorted(db.session.scalars(select(Mail.recipient_name).where(Mail.state == "kept")))


def wait_for_mails(make: Factories, *names: str) -> None:
    waited_for(lambda: mails_left(make) == sorted(names))


def test_what_one_address_tries_is_counted_together(machines: list[Server]) -> None:
    answers = wanted_links(machines[0], LIMIT // 2) + wanted_links(machines[1], LIMIT)
    assert answers.index(429) == LIMIT
    assert set(answers[LIMIT:]) == {429}


def test_what_one_machine_owes_another_machines_worker_does(
    machines: list[Server], worker: Path, make: Factories, ticket_type: TicketType
) -> None:
    assert [register(machine, ticket_type, name) for machine, name in zip(machines, ("ada", "ben"), strict=True)] == [
        303,
        303,
    ]
    wait_for_mails(make, "ada", "ben")


def test_while_redis_is_away_each_counts_by_itself_and_owed_work_is_found_by_looking(
    machines: list[Server], worker: Path, redis: RedisServer, make: Factories, ticket_type: TicketType
) -> None:
    register(machines[0], ticket_type, "ada")
    wait_for_mails(make, "ada")
    redis.stop()
    assert [register(machine, ticket_type, name) for machine, name in zip(machines, ("ben", "cyn"), strict=True)] == [
        303,
        303,
    ]
    wait_for_mails(make, "ada", "ben", "cyn")
    assert 429 in wanted_links(machines[0], LIMIT + 1)
    for log in (worker, machines[0].log, machines[1].log):
        assert "Traceback" not in log.read_text()
    redis.start()
    register(machines[1], ticket_type, "dee")
    wait_for_mails(make, "ada", "ben", "cyn", "dee")
