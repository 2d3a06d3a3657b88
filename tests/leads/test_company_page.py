"""A company's own page of leads: who agreed, its phones, its questions, the table to take along."""

import csv
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.leads import queries
from tests.databases import ON_SQLITE
from tests.leads.conftest import WHO, Fair
from tests.pages import page_of


def asked(fair: Fair) -> list[tuple[str, list[str]]]:
    with fair.make.inside():
        return [(one.label, one.options) for one in queries.questions_of(fair.company().id)]


def table(answer: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.decode("utf-8-sig"))))


def test_the_companys_page_leads_to_it_where_the_event_has_it(fair: Fair, client: FlaskClient) -> None:
    page = fair.page().removesuffix("leads/")
    assert "Leads" in page_of(client.get(page)).texts("//h2")
    fair.settings(is_open=False)
    assert "Leads" not in page_of(client.get(page)).texts("//h2")
    assert client.get(fair.page()).status_code == 404


def test_it_shows_who_agreed_and_of_the_others_how_many_they_are(fair: Fair, client: FlaskClient) -> None:
    known, silent = fair.visitor(name="Ada Wong"), fair.visitor(name="Bo Li", email="bo@example.org")
    fair.agrees(known, "email")
    phone = fair.phone("Mei's phone")
    for person in (known, silent):
        phone.scan(fair.badge(person), text="Wants a film", rating="hot")
    page = page_of(client.get(fair.page()))
    assert page.texts("//article//h2") == ["Ada Wong"]
    assert "ada@example.org" in page.text
    assert "1 person has not agreed yet to be known by you." in page.text
    assert "Bo Li" not in page.text
    assert WHO["phone"] not in page.text


def test_the_table_has_what_was_agreed_to_and_noted_and_no_formula(fair: Fair, client: FlaskClient) -> None:
    (question,) = fair.asks("Budget?")
    person, silent = fair.visitor(name="=cmd()"), fair.visitor(name="Bo Li")
    fair.agrees(person, "country")
    fair.phone("Mei").scan(fair.badge(person), text="Film", rating="hot", answers={question: "Small"})
    fair.phone("Tom").scan(fair.badge(person), text="Series")
    fair.phone("Tom").scan(fair.badge(silent))
    head, row = table(client.get(f"{fair.page()}leads.csv").data)
    assert dict(zip(head, row, strict=True)) | {"Scanned": ""} == {
        "Name": "'=cmd()", "Company": "Visitor Films", "Email": "", "Mobile": "", "Job title": "",
        "Country or region": "Hong Kong SAR China", "Rating": "Hot", "Notes": "Mei: Film\nTom: Series",
        "Budget?": "Small", "Scanned": "", "By": "Mei, Tom",
    }  # fmt: skip
    sheet = load_workbook(BytesIO(client.get(f"{fair.page()}leads.xlsx").data)).active
    assert [[cell.value or "" for cell in cells][2] for cells in sheet.iter_rows()] == ["Email", ""]
    with fair.make.inside():
        taken = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "company.leads_exported")).all()
    assert taken == ["Harbour Pictures", "Harbour Pictures"]


def test_a_phone_is_paired_by_the_code_that_is_shown(fair: Fair, client: FlaskClient) -> None:
    page = page_of(client.post(f"{fair.page()}phones", data={"name": "Mei's phone"}))
    (code,) = page.texts("//*[@class='pairing-code']")
    assert client.post("/checkin/api/pair", json={"code": code, "name": ""}).json["role"] == "exhibitor"
    assert "Mei's phone" in page_of(client.get(f"{fair.page()}setup")).text


def test_another_companys_phone_is_not_its_own_to_unpair(fair: Fair, client: FlaskClient) -> None:
    fair.phone(company="Peak Studio")
    with fair.make.inside():
        (other,) = queries.devices_of(fair.company("Peak Studio").id)
    assert client.post(f"{fair.page()}phones/{other.id}/unpair").status_code == 404
    with fair.make.inside():
        assert queries.devices_of(fair.company("Peak Studio").id)[0].revoked_at is None


