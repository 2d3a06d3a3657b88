"""Speakers and registrations know each other: everybody on stage has a ticket, each one, whoever asks twice."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.programme.models import Speaker
from eventapp.programme.service import renew_link, speaker_token
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories, text
from tests.pages import page_of

PAGE = "/admin/events/forum/registrations/speakers/"


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event()


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    make.ticket_type(event, "Delegate")
    return make.ticket_type(event, "Speaker", badge_class="speaker", visibility="staff")


@pytest.fixture
def stage(make: Factories, event: Event) -> dict[str, Speaker]:
    """Ada speaks, Chan interprets, and Ben is in a draft alone."""
    people = {
        "ada": make.speaker(
            event, "Ada Wong", email="ada@example.org", organisation=text("Harbour"), post=text("Producer")
        ),
        "chan": make.speaker(event, "Chan Wing-sum"),
        "ben": make.speaker(event, "Ben Ho", email="ben@example.org"),
    }
    talk = make.session(event, "A talk")
    make.change_session(talk, speakers=((people["ada"].id, "speaker"), (people["chan"].id, "interpreter")))
    make.session(event, "Later", status="draft", speakers=(people["ben"],))
    return people


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def registered(make: Factories) -> list[tuple[str, str, str, str | None]]:
    """(name, company, ticket, badge) of everybody who has a place."""
    with make.inside():
        found = db.session.scalars(
            select(Registration).where(Registration.state == "confirmed").order_by(Registration.name)
        )
        return [(one.name, one.company, one.ticket_type.name["en"], one.badge_class) for one in found]


def give(team: FlaskClient, ticket_type: TicketType, *people: Speaker, **more: str) -> list[str]:
    """What the page says after tickets were asked for."""
    data = {"ticket_type_id": str(ticket_type.id), "speaker": [one.code for one in people], **more}
    answer = team.post(PAGE, data=data, follow_redirects=True)
    return page_of(answer).texts("//div[@class='notices']//p")


def test_one_button_gives_everybody_on_stage_a_ticket_once(
    make: Factories, team: FlaskClient, ticket_type: TicketType, stage: dict[str, Speaker]
) -> None:
    page = page_of(team.get(PAGE))
    assert page.texts("//tbody/tr/td[1]") == ["Ada Wong", "Chan Wing-sum"]
    assert page.texts("//tbody/tr/td[2]") == ["Speaker", "Interpreter"]
    assert page.texts("//select[@id='ticket_type_id']/option[@selected]") == ["Speaker"]
    people = (stage["ada"], stage["chan"])
    assert give(team, ticket_type, *people, sends_mail="y") == ["2 people have a ticket now."]
    assert give(team, ticket_type, *people, sends_mail="y") == ["0 people have a ticket now."]
    assert registered(make) == [
        ("Ada Wong", "Harbour", "Speaker", "speaker"), ("Chan Wing-sum", "", "Speaker", "speaker"),
    ]  # fmt: skip
    with make.inside():
        assert db.session.scalars(select(Mail.recipient)).all() == ["ada@example.org"]
        assert service.seat_errors() == []


def test_who_registered_with_the_same_address_is_recognised(
    make: Factories, event: Event, team: FlaskClient, ticket_type: TicketType, stage: dict[str, Speaker]
) -> None:
    make.registration(event, make.ticket_type(event, "Guest"), name="A. Wong", email="ADA@example.org")
    assert page_of(team.get(PAGE)).texts("//tbody/tr/td[4]") == ["Guest Confirmed", "no ticket"]
    assert give(team, ticket_type, stage["ada"], stage["chan"]) == ["1 person has a ticket now."]
    assert [name for name, *_rest in registered(make)] == ["A. Wong", "Chan Wing-sum"]


def test_an_address_of_several_speakers_says_of_none_that_they_are_registered(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    pair = [make.speaker(event, name, email="agency@example.org") for name in ("Ada Wong", "Ben Ho")]
    make.session(event, "A talk", speakers=tuple(pair))
    make.registration(event, ticket_type := make.ticket_type(event, "Guest"), name="Agent", email="agency@example.org")
    with make.inside():
        found = db.session.get_one(Event, event.id)
        assert [one.registration for one in service.speaker_standings(found)] == [None, None]
        people = [one.speaker for one in service.speaker_standings(found)]
        assert service.give_tickets(found, people, ticket_type).given == 2


def test_the_speakers_page_leads_to_their_ticket_and_to_nobody_elses(
    make: Factories, event: Event, client: FlaskClient, ticket_type: TicketType, stage: dict[str, Speaker]
) -> None:
    make.registration(event, make.ticket_type(event, "Guest"), name="Her assistant", email="ada@example.org")
    with make.inside():
        pages = []
        for name in ("ada", "chan"):
            speaker = db.session.get_one(Speaker, stage[name].id)
            renew_link(speaker)
            pages.append(f"/s/{speaker_token(speaker)}/")
        ada, chan = pages
        found = db.session.get_one(Event, event.id)
        service.give_tickets(found, [db.session.get_one(Speaker, stage["chan"].id)], ticket_type)
    assert [link for link in page_of(client.get(ada)).links() if "/r/" in link] == []
    (ticket,) = (link for link in page_of(client.get(chan)).links() if "/r/" in link)
    assert page_of(client.get(ticket[ticket.index("/r/") :])).heading == "You are registered, Chan Wing-sum"


def test_who_finds_no_place_is_named(
    make: Factories, event: Event, team: FlaskClient, stage: dict[str, Speaker]
) -> None:
    small = make.ticket_type(event, "Small", capacity=1)
    assert give(team, small, stage["ada"], stage["chan"]) == [
        "1 person has a ticket now.", "No place is left for: Chan Wing-sum",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [{}, {"ticket_type_id": "999", "speaker": "x"}, {"ticket_type_id": "<b>"}])
def test_a_choice_that_makes_no_sense_changes_nothing(
    make: Factories, team: FlaskClient, stage: dict[str, Speaker], data: dict[str, str]
) -> None:
    answer = team.post(PAGE, data=data, follow_redirects=True)
    assert page_of(answer).texts("//div[@class='notices']//p") == [
        "Choose a ticket, and at least one person. Nothing was changed."
    ]
    assert registered(make) == []


def test_somebody_of_another_event_or_not_on_stage_is_not_registered(
    make: Factories, team: FlaskClient, ticket_type: TicketType, stage: dict[str, Speaker]
) -> None:
    stranger = make.speaker(make.event("other"), "Stranger")
    give(team, ticket_type, stranger, stage["ben"])
    assert registered(make) == []
