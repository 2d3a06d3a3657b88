"""Tables of people: what leaves comes back as it was, answers are columns, and other tools' headings are recognised."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.spreadsheets import read_table
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.exports import to_csv, to_xlsx
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices
from eventapp.registration.spreadsheet_columns import guessed_mapping
from tests.factories import Factories
from tests.pages import page_of
from tests.thorough import part_of

SLOW = settings(max_examples=part_of(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LINES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1, max_size=60
).filter(str.strip)
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\ufffe\uffff"), max_size=80)


def exported(event: Event, form: str) -> bytes:
    people = list(db.session.scalars(select(Registration).where(Registration.event_id == event.id)))
    return b"".join(to_csv(event, people)) if form == "csv" else to_xlsx(event, people)


def counts(result: service.AttendeesImported) -> tuple[int, int, int, int]:
    """Added, updated, as they were, left out."""
    return result.added, result.updated, result.unchanged, result.left_out


@given(name=LINES, company=TEXTS, job=TEXTS, answer=TEXTS.filter(str.strip))
@SLOW
def test_any_person_who_leaves_in_a_table_comes_back_unchanged(
    app: Flask, make: Factories, name: str, company: str, job: str, answer: str
) -> None:
    event = make.event(f"e{uuid4().hex[:10]}")
    ticket_type = make.ticket_type(event)
    asked = make.question(event, "long_text")
    make.registration(
        event, ticket_type, name=f"N{name}", company=company, job_title=job, choices=Choices(answers={asked.id: answer})
    )
    with app.test_request_context():
        found = db.session.get_one(Event, event.id)
        for form in ("csv", "xlsx"):
            result = service.import_attendees(found, exported(found, form), strict=True)
            assert (counts(result), result.problems) == ((0, 0, 1, 0), [])


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event)


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def options(*labels: str) -> list[dict[str, Any]]:
    """The choices of a question."""
    return [{"key": f"k{number}", "label": {"en": label}} for number, label in enumerate(labels)]


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType) -> Registration:
    """Ada Wong, who answered all that can be asked."""
    asked = {
        "text": "Films", "long_text": "One\n\n- two", "number": 2.5, "country": "HK", "date": "2026-03-17",
        "link": "https://example.org/a?b=1", "consent": True,
    }  # fmt: skip
    answers: dict[int, Any] = {make.question(event, kind, label=kind).id: value for kind, value in asked.items()}
    one = make.question(event, "choice", label="choice", options=options("Red, dark", "Red"))
    some = make.question(event, "choices", label="choices", options=options("Red, dark", "Red", "綠"))
    answers[one.id] = one.options[0]["key"]
    answers[some.id] = [some.options[1]["key"], some.options[0]["key"]]
    return make.registration(
        event, ticket_type, name="Ada Wong", email="ada@example.org", company="Harbour", country="HK",
        phone="+852 5123 4567", choices=Choices(answers=answers),
    )  # fmt: skip


def load(make: Factories, event: Event, content: bytes, **options: Any) -> service.AttendeesImported:
    with make.inside():
        return service.import_attendees(db.session.get_one(Event, event.id), content, **options)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["en", "zh-Hant", "zh-Hans"])
def test_every_kind_of_answer_comes_back_in_each_language(
    app: Flask, make: Factories, event: Event, ada: Registration, form: str, locale: str
) -> None:
    with app.test_request_context(f"/?lang={locale}"):
        found = db.session.get_one(Event, event.id)
        content = exported(found, form)
        assert counts(service.import_attendees(found, content, strict=True)) == (0, 0, 1, 0)
    assert counts(load(make, event, content, strict=True)) == (0, 0, 1, 0)


def test_a_table_makes_the_same_people_in_another_event(make: Factories, event: Event, ada: Registration) -> None:
    with make.inside():
        content = exported(db.session.get_one(Event, event.id), "csv")
    other = make.event("other")
    make.ticket_type(other)
    make.question(other, "number", label="number")
    result = load(make, other, content)
    assert (counts(result), [problem.about for problem in result.problems]) == (
        (1, 0, 0, 0), ["text", "long_text", "country", "date", "link", "consent", "choice", "choices"],
    )  # fmt: skip
    with make.inside():
        copy = db.session.scalars(select(Registration).where(Registration.event_id == other.id)).one()
        assert (copy.name, copy.company, copy.phone, list(queries.answers_of(copy.id).values())) == (
            "Ada Wong", "Harbour", "+852 5123 4567", [2.5],
        )  # fmt: skip


def test_a_changed_cell_changes_that_and_nothing_else(make: Factories, event: Event, ada: Registration) -> None:
    with make.inside():
        content = exported(db.session.get_one(Event, event.id), "csv").decode("utf-8-sig")
        before = queries.answers_of(ada.id)
    changed = content.replace("Harbour", "Harbour Films").replace(",2.5,", ",3,")
    assert counts(load(make, event, changed.encode())) == (0, 1, 0, 0)
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        after = queries.answers_of(ada.id)
        assert (found.name, found.company, found.phone) == ("Ada Wong", "Harbour Films", "+852 5123 4567")
        assert [value for key, value in after.items() if before[key] != value] == [3]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Status", "Cancelled", "an import does not change the status: change it on the page of the registration"),
        ("Ticket", "Press", "an import does not change the ticket: change it on the page of the registration"),
        ("Email", "nobody", "“nobody” is not an email address"),
        ("Mobile", "8.52912E+11", "a spreadsheet has shortened the number “8.52912E+11”"),
        ("Name", '=HYPERLINK("x")', '“=HYPERLINK("x")” is a formula, and no name'),
    ],
)
def test_what_a_table_does_not_change_is_named(
    make: Factories, event: Event, ada: Registration, column: str, cell: str, reason: str
) -> None:
    make.ticket_type(event, "Press")
    with make.inside():
        table = read_table(exported(db.session.get_one(Event, event.id), "csv"))
        before = vars(service.RegistrationDetails("", "")).keys()
        was = [getattr(db.session.get_one(Registration, ada.id), name) for name in before]
    rows = dict(zip(table.head, table.rows[0].cells, strict=True)) | {column: cell}
    lines = "\n".join(
        ",".join(f'"{one.replace(chr(34), chr(34) * 2)}"' for one in row) for row in (rows, rows.values())
    )
    result = load(make, event, lines.encode())
    assert (counts(result), result.problems[-1].message) == ((0, 0, 0, 1), reason)
    with make.inside():
        assert [getattr(db.session.get_one(Registration, ada.id), name) for name in before] == was


def test_a_list_does_not_overwrite_what_people_said_of_themselves(
    make: Factories, event: Event, ada: Registration
) -> None:
    content = b"Name,Email,Company\nada wong,ADA@example.org,Another Ltd\n"
    assert counts(load(make, event, content)) == (0, 0, 1, 0)
    with make.inside():
        assert db.session.get_one(Registration, ada.id).company == "Harbour"


def test_a_list_that_came_before_may_be_mended_and_an_empty_cell_says_nothing(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    load(make, event, b"Name,Email,Company,Job title\nBen Ho,ben@example.org,Harbor,Producer\n")
    mended = b"Name,Email,Company,Job title\nBen Ho,ben@example.org,Harbour,\n"
    assert [counts(load(make, event, mended)) for _ in range(2)] == [(0, 1, 0, 0), (0, 0, 1, 0)]
    with make.inside():
        ben = db.session.scalars(select(Registration)).one()
        assert (ben.company, ben.job_title) == ("Harbour", "Producer")


def test_answers_are_columns(make: Factories, event: Event, ticket_type: TicketType) -> None:
    diet = make.question(event, "choice", label="Diet", options=options("Vegetarian", "Everything"))
    nights = make.question(event, "number", label="Nights")
    content = (
        "Name,Email,Diet,Nights\nAda,a@example.org,vegetarian,2\nBen,b@example.org,Stones,2\n"
        "Cy,c@example.org,,many\nDi,d@example.org,,\n"
    )
    result = load(make, event, content.encode())
    assert (counts(result), [problem.sentence for problem in result.problems]) == (
        (2, 0, 0, 2),
        ["Line 3: “Ben”: “Stones” is none of the choices", "Line 4: “Cy”: “many” is no number"],
    )
    with make.inside():
        ada, di = db.session.scalars(select(Registration).order_by(Registration.id))
        assert queries.answers_of(ada.id) == {diet.id: diet.options[0]["key"], nights.id: 2}
        assert queries.answers_of(di.id) == {}


HEADS = {
    "pretix": (
        "Order code,Order date,Product,Attendee name,Attendee name: Given name,Attendee name: Family name,"
        "Attendee email,Company",
        {"ticket", "name", "given_name", "surname", "email", "company"},
    ),
    "Eventbrite": (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee Status,Job Title,Company,"
        "Cell Phone,Home Country",
        {"given_name", "surname", "email", "ticket", "status", "job_title", "company", "phone", "country"},
    ),
    "Luma": (
        "api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,ticket_name",
        {"name", "given_name", "surname", "email", "phone", "status", "ticket"},
    ),
    "Hi.Events": (
        "ID,First Name,Last Name,Email,Status,Is Checked In,Ticket Name,Public ID,Created Date",
        {"given_name", "surname", "email", "status", "ticket"},
    ),
    "Indico": (
        "ID,Name,Email Address,Affiliation,Position,Country,Registration date,Registration state,Phone",
        {"name", "email", "company", "job_title", "country", "status", "phone"},
    ),
    "Google Forms": (
        "時間戳記,電子郵件地址,您的姓名,公司,職位,手機號碼", {"email", "name", "company", "job_title", "phone"}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "fields"), HEADS.values(), ids=HEADS)
def test_the_headings_of_other_tools_are_recognised(app: Flask, head: str, fields: set[str]) -> None:
    with app.test_request_context():
        assert set(guessed_mapping(head.split(","))) == fields


def test_a_column_of_dates_is_no_column_of_telephone_numbers(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    content = b"Name,Email,Since\nAda,a@example.org,2026-10-01\nBen,b@example.org,01.10.2026\n"
    result = load(make, event, content)
    assert [problem.about for problem in result.problems] == ["Since"]
    with make.inside():
        assert db.session.scalars(select(Registration.phone)).all() == ["", ""]


def test_the_page_shows_the_encoding_the_columns_and_what_will_happen(
    make: Factories, event: Event, ticket_type: TicketType, team: FlaskClient
) -> None:
    content = "姓名,電郵,公司,顏色\n陳大文,tm@example.org,港視,紅\n,x@example.org,,\n".encode("big5hkscs")
    path = team.post(
        "/admin/events/forum/registrations/imports/", data={"file": (BytesIO(content), "people.csv")}
    ).location
    page = page_of(team.get(path))
    assert page.texts("//select[@id='encoding']/option[@selected]") == ["Traditional Chinese (Big5)"]
    assert page.texts("//tbody/tr/td[1]") == ["姓名", "電郵", "公司", "顏色"]
    assert page.texts("//tbody//option[@selected]") == ["Name", "Email", "Company"]
    columns = {"column-0": "name", "column-1": "email", "column-2": "company", "encoding": "big5hkscs"}
    team.post(path, data={**columns, "ticket_type_id": str(ticket_type.id)})
    assert page_of(team.get(path)).texts("//div[@class='figure']/strong") == ["1", "0", "0", "1"]
    team.post(f"{path}/accept")
    with make.inside():
        while service.run_imports():
            pass
        assert [(one.name, one.company) for one in db.session.scalars(select(Registration))] == [("陳大文", "港視")]
