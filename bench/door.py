"""`python -m bench.door`: the door's own figures: badges, the bundle of a whole market, and a simulated morning."""

import argparse
import gzip
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from bench import event
from bench.clients import Connection, get, post
from bench.servers import SECRET, database, served
from eventapp import create_app
from eventapp.checkin.badges import badges_pdf
from eventapp.checkin.models import Scan
from eventapp.checkin.queries import double_entries
from eventapp.checkin.service import open_pairing
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration

PORT = 8192
MARKET = 50_000
PEOPLE, PHONES = 7_500, 20
TWICE = 0.02
"""Of the people, whose tickets are shown at a second phone too."""
OFFLINE = 0.10
"""Of the morning, in two spells for each phone."""
POLLED_EVERY = 3.0
WARM_UP = 5.0
"""Before the doors open, in which phones fetch the list of guests, each at its own moment."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.door", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on the embedded PostgreSQL instead of SQLite")
    parser.add_argument("--seconds", type=float, default=120, help="into which the morning's hour is pressed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eventapp-bench-") as folder, database(arguments.postgres, folder) as url:
        return run(url, Path(folder), arguments.seconds)


def run(url: str, folder: Path, seconds: float) -> int:
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET, rate_limits=False))
    print("preparing a market of 50,000 and a morning of 7,500...", flush=True)
    with app.app_context():
        migrations.upgrade()
        morning = event.make_event(30)
        event.make_guests(morning, PEOPLE)
        tickets, tokens = event.tickets(morning)[:PEOPLE], event.pair_devices(morning, PHONES)
        market = event.make_event(1, event.MARKET)
        event.make_guests(market, MARKET)
        (scanner,) = event.pair_devices(market, 1)
        code = open_pairing(event.gate_of(market))
        met = [badges(morning)]
        event_id = morning.id
        db.engine.dispose()
    with served(url, folder, PORT):
        met += [bundle(scanner), device(code), simulated(app, event_id, shifts(tickets, tokens, seconds), seconds)]
    return 0 if all(met) else 1


def say(name: str, words: str, goal: str, met: bool) -> bool:
    print(f"  {name:<10} {words}; goal {goal}; {'met' if met else 'MISSED'}", flush=True)
    return met


def badges(made: Event) -> bool:
    """300 badges, with the fonts loaded as in a server that has run for a while."""
    people = list(db.session.scalars(select(Registration).where(Registration.event_id == made.id).limit(300)))
    badges_pdf(made, people[:1])
    began = time.perf_counter()
    size = len(badges_pdf(made, people))
    taken = time.perf_counter() - began
    return say("badges", f"300 bilingual in {taken:.2f} s ({size / 1e6:.1f} MB)", "1 s", taken < 1)


def bundle(token: str) -> bool:
    """All of it, page by page as a phone asks."""
    connection, size, rows, query = Connection(PORT), 0, 0, "cursor=0&scans=0"
    began = time.perf_counter()
    while True:
        request = get(f"/checkin/api/bundle?{query}", Authorization=f"Bearer {token}", Accept_Encoding="gzip")
        _, head, body = connection.ask(request)
        size += len(body)
        answer = json.loads(gzip.decompress(body) if b"gzip" in head else body)
        rows += len(answer["registrations"])
        query = f"cursor={answer['cursor']}&scans={answer['scans_cursor']}&scope={answer['scope']}"
        if not answer["more"]:
            break
    taken = time.perf_counter() - began
    words = f"{rows:,} registrations, {size / 1e6:.2f} MB compressed, sent in {taken:.2f} s"
    return say("bundle", words, "3 MB", size < 3e6 and rows > MARKET)


LOOKUPS = """async () => {
  const doors = await import("/static/js/scanner/door.js");
  const codes = [...doors.door.byCode.keys()];
  const timed = (act) => {
    const times = [];
    for (let number = 0; number < 200; number += 1) {
      const began = performance.now();
      act(number);
      times.push(performance.now() - began);
    }
    return times.sort((one, other) => one - other)[198];
  };
  return {
    code: timed((number) => doors.byCode(codes[(number * 211) % codes.length])),
    name: timed((number) => doors.find(["nobody", "tan", "company 759", "陈"][number % 4])),
    people: codes.length,
  };
}"""


VERDICTS = """async () => {
  const { door } = await import("/static/js/scanner/door.js");
  const codes = [...door.byCode.keys()].slice(100, 140);
  const typed = document.getElementById("typed");
  const dialog = document.getElementById("verdict");
  const times = [];
  for (const code of codes) {
    typed.value = code;
    const shown = new Promise((resolve) => {
      const watcher = new MutationObserver(() => dialog.open && (watcher.disconnect(), resolve(performance.now())));
      watcher.observe(dialog, { attributes: true, attributeFilter: ["open"] });
    });
    const began = performance.now();
    typed.form.requestSubmit();
    times.push((await shown) - began);
    dialog.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)];
}"""


def device(code: str) -> bool:
    """A phone, which a Chromium of this machine plays, from its pairing until the whole list is in it."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        print("  device     not measured: there is no Chromium here", flush=True)
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{PORT}/checkin/")
        began = time.perf_counter()
        page.get_by_label("Pairing code").fill(code)
        page.keyboard.press("Enter")
        page.wait_for_selector('.scanner-state[data-truth="3"]', timeout=60_000)
        taken = time.perf_counter() - began
        found = page.evaluate(LOOKUPS)
        verdict = page.evaluate(VERDICTS)
        began = time.perf_counter()
        page.reload()
        page.wait_for_selector('.scanner-state[data-truth="3"]', timeout=60_000)
        again = time.perf_counter() - began
        browser.close()
    words = (
        f"{found['people']:,} loaded in {taken:.2f} s, opened again in {again:.2f} s,"
        f" found by code in {found['code']:.2f} ms and by name in {found['name']:.1f} ms (p99),"
        f" a verdict in {verdict:.0f} ms (p95)"
    )
    is_quick = max(found["code"], found["name"]) < 10 and verdict < 100
    return say("device", words, "3 s, 10 ms, 100 ms", taken < 3 and is_quick)


