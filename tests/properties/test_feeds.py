"""A feed parses back to what was stored, whatever was written, and says of every change that it is newer."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from eventapp.calendars import entries, icalendar_format, json_formats, xcal_format
from eventapp.calendars.entries import Attendee
from eventapp.calendars.feeds import programme_feed
from eventapp.calendars.files import CalendarFile
from eventapp.config import Settings
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.response_cache import answers
from eventapp.core.types import LocalizedText, clean_text
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.programme.models import Room, Session
from eventapp.programme.service import RoomDetails
from tests.calendars.linter import problems
from tests.databases import upgraded_sqlite
from tests.factories import SECRET, Factories, text
from tests.server import running
from tests.thorough import part_of

START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
SPECIAL = [
    "\r", "\n", "\r\n", "\t", ",", ";", ":", "\\", "\\n", '"', "\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028",
    "展覽廳", "🎬", "e\u0301", "\u200d", "BEGIN:VEVENT", "\r\nATTENDEE:mailto:a@b.c", "%0d%0a", "\ufeff",
]  # fmt: skip
anything = st.lists(st.one_of(st.sampled_from(SPECIAL), st.text(max_size=40)), max_size=30).map("".join)
named = anything.filter(lambda value: bool(LocalizedText({"en": value})))


def event(name: str) -> Event:
    return Event(
        id=1, uid=uuid4(), slug="forum", name=LocalizedText({"en": name}), tagline=LocalizedText(),
        description=LocalizedText(), organiser=LocalizedText({"en": name}), venue=LocalizedText(),
        address=LocalizedText(), timezone="Asia/Hong_Kong", starts_at=START, ends_at=START + timedelta(days=1),
        main_locale="en", contact_email="hello@example.org", accent="jade", status="published", revision=1, sequence=0,
        streams_public=True, created_at=START, programme_changed_at=START, details_changed_at=START,
    )  # fmt: skip


def session(title: str, place: str, abstract: str) -> Session:
    return Session(
        id=1, uid=uuid4(), code="ABCD2345", title=LocalizedText({"en": title}), subtitle=LocalizedText(),
        abstract=LocalizedText({"en": abstract}), room_id=1, room=Room(id=1, name=LocalizedText({"en": place})),
        starts_at=START, ends_at=START + timedelta(hours=1), last_starts_at=START,
        last_ends_at=START + timedelta(hours=1), status="confirmed", sequence=3, created_at=START, changed_at=START,
        stream_url=f"https://stream.example.org/{abstract}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """No database and no features above calendars, whatever another test has brought into this process."""
    upgraded_sqlite(tmp_path_factory.mktemp("whole") / "app.sqlite3")  # blueprints take no more routes after this
    from eventapp.calendars.public import blueprint as calendars
    from eventapp.core.locales import babel
    from eventapp.events.public import blueprint as events
    from eventapp.programme.public import blueprint as programme

    app = Flask("eventapp")
    app.config |= {"BASE_URL": "http://localhost", "CALENDAR_MAILBOX": ""}
    babel.init_app(app)
    for blueprint in (calendars, events, programme):
        app.register_blueprint(blueprint)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "session_notes", [])
        yield app


def unescaped(value: str) -> str:
    """The library gives the calendar's own NAME as it is written."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def feed_of(app: Flask, name: str, found: Session) -> CalendarFile:
    with app.app_context():
        return programme_feed(event(name), [found], "en", source="http://localhost/x.ics", at=START)


