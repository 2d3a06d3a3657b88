"""Two machines behind nginx, on one PostgreSQL and one Redis, with data folders of their own."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime
from http.client import HTTPConnection
from io import BytesIO
from time import monotonic
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.programme.models import Session, Speaker
from eventapp.programme.service import Place
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from tests.cluster.conftest import SEATS, Cluster
from tests.factories import Factories, tomorrow
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
PEOPLE, AT_ONCE = 4 * SEATS, 12
BETWEEN_PAGES = 0.05
"""Seconds: a reader is no load test."""
FORM = "/events/forum/register/"


class Readers:
    """Somebody who reads pages all the time, until the block ends."""

    def __init__(self, url: str) -> None:
        self._url, self._ends = url, threading.Event()
        self.statuses: list[int] = []
        self._threads = [threading.Thread(target=self._read) for _ in range(4)]

    def _read(self) -> None:
        while not self._ends.wait(BETWEEN_PAGES):
            for path in ("/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics"):
                try:
                    self.statuses.append(urlopen(self._url + path, timeout=30).status)
                except HTTPError as error:
                    self.statuses.append(error.code)
                except OSError:
                    self.statuses.append(0)

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()


def test_both_machines_say_the_same_under_the_same_validators(cluster: Cluster) -> None:
    for path in ("/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics"):
        one, two = (Visitor(machine.url).get(path) for machine in cluster.machines)
        assert (one.body, one.headers["ETag"]) == (two.body, two.headers["ETag"])


def test_a_release_is_served_by_both_at_once(cluster: Cluster, make: Factories, event: Event) -> None:
    with make.inside():
        session = db.session.scalars(select(Session)).one()
        programme.move_session(session, Place(tomorrow(6), tomorrow(7), None))
        programme.release_programme(db.session.get_one(Event, event.id))
    feeds = [Visitor(machine.url).get("/events/forum/calendar.ics").body for machine in cluster.machines]
    assert (feeds[0], b"T060000Z" in feeds[0] or b"T140000" in feeds[0]) == (feeds[1], True)


def test_a_machine_that_dies_is_missed_by_nobody_who_reads(cluster: Cluster) -> None:
    with Readers(cluster.url) as readers:
        waited_for(lambda: len(readers.statuses) > 100, 60)
        cluster.machines[0].kill()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 300, 60)
        cluster.machines[0].start()
        seen = len(readers.statuses)
        waited_for(lambda: len(readers.statuses) > seen + 300, 60)
    assert set(readers.statuses) == {200}


def test_a_rolling_restart_refuses_nothing(cluster: Cluster) -> None:
    """Two seconds lie between two machines: the proxy leaves one that was away alone for a second."""
    with Readers(cluster.url) as readers:
        for machine in cluster.machines:
            waited_for(lambda: len(readers.statuses) > 100, 60)
            machine.stop()
            machine.start()
            ready = monotonic()
            waited_for(lambda ready=ready: monotonic() > ready + 2, 60)
    assert set(readers.statuses) == {200}


@pytest.mark.timeout(600)
def test_seats_are_given_once_while_a_machine_dies_and_comes_back(
    cluster: Cluster, make: Factories, ticket_type: TicketType
) -> None:
    """Four people for each seat; by hand 2,000 for 500."""
    acknowledged: list[str] = []
    refused: list[int] = []
    numbers = iter(range(PEOPLE))
    lock = threading.Lock()

    def register_all() -> None:
        browser = Browser(cluster.url)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            browser.register(ticket_type, number, acknowledged, refused)

    threads = [threading.Thread(target=register_all) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    waited_for(lambda: len(acknowledged) > PEOPLE // 8, 120)
    cluster.machines[1].kill()
    cluster.machines[1].start()
    for thread in threads:
        thread.join()
    with make.inside():
        rows = db.session.execute(select(Registration.email, Registration.state)).all()
        assert service.seat_errors() == []
    states = Counter(row.state for row in rows)
    assert (states["confirmed"], states["waitlisted"]) == (SEATS, PEOPLE - SEATS)
    assert len({row.email for row in rows}) == len(rows)
    assert set(acknowledged) == {row.email for row in rows}
    assert len(refused) <= AT_ONCE  # only what was inside the machine that was killed


class Browser:
    """Sends the form again where no answer came. Costs less than one that reads whole pages."""

    def __init__(self, url: str) -> None:
        self._host = url.removeprefix("http://")

    def register(self, ticket_type: TicketType, number: int, acknowledged: list[str], refused: list[int]) -> None:
        email = f"guest{number}@example.org"
        for _attempt in range(4):
            connection = HTTPConnection(self._host, timeout=60)
            try:
                status = self._try(connection, ticket_type, number, email)
            except OSError:
                status = 0
            finally:
                connection.close()
            if status == 303:
                acknowledged.append(email)
                return
            refused.append(status)

    @staticmethod
    def _try(connection: HTTPConnection, ticket_type: TicketType, number: int, email: str) -> int:
        connection.request("GET", FORM)
        answer = connection.getresponse()
        page = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
        if found is None:
            return answer.status
        values = {
            "csrf_token": found[1], "submission_key": f"cluster-submission-{number:06}",
            "ticket_type": str(ticket_type.id),
            "name": "Guest", "email": email, "consent": "y", "country": "", "may_wait": "y",
        }  # fmt: skip
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", FORM, urlencode(values), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def test_a_scan_at_one_machine_is_known_to_a_phone_at_the_other(
    cluster: Cluster, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    guest = make.registration(event, ticket_type)
    gate = make.gate(event)
    one, two = ({"Authorization": f"Bearer {make.device(gate)[1]}"} for _ in range(2))
    visitors = [Visitor(machine.url) for machine in cluster.machines]
    known = visitors[1].get("/checkin/api/bundle", two).json
    scan = {"uuid": str(uuid4()), "ticket": guest.code, "direction": "entry", "device_seq": 1, "mode": "typed",
            "scanned_at": datetime.now(UTC).isoformat()}  # fmt: skip
    answer = visitors[0].post_json("/checkin/api/scans", {"scans": [scan]}, one)
    assert answer.json["results"][0]["outcome"] == "admitted"
    path = f"/checkin/api/bundle?cursor={known['cursor']}&scans={known['scans_cursor']}&scope={known['scope']}"
    told = waited_for(lambda: visitors[1].get(path, two).json["passages"], 5)
    assert [passage[0] for passage in told] == [scan["uuid"]]


def test_a_picture_that_one_machine_was_given_is_shown_by_the_other(
    cluster: Cluster, make: Factories, event: Event
) -> None:
    """Their folders have nothing in common: what people upload is in the database."""
    speaker = make.speaker(event)
    make.session(event, "Talk", speakers=(speaker,))
    drawn = BytesIO()
    Image.new("RGB", (80, 80), "red").save(drawn, "PNG")
    with make.inside():
        programme.set_photo(db.session.get_one(Speaker, speaker.id), drawn.getvalue())
    pictures = []
    for machine in cluster.machines:
        page = Visitor(machine.url).get("/events/forum/speakers/").page
        sources = [str(source) for source in page.tree.xpath("//img/@src") if "photo" in source]
        pictures.append([Visitor(machine.url).get(source).body for source in sources])
    assert (pictures[0], len(pictures[0])) == (pictures[1], 1)
