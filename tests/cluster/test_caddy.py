"""The site for Caddy, run in front of two machines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.caddy_server import CaddyServer
from tests.cluster.conftest import Cluster
from tests.cluster.test_two_machines import Readers
from tests.mailserver import free_port
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def front(cluster: Cluster, tmp_path: Path) -> Iterator[CaddyServer]:
    (tmp_path / "caddy").mkdir()
    ports = [int(machine.environment["EVENTAPP_PORT"]) for machine in cluster.machines]
    server = CaddyServer(tmp_path / "caddy", free_port(), ports)
    yield server
    server.stop()


def test_a_machine_that_dies_is_missed_by_nobody_who_reads(front: CaddyServer, cluster: Cluster) -> None:
    with Readers(front.url) as readers:
        waited_for(lambda: len(readers.statuses) > 60, 60)
        cluster.machines[0].stop()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 200, 60)
        cluster.machines[0].start()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 200, 60)
    assert set(readers.statuses) == {200}


def test_figures_are_not_for_the_public_and_requests_have_a_name(front: CaddyServer) -> None:
    assert Visitor(front.url).get("/metrics").status == 404
    names = {Visitor(front.url).get("/events/forum/").headers["X-Request-ID"] for _ in range(3)}
    assert (len(names), {len(name) for name in names}) == (3, {36})
