"""What has to be answered is answered before there is a ticket, whoever registered the person."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.models import Answer, Consent, Question, Registration, TicketType
from eventapp.registration.service import DelegationDetails, RegistrationDetails
from tests.checkin.phones import Door
from tests.factories import Factories, tomorrow
from tests.pages import page_of
from tests.registration.test_groups import FORM, form

PEOPLE = [RegistrationDetails("Ada Wong", "ada@example.org"), RegistrationDetails("Ben Ito", "", phone="+81 90 1234")]


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(transfers_until=tomorrow(1))


@pytest.fixture
def why(make: Factories, event: Event) -> Question:
    return make.question(event, "text", "Why do you come?", is_required=True)


@pytest.fixture
def consent(make: Factories, event: Event) -> Question:
    return make.question(event, "consent", "I keep what I hear to myself.", is_required=True)


def group(make: Factories, event: Event, ticket_type: TicketType, **more: object) -> list[Registration]:
    with make.inside():
        found = service.register_delegation(
            db.session.get_one(Event, event.id), ticket_type.id,
            DelegationDetails("Lantern", "Li Si", "li@example.org"), PEOPLE,
            submission_key="a-group-of-24-characters", **more,
        )  # fmt: skip
        return list(found.members)


def standing(make: Factories, one: Registration) -> str:
    with make.inside():
        return db.session.get_one(Registration, one.id).standing


def test_a_group_has_no_ticket_before_each_has_answered(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, why: Question, consent: Question
) -> None:
    ada, ben = group(make, event, ticket_type, answers={why.id: "To sell"})
    assert (ada.standing, ben.standing) == ("incomplete", "incomplete")
    path = make.page_path(ada)
    assert page_of(client.get(path)).heading == "Almost there, Ada Wong"
    assert client.get(f"{path}ticket.pdf").status_code == 404
    client.post(f"{path}complete", data={f"q{why.id}": "To buy", f"q{consent.id}": "y"})
    assert (standing(make, ada), standing(make, ben)) == ("confirmed", "incomplete")
    assert page_of(client.get(path)).heading == "You are registered, Ada Wong"
    with make.inside():
        assert queries.answers_of(ada.id) == {why.id: "To buy", consent.id: True}
        assert queries.answers_of(ben.id) == {why.id: "To sell"}
        texts = db.session.scalars(select(Consent.text).where(Consent.registration_id == ada.id)).all()
        assert "I keep what I hear to myself." in texts
        kinds = select(Mail.kind).where(Mail.recipient == "ada@example.org").order_by(Mail.id)
        assert db.session.scalars(kinds).all() == ["incomplete", "confirmed"]


def test_the_groups_form_asks_once_for_all_and_what_is_left_each_is_asked(
    client: FlaskClient, make: Factories, ticket_type: TicketType, why: Question
) -> None:
    assert "Why do you come?" in page_of(client.get(FORM)).text
    client.post(FORM, data={**form(ticket_type), f"q{why.id}": "To sell"})
    client.post(FORM, data={**form(ticket_type), "submission_key": "another-key-of-24-chars-"})
    with make.inside():
        rows = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [row.standing for row in rows] == ["confirmed", "confirmed", "incomplete", "incomplete"]
        assert db.session.scalars(select(Answer.value)).all() == ["To sell", "To sell"]


@pytest.mark.parametrize("sent", [{}, {"why": ""}, {"why": "x" * 501, "consent": "y"}])
def test_what_is_missing_or_wrong_is_asked_for_again_and_nothing_is_stored(
    client: FlaskClient,
    make: Factories,
    event: Event,
    ticket_type: TicketType,
    why: Question,
    consent: Question,
    sent: dict,
) -> None:
    ada, _ben = group(make, event, ticket_type)
    names = {"why": f"q{why.id}", "consent": f"q{consent.id}"}
    answer = client.post(f"{make.page_path(ada)}complete", data={names[key]: value for key, value in sent.items()})
    assert (answer.status_code, len(page_of(answer).errors) > 0) == (422, True)
    assert standing(make, ada) == "incomplete"
    with make.inside():
        assert db.session.scalars(select(Answer)).all() == []


def test_completed_twice_is_completed_once(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, why: Question
) -> None:
    ada, _ben = group(make, event, ticket_type)
    path = f"{make.page_path(ada)}complete"
    answers = [client.post(path, data={f"q{why.id}": said}).status_code for said in ("To buy", "To sell")]
    assert answers == [303, 303]
    with make.inside():
        assert queries.answers_of(ada.id) == {why.id: "To buy"}


def test_where_the_team_decides_it_decides_once_all_is_answered(
    client: FlaskClient, make: Factories, event: Event, why: Question
) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True)
    ada, _ben = group(make, event, press)
    with make.inside(), pytest.raises(service.NotAllowed):
        service.approve(db.session.get_one(Registration, ada.id))
    client.post(f"{make.page_path(ada)}complete", data={f"q{why.id}": "To write"})
    assert standing(make, ada) == "pending"
    with make.inside():
        service.approve(db.session.get_one(Registration, ada.id))
    assert standing(make, ada) == "confirmed"


def test_who_gets_a_place_from_another_answers_for_themselves(
    make: Factories, event: Event, ticket_type: TicketType, why: Question
) -> None:
    ada, _ben = group(make, event, ticket_type, answers={why.id: "To sell"})
    talk = make.session(event, needs_booking=True, capacity=1)
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        service.add_to_agenda(found, db.session.merge(talk))
        service.transfer(found, RegistrationDetails("Carla Ruiz", "carla@example.org"))
        assert (found.standing, [item.is_booking for item in found.agenda]) == ("incomplete", [True])
        service.complete(found, {why.id: "To learn"})
        assert (found.standing, [item.is_booking for item in found.agenda]) == ("confirmed", [True])
        assert service.seat_errors() == []


def test_what_waits_for_approval_is_counted_the_same_everywhere(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, why: Question, sign_in
) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True)
    make.registration(event, press, name="Pia Press")
    group(make, event, ticket_type, unnamed=2)
    with make.inside():
        counts = queries.counts_by_standing(event.id)
        assert counts == {"pending": 1, "incomplete": 2, "unnamed": 2}
        assert [one.name for one in queries.to_be_approved(event.id)] == ["Pia Press"]
        for name, number in counts.items():
            wanted = queries.RegistrationFilter(state=name)
            assert queries.count_matching(event.id, wanted) == number
    team = sign_in(make.member(event, "registration"))
    data = {"action": "approve", "scope": "all", "query": ""}
    page = page_of(team.post("/admin/events/forum/registrations/bulk", data=data))
    assert "1 person" in page.text


def test_the_door_says_what_a_ticket_waits_for(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, why: Question
) -> None:
    ada, _ben = group(make, event, ticket_type)
    full = make.ticket_type(event, "Gala", capacity=1, has_waiting_list=True)
    make.registration(event, full)
    waits = make.registration(event, full, choices=service.Choices(may_wait=True))
    door = Door(client, make, event)
    said = [door.scan(one.code, mode="typed") for one in (ada, waits)]
    assert [(one["outcome"], one["standing"]) for one in said] == [("pending", "incomplete"), ("pending", "waitlisted")]
