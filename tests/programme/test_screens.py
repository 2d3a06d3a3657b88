"""Displays at the doors and in the foyer."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.models import Room, Session
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from eventapp.registration.service import Choices
from tests.factories import Factories, text, tomorrow
from tests.pages import Page, page_of

SCREENS = "/events/forum/screens/"


@pytest.fixture
def hall(make: Factories, event: Event) -> Room:
    return make.room(event, "Hall")


def part(client: FlaskClient, screen: str = "hall", query: str = "") -> Page:
    return page_of(client.get(f"{SCREENS}{screen}/part{query}"))


def test_a_rooms_screen_has_its_own_sessions_by_time(
    make: Factories, client: FlaskClient, event: Event, hall: Room
) -> None:
    side = make.room(event, "Side")
    make.session(event, "Second", room_id=hall.id, starts_at=tomorrow(4), ends_at=tomorrow(5))
    make.session(event, "First", room_id=hall.id, speakers=(make.speaker(event, "Ada Wong"),))
    make.session(event, "Elsewhere", room_id=side.id)
    page = part(client)
    assert page.texts("//h3") == ["First", "Second"]
    assert page.attributes("//li", "data-starts") == [tomorrow(2).isoformat(), tomorrow(4).isoformat()]
    assert "Ada Wong" in page.text
    assert part(client, "now").texts("//h2") == ["Hall", "Side"]


def test_what_is_over_is_left_out(make: Factories, client: FlaskClient, event: Event, hall: Room) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    make.session(event, "Over", room_id=hall.id, starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    make.session(event, "On", room_id=hall.id, starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=1))
    assert part(client).texts("//h3") == ["On"]


def test_titles_stand_in_two_languages(make: Factories, client: FlaskClient, event: Event, hall: Room) -> None:
    session = make.session(event, "Opening", room_id=hall.id)
    make.change_session(session, title=text("Opening", zh_Hant="開幕"))
    page = part(client, query="?lang=zh-Hant&also=en")
    assert (page.texts("//h3"), page.texts("//p[@class='screen-also']")) == (["開幕"], ["Opening"])


def test_a_release_is_on_the_screens_at_the_next_look(
    make: Factories, client: FlaskClient, event: Event, hall: Room
) -> None:
    session = make.session(event, "Opening", room_id=hall.id)
    first = client.get(f"{SCREENS}hall/part")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{SCREENS}hall/part", headers=known).status_code == 304
    with make.inside():
        service.change_draft(db.session.get_one(Session, session.id), title=text("Welcome"))
    assert client.get(f"{SCREENS}hall/part", headers=known).status_code == 304  # the team alone sees a draft
    with make.inside():
        service.release_programme(db.session.get_one(Event, event.id))
    assert page_of(client.get(f"{SCREENS}hall/part", headers=known)).texts("//h3") == ["Welcome"]


def test_seats_are_those_of_this_moment(make: Factories, client: FlaskClient, event: Event, hall: Room) -> None:
    session = make.session(event, "Workshop", room_id=hall.id, needs_booking=True, capacity=2)
    ticket_type = make.ticket_type(event)
    seen = [part(client).texts("//span[contains(@class, 'chip')]")]
    for _ in range(2):
        make.registration(event, ticket_type, choices=Choices(session_ids=(session.id,)))
        seen.append(part(client).texts("//span[contains(@class, 'chip')]"))
    assert seen == [["2 seats left"], ["1 seat left"], ["Full"]]


def test_a_seat_that_moved_to_another_session_is_a_change(
    make: Factories, client: FlaskClient, event: Event, hall: Room
) -> None:
    one, other = (
        make.session(
            event,
            name,
            room_id=hall.id,
            needs_booking=True,
            capacity=2,
            starts_at=tomorrow(hours),
            ends_at=tomorrow(hours + 1),
        )
        for name, hours in (("One", 2), ("Other", 5))
    )
    booked = make.registration(event, make.ticket_type(event), choices=Choices(session_ids=(one.id,)))
    known = {"If-None-Match": client.get(f"{SCREENS}hall/part").headers["ETag"]}
    with make.inside():
        found = db.session.get_one(Registration, booked.id)
        registrations.remove_from_agenda(found, db.session.get_one(Session, one.id))
        registrations.add_to_agenda(found, db.session.get_one(Session, other.id))
    assert client.get(f"{SCREENS}hall/part", headers=known).status_code == 200


def test_what_changed_since_the_printed_version_is_marked(
    make: Factories, client: FlaskClient, event: Event, hall: Room
) -> None:
    side = make.room(event, "Side")
    moved, off = (make.session(event, name, room_id=hall.id) for name in ("Moved", "Off"))
    make.release(moved, title=text("Moved"), abstract=text("More"))
    make.release(moved, room_id=side.id)
    make.release(moved, starts_at=tomorrow(5), ends_at=tomorrow(6), room_id=hall.id)
    make.release(off, status="cancelled")
    marks = {
        printed: part(client, query=f"?printed={printed}").texts("//span[contains(@class, 'chip-')]")
        for printed in (0, 1, 3, 4)
    }
    was = tomorrow(2).astimezone(event.zone)
    assert marks[4] == ["Cancelled"]
    assert marks[3] == ["Cancelled"]
    assert marks[1][0] == "Cancelled"
    assert (f"{was:%H:%M}" in marks[1][1], "Hall" in marks[1][1]) == (True, True)


@pytest.mark.parametrize("query", ["?printed=x", "?printed=99999999999", "?also=fr", "?also=%00", "?printed=-1"])
def test_what_nobody_means_is_passed_over(
    make: Factories, client: FlaskClient, event: Event, hall: Room, query: str
) -> None:
    make.session(event, "Opening", room_id=hall.id)
    assert part(client, query=query).texts("//h3") == ["Opening"]


@pytest.mark.parametrize("path", ["forum/screens/nowhere/", "forum/screens/nowhere/part", "draft/screens/now/"])
def test_what_is_not_there_is_not_shown(make: Factories, client: FlaskClient, event: Event, path: str) -> None:
    make.event("draft", published=False)
    assert client.get(f"/events/{path}").status_code == 404


def test_a_room_called_now_has_a_screen_of_its_own(make: Factories, client: FlaskClient, event: Event) -> None:
    room = make.room(event, "Now")
    assert room.slug == "now-2"
    assert page_of(client.get(f"{SCREENS}now-2/")).texts("//h1") == ["Now"]
