"""`python -m bench.api`: 50,000 registrations read through the API, in pages of 500."""

import argparse
import gzip
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from bench import event
from bench.clients import Connection, get
from bench.door import say
from bench.servers import SECRET, database, processes, start_app, stop
from eventapp import create_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db
from eventapp.events.api_scopes import SCOPES
from eventapp.events.service import create_api_token

PORT = 8193
PEOPLE, PAGE = 50_000, 500
FIRST_PAGE_MS = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.api", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on the embedded PostgreSQL instead of SQLite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eventapp-bench-") as folder, database(arguments.postgres, folder) as url:
        return run(url, Path(folder))


def run(url: str, folder: Path) -> int:
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET, rate_limits=False))
    print(f"preparing {PEOPLE:,} registrations...", flush=True)
    token = _prepared(app)
    server = start_app(url, folder, PORT)
    try:
        return 0 if all(measured(server.pid, token)) else 1
    finally:
        stop(server)


def _prepared(app: Flask) -> str:
    from eventapp.accounts.service import create_user

    with app.app_context():
        migrations.upgrade()
        event.make_guests(event.make_event(1, event.MARKET), PEOPLE)
        administrator = create_user("administrator@example.org", "Ada", "correct horse battery", is_admin=True)
        expires_at = datetime.now(UTC) + timedelta(days=1)
        token = create_api_token(administrator, "bench", SCOPES, expires_at)[1]
        db.engine.dispose()
    return token


def measured(pid: int, token: str) -> list[bool]:
    connection, taken = Connection(PORT), []
    cursor: str | None = ""
    path = f"/api/v1/events/{event.MARKET}/registrations?limit={PAGE}"
    headers = {"Authorization": f"Bearer {token}", "Accept_Encoding": "gzip"}
    for _ in range(3):
        _page(connection, f"{path}&cursor={cursor}", headers)
    before = _memory(pid)
    total = 0
    while cursor is not None:
        began = time.perf_counter()
        page = _page(connection, f"{path}&cursor={cursor}", headers)
        taken.append((time.perf_counter() - began) * 1000)
        total += len(page["items"])
        cursor = page["next"]
    grown = _memory(pid) - before
    tenth = max(len(taken) // 10, 1)
    first, last = sum(taken[:tenth]) / tenth, sum(taken[-tenth:]) / tenth
    words = f"{total:,} people in {sum(taken) / 1000:.1f} s"
    return [
        say("first page", f"{taken[0]:.0f} ms", f"{FIRST_PAGE_MS} ms", taken[0] < FIRST_PAGE_MS),
        say("all pages", f"{words}; the first tenth {first:.0f} ms a page, the last {last:.0f}", "in line",
            total >= PEOPLE and last < 2 * first),
        say("memory", f"{grown:+.0f} MB", "flat", grown < 30),
    ]  # fmt: skip


def _page(connection: Connection, path: str, headers: dict[str, str]) -> dict[str, Any]:
    status, head, body = connection.ask(get(path, **headers))
    assert status == 200, body
    found: dict[str, Any] = json.loads(gzip.decompress(body) if b"gzip" in head else body)
    return found


def _memory(leader: int) -> float:
    """MB of all processes, with shared pages counted once (PSS)."""
    total = 0
    for folder in processes(leader):
        rollup = (folder / "smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())
