"""What somebody lets exhibitors have: on their own page, when they register, and with what becomes of them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.leads import queries, service
from eventapp.leads.models import Lead, LeadConsent, LeadNote
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from eventapp.registration.service import Choices
from tests.databases import ON_SQLITE
from tests.factories import person as details_of_person
from tests.leads.conftest import Fair
from tests.pages import page_of

UNTICKED = {"csrf_token": "as every form has one"}


def agreed(fair: Fair, person: Registration) -> tuple[bool, list[str]] | None:
    with fair.make.inside():
        found = queries.consent_of(person.id)
        return None if found is None else (found.is_given, found.details)


def test_the_ticket_leads_to_it_and_says_who_asks(fair: Fair, client: FlaskClient) -> None:
    person = fair.visitor()
    page = fair.make.page_path(person)
    assert "Exhibitors" in page_of(client.get(page)).text
    fair.phone().scan(fair.badge(person))
    assert "Exhibitors (1 asks)" in page_of(client.get(page)).text


def test_a_yes_is_one_to_whoever_asks_and_to_whoever_comes(fair: Fair, client: FlaskClient) -> None:
    person = fair.visitor()
    fair.phone().scan(fair.badge(person))
    client.post(fair.own_page(person), data={"is_given": "y", "details": ["email", "country"]})
    fair.phone(company="Peak Studio").scan(fair.badge(person))
    assert fair.leads(person) == [("agreed", ["email", "country"])] * 2


def test_what_is_unticked_is_taken_from_all_and_what_is_ticked_goes_to_new_ones(
    fair: Fair, client: FlaskClient
) -> None:
    person = fair.visitor()
    client.post(fair.own_page(person), data={"is_given": "y", "details": ["email"]})
    fair.phone().scan(fair.badge(person))
    client.post(fair.own_page(person), data={"is_given": "y", "details": ["phone"]})
    fair.phone(company="Peak Studio").scan(fair.badge(person))
    assert fair.leads(person) == [("agreed", ["phone"]), ("agreed", [])]


def test_a_no_is_for_those_to_come_and_each_is_taken_back_by_itself(fair: Fair, client: FlaskClient) -> None:
    person = fair.visitor()
    fair.agrees(person)
    fair.phone().scan(fair.badge(person))
    client.post(fair.own_page(person), data=UNTICKED)
    fair.phone(company="Peak Studio").scan(fair.badge(person))
    assert [state for state, _details in fair.leads(person)] == ["waiting", "agreed"]
    with fair.make.inside():
        waiting, first = (lead.id for lead in queries.leads_of_person(person.id))
    client.post(f"{fair.own_page(person)}{first}/withdraw")
    client.post(f"{fair.own_page(person)}{waiting}/agree")
    assert [state for state, _details in fair.leads(person)] == ["agreed", "withdrawn"]


def test_all_of_it_is_taken_back_at_once(fair: Fair, client: FlaskClient) -> None:
    person = fair.visitor()
    fair.agrees(person, "email")
    for company in ("Harbour Pictures", "Peak Studio"):
        fair.phone(company=company).scan(fair.badge(person), text="Film")
    client.post(f"{fair.own_page(person)}withdraw")
    assert (fair.leads(person), agreed(fair, person)) == ([("withdrawn", [])] * 2, (False, ["email"]))
    assert fair.notes(person) == [("", None, {})] * 2


def test_what_the_event_does_not_let_be_shared_is_not(fair: Fair, client: FlaskClient) -> None:
    fair.settings(details=("email",))
    person = fair.visitor()
    answer = client.post(fair.own_page(person), data={"is_given": "y", "details": ["phone"]})
    assert (answer.status_code, agreed(fair, person)) == (422, None)


def test_another_persons_leads_are_not_ones_own_to_change(fair: Fair, client: FlaskClient) -> None:
    person, other = fair.visitor(), fair.visitor()
    fair.phone().scan(fair.badge(person))
    for deed in ("agree", "withdraw"):
        answer = client.post(f"{fair.own_page(other)}{fair.lead(person).id}/{deed}")
        assert (answer.status_code, fair.leads(person)) == (404, [("waiting", [])])


@pytest.mark.parametrize("is_ticked", [True, False])
def test_who_says_yes_when_registering_has_agreed_to_what_the_question_says(fair: Fair, is_ticked: bool) -> None:
    question = fair.make.question(fair.event, "consent", "Exhibitors may have my name, company and email")
    fair.settings(consent_question_id=question.id, question_details=("email",))
    person = registered(fair, {question.id: is_ticked})
    assert agreed(fair, person) == ((True, ["email"]) if is_ticked else None)


def registered(fair: Fair, answers: dict[int, object]) -> Registration:
    texts = ("Exhibitors may have my name, company and email",) if any(answers.values()) else ()
    return fair.visitor(choices=Choices(answers=answers, consents=texts))


def test_who_said_yes_before_it_was_set_has_agreed_too(fair: Fair) -> None:
    question = fair.make.question(fair.event, "consent", "Exhibitors may have my name, company and email")
    yes, no = registered(fair, {question.id: True}), registered(fair, {question.id: False})
    fair.settings(consent_question_id=question.id)
    assert (agreed(fair, yes), agreed(fair, no)) == ((True, []), None)


def test_what_is_taken_back_in_one_place_is_taken_back_in_the_other(fair: Fair, client: FlaskClient) -> None:
    question = fair.make.question(fair.event, "consent", "Exhibitors may have my name, company and email")
    fair.settings(consent_question_id=question.id)
    person, other = registered(fair, {question.id: True}), registered(fair, {question.id: True})
    fair.phone().scan(fair.badge(person))
    consents = f"{fair.make.page_path(person)}consents/"
    numbers = page_of(client.get(consents)).attributes("//button[@name='consent']", "value")
    client.post(consents, data={"consent": numbers[-1]})
    assert (agreed(fair, person), fair.leads(person)) == ((False, []), [("withdrawn", [])])
    client.post(fair.own_page(other), data=UNTICKED)
    assert "Taken back on" in page_of(client.get(f"{fair.make.page_path(other)}consents/")).text
    edit = f"{fair.make.page_path(other)}edit"
    client.post(edit, data={"name": "Another Name", "email": "another@example.org"})
    assert agreed(fair, other) == (False, [])


@pytest.mark.parametrize("end", ["erased", "transferred"])
def test_nothing_stays_of_who_is_erased_or_passes_the_ticket_on(fair: Fair, end: str) -> None:
    person, phone = fair.visitor(), fair.phone()
    fair.agrees(person, "email")
    phone.scan(fair.badge(person), text="Film", rating="hot")
    with fair.make.inside():
        registration = db.session.get_one(Registration, person.id)
        if end == "erased":
            registrations.erase(registration)
        else:
            registrations.transfer(registration, details_of_person())
        left = [db.session.scalar(select(func.count()).select_from(one)) for one in (Lead, LeadNote, LeadConsent)]
    assert (left, phone.told()["leads"]) == ([0, 0, 0], [])


@pytest.mark.parametrize(
    ("mine", "others", "kept"),
    [("waiting", "agreed", "agreed"), ("agreed", "withdrawn", "withdrawn"), ("agreed", "waiting", "agreed")],
)
def test_two_registrations_of_one_person_become_one_lead(fair: Fair, mine: str, others: str, kept: str) -> None:
    phone, people = fair.phone(), (fair.visitor(), fair.visitor())
    for person, state in zip(people, (mine, others), strict=True):
        phone.scan(fair.badge(person), text=state)
        with fair.make.inside():
            registration = db.session.get_one(Registration, person.id)
            lead = db.session.get_one(Lead, fair.lead(person).id)
            if state == "agreed":
                service.agree(registration, lead, ())
            elif state == "withdrawn":
                service.withdraw(registration, lead)
    with fair.make.inside():
        registrations.merge(*(db.session.get_one(Registration, one.id) for one in people))
    words = ["", ""] if kept == "withdrawn" else [mine, others]
    assert ([state for state, _ in fair.leads(people[0])], [note[0] for note in fair.notes(people[0])]) == (
        [kept], words,
    )  # fmt: skip
    assert fair.leads(people[1]) == []


@ON_SQLITE
def test_who_was_scanned_can_take_it_back_after_it_was_switched_off(fair: Fair, client: FlaskClient) -> None:
    person, other = fair.visitor(), fair.visitor()
    fair.agrees(person)
    fair.phone().scan(fair.badge(person))
    fair.settings(is_open=False)
    client.post(f"{fair.own_page(person)}withdraw")
    assert fair.leads(person) == [("withdrawn", [])]
    assert client.get(fair.own_page(other)).status_code == 404


@ON_SQLITE
def test_an_event_without_lead_capture_has_no_such_page(fair: Fair, client: FlaskClient) -> None:
    event = fair.make.event("other")
    person = fair.make.registration(event, fair.make.ticket_type(event))
    page = fair.make.page_path(person)
    assert (client.get(f"{page}exhibitors/").status_code, "Exhibitors" in page_of(client.get(page)).text) == (
        404, False,
    )  # fmt: skip


def test_it_is_among_ones_own_data(fair: Fair, client: FlaskClient) -> None:
    person = fair.visitor()
    fair.agrees(person, "email")
    fair.phone().scan(fair.badge(person), text="Wants a film", rating="hot")
    told = client.get(f"{fair.make.page_path(person)}data.json").json
    assert (told["lead_consent"]["details"], told["scanned_by"][0]["company"]) == (["email"], "Harbour Pictures")
    assert (told["noted_by_exhibitors"][0]["text"], told["noted_by_exhibitors"][0]["rating"]) == ("Wants a film", "hot")
