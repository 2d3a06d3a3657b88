"""Two machines behind nginx, on one PostgreSQL and one Redis, with data folders of their own."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.programme.models import Session
from eventapp.programme.service import Place
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories, tomorrow
from tests.mailserver import free_port
from tests.nginx_server import NginxServer
from tests.redis_server import RedisServer
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SEATS, PEOPLE, AT_ONCE = 30, 90, 6


class Cluster:
    def __init__(self, front: NginxServer, machines: list[Server]) -> None:
        self.url, self.machines = front.url, machines


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event()
    make.session(event, "Opening")
    return event


@pytest.fixture
def kind(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, capacity=SEATS, has_waiting_list=True)


@pytest.fixture
def cluster(database_url: str, tmp_path: Path, kind: TicketType) -> Iterator[Cluster]:
    redis = RedisServer(tmp_path)
    port = free_port()
    with ExitStack() as started:
        started.callback(redis.stop)
        machines = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            options = {"jobs": "0", "redis_url": redis.url, "base_url": f"http://127.0.0.1:{port}", "workers": "1",
                       "trusted_proxies": "1"}  # fmt: skip
            machines.append(started.enter_context(running(database_url, tmp_path / name, **options)))
        (tmp_path / "nginx").mkdir()
        front = NginxServer(tmp_path / "nginx", port, [int(one.environment["EVENTAPP_PORT"]) for one in machines])
        started.callback(front.stop)
        yield Cluster(front, machines)


class Readers:
    """Somebody who reads pages all the time, until the block ends."""

    def __init__(self, url: str) -> None:
        self._url, self._ends = url, threading.Event()
        self.statuses: list[int] = []
        self._threads = [threading.Thread(target=self._read) for _ in range(4)]

    def _read(self) -> None:
        while not self._ends.is_set():
            for path in ("/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics"):
                try:
                    self.statuses.append(urlopen(self._url + path, timeout=30).status)
                except HTTPError as error:
                    self.statuses.append(error.code)
                except OSError:
                    self.statuses.append(0)

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()


def test_both_machines_say_the_same_under_the_same_validators(cluster: Cluster) -> None:
    for path in ("/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics"):
        one, two = (Visitor(machine.url).get(path) for machine in cluster.machines)
        assert (one.body, one.headers["ETag"]) == (two.body, two.headers["ETag"])


def test_a_release_is_served_by_both_at_once(cluster: Cluster, make: Factories, event: Event) -> None:
    with make.inside():
        session = db.session.scalars(select(Session)).one()
        programme.move_session(session, Place(tomorrow(6), tomorrow(7), None))
        programme.release_programme(db.session.get_one(Event, event.id))
    feeds = [Visitor(machine.url).get("/events/forum/calendar.ics").body for machine in cluster.machines]
    assert (feeds[0], b"T060000Z" in feeds[0] or b"T140000" in feeds[0]) == (feeds[1], True)


def test_a_machine_that_dies_is_missed_by_nobody_who_reads(cluster: Cluster) -> None:
    with Readers(cluster.url) as readers:
        waited_for(lambda: len(readers.statuses) > 100, 60)
        cluster.machines[0].kill()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 300, 60)
        cluster.machines[0].start()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 300, 60)
    assert set(readers.statuses) == {200}


def test_a_rolling_restart_refuses_nothing(cluster: Cluster) -> None:
    """Two seconds lie between two machines: the proxy leaves one that was away alone for a second."""
    with Readers(cluster.url) as readers:
        for machine in cluster.machines:
            waited_for(lambda: len(readers.statuses) > 100, 60)
            machine.stop()
            machine.start()
            ready = monotonic()
            waited_for(lambda ready=ready: monotonic() > ready + 2, 60)
    assert set(readers.statuses) == {200}


def test_seats_are_given_once_while_a_machine_dies_and_comes_back(
    cluster: Cluster, make: Factories, kind: TicketType
) -> None:
    acknowledged: list[str] = []
    refused: list[int] = []
    numbers = iter(range(PEOPLE))
    lock = threading.Lock()

    def register_all() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            _register(cluster.url, kind, number, acknowledged, refused)

    threads = [threading.Thread(target=register_all) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    waited_for(lambda: len(acknowledged) > PEOPLE // 4, 60)
    cluster.machines[1].kill()
    cluster.machines[1].start()
    for thread in threads:
        thread.join()
    with make.inside():
        rows = db.session.execute(select(Registration.email, Registration.state)).all()
    assert sum(row.state == "confirmed" for row in rows) == SEATS
    assert len({row.email for row in rows}) == len(rows)
    assert set(acknowledged) - {row.email for row in rows} == set()
    assert len(refused) <= AT_ONCE  # only what was inside the machine that was killed


def _register(url: str, kind: TicketType, number: int, acknowledged: list[str], refused: list[int]) -> None:
    """Somebody who sends the form once more where the answer did not come."""
    visitor = Visitor(url)
    email = f"guest{number}@example.org"
    for _attempt in range(4):
        try:
            form = visitor.get("/events/forum/register/").page.values
            form |= {"ticket_type": str(kind.id), "name": "Guest", "email": email, "consent": "y", "country": ""}
            form |= {"may_wait": "y", "submission_key": f"cluster-submission-{number:06}"}
            answer = visitor.post("/events/forum/register/", form)
        except OSError:
            refused.append(0)
            continue
        if answer.status == 303:
            acknowledged.append(email)
            return
        refused.append(answer.status)
