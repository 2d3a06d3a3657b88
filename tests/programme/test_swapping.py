"""Two sessions, and two rooms with all that is in them, change places in one step; a room in use can be emptied."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.models import Room, Session
from eventapp.programme.service import details_with_draft
from tests.factories import Factories, tomorrow
from tests.pages import page_of

ADMIN = "/admin/events/forum"


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(owner=make.user())


@pytest.fixture
def team(sign_in: Callable[[User], FlaskClient], make: Factories, event: Event) -> FlaskClient:
    with make.inside():
        owner = db.session.scalars(select(User)).one()
    return sign_in(owner)


def places(make: Factories) -> dict[str, tuple[int, int, int | None]]:
    """By title: the hour, the minutes, the room of each session as the team has it."""
    with make.inside():
        found = {}
        for session in db.session.scalars(select(Session)):
            now = details_with_draft(session)
            if now.starts_at is None or now.ends_at is None:
                found[now.title.text("en")] = (0, 0, now.room_id)
            else:
                minutes = int((now.ends_at - now.starts_at) / timedelta(minutes=1))
                found[now.title.text("en")] = (now.starts_at.hour, minutes, now.room_id)
        return found


def test_two_sessions_change_time_and_room_and_keep_their_lengths(
    team: FlaskClient, make: Factories, event: Event
) -> None:
    hall, loft = make.room(event, "Hall"), make.room(event, "Loft")
    one = make.session(event, "One", starts_at=tomorrow(2), ends_at=tomorrow(3), room_id=hall.id)
    other = make.session(event, "Other", starts_at=tomorrow(5), ends_at=tomorrow(5, 20), room_id=loft.id)
    team.post(f"{ADMIN}/sessions/{one.code}/swap", data={"with": other.code})
    assert places(make) == {"One": (5, 60, loft.id), "Other": (2, 20, hall.id)}


@pytest.mark.parametrize("code", ["", "NOTHERE2", "itself", "shelf", "<script>"])
def test_what_cannot_be_swapped_says_why_and_moves_nothing(
    team: FlaskClient, make: Factories, event: Event, code: str
) -> None:
    one = make.session(event, "One")
    shelf = make.session(event, "Shelf", starts_at=None, ends_at=None)
    before = places(make)
    sent = {"itself": one.code, "shelf": shelf.code}.get(code, code)
    answer = team.post(f"{ADMIN}/sessions/{one.code}/swap", data={"with": sent}, follow_redirects=True)
    said = "One of them has no time yet." if code == "shelf" else "Choose another session first."
    assert (places(make), f"{said} Nothing was moved." in page_of(answer).text) == (before, True)


def test_a_swap_with_another_events_session_moves_nothing(team: FlaskClient, make: Factories, event: Event) -> None:
    one = make.session(event, "One")
    foreign = make.session(make.event("other"), "Foreign", starts_at=tomorrow(7), ends_at=tomorrow(8))
    before = places(make)
    team.post(f"{ADMIN}/sessions/{one.code}/swap", data={"with": foreign.code})
    assert places(make) == before


@pytest.mark.parametrize(("act", "expected"), [("", ("Loft", "Loft")), ("swap", ("Loft", "Hall"))])
def test_a_rooms_sessions_move_or_change_places(
    team: FlaskClient, make: Factories, event: Event, act: str, expected: tuple[str, str]
) -> None:
    hall, loft = make.room(event, "Hall"), make.room(event, "Loft")
    make.session(event, "In the hall", room_id=hall.id)
    make.session(event, "In the loft", room_id=loft.id, starts_at=tomorrow(7), ends_at=tomorrow(8))
    team.post(f"{ADMIN}/rooms/hall/sessions", data={"to": loft.slug, "act": act})
    with make.inside():
        names = {room.id: room.name.text("en") for room in db.session.scalars(select(Room))}
    found = {title: names[place[2] or 0] for title, place in places(make).items()}
    assert (found["In the hall"], found["In the loft"]) == expected


def test_a_room_can_be_deleted_once_it_is_empty(team: FlaskClient, make: Factories, event: Event) -> None:
    hall, loft = make.room(event, "Hall"), make.room(event, "Loft")
    make.session(event, room_id=hall.id)
    page = page_of(team.get(f"{ADMIN}/rooms/hall"))
    assert page.texts("//h2[contains(., 'in this room')]") == ["1 session is in this room"]
    team.post(f"{ADMIN}/rooms/hall/sessions", data={"to": loft.slug})
    with make.inside():
        service.release_programme(db.session.get_one(Event, event.id))
    team.post(f"{ADMIN}/rooms/hall/delete", data={"confirmed": "1"})
    with make.inside():
        assert [room.slug for room in db.session.scalars(select(Room))] == ["loft"]


def test_a_new_track_has_the_next_colour_that_no_other_has(team: FlaskClient, make: Factories, event: Event) -> None:
    chosen = []
    for name in ("One", "Two", "Three"):
        page = page_of(team.get(f"{ADMIN}/tracks/new"))
        (colour,) = page.tree.xpath("//input[@name='colour'][@checked]/@value")
        chosen.append(colour)
        team.post(f"{ADMIN}/tracks/new", data={"name-en": name, "colour": colour})
    assert len(set(chosen)) == 3


def test_a_session_that_nobody_saw_is_deleted_and_one_that_was_seen_is_not(
    team: FlaskClient, make: Factories, event: Event
) -> None:
    seen = make.session(event, "Seen")
    answer = team.post(f"{ADMIN}/sessions/{seen.code}/delete", data={"confirmed": "1"}, follow_redirects=True)
    assert "The public has seen this session, or somebody chose it: cancel it instead." in page_of(answer).text
    assert set(places(make)) == {"Seen"}


def test_save_and_add_another_begins_where_the_last_one_ends(team: FlaskClient, make: Factories, event: Event) -> None:
    values = {"title-en": "One", "starts_at": "", "ends_at": "", "status": "confirmed", "another": "1"}
    begins = (tomorrow(2) + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    ends = (tomorrow(2) + timedelta(hours=8, minutes=45)).strftime("%Y-%m-%dT%H:%M")
    answer = team.post(f"{ADMIN}/sessions/new", data={**values, "starts_at": begins, "ends_at": ends})
    page = page_of(team.get(answer.headers["Location"]))
    assert (page.heading, page.values["starts_at"]) == ("New session", ends)
