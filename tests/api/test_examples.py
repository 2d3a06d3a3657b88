"""The examples of docs/api.md, run as they stand."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from eventapp.core.files import ROOT
from tests.factories import Factories, person, tomorrow
from tests.node import node_command
from tests.server import Server, running

EXAMPLES = re.findall(r"^```(sh|python|js)\n(.*?)^```$", (ROOT / "docs" / "api.md").read_text(), re.M | re.S)


@pytest.fixture
def environment(make: Factories) -> dict[str, str]:
    event = make.event("new-vision")
    make.session(event, "Opening")
    for name in ("Ada Wong", "陳大文"):
        make.registration(event, make.ticket_type(event), **vars(person(name=name)))
    token = make.api_token(make.user("administrator@example.org", is_admin=True))
    return {**os.environ, "TOKEN": token}


@pytest.fixture
def server(environment: dict[str, str], database_url: str, tmp_path: Path) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0") as server:
        yield server


def ran(command: list[object], environment: dict[str, str], server: Server) -> str:
    run = subprocess.run(
        [str(part) for part in command], env={**environment, "EVENTAPP": server.url}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_examples_do_what_is_said_of_them(environment: dict[str, str], server: Server, tmp_path: Path) -> None:
    (shell, with_curl), (_python, read), (_js, write), (_read, receive) = EXAMPLES
    assert shell == "sh"
    sessions = ran(["sh", "-c", with_curl], environment, server)
    assert re.findall(r'"en":"(.*?)"', sessions) == ["Opening"]
    assert tomorrow(2).strftime("%Y-%m-%dT%H:%M:%SZ") in sessions
    assert ran([sys.executable, "-c", read], environment, server) == "Ada Wong\n陳大文\n"
    script = tmp_path / "example.mjs"
    script.write_text(write)
    assert ran(list(node_command(script)), environment, server) == "version 1 has Breakfast\n"
    secret, now = "whsec_" + "c2VjcmV0" * 5, datetime.now(UTC)
    named = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp()))}
    named["webhook-signature"] = Webhook(secret).sign("msg_1", now, '{"type":"room.created"}')
    told = f"{receive}\nprint(read({secret!r}, {named!r}, '{{\"type\":\"room.created\"}}')['type'])"
    assert ran([sys.executable, "-c", told], environment, server) == "room.created\n"