@settings(deadline=None, max_examples=part_of(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named, named, named, anything)
def test_any_text_comes_back_and_injects_nothing(
    bare_app: Flask, name: str, title: str, place: str, abstract: str
) -> None:
    found = session(title, place, abstract)
    calendar = feed_of(bare_app, name, found)
    content = icalendar_format.write(calendar)
    assert problems(content) == []
    parsed = Calendar.from_ical(content)
    (entry,) = parsed.walk("VEVENT")
    assert (unescaped(str(parsed["NAME"])), str(entry["SUMMARY"]), str(entry["LOCATION"])) == (
        LocalizedText({"en": name})["en"], found.title["en"], found.room.name["en"],
    )  # fmt: skip
    assert str(entry["DESCRIPTION"]) == calendar.entries[0].description
    assert (str(entry["UID"]), entry["SEQUENCE"], str(entry["STATUS"])) == (str(found.uid), 3, "CONFIRMED")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (START, START + timedelta(hours=1))
    assert set(entry) <= {
        "UID", "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND", "LOCATION",
        "DESCRIPTION", "URL", "TRANSP", "X-ALT-DESC", "ORGANIZER", "CONFERENCE",
    }  # fmt: skip


@settings(deadline=None, max_examples=part_of(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything, anything, st.sampled_from(["ACCEPTED", "DECLINED"]))
def test_what_is_no_localized_text_injects_nothing_either(bare_app: Flask, name: str, url: str, answer: str) -> None:
    calendar = feed_of(bare_app, "Forum", session("A", "B", "C"))
    attendee = Attendee(name, f"{url}@example.org", answer)
    hostile = replace(calendar.entries[0], attendee=attendee, stream=f"https://x/{url}", organizer=(name, "a@b.c"))
    content = icalendar_format.write(replace(calendar, entries=[hostile]))
    assert problems(content) == []
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    assert entry["ATTENDEE"].params["PARTSTAT"] == answer


def test_a_hundred_kilobytes_come_back(bare_app: Flask) -> None:
    long = clean_text("展覽廳, 🎬; \\ and so on\n" * 4_000)
    found = session("Long", "Hall", long)
    content = icalendar_format.write(feed_of(bare_app, "Forum", found))
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    assert len(content) > 100_000
    assert problems(content) == []
    assert str(entry["DESCRIPTION"]).startswith(" ".join(long.split()[:3]))
    assert str(entry["DESCRIPTION"]).count("🎬") == 4_000


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=part_of(30))
@given(named, named, anything)
def test_the_other_formats_say_the_same(bare_app: Flask, name: str, title: str, abstract: str) -> None:
    calendar = feed_of(bare_app, name, session(title, "Hall", abstract))
    jcal = json.loads(json_formats.write_jcal(calendar))
    (entry,) = Calendar.from_jcal(jcal).walk("VEVENT")
    group = json.loads(json_formats.write_jscalendar(calendar))
    (told,) = group["entries"]
    wanted = calendar.entries[0]
    assert (str(entry["SUMMARY"]), str(entry["DESCRIPTION"])) == (wanted.summary, wanted.description)
    assert entry.decoded("DTSTART") == wanted.starts_at
    assert (told["title"], told["description"], told["uid"]) == (wanted.summary, wanted.description, wanted.uid)
    assert (told["start"], told["timeZone"], told["duration"]) == ("2026-12-14T09:00:00", "Asia/Hong_Kong", "PT1H")
    assert from_xcal(etree.fromstring(xcal_format.write(calendar))[0]) == in_words(jcal)


def from_xcal(component: etree._Element) -> list[Any]:
    """A component of xCal in jCal's shape, with every value as text."""
    properties, components = component.find("{*}properties"), component.find("{*}components")
    assert properties is not None
    return [
        _local(component), [_from_property(one) for one in properties],
        [from_xcal(one) for one in (components if components is not None else ())],
    ]  # fmt: skip


def _from_property(one: etree._Element) -> list[Any]:
    parameters = {_local(part): part[0].text or "" for part in one.findall("{*}parameters/*")}
    values = [part for part in one if _local(part) != "parameters"]
    if _local(one) == "geo":
        return ["geo", parameters, "float", [part.text for part in values]]
    return [_local(one), parameters, _local(values[0]), *(part.text or "" for part in values)]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def in_words(jcal: list[Any]) -> list[Any]:
    name, properties, components = jcal
    told = [
        [one[0], {key: str(value) for key, value in one[1].items()}, one[2], *(_in_words(value) for value in one[3:])]
        for one in properties
    ]
    return [name, told, [in_words(one) for one in components]]


def _in_words(value: Any) -> Any:
    return [str(part) for part in value] if isinstance(value, list) else str(value)


def _deterministic(app: Flask) -> dict[str, bytes]:
    """The same rows, whatever the database: every id and every time is given."""
    with app.app_context(), clock.frozen_at(START):
        details = events.EventDetails(
            text("Forum", zh_Hant="論壇"), START, START + timedelta(days=1), "Europe/Berlin", "hello@example.org"
        )
        made = events.create_event("forum", details, None)
        made.uid = UUID(int=1)
        db.session.commit()
        events.publish(made)
        rooms = [programme.create_room(made, RoomDetails(text(name))) for name in ("Hall", "Studio")]
        for number in range(40):
            begins = START + timedelta(minutes=15 * number)
            found = programme.create_session(
                made,
                programme.SessionDetails(
                    text(f"Talk {number}"), starts_at=begins, ends_at=begins + timedelta(minutes=45),
                    room_id=rooms[number % 2].id, abstract=text("*Who* watches?"),
                ),
            )  # fmt: skip
            found.uid, found.code = UUID(int=100 + number), f"TALK{number:04}"
            db.session.commit()
    paths = [f"/events/forum/calendar.{form}" for form in ("ics", "jcal", "jscal", "xcs")]
    paths += ["/events/forum/rooms/hall/calendar.ics", "/events/forum/calendar.ics?lang=zh-Hans", "/calendar.ics"]
    client = app.test_client()
    return {path: client.get(path).data for path in paths}


def test_the_same_rows_are_the_same_bytes_on_every_database_and_in_every_process(
    request: pytest.FixtureRequest, app_with: Callable[..., Flask], shared_folder: Path
) -> None:
    address = "https://events.example.org"
    found, shared = [], [request.getfixturevalue(name) for name in ("shared_sqlite", "shared_postgres")]
    for database in shared:
        app = app_with(Settings(data_dir=shared_folder, database_url=database.url, secret_key=SECRET, base_url=address))
        answers.clear()
        found.append(_deterministic(app))
        answers.clear()
        with running(database.url, shared_folder, jobs="0", base_url=address) as server:
            for path, body in found[0].items():
                with urlopen(server.url + path) as answer:  # another process, with a hash seed of its own
                    assert answer.read() == body, path
        database.empty()
    assert found[0] == found[1]


EDITS: dict[str, Callable[[dict[str, Any], Session], dict[str, Any]]] = {
    "move": lambda _rows, now: {"starts_at": _later(now.starts_at), "ends_at": _later(now.ends_at)},
    "retitle": lambda _rows, now: {"title": LocalizedText({"en": now.title["en"] + "!"})},
    "first room": lambda rows, _now: {"room_id": rows["rooms"][0]},
    "second room": lambda rows, _now: {"room_id": rows["rooms"][1]},
    "no room": lambda _rows, _now: {"room_id": None},
    "cancel": lambda _rows, _now: {"status": "cancelled"},
    "restore": lambda _rows, _now: {"status": "confirmed"},
    "take back": lambda _rows, _now: {"status": "draft"},
    "unschedule": lambda _rows, _now: {"starts_at": None, "ends_at": None},
    "track": lambda rows, _now: {"track_id": rows["track"]},
    "no track": lambda _rows, _now: {"track_id": None},
    "speaker": lambda rows, _now: {"speakers": ((rows["speaker"], "speaker"),)},
    "nobody": lambda _rows, _now: {"speakers": ()},
}
FEEDS = ("event", "first", "second", "track", "speaker")


def _later(at: datetime | None) -> datetime | None:
    return at + timedelta(minutes=5) if at else None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    deadline=None, max_examples=part_of(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(st.sampled_from([*sorted(EDITS), "rename the room", "move the event"]), max_size=10))
def test_whatever_is_edited_every_feed_says_what_is_newer(
    make: Factories, client: FlaskClient, edits: list[str]
) -> None:
    slug = f"forum-{uuid4().hex[:12]}"
    made = make.event(slug)
    rooms = [make.room(made, name) for name in ("First", "Second")]
    track, speaker = make.track(made), make.speaker(made)
    talk = make.session(made, room_id=rooms[0].id, track_id=track.id, speakers=(speaker,))
    rows = {"rooms": [room.id for room in rooms], "track": track.id, "speaker": speaker.id}
    paths = dict(zip(FEEDS, (
        f"/events/{slug}/calendar.ics", f"/events/{slug}/rooms/first/calendar.ics",
        f"/events/{slug}/rooms/second/calendar.ics", f"/events/{slug}/tracks/policy/calendar.ics",
        f"/events/{slug}/speakers/{speaker.code}/calendar.ics",
    ), strict=True))  # fmt: skip
    before = {name: _state(client, path, talk) for name, path in paths.items()}
    for edit in edits:
        _edit(make, made, rooms[0], talk, rows, edit)
        with make.inside():
            now = db.session.get_one(Session, talk.id)
            is_on = now.status == "confirmed" and now.starts_at is not None
            inside = {
                "event": True, "first": now.room_id == rooms[0].id, "second": now.room_id == rooms[1].id,
                "track": now.track_id == track.id, "speaker": bool(now.appearances),
            }  # fmt: skip
        for name, path in paths.items():
            state = _state(client, path, talk)
            assert state["live"] == (is_on and inside[name]), (edit, name)
            assert state["sequence"] >= before[name]["sequence"], (edit, name)
            if state["body"] != before[name]["body"]:
                assert state["etag"] != before[name]["etag"]
                assert state["modified"] > before[name]["modified"]
            if state["entry"] != before[name]["entry"] and before[name]["entry"]:
                assert state["stamp"] > before[name]["stamp"], (edit, name)
            before[name] = state


def _edit(make: Factories, made: Event, room: Room, talk: Session, rows: dict[str, Any], edit: str) -> None:
    with make.inside():
        if edit == "rename the room":
            found = db.session.get_one(Room, room.id)
            programme.update_room(found, RoomDetails(text(found.name["en"] + "!")))
            return
        if edit == "move the event":
            whole = db.session.get_one(Event, made.id)
            events.update_event(whole, replace(events.details_of(whole), venue=text(whole.venue["en"] + "!")))
            return
        changes = EDITS[edit](rows, db.session.get_one(Session, talk.id))
    make.change_session(talk, **changes)


def _state(client: FlaskClient, path: str, talk: Session) -> dict[str, Any]:
    answer = client.get(path)
    if answer.status_code == 404:  # a speaker who never was in a public session has no feed
        return {"live": False, "sequence": -1, "body": b"", "etag": "", "modified": START, "entry": b"", "stamp": START}
    assert problems(answer.data) == []
    found = [one for one in Calendar.from_ical(answer.data).walk("VEVENT") if str(one["UID"]) == str(talk.uid)]
    entry = found[0] if found else None
    return {
        "live": entry is not None and str(entry["STATUS"]) == "CONFIRMED",
        "sequence": entry["SEQUENCE"] if entry else -1,
        "body": answer.data,
        "etag": answer.headers["ETag"],
        "modified": answer.last_modified,
        "entry": entry.to_ical() if entry else b"",
        "stamp": entry.decoded("LAST-MODIFIED") if entry else START,
    }
