"""Six independent readers, and khal behind vdirsyncer, see what was stored: every event, to the second."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import publish
from eventapp.programme.interchange import read_schedule
from eventapp.programme.queries import announced_sessions
from eventapp.programme.service import import_schedule
from tests.calendars.linter import problems
from tests.calendars.readers import READERS, Seen
from tests.databases import ON_SQLITE
from tests.factories import Factories, text, tomorrow
from tests.server import Server, Servers, create_app_of

HOSTILE = "Ende; gut, alles\\gut? “展覽廳” 🎬 BEGIN:VEVENT"


def stored(slug: str) -> set[Seen]:
    """What a feed in English should say of an event, by its rows."""
    event = event_by_slug(slug)
    assert event is not None
    place = [event.venue.text("en", event.main_locale), event.address.text("en", event.main_locale)]
    found = set()
    for session in announced_sessions(event.id):
        is_on = session.status == "confirmed" and session.starts_at is not None
        title = session.title.text("en", event.main_locale)
        room = session.room.name.text("en", event.main_locale) if session.room else ""
        assert session.last_starts_at is not None
        assert session.last_ends_at is not None
        found.add(
            Seen(
                str(session.uid), session.last_starts_at, session.last_ends_at,
                title if is_on else f"Cancelled: {title}", ", ".join(filter(None, [room, *place])) or "To be announced",
                "CONFIRMED" if is_on else "CANCELLED", session.sequence,
            )
        )  # fmt: skip
    return found


def disagreements(content: bytes, wanted: set[Seen]) -> dict[str, set[Seen]]:
    """What each reader sees otherwise; nothing where all agree."""
    seen = {name: set(read(content)) for name, read in READERS.items()}
    return {name: found ^ wanted for name, found in seen.items() if found != wanted}


@pytest.fixture
def feed(client: FlaskClient) -> Callable[[str], bytes]:
    def feed(slug: str) -> bytes:
        answer = client.get(f"/events/{slug}/calendar.ics?lang=en")
        assert answer.status_code == 200
        return answer.data

    return feed


def test_the_demo_is_read_by_all_as_it_is(demo: Server) -> None:
    with urlopen(f"{demo.url}/events/new-vision/calendar.ics?lang=en") as answer:
        content = answer.read()
    with create_app_of(demo).app_context():
        wanted = stored("new-vision")
        db.engine.dispose()
    assert len(wanted) > 10
    assert problems(content) == []
    assert disagreements(content, wanted) == {}


@ON_SQLITE
def test_a_congress_that_goes_past_midnight_is_read_by_all_as_it_is(
    app: Flask, data: Path, feed: Callable[[str], bytes]
) -> None:
    with app.app_context():
        import_schedule("31c3", read_schedule((data / "31c3-schedule.xml").read_bytes()))
        publish(event_by_slug("31c3"))
        wanted = stored("31c3")
    assert len(wanted) == 138
    assert problems(feed("31c3")) == []
    assert disagreements(feed("31c3"), wanted) == {}


@ON_SQLITE
@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 31, 1, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 11, 7, 6, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 10, 2, 15, 30, tzinfo=UTC)),
    ],
)
def test_hours_around_a_change_of_clocks_are_read_by_all_as_they_are(
    make: Factories, feed: Callable[[str], bytes], zone: str, change: datetime
) -> None:
    event = make.event(timezone=zone, starts_at=change - timedelta(days=1), ends_at=change + timedelta(days=2))
    room = make.room(event, HOSTILE)
    for minutes in (-600, -120, -75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75, 120, 600, 1500):
        begins = change + timedelta(minutes=minutes)
        make.session(event, f"{minutes}: {HOSTILE}", starts_at=begins, ends_at=begins + timedelta(minutes=50),
                     room_id=room.id)  # fmt: skip
    with make.inside():
        wanted = stored("forum")
    assert problems(feed("forum")) == []
    assert disagreements(feed("forum"), wanted) == {}


@ON_SQLITE
def test_what_moved_and_what_is_off_is_read_by_all_as_it_is(make: Factories, feed: Callable[[str], bytes]) -> None:
    event = make.event()
    moved, off, lost, back = (make.session(event, name) for name in ("Moved", "Off", "Lost", "Back"))
    make.change_session(moved, starts_at=tomorrow(5), ends_at=tomorrow(6))
    make.change_session(off, status="cancelled")
    make.change_session(lost, starts_at=None, ends_at=None)
    make.change_session(back, status="cancelled")
    make.change_session(back, status="confirmed")
    with make.inside():
        wanted = stored("forum")
    assert {(one.summary, one.status, one.sequence) for one in wanted} == {
        ("Moved", "CONFIRMED", 1), ("Cancelled: Off", "CANCELLED", 1), ("Cancelled: Lost", "CANCELLED", 1),
        ("Back", "CONFIRMED", 2),
    }  # fmt: skip
    assert disagreements(feed("forum"), wanted) == {}


@pytest.fixture
def live(database_url: str, shared_folder: Path, servers: Servers, make: Factories) -> Iterator[Server]:
    event = make.event(venue=text("The Hall"))
    make.session(event, f"One, {HOSTILE}", room_id=make.room(event, "展覽廳").id)
    cancelled = make.session(event, "Two")
    make.change_session(cancelled, status="cancelled", title=LocalizedText({"zh-Hant": "取消了"}))
    return servers.at(database_url, shared_folder)


@ON_SQLITE
def test_khal_behind_vdirsyncer_shows_the_live_feed(live: Server, make: Factories, tmp_path: Path) -> None:
    (tmp_path / "vdirsyncer").write_text(f"""
