"""Over and over some process is killed: what was said to be done is done.

`KILLS=50 make test TESTS=tests/faults/test_kills.py` kills fifty times on each database.
"""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parseaddr
from http.client import HTTPException
from itertools import count
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from eventapp.checkin.models import Scan
from eventapp.core.db import db, transactional
from eventapp.core.outbox import Mail
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages.models import Campaign
from eventapp.messages.service import CampaignDetails, create_campaign, start_campaign
from eventapp.registration import service as registrations
from eventapp.registration.models import AttendeeImport, Registration, TicketType
from tests.commands import examined
from tests.factories import PASSWORD, SECRET, Factories, person
from tests.mailserver import Inbox, mailserver
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

KILLS = int(os.environ.get("KILLS", "4"))  # on each database
GUESTS, ROWS = 100, 100


class Crowd:
    """People who go on whatever happens, and send again what got no answer, until the block ends.

    What they were told is done is in `registered`, `scanned` and `released`.
    """

    def __init__(
        self, server: Server, ticket_type: TicketType, codes: list[str], token: str, session_path: str
    ) -> None:
        self._server, self._ticket_type, self._codes, self._token = server, ticket_type, codes, token
        self._session_path = session_path
        self.registered: list[str] = []
        self.scanned: list[str] = []
        self.released: list[str] = []
        self.sequences: list[int] = []
        self._owner, self._titles = Visitor(server.url), count()
        self._ends = threading.Event()
        works = (self._register, self._register, self._scan, self._release, self._follow)
        self._threads = [threading.Thread(target=self._go_on, args=(work, number)) for number, work in enumerate(works)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, work: Callable[[int, int], None], index: int) -> None:
        number = 0
        while not self._ends.is_set():
            with suppress(OSError, HTTPException, AssertionError):
                work(index, number)
                number += 1

    def _register(self, index: int, number: int) -> None:
        email = f"crowd{index}.{number}@example.org"
        visitor = Visitor(self._server.url)
        form = visitor.get("/events/forum/register/").page.values
        form |= {"ticket_type": str(self._ticket_type.id), "name": "Crowd", "email": email, "consent": "y",
                 "country": "", "submission_key": f"killed-{index}-{number:08}"}  # fmt: skip
        assert visitor.post("/events/forum/register/", form).status == 303
        self.registered.append(email)

    def _scan(self, _index: int, number: int) -> None:
        if number >= len(self._codes):
            self._ends.wait(0.2)
            return
        scan = {"uuid": str(uuid4()), "ticket": self._codes[number], "direction": "entry", "device_seq": number + 1,
                "mode": "typed", "scanned_at": datetime.now(UTC).isoformat()}  # fmt: skip
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = Visitor(self._server.url).post_json("/checkin/api/scans", {"scans": [scan]}, headers)
        assert answer.status == 200
        self.scanned.append(scan["uuid"])

    def _release(self, _index: int, _number: int) -> None:
        # Another title each time: what was released and got no answer leaves nothing to be released again.
        owner, title = self._owner, f"Opening {next(self._titles)}"
        if owner.get("/admin/").status != 200:
            assert owner.submit("/login", email="owner@example.org", password=PASSWORD).status == 302
        form = owner.get(self._session_path).page.values
        assert owner.post(self._session_path, form | {"title-en": title}).status == 303
        page = "/admin/events/forum/release"
        assert owner.post(page, owner.get(page).page.values).status == 303
        self.released.append(title)

    def _follow(self, _index: int, _number: int) -> None:
        feed = Calendar.from_ical(Visitor(self._server.url).get("/events/forum/calendar.ics").body)
        self.sequences.append(max(int(entry.get("SEQUENCE", 0)) for entry in feed.walk("VEVENT")))
        self._ends.wait(0.2)


def kill_something(server: Server, choice: random.Random) -> None:
    """Any process of the instance; where its first one went, the instance is started again, as systemd does it."""
    members = [
        int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and _is_of(server, folder)
    ]
    if members:
        with suppress(ProcessLookupError):
            os.kill(choice.choice(members), signal.SIGKILL)
    waited_for(lambda: is_brought_back(server), 30)


def start_where_it_ended(server: Server) -> None:
    if not server.is_running:
        with suppress(ProcessLookupError):
            server.kill()
        server.start()


def is_brought_back(server: Server) -> bool:
    """Whether it is ready, started again where it ended: it may end a few seconds after the process that was killed."""
    start_where_it_ended(server)
    return _is_ready(server)


def _is_of(server: Server, folder: Path) -> bool:
    with suppress(OSError):
        return os.getpgid(int(folder.name)) == server.pid
    return False


def _is_ready(server: Server) -> bool:
    with suppress(OSError, HTTPException):
        return Visitor(server.url).get("/readyz").status == 200
    return False


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailserver() as inbox:
        yield inbox


