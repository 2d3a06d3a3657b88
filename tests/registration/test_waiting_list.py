"""The waiting list: in order, with offers that have an end, paused and resumed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices
from tests.factories import Factories
from tests.pages import page_of
from tests.registration.test_register import form, stored

FORM = "/events/forum/register/"
ADMIN = "/admin/events/forum/registrations/waiting-list"
WAITS = Choices(may_wait=True)


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, capacity=1, has_waiting_list=True, offer_hours=2)


@pytest.fixture
def line(make: Factories, event: Event, ticket_type: TicketType) -> list[Registration]:
    """One who is in, and three who wait."""
    names = ("Inside", "First", "Second", "Third")
    return [make.registration(event, ticket_type, name=name, choices=WAITS) for name in names]


def act(make: Factories, action: Callable[[Registration], object], one: Registration) -> None:
    with make.inside():
        action(db.session.get_one(Registration, one.id))


def standing(make: Factories) -> list[tuple[str, str, bool]]:
    with make.inside():
        assert service.seat_errors() == []
    return [(row.name, row.state, row.holds_seat) for row in stored(make)]


def test_a_sold_out_ticket_is_waited_for_and_the_place_in_line_is_said(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    make.registration(event, ticket_type, choices=WAITS)
    page = page_of(client.get(FORM))
    assert "Waiting list: 1 person" in page.text
    answer = client.post(FORM, data=form(ticket_type, may_wait="y"))
    shown = page_of(client.get(answer.location))
    assert shown.heading == "You are number 2 on the waiting list"
    assert client.get(f"{answer.location}ticket.svg").status_code == 404
    assert client.get(f"{answer.location}calendar.ics").status_code == 404
    with make.inside():
        assert db.session.scalars(select(Mail.kind).order_by(Mail.id)).all()[-1] == "waitlisted"


def test_who_does_not_want_to_wait_is_asked_and_nothing_is_stored(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    answer = client.post(FORM, data=form(ticket_type))
    assert answer.status_code == 409
    assert page_of(answer).errors == [
        "The last of these tickets was taken a moment ago. You can stand in its waiting list: send again."
    ]
    assert len(stored(make)) == 1


def test_a_freed_seat_is_offered_to_the_first_and_to_nobody_else(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, line: list[Registration]
) -> None:
    act(make, service.cancel, line[0])
    assert standing(make) == [
        ("Inside", "cancelled", False), ("First", "waitlisted", True), ("Second", "waitlisted", False),
        ("Third", "waitlisted", False),
    ]  # fmt: skip
    with pytest.raises(service.SoldOut):
        make.registration(event, ticket_type)


def test_an_offer_is_taken_on_the_private_page(client: FlaskClient, make: Factories, line: list[Registration]) -> None:
    act(make, service.cancel, line[0])
    path = make.page_path(line[1])
    assert page_of(client.get(path)).heading == "A place is free for you, First"
    page = page_of(client.post(f"{path}offer", follow_redirects=True))
    assert page.heading == "You are registered, First"
    assert standing(make)[1] == ("First", "confirmed", True)


def test_an_offer_that_nobody_takes_goes_to_the_next(make: Factories, line: list[Registration]) -> None:
    act(make, service.cancel, line[0])
    with clock.frozen_at(clock.now() + timedelta(hours=3)), make.inside():
        with pytest.raises(service.NotAllowed):
            service.accept_offer(db.session.get_one(Registration, line[1].id))
        service.lapse_offers()
    assert standing(make) == [
        ("Inside", "cancelled", False), ("First", "cancelled", False), ("Second", "waitlisted", True),
        ("Third", "waitlisted", False),
    ]  # fmt: skip
    with make.inside():
        kinds = db.session.scalars(select(Mail.kind).order_by(Mail.id)).all()
    assert kinds[-3:] == ["offered", "lapsed", "offered"]


def test_who_leaves_the_line_makes_room_in_it(client: FlaskClient, make: Factories, line: list[Registration]) -> None:
    client.post(f"{make.page_path(line[1])}cancel")
    assert page_of(client.get(make.page_path(line[3]))).heading == "You are number 2 on the waiting list"


def test_more_places_are_offered_at_once_in_order(
    make: Factories, ticket_type: TicketType, line: list[Registration]
) -> None:
    with make.inside():
        found = db.session.get_one(TicketType, ticket_type.id)
        values = {name: getattr(found, name) for name in service.TicketTypeDetails.__dataclass_fields__}
        service.update_ticket_type(found, service.TicketTypeDetails(**{**values, "capacity": 3}))
    assert [row[2] for row in standing(make)] == [True, True, True, False]


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def test_a_paused_list_holds_seats_back_until_it_is_resumed(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, line: list[Registration]
) -> None:
    team.post(f"{ADMIN}/{ticket_type.id}/pause")
    act(make, service.cancel, line[0])
    assert [row[2] for row in standing(make)] == [False, False, False, False]
    with pytest.raises(service.SoldOut):
        make.registration(event, ticket_type)
    team.post(f"{ADMIN}/{ticket_type.id}/resume")
    assert [row[2] for row in standing(make)] == [False, True, False, False]


def test_somebody_is_promoted_by_hand(
    team: FlaskClient, make: Factories, ticket_type: TicketType, line: list[Registration]
) -> None:
    refused = team.post(f"{ADMIN}/{line[3].code}/offer", follow_redirects=True)
    assert "No place is free." in page_of(refused).text
    team.post(f"{ADMIN}/{ticket_type.id}/pause")
    act(make, service.cancel, line[0])
    team.post(f"{ADMIN}/{line[3].code}/offer")
    assert [row[2] for row in standing(make)] == [False, False, False, True]


def test_an_offer_of_a_reviewed_ticket_leads_to_the_reviewers(make: Factories, event: Event) -> None:
    reviewed = make.ticket_type(event, "Press", capacity=1, has_waiting_list=True, needs_approval=True)
    first = make.registration(event, reviewed)
    second = make.registration(event, reviewed, choices=WAITS)
    act(make, service.decline, first)
    act(make, service.accept_offer, second)
    assert stored(make)[1].state == "pending"
    assert stored(make)[1].badge_class is None


def test_a_full_session_is_waited_for_and_the_seat_comes_by_itself(make: Factories, event: Event) -> None:
    open_kind = make.ticket_type(event, "Open")
    talk = make.session(event, needs_booking=True, capacity=1)
    one, other = (make.registration(event, open_kind) for _ in range(2))

    def add(person: Registration) -> None:
        service.add_to_agenda(person, db.session.merge(talk), wait=True)

    act(make, add, one)
    act(make, add, other)
    act(make, lambda person: service.remove_from_agenda(person, db.session.merge(talk)), one)
    with make.inside():
        items = db.session.get_one(Registration, other.id).agenda
        assert [(item.is_booking, item.waiting_since) for item in items] == [(True, None)]
        assert db.session.scalars(select(Mail.kind).order_by(Mail.id)).all()[-1] == "session_seat"


def test_two_booked_sessions_cannot_overlap(client: FlaskClient, make: Factories, event: Event) -> None:
    open_kind = make.ticket_type(event, "Open")
    first = make.session(event, "First", needs_booking=True, capacity=5)
    second = make.session(event, "Second", needs_booking=True, capacity=5)
    answer = client.post(FORM, data={**form(open_kind), "sessions": [str(first.id), str(second.id)]})
    assert page_of(answer).errors == ["“Second” and “First” are at the same time: choose one."]
    assert stored(make) == []
