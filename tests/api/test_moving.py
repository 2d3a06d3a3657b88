"""An event moves from one instance to another through the API alone (examples/move_event.py): what the public and
calendars see is the same afterwards, and so are the people and who came."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select

from eventapp.accounts.service import create_user
from eventapp.checkin.forms import scan_from
from eventapp.checkin.models import Gate
from eventapp.checkin.service import open_pairing, pair_device, record_scans
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events.api_scopes import SCOPES
from eventapp.events.service import create_api_token
from eventapp.registration.models import Registration
from eventapp.registration.service import seat_errors
from tests.server import Server, create_app_of, running

EVENT = "/events/new-vision"
CAME = 60


def token_of(server: Server) -> str:
    """A token of a site administrator, with every scope."""
    with create_app_of(server).app_context():
        user = create_user("mover@example.org", "Mover", "a long password of its own", is_admin=True)
        made = create_api_token(user, "Move", SCOPES, datetime.now(UTC) + timedelta(days=1), None)[1]
        db.engine.dispose()
    return made


@pytest.fixture
def old(seeded_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """The demo's forum, to which people have come."""
    folder = tmp_path / "old"
    shutil.copytree(seeded_folder, folder)
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, jobs="0", rate_limits="0") as server:
        with create_app_of(server).app_context():
            device, _token = pair_device(open_pairing(db.session.scalars(select(Gate)).first(), "supervisor"), "Door")
            guests = db.session.scalars(select(Registration).where(Registration.state == "confirmed")).all()[:CAME]
            at = datetime.now(UTC) - timedelta(hours=1)
            record_scans(device, [
                scan_from({"uuid": str(uuid4()), "ticket": guest.code, "device_seq": number, "mode": "typed",
                           "scanned_at": (at + timedelta(seconds=number)).isoformat()})
                for number, guest in enumerate(guests)
            ])  # fmt: skip
            db.engine.dispose()
        yield server


@pytest.fixture
def new(sqlite_template: Path, tmp_path: Path) -> Iterator[Server]:
    """An instance where nothing is yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "eventapp.sqlite3")
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, jobs="0", rate_limits="0") as server:
        yield server


def asked(server: Server, path: str, token: str = "") -> bytes:
    return urlopen(Request(server.url + path, headers={"Authorization": f"Bearer {token}"} if token else {})).read()


def send(server: Server, path: str, token: str, values: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return urlopen(Request(f"{server.url}/api/v1{path}", json.dumps(values).encode(), headers)).status


def move(old: Server, new: Server, tokens: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "examples" / "move_event.py"), "new-vision"],
        env={**os.environ, "FROM": old.url, "TO": new.url, **tokens}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def everything(server: Server, path: str, token: str) -> list[dict[str, Any]]:
    found = json.loads(asked(server, f"/api/v1{EVENT}/{path}?limit=500", token))
    assert found["next"] is None
    return found["items"]


def schedule(server: Server) -> list[str]:
    """Without what an instance says of itself (its address, numbers and codes of its own, and its version), and without
    recordings, whose files do not move with a programme."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items() if key not in OWN}
        return [plain(one) for one in value] if isinstance(value, list) else value

    found = plain(json.loads(asked(server, f"{EVENT}/schedule.json"))["schedule"])
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


OWN = {"id", "code", "slug", "url", "version", "base_url", "guid_of_person", "feedback_url", "origin_url", "avatar",
       "recordings"}  # fmt: skip


def entries(server: Server) -> dict[str, tuple[object, ...]]:
    """A feed's entries by their UIDs: what a person sees of them."""
    calendar = Calendar.from_ical(asked(server, f"{EVENT}/calendar.ics"))
    return {
        str(entry["UID"]): (str(entry["SUMMARY"]), str(entry["LOCATION"]), entry["DTSTART"].dt, entry["DTEND"].dt)
        for entry in calendar.walk("VEVENT")
    }


def people(server: Server, token: str) -> list[tuple[Any, ...]]:
    """What they said of themselves, what they answered in the form, and how many sessions they chose."""
    names = ("name", "email", "phone", "company", "job_title", "country", "locale", "state")
    form = {str(one["id"]) for one in everything(server, "questions", token) if one["kind"] != "file"}
    return sorted(
        (*(one[name] or "" for name in names), len(form & set(one["answers"])), len(one["agenda"]))
        for one in everything(server, "registrations", token)
    )


def came(server: Server, token: str) -> list[tuple[Any, ...]]:
    return sorted((one["name"], one["stays"][0]["came_at"]) for one in everything(server, "attendance", token))


@pytest.mark.timeout(170)
def test_the_forum_is_the_same_at_the_other_instance(old: Server, new: Server) -> None:
    tokens = {"FROM_TOKEN": token_of(old), "TO_TOKEN": token_of(new)}
    too_early = move(old, new, tokens)
    assert (too_early.returncode, "wait to be released" in too_early.stderr) == (1, True)
    assert send(old, f"{EVENT}/releases", tokens["FROM_TOKEN"], {"note": {"en": "All of it"}}) == 201
    moved = move(old, new, tokens)
    assert moved.stderr == ""
    assert moved.returncode == 0
    before, after = tokens["FROM_TOKEN"], tokens["TO_TOKEN"]
    assert schedule(new) == schedule(old)
    assert (entries(new), len(entries(new)) > 10) == (entries(old), True)
    assert people(new, after) == people(old, before)
    assert (came(new, after), len(came(new, after))) == (came(old, before), CAME)
    with create_app_of(new).app_context():
        assert seat_errors() == []
        db.engine.dispose()
