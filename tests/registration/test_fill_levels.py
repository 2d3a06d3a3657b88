"""What is filling up is said on the overview: the event, tickets and sessions, at 75, 90 and 100 per cent."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from eventapp.accounts.models import User
from eventapp.registration.fill_levels import fill_level
from eventapp.registration.service import Choices
from tests.factories import Factories, tomorrow
from tests.pages import page_of


@pytest.mark.parametrize(
    ("taken", "capacity", "level"),
    [(74, 100, None), (75, 100, 75), (89, 100, 75), (90, 100, 90), (99, 100, 90), (100, 100, 100), (9, None, None)],
)
def test_the_levels(taken: int, capacity: int | None, level: int | None) -> None:
    assert fill_level(taken, capacity) == level


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_level_never_falls_while_places_are_taken(taken: int, capacity: int) -> None:
    before, after = fill_level(taken, capacity) or 0, fill_level(taken + 1, capacity) or 0
    assert before <= after <= 100


def test_the_overview_names_what_is_filling_up(make: Factories, sign_in: Callable[[User], FlaskClient]) -> None:
    event = make.event(capacity=100)
    full, nearly = make.ticket_type(event, "Press", capacity=1), make.ticket_type(event, "Buyer", capacity=4)
    make.ticket_type(event, "Delegate")
    talk = make.session(event, "Workshop", needs_booking=True, capacity=2)
    make.registration(event, full, choices=Choices(session_ids=(talk.id,)))
    for number in range(3):
        make.registration(
            event, nearly, name=f"Guest {number}", choices=Choices(session_ids=(talk.id,) * (number == 0))
        )
    team = sign_in(make.member(event, "registration"))
    words = page_of(team.get("/admin/events/forum/")).text
    said = ("“Press” is full", "“Buyer” is 75% full, 1 places left", "“Workshop” is full")
    assert [one for one in said if one not in words] == []
    assert "“Delegate” is" not in words
    assert "“The Forum” is" not in words


def test_many_sessions_are_told_as_a_number(make: Factories, sign_in: Callable[[User], FlaskClient]) -> None:
    event = make.event()
    talks = [
        make.session(
            event, f"Talk {hour}", needs_booking=True, capacity=1, starts_at=tomorrow(hour), ends_at=tomorrow(hour + 1)
        )
        for hour in range(2, 7)
    ]
    make.registration(event, make.ticket_type(event), choices=Choices(session_ids=tuple(one.id for one in talks)))
    team = sign_in(make.member(event, "registration"))
    words = page_of(team.get("/admin/events/forum/")).text
    assert ("5 sessions are full, or nearly" in words, "“Talk" in words) == (True, False)
