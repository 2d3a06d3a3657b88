"""The machine's clock is set back or forward by an hour while the server runs: the system's own calls say so."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select

from eventapp.checkin import service as checkin
from eventapp.checkin.models import Gate
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.service import Choices
from tests.databases import ON_SQLITE
from tests.factories import PASSWORD, Factories
from tests.server import Server, running
from tests.thorough import first_of
from tests.visitor import Visitor
from tests.waiting import waited_for

FORWARD, BACK = (pytest.param(timedelta(hours=hours), id=name) for hours, name in ((1, "forward"), (-1, "back")))


class Clock:
    """What a process that was started with `environment` takes for the time."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            if os.environ.get("CI"):
                pytest.fail("libfaketime is not installed (Debian: apt install libfaketime)")
            pytest.skip("libfaketime is not installed (Debian: apt install libfaketime)")
        self._file = folder / "clock-shift"
        self.set(timedelta())
        self.environment = {
            "LD_PRELOAD": str(found[0]), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
        }  # fmt: skip

    def set(self, moved: timedelta) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{moved.total_seconds():+.0f}")
        new.replace(self._file)


@pytest.fixture
def wall(tmp_path: Path) -> Clock:
    return Clock(tmp_path)


class Forum:
    """One who is in, one who is offered a seat, one phone at the door, and the owner."""

    def __init__(self, make: Factories) -> None:
        self.make = make
        self.owner = make.user()
        event = make.event(owner=self.owner)
        make.session(event, "Opening")
        self.ticket_type = make.ticket_type(event, capacity=2, has_waiting_list=True, offer_hours=1)
        self.ada = make.registration(event, self.ticket_type, name="Ada", email="ada@example.org")
        other = make.registration(event, self.ticket_type, name="Ben", email="ben@example.org")
        self.waiting = make.registration(
            event, self.ticket_type, choices=Choices(may_wait=True), email="cyn@example.org"
        )
        self.gate = make.gate(event)
        self.token = make.device(self.gate)[1]
        with make.inside():
            service.cancel(db.session.get_one(Registration, other.id))  # the first in line is offered the seat
            assert db.session.get_one(Registration, self.waiting.id).has_offer

    def bundle(self, visitor: Visitor, cursor: int = 0, scans: int = 0) -> dict:
        return visitor.get(f"/checkin/api/bundle?cursor={cursor}&scans={scans}", self._headers).json

    def scan(self, visitor: Visitor, at: datetime) -> str:
        scan = {"uuid": str(uuid4()), "ticket": self.ada.code, "direction": "entry", "device_seq": 1, "mode": "typed",
                "scanned_at": at.isoformat()}  # fmt: skip
        return visitor.post_json("/checkin/api/scans", {"scans": [scan]}, self._headers).json["results"][0]["outcome"]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def pairing_code(self) -> str:
        with self.make.inside():
            return checkin.open_pairing(db.session.get_one(Gate, self.gate.id), "steward")


@pytest.fixture
def forum(make: Factories) -> Forum:
    return Forum(make)


@pytest.fixture
def server(database_url: str, forum: Forum, wall: Clock, tmp_path: Path) -> Iterator[Server]:
    with running(database_url, tmp_path, more=wall.environment, jobs="1") as server:
        yield server


@pytest.mark.parametrize("moved", first_of(BACK, FORWARD))
def test_what_is_numbered_does_not_fall(server: Server, forum: Forum, wall: Clock, moved: timedelta) -> None:
    visitor = Visitor(server.url)
    page = forum.make.page_path(forum.ada)
    before = forum.bundle(visitor)
    forum.scan(visitor, datetime.now(UTC))
    known = _own_entry(visitor, page)
    wall.set(moved)
    assert visitor.submit(f"{page}edit", name="Ada Wong").status == 303
    after = forum.bundle(visitor, before["cursor"], before["scans_cursor"])
    assert (after["cursor"] > before["cursor"], [row[2] for row in after["registrations"]]) == (True, ["Ada Wong"])
    assert len(after["passages"]) == 1
    again = _own_entry(visitor, page)
    assert again["SEQUENCE"] >= known["SEQUENCE"]
    assert again.decoded("LAST-MODIFIED") >= known.decoded("LAST-MODIFIED")


def _own_entry(visitor: Visitor, page: str):
    path = next(link for link in visitor.get(page).page.links() if link.endswith(".ics"))
    return Calendar.from_ical(visitor.get(urlsplit(path).path).body).walk("VEVENT")[0]


@pytest.mark.parametrize("moved", first_of(FORWARD, BACK))
def test_codes_offers_and_sign_ins_hold_as_long_as_was_said(
    server: Server, forum: Forum, wall: Clock, moved: timedelta
) -> None:
    owner = Visitor(server.url)
    assert owner.submit("/login", email="owner@example.org", password=PASSWORD).status == 302
    code = forum.pairing_code()
    wall.set(moved)
    assert owner.get("/admin/").status == 200
    paired = Visitor(server.url).post_json("/checkin/api/pair", {"code": code, "name": ""}, {})
    assert (paired.status, paired.json["role"]) == (201, "steward")
    assert forum.scan(Visitor(server.url), datetime.now(UTC) + moved) == "admitted"
    page = forum.make.page_path(forum.waiting)
    guest = Visitor(server.url)
    assert guest.post(f"{page}offer", guest.get(page).page.values | {"choice": "accept"}).status == 303
    with forum.make.inside():
        assert db.session.get_one(Registration, forum.waiting.id).state == "confirmed"


@ON_SQLITE
@pytest.mark.parametrize("moved", first_of(BACK, FORWARD))
def test_mail_leaves_all_the_same(server: Server, forum: Forum, wall: Clock, moved: timedelta) -> None:
    wall.set(moved)
    visitor = Visitor(server.url)
    form = visitor.get("/events/forum/register/").page.values
    form |= {"ticket_type": str(forum.ticket_type.id), "name": "Dee", "email": "dee@example.org", "consent": "y",
             "country": "", "may_wait": "y"}  # fmt: skip
    assert visitor.post("/events/forum/register/", form).status == 303

    def left() -> bool:
        with forum.make.inside():
            return db.session.scalars(select(Mail.state).where(Mail.recipient == "dee@example.org")).all() == ["kept"]

    waited_for(left, 90)


@ON_SQLITE
@pytest.mark.parametrize("moved", first_of(FORWARD, BACK))
def test_the_doctor_says_it_and_takes_a_clock_that_is_right_now(server: Server, wall: Clock, moved: timedelta) -> None:
    def doctor(*arguments: str) -> tuple[int, str, str]:
        run = subprocess.run(
            [sys.executable, "-m", "eventapp.cli", "doctor", "--json", *arguments],
            env=server.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        (clock,) = [check for check in json.loads(run.stdout)["checks"] if check["name"] == "clock"]
        return run.returncode, clock["state"], clock["detail"]

    assert doctor() == (0, "well", "")
    wall.set(moved)
    said = "It was set {} by 60 minutes while this machine ran. If it is right now, run `eventapp doctor --repair`."
    assert doctor() == (1, "bad", said.format("forward" if moved > timedelta() else "back"))
    wall.set(timedelta())
    assert doctor() == (0, "well", "")