[general]
status_path = "{tmp_path}/status"
[pair feed]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{tmp_path}/calendar"
fileext = ".ics"
[storage there]
type = "http"
url = "{live.url}/events/forum/calendar.ics?lang=en"
""")
    (tmp_path / "khal").write_text(f"""
[calendars]
[[forum]]
path = {tmp_path}/calendar
type = calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {tmp_path}/khal.db
[default]
timedelta = 30d
""")
    (tmp_path / "calendar").mkdir()
    for words in (["-m", "vdirsyncer", "-c", str(tmp_path / "vdirsyncer"), "discover"],
                  ["-m", "vdirsyncer", "-c", str(tmp_path / "vdirsyncer"), "sync"]):  # fmt: skip
        subprocess.run([sys.executable, *words], input=b"y\n", check=True, capture_output=True, timeout=60)
    fields = [part for name in ("start-long", "end-long", "title", "location") for part in ("--json", name)]
    command = [str(Path(sys.executable).parent / "khal"), "-c", str(tmp_path / "khal"), "list", *fields]
    listed = subprocess.run([*command, "today", "30d"], check=True, capture_output=True, timeout=60, text=True)
    days = [json.loads(line) for line in listed.stdout.splitlines() if line.strip()]
    seen = {tuple(row.values()) for day in days for row in day}
    with make.inside():
        wanted = stored("forum")
    assert seen == {
        (f"{one.starts_at:%Y-%m-%d %H:%M}", f"{one.ends_at:%Y-%m-%d %H:%M}", one.summary, one.location)
        for one in wanted
    }


@ON_SQLITE
@pytest.mark.parametrize("path", [
    "/calendar.ics", "/events/forum/calendar.ics?lang=zh-Hant", "/events/forum/rooms/hall/calendar.ics",
    "/events/forum/tracks/policy/calendar.ics", "/events/forum/speakers/{speaker}/calendar.ics",
    "/events/forum/sessions/{session}.ics", "{page}calendar.ics", "/series/market/calendar.ics",
    "/events/forum/register/opening.ics",
])  # fmt: skip
def test_every_kind_of_feed_is_flawless(make: Factories, client: FlaskClient, path: str) -> None:
    from eventapp.events import service as events
    from eventapp.events.service import SeriesDetails
    from tests.factories import tomorrow as soon

    event: Event = make.event(name=text(HOSTILE), latitude=22.28, longitude=114.17)
    with make.inside():
        series = events.create_series("market", SeriesDetails(text("The Market")))
        found = db.session.get_one(Event, event.id)
        events.update_event(found, events.details_of(found).__class__(**{
            **vars(events.details_of(found)), "series_id": series.id, "registration_opens_at": None,
        }))  # fmt: skip
    ada = make.speaker(event, HOSTILE)
    session = make.session(
        event, HOSTILE, speakers=(ada,), room_id=make.room(event).id, track_id=make.track(event).id,
        stream_url="https://stream.example.org/live?a=1;b=2,3",
        abstract=text(f"{HOSTILE}\r\n\r\n- one\n- two\n\n<b>bold</b> \x07 \u2028 end"),
    )  # fmt: skip
    registration = make.registration(event, make.ticket_type(event), name=HOSTILE, email="ada@example.org")
    page = make.page_path(registration)
    client.post(f"{page}agenda/{session.code}", data={"choice": "add"})
    client.post(f"{page}calendar/reminder", data={"reminder_minutes": "15"})
    if "opening" in path:
        make.ticket_type(event, "Later", opens_at=soon(0))
        with make.inside():
            found = db.session.get_one(Event, event.id)
            values = vars(events.details_of(found)) | {"registration_opens_at": soon(0)}
            events.update_event(found, events.EventDetails(**values))
    answer = client.get(path.format(speaker=ada.code, session=session.code, page=page))
    assert (answer.status_code, problems(answer.data)) == (200, [])
