"""Booked sessions that a change of the programme has put at one time: told, counted beforehand, and chosen from."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.service import Place, move_session
from eventapp.registration.models import Registration
from eventapp.registration.overlaps import hurried_changes, overlap, overlapping_pairs
from eventapp.registration.service import Choices
from tests.factories import Factories, tomorrow
from tests.mailserver import deliver_due
from tests.pages import SURE, page_of

TOLD = (
    "The programme has changed: you have a seat in “First” and in “Second”, which are now at the same time. "
    "Which do you keep?"
)


class Slot:
    def __init__(self, begins: int, ends: int) -> None:
        self.starts_at, self.ends_at = tomorrow(begins), tomorrow(ends)


slots = st.tuples(st.integers(0, 22), st.integers(1, 5)).map(lambda slot: Slot(slot[0], min(slot[0] + slot[1], 23)))


@given(slots, slots)
def test_two_overlap_where_they_share_an_hour(one: Slot, other: Slot) -> None:
    hours = [set(range(slot.starts_at.hour, slot.ends_at.hour)) for slot in (one, other)]
    assert overlap(one, other) == bool(hours[0] & hours[1]) == overlap(other, one)


@given(st.lists(slots, max_size=6))
def test_no_pair_is_told_twice_and_none_is_left_out(found: list[Slot]) -> None:
    pairs = {(id(one), id(other)) for one, other in overlapping_pairs(found)}
    wanted = {(id(one), id(other)) for at, one in enumerate(found) for other in found[at + 1 :] if overlap(one, other)}
    assert pairs == wanted


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(owner=make.user())


@pytest.fixture
def sessions(make: Factories, event: Event) -> tuple[Session, Session]:
    first = make.session(event, "First", needs_booking=True, capacity=5)
    second = make.session(event, "Second", needs_booking=True, capacity=5, starts_at=tomorrow(5), ends_at=tomorrow(6))
    return first, second


@pytest.fixture
def ada(make: Factories, event: Event, sessions: tuple[Session, Session]) -> Registration:
    choices = Choices(session_ids=tuple(one.id for one in sessions))
    return make.registration(event, make.ticket_type(event), name="Ada", email="ada@example.org", choices=choices)


@pytest.fixture
def team(sign_in: Callable[[User], FlaskClient], make: Factories, event: Event) -> FlaskClient:
    with make.inside():
        owner = db.session.scalars(select(User)).one()
    return sign_in(owner)


@pytest.fixture
def moved(make: Factories, sessions: tuple[Session, Session], ada: Registration) -> None:
    """The second is put where the first is, and waits to be released."""
    with make.inside():
        deliver_due()
        move_session(db.session.get_one(Session, sessions[1].id), Place(tomorrow(2), tomorrow(3), None))


def test_the_release_page_counts_whom_it_brings_into_two_places(team: FlaskClient, moved: None) -> None:
    page = page_of(team.get("/admin/events/forum/release"))
    assert "1 person will have two booked seats at the same time. Email and page ask which they keep." in page.text


def test_the_person_is_told_by_mail_and_chooses_on_their_page(
    team: FlaskClient, make: Factories, moved: None, ada: Registration, sessions: tuple[Session, Session]
) -> None:
    path = make.page_path(ada)
    assert TOLD not in page_of(team.get(path)).text
    team.post("/admin/events/forum/release", data=SURE)
    with make.inside():
        for mail in db.session.scalars(select(Mail).where(Mail.state == "queued")):
            mail.due_at = mail.created_at
        db.session.commit()
        deliver_due()
        texts = db.session.scalars(select(Mail.text).where(Mail.recipient == "ada@example.org")).all()
    said = "You have a seat in “First” and in “Second”, which are now at the same time: choose on your page."
    assert [said in text for text in texts][-1] is True
    page = page_of(team.get(path))
    assert (TOLD in page.text, page.texts("//button[starts-with(., 'Keep')]")) == (
        True, ["Keep “First”", "Keep “Second”"],
    )  # fmt: skip
    team.post(f"{path}agenda/{sessions[0].code}", data={"choice": "remove", "from": "page"})
    assert TOLD not in page_of(team.get(path)).text
    with make.inside():
        now = db.session.get_one(Registration, ada.id)
        assert [item.session.title.text("en") for item in now.agenda] == ["Second"]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from([None, 1, 2])), max_size=6),
    st.integers(0, 30),
)
def test_every_hurried_change_of_rooms_is_told_once(slots: list[tuple[int, int, int | None]], needed: int) -> None:
    start = tomorrow(1)
    found = [
        SimpleNamespace(
            starts_at=start + timedelta(minutes=5 * begins), ends_at=start + timedelta(minutes=5 * (begins + length)),
            room_id=room,
        )
        for begins, length, room in slots
    ]  # fmt: skip
    told = {(id(one), id(other)) for one, other, _minutes in hurried_changes(found, needed)}
    wanted = {
        (id(one), id(other))
        for one in found
        for other in found
        if one.room_id and other.room_id and one.room_id != other.room_id
        and timedelta() <= other.starts_at - one.ends_at < timedelta(minutes=needed)
    }  # fmt: skip
    assert (told, len(told)) == (wanted, len(hurried_changes(found, needed)))


def test_the_agenda_says_where_a_change_of_rooms_is_hurried(make: Factories, event: Event, client: FlaskClient) -> None:
    rooms = [make.room(event, name) for name in ("Hall", "Studio")]
    pair = tuple(
        make.session(
            event, title, needs_booking=True, capacity=5, room_id=room.id, starts_at=begins,
            ends_at=begins + timedelta(minutes=55),
        )
        for title, room, begins in (("First", rooms[0], tomorrow(4)), ("Second", rooms[1], tomorrow(5)))
    )  # fmt: skip
    ticket_type = make.ticket_type(event)
    guest = make.registration(event, ticket_type, choices=Choices(session_ids=tuple(one.id for one in pair)))
    told = "Only 5 minutes from “First” (Hall) to “Second” (Studio)."
    for path in (make.page_path(guest), f"{make.page_path(guest)}agenda"):
        assert page_of(client.get(path)).texts("//p[contains(@class, 'notice-info')]") == [told]
    with make.inside():
        db.session.get_one(Event, event.id).changeover_minutes = 5
        db.session.commit()
    assert told not in page_of(client.get(make.page_path(guest))).text
