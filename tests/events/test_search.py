"""The field in the admin: people, sessions, speakers and pages by the words that a stranger uses."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.events.models import Event
from tests.factories import Factories
from tests.pages import page_of

FIND = "/admin/events/forum/search"


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
    make.session(event, "Short drama goes abroad")
    make.speaker(event, "Li Si")
    return event


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


def found(client: FlaskClient, text: str) -> list[str]:
    return page_of(client.get(FIND, query_string={"q": text})).texts("//ul[contains(@class, 'found')]//a")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("check-in", "Check-in"), ("export", "Import and export the programme"), ("reports", "Overview"),
        ("voucher", "Access codes"), ("timezone", "Settings"), ("permissions", "Team"), ("newsletter", "Campaigns"),
        ("excel", "Registrations"), ("waitlist", "Waiting list"), ("no-shows", "Attendance"),
    ],
)  # fmt: skip
def test_pages_are_found_by_the_usual_words(team: FlaskClient, text: str, name: str) -> None:
    assert any(one.startswith(name) for one in found(team, text)), found(team, text)


@pytest.mark.parametrize("text", ["ada", "ADA@example", "wong"])
def test_people_are_found_by_name_and_address(team: FlaskClient, text: str) -> None:
    assert any("Ada Wong" in one for one in found(team, text))


def test_sessions_and_speakers_are_found(team: FlaskClient) -> None:
    assert [any(name in one for one in found(team, text)) for text, name in (("drama", "Short drama"), ("li", "Li Si"))]


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "'; DROP TABLE event; --", "<script>alert(1)</script>", "x" * 5000]
)
def test_strange_words_find_nothing_and_break_nothing(team: FlaskClient, text: str) -> None:
    answer = team.get(FIND, query_string={"q": text})
    assert (answer.status_code, found(team, text), b"<script>alert" in answer.data) == (200, [], False)


def test_the_door_finds_no_people_and_no_pages_it_may_not_open(
    make: Factories, client: FlaskClient, event: Event, sign_in: Callable[[User], FlaskClient]
) -> None:
    sign_in(make.member(event, "door"))
    assert (found(client, "ada"), found(client, "timezone")) == ([], [])
