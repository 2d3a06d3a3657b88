"""Forms for who was let in: sent, answered until they close, reminded of, and read as a table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Answer, FollowUpForm, FollowUpReply, Question, Registration, TicketType
from eventapp.registration.service import Choices, FollowUpDetails, QuestionDetails
from eventapp.registration.service.follow_ups import ask_who_was_missed, remind_before_forms_close
from tests.factories import Factories, person, text
from tests.mailserver import deliver_due
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum/registrations/follow-ups/"


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def form_of(make: Factories, event: Event, *, sent: bool = True, **changes: Any) -> FollowUpForm:
    """Travel and dinner, with a question of each kind of need."""
    with make.inside():
        here = db.session.get_one(Event, event.id)
        form = service.create_follow_up(here, FollowUpDetails(text("Travel and dinner"), **changes))
        service.create_question(here, QuestionDetails("text", text("Flight"), is_required=True), form)
        service.create_question(here, QuestionDetails("consent", text("I bring a companion")), form)
        if sent:
            service.send_follow_up(form)
        return form


def questions(make: Factories) -> list[Question]:
    with make.inside():
        asked = select(Question).where(Question.follow_up_id.is_not(None))
        return list(db.session.scalars(asked.order_by(Question.id)))


def mails(make: Factories, kind: str) -> list[str]:
    with make.inside():
        return list(db.session.scalars(select(Mail.recipient).where(Mail.kind == kind).order_by(Mail.id)))


def test_everybody_confirmed_is_asked_and_who_comes_later_too(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    approved = make.ticket_type(event, "Press", needs_approval=True)
    first = make.registration(event, ticket_type)
    waiting = make.registration(event, approved)
    form = form_of(make, event)
    assert mails(make, "follow_up") == [first.email]
    later = make.registration(event, ticket_type)
    with make.inside():
        service.approve(db.session.get_one(Registration, waiting.id))
        assert service.send_follow_up(db.session.get_one(FollowUpForm, form.id)) == 0
    assert mails(make, "follow_up") == [first.email, later.email, waiting.email]


def test_a_form_for_some_tickets_asks_nobody_else(make: Factories, event: Event, ticket_type: TicketType) -> None:
    vips = make.ticket_type(event, "VIP")
    make.registration(event, ticket_type)
    vip = make.registration(event, vips)
    form_of(make, event, ticket_type_ids=(vips.id,))
    make.registration(event, ticket_type)
    assert mails(make, "follow_up") == [vip.email]


def test_the_answers_stand_beside_those_of_the_registration(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    usual = make.question(event, label="Diet")
    guest = make.registration(event, ticket_type, choices=Choices(answers={usual.id: "None"}))
    form = form_of(make, event)
    flight, companion = questions(make)
    page = f"{make.page_path(guest)}follow-up/{form.id}"
    assert "Please answer" in client.get(make.page_path(guest)).text
    missing = client.post(page, data={f"q{companion.id}": "yes"})
    assert (missing.status_code, answers(make, guest)) == (422, {"Diet": "None"})
    client.post(page, data={f"q{flight.id}": "CX 123", f"q{companion.id}": "y"})
    assert answers(make, guest) == {"Diet": "None", "Flight": "CX 123", "I bring a companion": True}
    client.post(page, data={f"q{flight.id}": "CX 456"})
    assert answers(make, guest) == {"Diet": "None", "Flight": "CX 456"}
    edited = {"name": guest.name, "email": guest.email, "locale": "en", f"q{usual.id}": "Vegan"}
    client.post(f"{make.page_path(guest)}edit", data=edited)
    assert answers(make, guest) == {"Diet": "Vegan", "Flight": "CX 456"}
    assert "Flight" not in client.get("/events/forum/register/").text


def answers(make: Factories, guest: Registration) -> dict[str, Any]:
    with make.inside():
        query = select(Question.label, Answer.value).join(Question, Question.id == Answer.question_id)
        rows = db.session.execute(query.where(Answer.registration_id == guest.id).order_by(Question.id))
        return {label["en"]: value for label, value in rows}


def test_a_closed_form_takes_no_answer_and_shows_those_that_were_given(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    guest = make.registration(event, ticket_type)
    form = form_of(make, event, closes_at=datetime.now(UTC) + timedelta(days=1))
    flight, _companion = questions(make)
    page = f"{make.page_path(guest)}follow-up/{form.id}"
    client.post(page, data={f"q{flight.id}": "CX 123"})
    with make.inside():
        db.session.get_one(FollowUpForm, form.id).closes_at = datetime.now(UTC) - timedelta(minutes=1)
        db.session.commit()
    answer = client.post(page, data={f"q{flight.id}": "CX 999"}, follow_redirects=True)
    assert "This form is closed, so what you wrote was not kept." in answer.text
    assert answers(make, guest) == {"Flight": "CX 123"}
    shown = client.get(page).text
    assert ("CX 123" in shown, "Send my answers" in shown) == (True, False)


def test_a_form_is_nobodys_who_was_not_asked(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    vips = make.ticket_type(event, "VIP")
    guest = make.registration(event, ticket_type)
    mine, unsent = form_of(make, event, ticket_type_ids=(vips.id,)), form_of(make, event, sent=False)
    other = make.event("other")
    theirs = form_of(make, other, sent=False)
    for form in (mine, unsent, theirs):
        assert client.get(f"{make.page_path(guest)}follow-up/{form.id}").status_code == 404


def test_who_has_not_answered_is_reminded_once_by_itself(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    silent, swift = (make.registration(event, ticket_type) for _ in range(2))
    closes_at = datetime.now(UTC) + timedelta(days=4)
    form = form_of(make, event, closes_at=closes_at, reminds_days=3)
    flight, _companion = questions(make)
    client.post(f"{make.page_path(swift)}follow-up/{form.id}", data={f"q{flight.id}": "None"})
    with make.inside():
        remind_before_forms_close()
    assert mails(make, "follow_up_reminder") == []
    with make.inside():
        db.session.get_one(FollowUpForm, form.id).closes_at = closes_at - timedelta(days=2)
        db.session.commit()
        remind_before_forms_close()
        remind_before_forms_close()
    assert mails(make, "follow_up_reminder") == [silent.email]


def test_a_reminder_that_waits_goes_to_nobody_who_has_answered_meanwhile(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    guest = make.registration(event, ticket_type)
    form = form_of(make, event)
    flight, _companion = questions(make)
    with make.inside():
        service.remind_of_follow_up(db.session.get_one(FollowUpForm, form.id))
        service.remind_of_follow_up(db.session.get_one(FollowUpForm, form.id))
    client.post(f"{make.page_path(guest)}follow-up/{form.id}", data={f"q{flight.id}": "None"})
    with make.inside():
        deliver_due()
        query = select(Mail.kind, Mail.state).where(Mail.kind.like("follow%")).order_by(Mail.id)
        assert db.session.execute(query).all() == [("follow_up", "kept"), ("follow_up_reminder", "skipped")]


def test_who_takes_a_place_over_is_asked_and_knows_nothing_of_who_had_it(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    guest = make.registration(event, ticket_type)
    form = form_of(make, event)
    flight, _companion = questions(make)
    client.post(f"{make.page_path(guest)}follow-up/{form.id}", data={f"q{flight.id}": "CX 123"})
    with make.inside():
        service.transfer(db.session.get_one(Registration, guest.id), person(email="next@example.org"))
        guest = db.session.get_one(Registration, guest.id)
    assert answers(make, guest) == {}
    assert mails(make, "follow_up")[-1] == "next@example.org"
    assert "CX 123" not in client.get(f"{make.page_path(guest)}follow-up/{form.id}").text
    with make.inside():
        service.erase(db.session.get_one(Registration, guest.id))
        assert db.session.scalars(select(FollowUpReply)).all() == []


def test_an_organiser_writes_sends_and_reads_a_form(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    guest = make.registration(event, ticket_type, name="Chan Tai Man")
    made = team.post(ADMIN, data={"title-en": "Dinner", "closes_at": "2099-01-01T10:00", "reminds_days": "3"})
    refused = team.post(f"{made.location}/send", data=SURE, follow_redirects=True)
    assert "The form has no questions yet. Add one first." in refused.text
    number = made.location.rsplit("/", 1)[1]
    added = team.post(
        f"/admin/events/forum/tickets/questions/new?follow_up={number}", data={"kind": "text", "label-en": "Seat"}
    )
    assert added.location == made.location
    assert "1 person gets an email." in team.post(f"{made.location}/send", data={"what": "ask"}).text
    team.post(f"{made.location}/send", data={"what": "ask", **SURE})
    assert mails(make, "follow_up") == [guest.email]
    (seat,) = questions(make)
    team.post(f"{make.page_path(guest)}follow-up/{number}", data={f"q{seat.id}": "=A1"})
    table = team.get(f"{made.location}/answers.csv").text.splitlines()
    assert table[0].lstrip("\ufeff") == "Code,Name,Email,Company,Asked,Reminded,Answered,Seat"
    assert (table[1].split(",")[1], table[1].split(",")[-1]) == ("Chan Tai Man", "'=A1")
    assert "Seat" in team.get("/admin/events/forum/registrations.csv").text
    kept = team.post(f"{made.location}/delete", data=SURE, follow_redirects=True)
    assert "People were asked, so the form stays" in kept.text


def test_what_makes_no_form_is_explained(team: FlaskClient, make: Factories) -> None:
    answer = team.post(ADMIN, data={"reminds_days": "99"})
    assert (answer.status_code, page_of(answer).errors) == (
        422,
        ["Enter this in at least one language.", "Enter 1 to 60 days, or nothing.",
         "Say until when it can be answered, too."],
    )  # fmt: skip
    alone = team.post(ADMIN, data={"title-en": "Dinner", "reminds_days": "3"})
    assert page_of(alone).errors == ["Say until when it can be answered, too."]


def test_who_was_confirmed_while_the_form_was_sent_is_asked_a_minute_later(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    form = form_of(make, event)
    missed = make.registration(event, ticket_type)
    with make.inside():
        db.session.execute(delete(FollowUpReply).where(FollowUpReply.registration_id == missed.id))
        db.session.commit()
        for _twice in range(2):
            ask_who_was_missed()
        replies = db.session.scalars(
            select(FollowUpReply.registration_id).where(FollowUpReply.form_id == form.id)
        ).all()
    assert len(replies) == 2
    assert mails(make, "follow_up").count(missed.email) == 2
