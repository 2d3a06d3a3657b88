"""Figures for Prometheus, from a real server with several processes."""

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.databases import ON_SQLITE
from tests.faults.test_worker import children
from tests.server import Server, answers, running
from tests.visitor import Visitor
from tests.waiting import waited_for

DEPLOY = Path(__file__).parents[2] / "deploy"
ASKED = 120


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    with running(database_url, tmp_path, metrics="1", workers="3", jobs="1") as server:
        yield server


def figures(server: Server) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Every sample by its name and labels."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(Visitor(server.url).get("/metrics").body.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def answered(server: Server, endpoint: str) -> float:
    return figures(server)["eventapp_requests_total"].get((("endpoint", endpoint), ("status", "200")), 0.0)


def ask(server: Server, times: int) -> None:
    for _ in range(times):
        Visitor(server.url).get("/login")


@ON_SQLITE
def test_every_request_is_counted_whichever_process_answered_it_and_whichever_is_asked(server: Server) -> None:
    threads = [threading.Thread(target=ask, args=(server, ASKED // 4)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answered(server, "accounts.sign_in") for _ in range(12)} == {ASKED}


@ON_SQLITE
def test_what_a_process_that_died_had_counted_is_not_lost(server: Server) -> None:
    ask(server, ASKED)
    for child in children(server.pid):
        os.kill(child, signal.SIGKILL)
    waited_for(lambda: answers(server))
    assert answered(server, "accounts.sign_in") == ASKED


@ON_SQLITE
def test_counting_begins_anew_with_the_server(server: Server) -> None:
    ask(server, 5)
    server.stop()
    server.start()
    assert answered(server, "accounts.sign_in") == 0


def test_the_board_and_the_alerts_speak_of_figures_that_there_are(server: Server, tmp_path: Path) -> None:
    (tmp_path / "last-backup").write_text("2026-11-26T02:30:00+00:00 /var/backups/eventapp/one.tar.gz")
    waited_for((tmp_path / "last-look").exists)
    board = json.loads((DEPLOY / "prometheus" / "grafana-board.json").read_text())
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    asked += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    for expression in asked:
        promql_parser.parse(expression)  # raises where it is not PromQL
    named = set(re.findall(r"\beventapp_\w+", " ".join(asked)))
    assert named - set(figures(server)) == set()
    assert len(named) > 8


def test_the_database_away_is_a_figure_and_no_error(tmp_path: Path, postgres) -> None:
    """Asked of an app whose database went after it was started."""
    from tests.faults.cable import Cable

    with postgres.database("metrics_away") as url:
        cable = Cable(url)
        with running(cable.url, tmp_path, metrics="1", jobs="0") as server:
            assert figures(server)["eventapp_database_up"] == {(): 1.0}
            cable.cut()
            assert figures(server)["eventapp_database_up"] == {(): 0.0}
