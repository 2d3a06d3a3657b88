"""Two machines behind nginx, on one PostgreSQL and one Redis, with data folders of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from eventapp.events.confirmation_times import NEVER
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.factories import Factories
from tests.mailserver import free_port
from tests.nginx_server import NginxServer
from tests.redis_server import RedisServer
from tests.server import Server, running
from tests.thorough import part_of

SEATS = part_of(500)


class Cluster:
    """`url` is the proxy's; `start_worker` starts `eventapp worker` on one more machine."""

    def __init__(
        self, front: NginxServer, machines: list[Server], start_worker: Callable[..., subprocess.Popen[bytes]]
    ) -> None:
        self.url, self.machines, self.start_worker = front.url, machines, start_worker


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event(confirm_minutes=NEVER)
    make.session(event, "Opening")
    return event


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, capacity=SEATS, has_waiting_list=True)


@pytest.fixture
def cluster(database_url: str, tmp_path: Path, ticket_type: TicketType) -> Iterator[Cluster]:
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

        def start_worker(name: str, **settings: str) -> subprocess.Popen[bytes]:
            environment = {**machines[0].environment, "EVENTAPP_DATA_DIR": str(tmp_path / name),
                           **{f"EVENTAPP_{key.upper()}": value for key, value in settings.items()}}  # fmt: skip
            log = started.enter_context((tmp_path / f"{name}.log").open("wb"))
            command = [sys.executable, "-m", "eventapp.cli", "worker"]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            started.callback(process.wait, 20)
            started.callback(process.kill)
            return process

        yield Cluster(front, machines, start_worker)
