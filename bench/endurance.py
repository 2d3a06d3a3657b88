"""`python -m bench.endurance`: mixed load for long. Memory, files and connections stay flat, and nothing fails."""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench import event
from bench.__main__ import FEED, FORM, memory, reading, registering, scanning, searching, sign_in
from bench.clients import Connection, Work, get
from bench.servers import SECRET, database, processes, start_app, stop
from eventapp import close_connections, create_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db
from eventapp.registration.models import TicketType

PORT = 8190
GUESTS = 20_000
SAMPLE_EVERY = 10.0
"""Seconds."""
PAUSE = 0.15
"""Seconds between two things that one client does: people read before they go on."""
WARM_UP = 0.2
"""The share of the time after which everything that is kept is kept."""
MOST_GROWTH = 1.05


class Sample(NamedTuple):
    """What all processes have at one moment: memory in MB, open files, connections among them."""

    pss: float
    files: int
    sockets: int


def sample(leader: int) -> Sample:
    links = [link for folder in processes(leader) for link in _links(folder / "fd")]
    return Sample(memory(leader)[1], len(links), sum(link.startswith("socket:") for link in links))


def _links(folder: Path) -> list[str]:
    found = []
    for descriptor in folder.iterdir():
        try:
            found.append(os.readlink(descriptor))
        except OSError:  # it was closed meanwhile
            continue
    return found


def printing(cookie: str) -> Callable[[int], Work]:
    """An organiser who has a document made now and then, and looks at the dashboard between."""
    document = get(f"/admin/events/{event.SLUG}/print/signs/en.pdf", Cookie=cookie)
    dashboard = get(f"/admin/events/{event.SLUG}/", Cookie=cookie)
    return lambda _: lambda connection, number: connection.ask(dashboard if number % 100 else document)[0] == 200


def load(works: list[tuple[str, Callable[[int], Work]]], seconds: float) -> tuple[list[Any], Any]:
    """A process for each kind of work, each with its pauses; their results arrive in the queue."""
    fork = multiprocessing.get_context("fork")
    results: Any = fork.Queue()

    def client(index: int, name: str, work_of: Callable[[int], Work]) -> None:
        connection, work = Connection(PORT), work_of(index)
        done = failed = 0
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                good = work(connection, done + failed)
            except StopIteration:
                break
            except OSError:
                good, connection = False, Connection(PORT)
            done, failed = done + good, failed + (not good)
            time.sleep(PAUSE)
        results.put((name, done, failed))

    clients = [fork.Process(target=client, args=(index, name, work_of)) for index, (name, work_of) in enumerate(works)]
    for one in clients:
        one.start()
    return clients, results


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.endurance", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on the embedded PostgreSQL instead of SQLite")
    parser.add_argument("--minutes", type=float, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eventapp-bench-") as folder, database(arguments.postgres, folder) as url:
        return run(url, Path(folder), arguments.minutes * 60)


def run(url: str, folder: Path, seconds: float) -> int:
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET, rate_limits=False))
    with app.app_context():
        migrations.upgrade()
        made = event.make_event(300)
        event.make_guests(made, GUESTS)
        tickets, tokens = event.tickets(made), event.pair_devices(made, 8)
        ticket_type = db.session.query(TicketType).filter_by(event_id=made.id).first()
        assert ticket_type is not None
        event.switch_everything_on(made)
        event.make_guests(event.make_event(1, event.MARKET), GUESTS)
        organiser = event.make_organiser()
        ticket_type_id = ticket_type.id
    close_connections(app)
    server = start_app(url, folder, PORT)
    try:
        cookie = sign_in(PORT, *organiser)
        works = [
            ("event page", reading(get(f"/events/{event.SLUG}/", Accept_Encoding="gzip"))),
            ("schedule", reading(get(f"/events/{event.SLUG}/schedule/"))),
            ("feed", reading(get(FEED))),
            ("form", reading(get(FORM))),
            ("scans", scanning(tickets, tokens)),
            ("registrations", registering(ticket_type_id)),
            ("search", searching(cookie)),
            ("printed signs", printing(cookie)),
        ]
        return watch(server.pid, works, seconds)
    finally:
        stop(server)


def watch(leader: int, works: list[tuple[str, Callable[[int], Work]]], seconds: float) -> int:
    clients, results = load(works, seconds)
    samples = []
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        time.sleep(min(SAMPLE_EVERY, seconds / 10))
        samples.append(sample(leader))
        if len(samples) % 6 == 1:
            pss, files, sockets = samples[-1]
            print(f"{time.monotonic() - began:6.0f} s  {pss:6.0f} MB  {files} files  {sockets} connections", flush=True)
    failed = 0
    for _ in clients:
        name, done, wrong = results.get()
        failed += wrong
        print(f"{name:<18} {done:>7} done  {wrong} failed")
    for client in clients:
        client.join()
    warm = samples[int(len(samples) * WARM_UP) :]
    half = len(warm) // 2
    flat = True
    for index, name in enumerate(Sample._fields):
        first, second = (median(one[index] for one in part) for part in (warm[:half], warm[half:]))
        flat &= second <= first * MOST_GROWTH + 2
        print(f"{name:<8} median of the first half {first:.0f}, of the second {second:.0f}")
    print("flat, no failure" if flat and not failed else "NOT flat, or failures")
    return 0 if flat and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