@transactional
def register_guests(event_id: int, ticket_type_id: int) -> list[str]:
    event, ticket_type = db.session.get_one(Event, event_id), db.session.get_one(TicketType, ticket_type_id)
    return [
        registrations.register_by_team(
            event, ticket_type, person(name=f"Guest {number}", email=f"guest{number}@example.org"),
            submission_key=f"guest-{number:012}", tells=False,
        ).code
        for number in range(GUESTS)
    ]  # fmt: skip


def begin_work(event: Event, ticket_type: TicketType) -> None:
    """An import and a campaign, both owed from now on."""
    table = "name,email\n" + "".join(f"Row {number},row{number}@example.org\n" for number in range(ROWS))
    found, ticket_type = db.session.get_one(Event, event.id), db.session.get_one(TicketType, ticket_type.id)
    upload = registrations.upload_table(found, "people.csv", table.encode(), "Test")
    registrations.check_upload(upload, {"name": 0, "email": 1}, ticket_type, False)
    registrations.accept_upload(upload)
    details = CampaignDetails(
        LocalizedText({"en": "News"}), LocalizedText({"en": "Dear {name}."}), audience={"state": "confirmed"}
    )
    start_campaign(create_campaign(found, details, "Test"))


@pytest.mark.timeout(150 + 20 * KILLS)
def test_what_was_said_to_be_done_is_done(database_url: str, make: Factories, inbox: Inbox, tmp_path: Path) -> None:
    event = make.event(owner=make.user())
    session = make.session(event, "Opening")
    ticket_type = make.ticket_type(event)
    token = make.device(make.gate(event))[1]
    with make.inside():
        codes = register_guests(event.id, ticket_type.id)
        begin_work(event, ticket_type)
    with running(database_url, tmp_path, jobs="1", workers="2", smtp_url=inbox.url) as server:
        path = f"/admin/events/forum/sessions/{session.code}"
        choice, ends = random.Random(16), monotonic() + 100 + 15 * KILLS
        with Crowd(server, ticket_type, codes, token, path) as crowd:
            for _ in range(KILLS):
                assert monotonic() < ends
                moment = monotonic() + choice.uniform(0.05, 0.8)
                waited_for(lambda moment=moment: monotonic() > moment)
                kill_something(server, choice)
            # On a slow machine none came through between two kills; and what was killed last may end the rest later.
            waited_for(lambda: is_brought_back(server) and crowd.released, 60)
        waited_for(lambda: is_brought_back(server) and nothing_is_owed(make), 120)
        waited_for(lambda: is_brought_back(server))
        _, checks = examined(database_url=database_url, data_dir=str(tmp_path), secret_key=SECRET)
        feed = Calendar.from_ical(Visitor(server.url).get("/events/forum/calendar.ics").body)
    assert {name: detail for name, (state, detail) in checks.items() if state == "bad"} == {}
    with make.inside():
        people = Counter(db.session.scalars(select(Registration.email)))
        scans = Counter(str(uuid) for uuid in db.session.scalars(select(Scan.uuid)))
        campaign = {mail.message_id for mail in db.session.scalars(select(Mail).where(Mail.campaign_id.is_not(None)))}
        uncertain = db.session.scalar(select(func.count()).where(Mail.state == "failed")) or 0
    assert (set(crowd.registered) - set(people), max(people.values())) == (set(), 1)
    assert {f"row{number}@example.org" for number in range(ROWS)} - set(people) == set()
    assert (set(crowd.scanned) - set(scans), max(scans.values())) == (set(), 1)
    assert (crowd.sequences, len(crowd.released) > 0) == (sorted(crowd.sequences), True)
    titles = [str(entry["SUMMARY"]) for entry in feed.walk("VEVENT")]
    assert any(title.startswith("Opening") and _number(title) >= _number(crowd.released[-1]) for title in titles)
    received = Counter(str(mail["Message-ID"]) for mail in inbox.mails)
    assert [name for name, times in received.items() if times > 1 and name in campaign] == []
    to_guests = {parseaddr(str(mail["To"]))[1] for mail in inbox.mails}
    missing = [f"guest{number}@example.org" for number in range(GUESTS)]
    assert len(set(missing) - to_guests) <= uncertain <= KILLS


def _number(title: str) -> int:
    return int(title.rpartition(" ")[2]) if title.rpartition(" ")[2].isdigit() else -1


def nothing_is_owed(make: Factories) -> bool:
    with make.inside():
        states = Counter(db.session.scalars(select(Mail.state)))
        works = (db.session.scalar(select(AttendeeImport.state)), db.session.scalar(select(Campaign.state)))
    return works == ("done", "done") and set(states) <= {"sent", "failed", "skipped"}