def test_no_more_phones_than_a_company_may_have(
    fair: Fair, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventapp.leads.service.phones.MOST_PHONES", 1)
    fair.phone()
    answer = client.post(f"{fair.page()}phones", data={"name": ""}, follow_redirects=True)
    assert "That is as many phones as one company can have. Unpair one first." in page_of(answer).text


def test_questions_are_set_changed_and_taken_out_and_keep_their_answers(fair: Fair, client: FlaskClient) -> None:
    path = f"{fair.page()}questions"
    client.post(path, data={"questions-0-label": "Looking for?", "questions-0-options": "A film\n\n Finance \nA film",
                            "questions-1-label": "Budget?"})  # fmt: skip
    assert asked(fair) == [("Looking for?", ["A film", "Finance"]), ("Budget?", [])]
    with fair.make.inside():
        first, second = (one.code for one in queries.questions_of(fair.company().id))
    client.post(path, data={"questions-0-code": second, "questions-0-label": "What budget?",
                            "questions-1-code": first, "questions-1-label": ""})  # fmt: skip
    with fair.make.inside():
        assert [(one.code, one.label) for one in queries.questions_of(fair.company().id)] == [(second, "What budget?")]


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"questions-0-label": "x" * 201}, {"questions-0-label": "x", "questions-0-options": "y" * 101},
        {"questions-0-label": "x", "questions-0-options": "\n".join(map(str, range(21)))},
    ],
)  # fmt: skip
def test_questions_that_are_too_much_are_refused(fair: Fair, client: FlaskClient, wrong: dict[str, str]) -> None:
    answer = client.post(f"{fair.page()}questions", data=wrong)
    assert (answer.status_code, asked(fair)) == (422, [])


def test_anothers_question_is_not_its_own_to_change(fair: Fair, client: FlaskClient) -> None:
    fair.asks("Budget?")
    with fair.make.inside():
        (mine,) = queries.questions_of(fair.company().id)
    client.post(f"{fair.page('Peak Studio')}questions",
                data={"questions-0-code": mine.code, "questions-0-label": "Stolen"})  # fmt: skip
    assert asked(fair) == [("Budget?", [])]


def test_the_organiser_sees_how_many_and_never_whom(fair: Fair, client: FlaskClient, team: FlaskClient) -> None:
    person = fair.visitor()
    fair.agrees(person)
    fair.phone().scan(fair.badge(person))
    fair.phone(company="Peak Studio").scan(fair.badge(fair.visitor(name="Bo Li")))
    page = page_of(team.get("/admin/events/forum/companies/leads/"))
    assert page.texts("//table//td") == ["Harbour Pictures", "1", "1", "1", "0", "Peak Studio", "1", "1", "0", "1"]
    assert "1 person lets exhibitors scan their badge." in page.text
    assert "Ada" not in page.text


def test_settings_are_kept_and_what_contradicts_itself_is_refused(fair: Fair, team: FlaskClient) -> None:
    question = fair.make.question(fair.event, "consent", "Exhibitors may have my name")
    other = fair.make.question(fair.event, "text", "Why?")
    path = "/admin/events/forum/companies/leads/"
    right = {"is_open": "y", "details": ["email", "phone"], "consent_question_id": str(question.id),
             "question_details": ["email"]}  # fmt: skip
    assert team.post(path, data=right).status_code == 303
    for wrong in ({"question_details": ["country"]}, {"details": ["salary"]}, {"consent_question_id": str(other.id)},
                  {"consent_question_id": "x"}):  # fmt: skip
        assert team.post(path, data={**right, **wrong}).status_code == 422
    with fair.make.inside():
        known = queries.settings_of(fair.event.id)
        assert known is not None
        assert (known.is_open, known.details, known.consent_question_id, known.question_details) == (
            True, ["email", "phone"], question.id, ["email"],
        )  # fmt: skip


def test_a_company_with_leads_stays(fair: Fair, team: FlaskClient) -> None:
    fair.phone().scan(fair.badge(fair.visitor()))
    code = fair.company().code
    team.post(f"/admin/events/forum/companies/{code}/delete", data={"confirmed": "y"})
    with fair.make.inside():
        assert db.session.get(Company, fair.company().id) is not None
