"""What calendar apps get: complete, exact, and the same bytes for the same data."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Component

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme import queries as programme
from eventapp.programme import service
from eventapp.programme.models import Session
from tests.factories import Factories, text, tomorrow

FEED = "/events/forum/calendar.ics"


def entries(client: FlaskClient, path: str = FEED) -> list[Component]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.data).walk("VEVENT")


def entry_of(client: FlaskClient, session: Session, path: str = FEED) -> Component:
    (found,) = (entry for entry in entries(client, path) if entry["UID"] == str(session.uid))
    return found


def test_a_session_has_all_that_a_calendar_needs(client: FlaskClient, make: Factories, event: Event) -> None:
    session = make.session(
        event,
        "Short drama",
        speakers=(make.speaker(event, "Ada Wong", post=text("Producer")),),
        room_id=make.room(event).id,
        track_id=make.track(event).id,
        abstract=text("Who *watches*, and who pays?"),
    )
    entry = entry_of(client, session)
    assert (str(entry["SUMMARY"]), str(entry["LOCATION"]), str(entry["STATUS"]), entry["SEQUENCE"]) == (
        "Short drama", "Hall, The Hall", "CONFIRMED", 0,
    )  # fmt: skip
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (session.starts_at, session.ends_at)
    assert str(entry.decoded("DTSTART").tzinfo) == "Asia/Hong_Kong"
    assert entry.decoded("DTSTAMP") == entry.decoded("LAST-MODIFIED") == session.changed_at
    assert str(entry["URL"]) == f"http://localhost/events/forum/sessions/{session.code}/"
    assert str(entry["DESCRIPTION"]) == (
        "Who watches, and who pays?\n\nAda Wong, Producer\n\n"
        + f"http://localhost/events/forum/sessions/{session.code}/"
    )
    assert [str(one) for one in entry["CATEGORIES"].cats] == ["Policy"]
    assert str(entry["ORGANIZER"]) == "mailto:hello@example.org"


def test_the_calendar_says_what_it_is_and_how_often_to_ask(client: FlaskClient, make: Factories, event: Event) -> None:
    make.session(event)
    calendar = Calendar.from_ical(client.get(FEED).data)
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"]), str(calendar["X-PUBLISHED-TTL"])) == (
        "The Forum", "The Forum", "PT1H",
    )  # fmt: skip
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert (str(calendar["SOURCE"]), str(calendar["COLOR"])) == (f"http://localhost{FEED}", "tomato")
    assert "METHOD" not in calendar
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Hong_Kong"]


def test_the_same_programme_is_the_same_bytes_on_every_instance(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    make.session(event)
    first = client.get(FEED).data
    with clock.frozen_at(datetime.now(UTC) + timedelta(hours=3)):
        from eventapp.core.response_cache import answers

        answers.clear()
        assert client.get(FEED).data == first


def test_a_moved_session_has_a_higher_sequence_and_the_new_time(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    session = make.session(event)
    make.change_session(session, starts_at=tomorrow(5), ends_at=tomorrow(6))
    entry = entry_of(client, session)
    assert (entry["SEQUENCE"], entry.decoded("DTSTART")) == (1, tomorrow(5))
    assert entry.decoded("LAST-MODIFIED") > session.changed_at


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"starts_at": None, "ends_at": None}, {"status": "draft"}])
def test_what_was_announced_and_is_off_stays_as_cancelled(
    client: FlaskClient, make: Factories, event: Event, change: dict[str, Any]
) -> None:
    session = make.session(event)
    make.change_session(session, **change)
    entry = entry_of(client, session)
    assert (str(entry["STATUS"]), str(entry["SUMMARY"]), entry["SEQUENCE"]) == ("CANCELLED", "Cancelled: A talk", 1)
    assert entry.decoded("DTSTART") == session.starts_at


def test_a_month_after_the_event_what_was_off_is_left_out(client: FlaskClient, make: Factories, event: Event) -> None:
    kept, off = make.session(event, "Kept"), make.session(event, "Off")
    make.change_session(off, status="cancelled")
    with clock.frozen_at(event.ends_at + timedelta(days=29)):
        assert {entry["UID"] for entry in entries(client)} == {str(kept.uid), str(off.uid)}
    with clock.frozen_at(event.ends_at + timedelta(days=30)):
        assert [entry["UID"] for entry in entries(client)] == [str(kept.uid)]


def test_a_draft_is_in_no_feed(client: FlaskClient, make: Factories, event: Event) -> None:
    room, track, speaker = make.room(event), make.track(event), make.speaker(event)
    draft = make.session(event, status="draft", room_id=room.id, track_id=track.id, speakers=(speaker,))
    for path in (
        FEED,
        f"/events/forum/rooms/{room.slug}/calendar.ics",
        f"/events/forum/tracks/{track.slug}/calendar.ics",
    ):
        assert entries(client, path) == []
    assert client.get(f"/events/forum/sessions/{draft.code}.ics").status_code == 404
    assert client.get(f"/events/forum/speakers/{speaker.code}/calendar.ics").status_code == 404


def test_parts_of_the_programme_have_feeds_of_their_own(client: FlaskClient, make: Factories, event: Event) -> None:
    room, track, speaker = make.room(event), make.track(event), make.speaker(event)
    inside = make.session(event, "Inside", room_id=room.id, track_id=track.id, speakers=(speaker,))
    make.session(event, "Outside")
    for path in (
        f"/events/forum/rooms/{room.slug}/calendar.ics",
        f"/events/forum/tracks/{track.slug}/calendar.ics",
        f"/events/forum/speakers/{speaker.code}/calendar.ics",
        f"/events/forum/sessions/{inside.code}.ics",
    ):
        assert [entry["UID"] for entry in entries(client, path)] == [str(inside.uid)]


def test_the_site_feed_has_every_public_event(client: FlaskClient, make: Factories, event: Event) -> None:
    make.event("hidden", published=False)
    assert [str(entry["UID"]) for entry in entries(client, "/calendar.ics")] == [str(event.uid)]


def test_a_feed_speaks_the_asked_language(client: FlaskClient, make: Factories, event: Event) -> None:
    session = make.session(event)
    make.change_session(session, title=text("A talk", zh_Hant="講者與觀眾"))
    assert str(entry_of(client, session)["SUMMARY"]) == "A talk"
    assert str(entry_of(client, session, f"{FEED}?lang=zh-Hant")["SUMMARY"]) == "講者與觀眾"
    assert str(entry_of(client, session, f"{FEED}?lang=zh-CN")["SUMMARY"]) == "讲者与观众"


def test_the_readers_own_language_changes_no_feed(client: FlaskClient, make: Factories, event: Event) -> None:
    make.session(event)
    client.set_cookie("locale", "zh-Hans")
    assert client.get(FEED, headers={"Accept-Language": "zh"}).data == client.get(FEED).data
    assert "論壇" not in client.get(FEED).text


@pytest.mark.parametrize(
    ("zone", "summer", "winter"),
    [
        ("Europe/Berlin", 2, 1),
        ("America/New_York", -4, -5),
        ("Australia/Lord_Howe", 10.5, 11),
    ],
)
def test_hours_are_right_on_both_sides_of_a_clock_change(
    client: FlaskClient, make: Factories, zone: str, summer: float, winter: float
) -> None:
    july = datetime(2027, 7, 1, 8, 0, tzinfo=UTC)
    january = datetime(2028, 1, 3, 8, 0, tzinfo=UTC)
    event = make.event("long", timezone=zone, starts_at=july, ends_at=january + timedelta(days=1))
    sessions = [make.session(event, starts_at=at, ends_at=at + timedelta(hours=1)) for at in (july, january)]
    found = {entry["UID"]: entry for entry in entries(client, "/events/long/calendar.ics")}
    starts = [found[str(session.uid)].decoded("DTSTART") for session in sessions]
    assert starts == [july, january]
    assert [at.astimezone(ZoneInfo(zone)).utcoffset() for at in starts] == [
        timedelta(hours=summer), timedelta(hours=winter),
    ]  # fmt: skip
    calendar = Calendar.from_ical(client.get("/events/long/calendar.ics").data)
    (component,) = calendar.walk("VTIMEZONE")
    offsets = {part.decoded("TZOFFSETTO") for part in component.subcomponents}
    assert {timedelta(hours=summer), timedelta(hours=winter)} <= offsets


def test_an_unpublished_event_tells_its_subscribers_that_it_is_off_until_it_is_back(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    make.session(event)
    known = [*entries(client)]
    for act in (events.unpublish, events.publish):
        with make.inside():
            act(db.session.get_one(Event, event.id))
        known += entries(client)
    assert [str(entry["STATUS"]) for entry in known] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [int(entry["SEQUENCE"]) for entry in known] == [0, 1, 2]
    assert len({str(entry["UID"]) for entry in known}) == 1


def test_a_draft_that_was_never_public_has_no_feed(client: FlaskClient, make: Factories) -> None:
    make.session(make.event("hidden", published=False))
    assert client.get("/events/hidden/calendar.ics").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/events/none/calendar.ics",
        "/events/forum/rooms/none/calendar.ics",
        "/events/forum/tracks/none/calendar.ics",
        "/events/forum/speakers/NONE/calendar.ics",
        "/events/forum/sessions/NONE.ics",
        "/r/none/calendar.ics",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, make: Factories, event: Event, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_speakers_new_name_reaches_the_feed(client: FlaskClient, make: Factories, event: Event) -> None:
    speaker = make.speaker(event)
    session = make.session(event, speakers=(speaker,))
    before = client.get(FEED)
    with make.inside():
        found = programme.speaker_by_code(event.id, speaker.code)
        service.update_speaker(found, service.SpeakerDetails(text("Ada Lovelace")))
    after = client.get(FEED)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "Ada Lovelace" in str(entry_of(client, session)["DESCRIPTION"])
    assert entry_of(client, session).decoded("LAST-MODIFIED") > session.changed_at
