"""Databases as earlier releases made them, brought to the newest schema and used."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.files import MIGRATIONS
from eventapp.registration import links
from eventapp.registration.models import Registration
from tests.commands import examined, ran
from tests.databases import PostgresCluster
from tests.factories import PASSWORD, SECRET
from tests.server import create_app_of, running
from tests.upgrades.make import HERE, PEOPLE
from tests.visitor import Visitor
from tests.waiting import waited_for

WAITING = {"mail", "background_work"}
"""Its mails have waited ever since, and nobody does them before a server is started."""
DUMPS = sorted(HERE.glob("*.sql"))


class Old:
    """The database of an earlier release: its address, and the token of its phone."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token


@pytest.fixture(params=DUMPS, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    first, _, statements = request.param.read_text().partition("\n")
    token = first.removeprefix("-- phone: ")
    if ".sqlite." in request.param.name:
        with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as connection:
            connection.executescript(statements)
        yield Old(f"sqlite:///{tmp_path / 'old.sqlite3'}", token)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    with cluster.database("old", "template1") as url:
        with psycopg.connect(url) as connection:
            connection.execute(statements)
        yield Old(url, token)


def command(old: Old, folder: Path, *arguments: str) -> int:
    """The exit status of `eventapp` with these arguments."""
    return ran(*arguments, database_url=old.url, data_dir=str(folder), secret_key=SECRET)[0]


def bad(old: Old, folder: Path) -> set[str]:
    """What the doctor finds."""
    _, checks = examined(database_url=old.url, data_dir=str(folder), secret_key=SECRET)
    return {name for name, (state, _) in checks.items() if state == "bad"}


def test_an_old_database_is_upgraded_and_everything_in_it_goes_on(old: Old, tmp_path: Path) -> None:
    assert command(old, tmp_path, "run") == 1
    assert command(old, tmp_path, "db", "upgrade") == 0
    assert bad(old, tmp_path) - WAITING == set()
    with running(old.url, tmp_path, jobs="1") as server:
        visitor = Visitor(server.url)
        feed = Calendar.from_ical(visitor.get("/events/forum/calendar.ics").body)
        titles = {str(entry["SUMMARY"]): str(entry.get("STATUS", "")) for entry in feed.walk("VEVENT")}
        assert (titles["Opening"], [titles[name] for name in titles if "Panel" in name]) == ("CONFIRMED", ["CANCELLED"])
        assert visitor.submit("/login", email="owner@example.org", password=PASSWORD).status == 302
        assert "陳大文" in visitor.get("/admin/events/forum/registrations/").page.text
        app = create_app_of(server)
        with app.app_context():
            ada = db.session.scalars(select(Registration).where(Registration.name == PEOPLE[0])).one()
            page, code = f"/r/{links.page_token(ada)}/", ada.code
            db.session.close()
            db.engine.dispose()
        app.extensions["jobs"].huey.storage.close()
        assert Visitor(server.url).get(page).status == 200
        scan = {"uuid": str(uuid4()), "ticket": code, "direction": "entry", "device_seq": 1, "mode": "typed",
                "scanned_at": datetime.now(UTC).isoformat()}  # fmt: skip
        answer = visitor.post_json("/checkin/api/scans", {"scans": [scan]}, {"Authorization": f"Bearer {old.token}"})
        assert answer.json["results"][0]["outcome"] == "admitted"
        form = visitor.get("/events/forum/register/").page.values
        form |= {"ticket_type": "1", "name": "New", "email": "new@example.org", "consent": "y", "country": "",
                 "may_wait": "y"}  # fmt: skip
        assert visitor.post("/events/forum/register/", form).status == 303
        waited_for(lambda: not bad(old, tmp_path))


def test_a_backup_of_an_upgraded_database_comes_back(old: Old, tmp_path: Path) -> None:
    command(old, tmp_path, "db", "upgrade")
    path = str(tmp_path / "backup.tar.gz")
    said = [command(old, tmp_path, *arguments) for arguments in (
        ("backup", path), ("backup", "--verify", path), ("restore", "--yes", path),
    )]  # fmt: skip
    assert (said, bad(old, tmp_path) - WAITING) == ([0, 0, 0], set())


def test_every_kind_is_kept_for_every_release() -> None:
    by_kind = {kind: {path.name.split(".")[0] for path in DUMPS if f".{kind}." in path.name}
               for kind in ("sqlite", "postgresql")}  # fmt: skip
    assert by_kind["sqlite"] == by_kind["postgresql"]


def test_what_is_removed_was_not_used_by_the_release_before() -> None:
    """Add first, remove a release later: the version before still serves while the tables are brought up to date.

    An index may be replaced: nothing but time depends on it. So may a CHECK: the release before writes what it allowed.
    """
    for path in sorted(MIGRATIONS.glob("0*.py")):
        if path.name < "0008":
            continue  # before there was a release
        tree = ast.parse(path.read_text())
        body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
        code = re.sub(r"drop_constraint\([^\n]*type_='check'\)", "", ast.unparse(body))
        removes = re.findall(r"drop_(?!index)\w+|rename_\w+|new_column_name", code)
        unused = re.search(r'^NOT_USED_SINCE = "([\d.]+)"', path.read_text(), re.M)
        allowed = unused is not None and _numbers(unused[1]) < _numbers(version("eventapp"))
        assert not removes or allowed, f"{path.name} removes ({', '.join(removes)}) what the release before uses"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
