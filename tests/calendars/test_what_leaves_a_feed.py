"""A session that leaves a room, a track or a speaker is off in their feeds, and on where it is now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Component

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.service import RoomDetails, update_room
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.factories import Factories, person, text, tomorrow

Feed = Callable[[str], dict[str, Component]]


@pytest.fixture
def feed(client: FlaskClient) -> Feed:
    def feed(path: str) -> dict[str, Component]:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return {str(entry["UID"]): entry for entry in Calendar.from_ical(answer.data).walk("VEVENT")}

    return feed


def said(entry: Component) -> tuple[str, str, int]:
    return str(entry["SUMMARY"]), str(entry["STATUS"]), entry["SEQUENCE"]


def test_a_session_in_another_room_is_off_in_the_first(make: Factories, feed: Feed, event: Event) -> None:
    hall, studio = make.room(event), make.room(event, "Studio")
    talk = make.session(event, room_id=hall.id)
    make.change_session(talk, room_id=studio.id, starts_at=tomorrow(7), ends_at=tomorrow(8))
    left, moved = (feed(f"/events/forum/rooms/{slug}/calendar.ics")[str(talk.uid)] for slug in ("hall", "studio"))
    assert said(left) == ("No longer here: A talk", "CANCELLED", 2)
    assert left.decoded("DTSTART") == talk.starts_at
    assert said(moved) == ("A talk", "CONFIRMED", 1)
    make.change_session(talk, room_id=hall.id)
    back, gone = (feed(f"/events/forum/rooms/{slug}/calendar.ics")[str(talk.uid)] for slug in ("hall", "studio"))
    assert (said(back), said(gone)) == (("A talk", "CONFIRMED", 4), ("No longer here: A talk", "CANCELLED", 3))
    assert said(feed("/events/forum/calendar.ics")[str(talk.uid)]) == ("A talk", "CONFIRMED", 2)


@pytest.mark.parametrize("change", ["track", "speaker"])
def test_a_change_that_moves_nothing_is_off_only_where_it_left(
    make: Factories, feed: Feed, event: Event, change: str
) -> None:
    track, ada, li = make.track(event), make.speaker(event), make.speaker(event, "Li Si")
    talk = make.session(event, track_id=track.id, speakers=(ada,))
    changes: dict[str, Any] = {"track": {"track_id": None}, "speaker": {"speakers": ((li.id, "speaker"),)}}[change]
    make.change_session(talk, **changes)
    left = {"track": "/events/forum/tracks/policy/calendar.ics",
            "speaker": f"/events/forum/speakers/{ada.code}/calendar.ics"}[change]  # fmt: skip
    assert said(feed(left)[str(talk.uid)]) == ("No longer here: A talk", "CANCELLED", 1)
    assert said(feed("/events/forum/calendar.ics")[str(talk.uid)]) == ("A talk", "CONFIRMED", 0)


def test_what_was_never_public_leaves_no_trace(make: Factories, client: FlaskClient, feed: Feed, event: Event) -> None:
    hall, studio = make.room(event), make.room(event, "Studio")
    secret = make.session(event, "Secret", room_id=hall.id, status="draft")
    make.change_session(secret, room_id=studio.id)
    make.change_session(secret, status="confirmed")
    assert feed("/events/forum/rooms/hall/calendar.ics") == {}


def test_traces_end_a_month_after_the_event(make: Factories, feed: Feed, event: Event) -> None:
    hall = make.room(event)
    talk = make.session(event, room_id=hall.id)
    make.change_session(talk, room_id=None)
    with clock.frozen_at(event.ends_at + timedelta(days=29)):
        assert list(feed("/events/forum/rooms/hall/calendar.ics")) == [str(talk.uid)]
    with clock.frozen_at(event.ends_at + timedelta(days=30)):
        assert feed("/events/forum/rooms/hall/calendar.ics") == {}


def test_what_a_person_takes_out_is_gone_and_comes_back_newer(
    make: Factories, client: FlaskClient, feed: Feed, event: Event
) -> None:
    talk = make.session(event)
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    sequences = []
    for choice in ("add", "remove", "add"):
        client.post(f"{path}agenda/{talk.code}", data={"choice": choice})
        entry = feed(f"{path}calendar.ics").get(str(talk.uid))
        sequences.append(entry["SEQUENCE"] if entry else None)
    assert sequences == [0, None, 2]


def test_a_cancelled_registration_takes_everything_out_of_its_calendar(
    make: Factories, client: FlaskClient, feed: Feed, event: Event
) -> None:
    talk = make.session(event)
    registration = make.registration(event, make.ticket_type(event))
    path = make.page_path(registration)
    client.post(f"{path}agenda/{talk.code}", data={"choice": "add"})
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, registration.id))
    assert {said(entry) for entry in feed(f"{path}calendar.ics").values()} == {
        ("Cancelled: The Forum", "CANCELLED", 1), ("Cancelled: A talk", "CANCELLED", 1),
    }  # fmt: skip


def test_who_has_the_place_now_hears_nothing_of_the_former_persons_agenda(
    make: Factories, client: FlaskClient, feed: Feed, event: Event
) -> None:
    talk = make.session(event)
    registration = make.registration(event, make.ticket_type(event))
    client.post(f"{make.page_path(registration)}agenda/{talk.code}", data={"choice": "add"})
    with make.inside():
        found = db.session.get_one(Registration, registration.id)
        registrations.transfer(found, person(name="Li Si"))
        path = make.page_path(found)
    assert [said(entry)[0] for entry in feed(f"{path}calendar.ics").values()] == ["The Forum"]


def test_another_name_of_the_room_or_place_of_the_event_is_a_higher_sequence(
    make: Factories, feed: Feed, event: Event
) -> None:
    hall = make.room(event)
    talk = make.session(event, room_id=hall.id)
    before = feed("/events/forum/calendar.ics")[str(talk.uid)]
    with make.inside():
        update_room(db.session.merge(hall), RoomDetails(text("Great Hall")))
    renamed = feed("/events/forum/calendar.ics")[str(talk.uid)]
    with make.inside():
        found = db.session.get_one(Event, event.id)
        values = vars(events.details_of(found)) | {"venue": text("Another House")}
        events.update_event(found, events.EventDetails(**values))
    moved = feed("/events/forum/calendar.ics")[str(talk.uid)]
    assert [(str(one["LOCATION"]), one["SEQUENCE"]) for one in (before, renamed, moved)] == [
        ("Hall, The Hall", 0), ("Great Hall, The Hall", 1), ("Great Hall, Another House", 2),
    ]  # fmt: skip
    assert before.decoded("LAST-MODIFIED") < renamed.decoded("LAST-MODIFIED") < moved.decoded("LAST-MODIFIED")


def test_an_event_taken_back_and_published_again_is_newer_each_time(make: Factories, feed: Feed, event: Event) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    found = [said(feed(f"{path}calendar.ics")[str(event.uid)])]
    for act in (events.unpublish, events.publish):
        with make.inside():
            act(db.session.get_one(Event, event.id))
        found.append(said(feed(f"{path}calendar.ics")[str(event.uid)]))
    assert found == [
        ("The Forum", "CONFIRMED", 0), ("Cancelled: The Forum", "CANCELLED", 1), ("The Forum", "CONFIRMED", 2),
    ]  # fmt: skip


def test_a_place_that_is_not_known_is_said_to_be_announced(make: Factories, feed: Feed) -> None:
    event = make.event("nowhere", venue=text(""))
    talk = make.session(event)
    assert str(feed("/events/nowhere/calendar.ics")[str(talk.uid)]["LOCATION"]) == "To be announced"


STREAM = {"stream_url": "https://stream.example.org/live"}


def test_streams_are_for_who_may_watch(make: Factories, client: FlaskClient, feed: Feed, event: Event) -> None:
    ticket_type = make.ticket_type(event)
    talk = make.session(event, "Open", **STREAM)
    booked = make.session(
        event, "Booked", starts_at=tomorrow(4), ends_at=tomorrow(5), needs_booking=True, capacity=5, **STREAM
    )
    path = make.page_path(make.registration(event, ticket_type))
    for session in (talk, booked):
        client.post(f"{path}agenda/{session.code}", data={"choice": "add"})
    own, public = feed(f"{path}calendar.ics"), feed("/events/forum/calendar.ics")
    assert [("CONFERENCE" in own[str(one.uid)], "CONFERENCE" in public[str(one.uid)]) for one in (talk, booked)] == [
        (True, False), (True, False),
    ]  # fmt: skip
    assert "stream.example.org" not in client.get(f"/events/forum/sessions/{talk.code}/").text
    assert "stream.example.org" in client.get(path).text
    for form in ("jcal", "jscal", "xcs"):
        assert "stream.example.org" not in client.get(f"/events/forum/calendar.{form}").text
    with make.inside():
        found = db.session.get_one(Event, event.id)
        events.update_event(found, events.EventDetails(**vars(events.details_of(found)) | {"streams_public": True}))
    assert "CONFERENCE" in feed("/events/forum/calendar.ics")[str(talk.uid)]


def test_a_feed_names_nobody_but_its_owner(make: Factories, client: FlaskClient, event: Event) -> None:
    ticket_type = make.ticket_type(event)
    talk = make.session(event)
    paths = []
    for name in ("ada", "li"):
        paths.append(make.page_path(make.registration(event, ticket_type, email=f"{name}@example.org")))
        client.post(f"{paths[-1]}agenda/{talk.code}", data={"choice": "add"})
    own, public = client.get(f"{paths[0]}calendar.ics").text, client.get("/events/forum/calendar.ics").text
    assert ("ada@example.org" in own, "li@example.org" in own, "ATTENDEE" in public) == (True, False, False)


def test_a_calendar_rings_as_its_owner_wishes(make: Factories, client: FlaskClient, feed: Feed, event: Event) -> None:
    talk = make.session(event)
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    client.post(f"{path}agenda/{talk.code}", data={"choice": "add"})
    first = client.get(f"{path}calendar.ics")
    client.post(f"{path}calendar/reminder", data={"reminder_minutes": "15"})
    (alarm,) = feed(f"{path}calendar.ics")[str(talk.uid)].walk("VALARM")
    assert (str(alarm["ACTION"]), alarm.decoded("TRIGGER")) == ("DISPLAY", timedelta(minutes=-15))
    assert client.get(f"{path}calendar.ics").headers["ETag"] != first.headers["ETag"]
    refused = client.post(f"{path}calendar/reminder", data={"reminder_minutes": "7"})
    assert refused.status_code == 422
    client.post(f"{path}calendar/reminder", data={"reminder_minutes": ""})
    assert feed(f"{path}calendar.ics")[str(talk.uid)].walk("VALARM") == []


@pytest.mark.parametrize("form", ["jcal", "jscal", "xcs"])
def test_every_feed_can_be_had_in_every_format(make: Factories, client: FlaskClient, event: Event, form: str) -> None:
    ada, hall, track = make.speaker(event), make.room(event), make.track(event)
    talk: Session = make.session(event, room_id=hall.id, track_id=track.id, speakers=(ada,))
    page = make.page_path(make.registration(event, make.ticket_type(event)))
    types = {"jcal": "application/calendar+json", "jscal": "application/jscalendar+json;type=group",
             "xcs": "application/calendar+xml; charset=utf-8"}  # fmt: skip
    for path in ("/calendar", "/events/forum/calendar", f"/events/forum/sessions/{talk.code}",
                 "/events/forum/rooms/hall/calendar", "/events/forum/tracks/policy/calendar",
                 f"/events/forum/speakers/{ada.code}/calendar", f"{page}calendar"):  # fmt: skip
        answer = client.get(f"{path}.{form}")
        assert (answer.status_code, answer.content_type) == (200, types[form]), path
        again = client.get(f"{path}.{form}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, len(answer.data) > 100) == (304, True)
