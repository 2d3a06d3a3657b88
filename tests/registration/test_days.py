"""Tickets for some days of an event of several: sold by what each day holds, and good at the door on those days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event, EventDay
from eventapp.registration import service
from eventapp.registration.models import TicketType
from tests.checkin.phones import Door
from tests.factories import Factories, tomorrow
from tests.pages import page_of
from tests.registration.test_register import form, stored

TICKETS = "/admin/events/forum/tickets/"


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(ends_at=tomorrow(11) + timedelta(days=1), owner=make.user())


@pytest.fixture
def days(event: Event) -> list[str]:
    return [day.isoformat() for day in event.days]


@pytest.fixture
def ticket_types(make: Factories, event: Event, days: list[str]) -> dict[str, TicketType]:
    return {
        "first": make.ticket_type(event, "First day", days=days[:1]),
        "second": make.ticket_type(event, "Second day", days=days[1:]),
        "all": make.ticket_type(event, "Both days"),
    }


def limit(make: Factories, event: Event, **limits: int | None) -> None:
    with make.inside():
        found = db.session.get_one(Event, event.id)
        names = dict(zip(("first", "second"), (day.isoformat() for day in found.days), strict=True))
        service.limit_days(found, {names[name]: capacity for name, capacity in limits.items()})


def test_a_full_day_closes_the_tickets_that_are_good_on_it(
    client: FlaskClient, make: Factories, event: Event, ticket_types: dict[str, TicketType]
) -> None:
    limit(make, event, first=1)
    make.registration(event, ticket_types["first"])
    refused = [
        page_of(
            client.post("/events/forum/register/", data=form(ticket_types[name], submission_key=f"{name:x<24}"))
        ).errors
        for name in ("first", "all")
    ]
    assert [bool(errors) for errors in refused] == [True, True]
    answer = client.post("/events/forum/register/", data=form(ticket_types["second"]))
    assert (answer.status_code, len(stored(make))) == (303, 2)


def test_a_ticket_for_both_days_takes_a_place_on_each(
    make: Factories, event: Event, ticket_types: dict[str, TicketType], days: list[str]
) -> None:
    limit(make, event, first=5, second=5)
    for name in ("first", "all", "all"):
        make.registration(event, ticket_types[name])
    with make.inside():
        rows = db.session.execute(select(EventDay.day, EventDay.taken).order_by(EventDay.day)).all()
    assert [tuple(row) for row in rows] == [(days[0], 3), (days[1], 2)]


def test_a_limit_below_what_is_taken_keeps_everybody_and_lets_nobody_more_in(
    client: FlaskClient, make: Factories, event: Event, ticket_types: dict[str, TicketType]
) -> None:
    people = [make.registration(event, ticket_types["first"]) for _ in range(3)]
    limit(make, event, first=1)
    page = page_of(client.post("/events/forum/register/", data=form(ticket_types["first"])))
    with make.inside():
        assert (service.seat_errors(), len(people), page.heading) == ([], 3, "Register")


def test_a_day_that_gives_up_its_limit_offers_its_tickets_again(
    client: FlaskClient, make: Factories, event: Event, ticket_types: dict[str, TicketType]
) -> None:
    limit(make, event, first=1)
    make.registration(event, ticket_types["first"])
    limit(make, event, first=None)
    assert client.post("/events/forum/register/", data=form(ticket_types["first"])).status_code == 303


@pytest.mark.parametrize(("kind", "outcomes"), [
    ("first", ["admitted", "not_valid_now"]), ("second", ["not_valid_now", "admitted"]),
    ("all", ["admitted", "admitted"]),
])  # fmt: skip
def test_the_door_lets_a_ticket_in_on_its_days(
    client: FlaskClient,
    make: Factories,
    event: Event,
    ticket_types: dict[str, TicketType],
    kind: str,
    outcomes: list[str],
) -> None:
    people = [make.registration(event, ticket_types[kind]) for _ in range(2)]
    door = Door(client, make, event)
    found = []
    for day, one in enumerate(people):
        at = tomorrow(3) + timedelta(days=day)
        with_clock: dict[str, Any] = {"scanned_at": at.isoformat(), "mode": "typed"}
        with clock.frozen_at(at):
            found.append(door.scan(one.code, **with_clock)["outcome"])
    assert found == outcomes


@pytest.fixture
def team(sign_in: Callable[[User], FlaskClient], make: Factories, event: Event) -> FlaskClient:
    with make.inside():
        owner = db.session.scalars(select(User)).one()
    return sign_in(owner)


def test_limits_are_set_on_the_tickets_page(
    team: FlaskClient, make: Factories, ticket_types: dict[str, TicketType], days: list[str]
) -> None:
    fields = [name for name in page_of(team.get(TICKETS)).values if days[0] in name]
    team.post(f"{TICKETS}days", data={fields[0]: "40"})
    with make.inside():
        assert [tuple(row) for row in db.session.execute(select(EventDay.day, EventDay.capacity))] == [(days[0], 40)]


@pytest.mark.parametrize("said", ["0", "-1", "many", "9" * 30, "1e3"])
def test_what_is_no_number_of_people_limits_nothing(
    team: FlaskClient, make: Factories, ticket_types: dict[str, TicketType], days: list[str], said: str
) -> None:
    fields = [name for name in page_of(team.get(TICKETS)).values if days[0] in name]
    answer = team.post(f"{TICKETS}days", data={fields[0]: said})
    with make.inside():
        assert (answer.status_code, db.session.scalars(select(EventDay)).all()) == (422, [])


def test_an_event_of_one_day_has_no_such_question(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    event = make.event("short")
    sign_in(make.member(event, "owner"))
    assert "By day" not in page_of(client.get("/admin/events/short/tickets/")).text
