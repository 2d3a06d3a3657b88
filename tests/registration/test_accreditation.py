"""Accreditation: nobody gets in unapproved by any route, and what was decided can be taken back."""

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
from eventapp.registration.models import AgendaItem, Registration, TicketType
from eventapp.registration.service import Choices
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum/registrations"


@pytest.fixture
def press(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Press", needs_approval=True, badge_class="press")


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def again(make: Factories, one: Registration) -> Registration:
    with make.inside():
        return db.session.get_one(Registration, one.id)


def decide(team: FlaskClient, decision: str, *people: Registration, **more: str) -> str:
    data = {"decision": decision, "code": [one.code for one in people], **SURE, **more}
    return page_of(team.post(f"{ADMIN}/approvals/decide", data=data, follow_redirects=True)).text


def test_who_is_not_approved_has_no_ticket_class_feed_or_seat(
    client: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    talk = make.session(event, needs_booking=True, capacity=1)
    pending = make.registration(event, press, choices=Choices(session_ids=(talk.id,)))
    path = make.page_path(pending)
    answers = [client.get(path + name).status_code for name in ("ticket.svg", "ticket.pdf", "calendar.ics")]
    assert answers == [404, 404, 404]
    assert pending.code not in client.get(path).text.replace("-", "")
    assert again(make, pending).badge_class is None
    device, token = make.device(make.gate(event))
    with make.inside():
        ticket = sign_ticket(db.session.get_one(Registration, pending.id))
        assert [item.is_booking for item in db.session.scalars(select(AgendaItem))] == [False]
    scan = {"uuid": str(device.uid), "ticket": ticket, "scanned_at": clock.now().isoformat(), "device_seq": 1}
    answer = client.post("/checkin/api/scans", json={"scans": [scan]}, headers={"Authorization": f"Bearer {token}"})
    assert answer.json["results"][0]["outcome"] == "pending"


def test_approval_grants_a_class_and_books_what_was_wished_for(
    team: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    talk = make.session(event, needs_booking=True, capacity=1)
    pending = make.registration(event, press, choices=Choices(session_ids=(talk.id,)))
    decide(team, "approve", pending, badge_class="vip")
    approved = again(make, pending)
    assert (approved.state, approved.badge_class) == ("confirmed", "vip")
    with make.inside():
        assert [item.is_booking for item in db.session.scalars(select(AgendaItem))] == [True]


def test_several_are_decided_at_once_and_the_inbox_is_empty(
    team: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    people = [make.registration(event, press) for _ in range(3)]
    assert "3 people are approved." in decide(team, "approve", *people)
    assert page_of(team.get(f"{ADMIN}/approvals/")).texts("//*[@class='empty']//h2") == ["Nobody waits"]


def test_two_reviewers_are_two_people(
    make: Factories, event: Event, app, sign_in: Callable[[User], FlaskClient]
) -> None:
    ticket_type = make.ticket_type(event, "Buyer", needs_approval=True, reviews_needed=2)
    pending = make.registration(event, ticket_type)
    first = sign_in(make.member(event, "registration", "one@example.org"))
    assert "1 person needs a second approval." in decide(first, "approve", pending)
    assert "Somebody else of the team has to agree." in decide(first, "approve", pending)
    assert again(make, pending).state == "pending"
    second = sign_in(make.member(event, "registration", "two@example.org"))
    decide(second, "approve", pending)
    assert again(make, pending).state == "confirmed"


@pytest.mark.parametrize(("decision", "state"), [("approve", "confirmed"), ("decline", "declined")])
def test_a_decision_is_undone_before_its_mail_leaves(
    team: FlaskClient, make: Factories, event: Event, press: TicketType, decision: str, state: str
) -> None:
    pending = make.registration(event, press)
    decide(team, decision, pending, reason="The list is full.")
    assert again(make, pending).state == state
    text = page_of(team.post(f"{ADMIN}/approvals/undo", data={"code": pending.code}, follow_redirects=True)).text
    assert "is undone" in text
    undone = again(make, pending)
    assert (undone.state, undone.badge_class, undone.reason, undone.holds_seat) == ("pending", None, "", True)
    with make.inside():
        assert [(mail.kind, mail.state) for mail in db.session.scalars(select(Mail).order_by(Mail.id))] == [
            ("pending", "queued"), ("confirmed" if decision == "approve" else "declined", "withdrawn"),
        ]  # fmt: skip
        assert service.seat_errors() == []


def test_the_mail_of_a_decision_waits_two_minutes(
    team: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    pending = make.registration(event, press)
    decide(team, "approve", pending)
    with make.inside():
        mail = db.session.scalars(select(Mail).where(Mail.kind == "confirmed")).one()
        assert mail.due_at - mail.created_at == timedelta(minutes=2)


def test_a_decline_whose_seat_is_gone_cannot_be_undone(team: FlaskClient, make: Factories, event: Event) -> None:
    scarce = make.ticket_type(event, "Scarce", needs_approval=True, capacity=1)
    pending = make.registration(event, scarce)
    decide(team, "decline", pending)
    make.registration(event, scarce)
    page = page_of(team.post(f"{ADMIN}/approvals/undo", data={"code": pending.code}, follow_redirects=True))
    assert "Their place went to somebody else meanwhile" in page.text
    assert again(make, pending).state == "declined"


def test_revoking_ends_ticket_feed_and_bookings_at_once(
    team: FlaskClient, client: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    talk = make.session(event, "The talk", needs_booking=True, capacity=1)
    found = make.registration(event, press, choices=Choices(session_ids=(talk.id,)))
    decide(team, "approve", found)
    path = make.page_path(found)
    assert "The talk" in client.get(f"{path}calendar.ics").text
    team.post(f"{ADMIN}/{found.code}/revoke", data={"reason": "The letter was not genuine."})
    revoked = again(make, found)
    assert (revoked.state, revoked.badge_class, revoked.ticket_version) == ("cancelled", None, 2)
    feed = client.get(f"{path}calendar.ics").text
    assert "STATUS:CANCELLED" in feed
    assert "The talk" not in feed
    assert client.get(f"{path}ticket.svg").status_code == 404
    with make.inside():
        assert db.session.scalars(select(AgendaItem)).all() == []
        assert service.seat_errors() == []
        assert db.session.scalars(select(Mail.kind).order_by(Mail.id)).all()[-1] == "revoked"


def test_what_is_not_somebody_elses_to_decide_is_not_found(
    team: FlaskClient, make: Factories, press: TicketType
) -> None:
    other = make.event("other")
    foreign = make.registration(other, make.ticket_type(other, "Press", needs_approval=True))
    data = {"decision": "approve", "code": foreign.code}
    assert team.post(f"{ADMIN}/approvals/decide", data=data).status_code == 404
    assert again(make, foreign).state == "pending"


@pytest.mark.parametrize("data", [{}, {"decision": "approve"}, {"decision": "bribe", "code": "X"}])
def test_an_empty_decision_changes_nothing(
    team: FlaskClient, make: Factories, event: Event, press: TicketType, data: dict[str, str]
) -> None:
    pending = make.registration(event, press)
    team.post(f"{ADMIN}/approvals/decide", data=data)
    assert again(make, pending).state == "pending"


def test_the_inbox_is_narrowed_by_ticket_and_words(
    team: FlaskClient, make: Factories, event: Event, press: TicketType
) -> None:
    other = make.ticket_type(event, "Buyer", needs_approval=True)
    make.registration(event, press, name="Ada Wong")
    make.registration(event, other, name="陳大文")
    names = "//*[@class='inbox-list']//strong"
    assert page_of(team.get(f"{ADMIN}/approvals/?text=陈")).texts(names) == ["陳大文"]
    assert page_of(team.get(f"{ADMIN}/approvals/?ticket_type={press.id}")).texts(names) == ["Ada Wong"]
    assert page_of(team.get(f"{ADMIN}/approvals/?ticket_type=x")).texts(names) == ["Ada Wong", "陳大文"]
