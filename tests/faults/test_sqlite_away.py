"""SQLite's file is held by somebody else, or has gone for a while: as it is with any database that is away."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from eventapp import close_connections, create_app
from eventapp.config import Settings
from eventapp.core import migrations
from tests.factories import SECRET, Factories
from tests.faults.test_worker import children
from tests.server import Server, answers, running
from tests.visitor import Visitor
from tests.waiting import waited_for

PUBLIC = ("/", "/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics")
AWAY = "We cannot reach our data for a moment"
FILES = ("eventapp.sqlite3", "eventapp.sqlite3-wal", "eventapp.sqlite3-shm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def make(folder: Path) -> Factories:
    app = create_app(
        Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'eventapp.sqlite3'}", secret_key=SECRET)
    )
    make = Factories(app)
    with make.inside():
        migrations.upgrade()
    event = make.event()
    make.session(event, "Opening")
    make.ticket_type(event)
    close_connections(app)
    return make


@pytest.fixture
def server(make: Factories, folder: Path) -> Iterator[Server]:
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, folder.parent / "server.log", jobs="0") as server:
        yield server


def form(visitor: Visitor, email: str) -> dict[str, str]:
    values = visitor.get("/events/forum/register/").page.values
    return values | {"ticket_type": "1", "name": "Ada", "email": email, "consent": "y", "country": ""}


@pytest.mark.timeout(120)
def test_while_somebody_else_writes_for_long_forms_are_refused_in_words_and_pages_go_on(
    server: Server, folder: Path
) -> None:
    visitor = Visitor(server.url)
    sent = form(visitor, "ada@example.org")
    with closing(sqlite3.connect(folder / "eventapp.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = visitor.post("/events/forum/register/", sent)
        assert (refused.status, refused.page.heading, refused.headers["Retry-After"]) == (503, AWAY, "5")
        assert {path: Visitor(server.url).get(path).status for path in PUBLIC} == dict.fromkeys(PUBLIC, 200)
        other.execute("ROLLBACK")
    assert visitor.post("/events/forum/register/", sent).status == 303


def test_a_file_that_has_gone_is_not_replaced_by_an_empty_one(server: Server, folder: Path) -> None:
    """New processes find none, as where the folder is on a disk that went: the public reads copies until it is back."""
    visitor = Visitor(server.url)
    before = {path: visitor.get(path).body for path in PUBLIC}
    sent = form(visitor, "ada@example.org")
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    for name in FILES:
        if (folder / name).exists():
            shutil.move(folder / name, elsewhere / name)
    for child in children(server.pid):
        os.kill(child, signal.SIGKILL)
    waited_for(lambda: answers(server))
    assert visitor.get("/readyz").status == 503
    for path in PUBLIC:
        answer = Visitor(server.url).get(path)
        assert (answer.status, answer.headers["Warning"]) == (200, '110 - "Response is Stale"')
    assert Visitor(server.url).get("/events/forum/calendar.ics").body == before["/events/forum/calendar.ics"]
    refused = visitor.post("/events/forum/register/", sent)
    assert (refused.status, refused.page.heading) == (503, AWAY)
    assert not (folder / "eventapp.sqlite3").exists()
    for name in FILES:
        if (elsewhere / name).exists():
            shutil.move(elsewhere / name, folder / name)
    assert visitor.post("/events/forum/register/", sent).status == 303
    assert (visitor.get("/readyz").status, "Warning" in visitor.get("/events/forum/").headers) == (200, False)


def test_a_table_that_is_missing_is_an_error_of_ours_and_no_absence(server: Server, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "eventapp.sqlite3")) as other:
        other.execute("ALTER TABLE speaker RENAME TO speaker_gone")
    answer = Visitor(server.url).get("/events/forum/speakers/")
    assert (answer.status, answer.page.heading) == (500, "Something went wrong on our side")