@dataclass(frozen=True)
class Shift:
    """What one phone does all morning: (moment, ticket) in order, and when it has no network."""

    token: str
    arrivals: list[tuple[float, str]]
    offline: list[tuple[float, float]]

    def is_offline(self, at: float) -> bool:
        return any(start <= at < end for start, end in self.offline)


def shifts(tickets: list[str], tokens: list[str], seconds: float) -> list[Shift]:
    """Everybody once, a few twice, more of them in the middle of the hour than at its ends."""
    chance = random.Random(7)
    arrivals: list[list[tuple[float, str]]] = [[] for _ in tokens]
    for ticket in tickets + chance.sample(tickets, int(len(tickets) * TWICE)):
        at = min(max(chance.gauss(0.5, 0.22), 0), 1) if chance.random() < 0.7 else chance.random()
        arrivals[chance.randrange(len(tokens))].append((at * seconds, ticket))
    spell = seconds * OFFLINE / 2
    found = []
    for token, own in zip(tokens, arrivals, strict=True):
        starts = [chance.uniform(0, 0.5) * (seconds - spell), chance.uniform(0.5, 1) * (seconds - spell)]
        found.append(Shift(token, sorted(own), [(start, start + spell) for start in starts]))
    return found


def simulated(app: Flask, event_id: int, work: list[Shift], seconds: float) -> bool:
    """The morning: phones that scan, poll and lose the network, each in a process of its own."""
    fork = multiprocessing.get_context("fork")
    results: Any = fork.Queue()
    began = time.monotonic() + WARM_UP
    processes = [fork.Process(target=_work, args=(shift, began, seconds, results)) for shift in work]
    for process in processes:
        process.start()
    parts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    made = [uuid for part in parts for uuid in part[0]]
    times = sorted(one for part in parts for one in part[1])
    p99 = times[int(len(times) * 0.99)]
    with app.app_context():
        stored = {str(uuid) for uuid in db.session.scalars(select(Scan.uuid))}
        doubles = len(double_entries(event_id))
        db.engine.dispose()
    lost = set(made) - stored
    words = (
        f"{len(made):,} scans of {PEOPLE:,} people by {len(work)} phones in {seconds:.0f} s,"
        f" {len(made) - len(times):,} without a network, {len(lost)} lost, {doubles} double entries found;"
        f" verdict online p50 {times[len(times) // 2] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"
    )
    return say("morning", words, "none lost, p99 50 ms", not lost and p99 < 0.050)


def _work(shift: Shift, began: float, seconds: float, results: Any) -> None:
    connection = Connection(PORT)
    made: list[str] = []
    times: list[float] = []
    owed: list[dict[str, Any]] = []
    time.sleep(shift.offline[0][0] % POLLED_EVERY)  # each phone counts its three seconds from another moment
    cursors = _poll(connection, shift.token, {"cursor": 0, "scans": 0, "scope": "", "badges": ""})
    polled = time.monotonic() - began
    for at, ticket in [*shift.arrivals, (seconds, "")]:
        while True:
            now = time.monotonic() - began
            offline = shift.is_offline(now)
            if owed and not offline:
                _send(connection, shift.token, owed)
                owed = []
            if not offline and now - polled > POLLED_EVERY:
                polled = now
                cursors = _poll(connection, shift.token, cursors)
            if now >= at:
                break
            time.sleep(min(at - now, 0.05))
        if not ticket:
            break
        scan: dict[str, Any] = {
            "uuid": str(uuid4()), "ticket": ticket, "scanned_at": datetime.now(UTC).isoformat(),
            "device_seq": len(made) + 1, "mode": "camera",
        }  # fmt: skip
        made.append(scan["uuid"])
        if offline:
            owed.append({**scan, "told": "admitted"})
        else:
            asked = time.perf_counter()
            _send(connection, shift.token, [scan])
            times.append(time.perf_counter() - asked)
    if owed:
        _send(connection, shift.token, owed)
    results.put((made, times))


def _send(connection: Connection, token: str, scans: list[dict[str, Any]]) -> None:
    for start in range(0, len(scans), 100):
        body = json.dumps({"scans": scans[start : start + 100]}).encode()
        status, _, _ = connection.ask(
            post("/checkin/api/scans", body, "application/json", Authorization=f"Bearer {token}")
        )
        if status != 200:
            raise SystemExit(f"the server answered {status}")


def _poll(connection: Connection, token: str, cursors: dict[str, Any]) -> dict[str, Any]:
    while True:
        query = "&".join(f"{name}={value}" for name, value in cursors.items())
        _, head, body = connection.ask(
            get(f"/checkin/api/bundle?{query}", Authorization=f"Bearer {token}", Accept_Encoding="gzip")
        )
        answer = json.loads(gzip.decompress(body) if b"gzip" in head else body)
        cursors = {
            "cursor": answer["cursor"], "scans": answer["scans_cursor"], "scope": answer["scope"],
            "badges": answer["badges_revision"],
        }  # fmt: skip
        if not answer["more"]:
            return cursors


if __name__ == "__main__":
    sys.exit(main())
