"""The organiser's registrations, through the interface."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1")


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def found(team: FlaskClient, **query: str) -> list[str]:
    page = page_of(team.get(f"{ADMIN}/registrations/", query_string=query))
    return page.texts("//table//tbody//tr/td[1]/a")


def state(make: Factories, registration: Registration) -> str:
    with make.inside():
        return db.session.get_one(Registration, registration.id).state


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("wong", ["Ada Wong"]),
        ("ADA@EXAMPLE", ["Ada Wong"]),
        ("harbour", ["Ada Wong"]),
        ("陈", ["陳大文"]),
        ("陳", ["陳大文"]),
        ("大文", ["陳大文"]),
        ("", ["Percent 100%", "陳大文", "Ada Wong"]),
        ("%", ["Percent 100%"]),
        ("_", []),
        ("' OR 1=1 --", []),
        ("nobody", []),
    ],
)
def test_people_are_found_in_any_script(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, typed: str, names: list[str]
) -> None:
    make.registration(event, ticket_type, name="Ada Wong", email="ada@example.org", company="Harbour Pictures")
    make.registration(event, ticket_type, name="陳大文")
    make.registration(event, ticket_type, name="Percent 100%")
    assert found(team, text=typed) == names


def test_a_code_is_found_with_and_without_its_dash(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    registration = make.registration(event, ticket_type, name="Ada Wong")
    assert found(team, text=registration.code.lower()) == found(team, text=registration.spoken_code) == ["Ada Wong"]


def test_the_list_is_narrowed_by_state_and_ticket(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True)
    make.registration(event, ticket_type, name="Ada")
    make.registration(event, press, name="Ben")
    assert found(team, state="pending") == ["Ben"]
    assert found(team, ticket_type=str(ticket_type.id)) == ["Ada"]
    assert found(team, state="nonsense", ticket_type="x", page="-3") == ["Ben", "Ada"]


def test_live_search_gets_the_table_alone(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type, name="Ada Wong")
    answer = team.get(f"{ADMIN}/registrations/?text=ada", headers={"X-Part": "registrations"})
    assert "<html" not in answer.text
    assert "Ada Wong" in answer.text


def test_pages_of_fifty(team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType) -> None:
    for number in range(51):
        make.registration(event, ticket_type, name=f"Guest {number:02}")
    assert (len(found(team)), found(team, page="2"), found(team, page="99")) == (50, ["Guest 00"], ["Guest 00"])


def test_approving_declining_and_cancelling(team: FlaskClient, make: Factories, event: Event) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True)
    yes, no = make.registration(event, press), make.registration(event, press)
    team.post(f"{ADMIN}/registrations/{yes.code}/approve")
    team.post(f"{ADMIN}/registrations/{no.code}/decline", data={"reason": "The list is full."})
    assert (state(make, yes), state(make, no)) == ("confirmed", "declined")
    team.post(f"{ADMIN}/registrations/{yes.code}/cancel")
    assert state(make, yes) == "cancelled"
    with make.inside():
        assert db.session.scalar(select(TicketType.taken).where(TicketType.id == press.id)) == 0


def test_what_is_no_longer_possible_is_said_and_changes_nothing(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    registration = make.registration(event, ticket_type)
    team.post(f"{ADMIN}/registrations/{registration.code}/approve")
    page = page_of(team.get(f"{ADMIN}/registrations/{registration.code}"))
    assert "That is no longer possible" in page.text
    assert state(make, registration) == "confirmed"


def test_another_events_registration_is_not_found(team: FlaskClient, make: Factories) -> None:
    other = make.event("other")
    foreign = make.registration(other, make.ticket_type(other))
    for action in ("approve", "decline", "cancel", "send", "edit"):
        assert team.post(f"{ADMIN}/registrations/{foreign.code}/{action}").status_code == 404
    assert team.get(f"{ADMIN}/registrations/{foreign.code}").status_code == 404
    assert state(make, foreign) == "confirmed"


def test_the_history_says_who_did_what(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    registration = make.registration(event, ticket_type, name="Ada")
    team.post(f"{ADMIN}/registrations/{registration.code}/edit", data={"name": "Ada Wong", "email": "a@example.org"})
    history = page_of(team.get(f"{ADMIN}/registrations/{registration.code}")).texts("//*[@class='history']/li")
    assert len(history) == 3
    assert "Registration" in history[0]
    assert "Details changed" in history[0]


def test_the_csv_is_safe_and_complete(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    for formula in FORMULAS:
        make.registration(event, ticket_type, name="Ada", company=formula)
    answer = team.get(f"{ADMIN}/registrations.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:5] == ["Code", "Status", "Ticket", "Name", "Email"]
    companies = [row[5] for row in rows[1:]]
    assert companies == [f"'{formula}" for formula in FORMULAS]


def test_the_xlsx_holds_texts_only(team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType) -> None:
    for formula in FORMULAS:
        make.registration(event, ticket_type, name="陳大文", company=formula)
    answer = team.get(f"{ADMIN}/registrations.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["陳大文"] * len(FORMULAS)


def test_an_export_holds_what_was_searched(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type, name="Ada")
    make.registration(event, ticket_type, name="Ben")
    rows = list(csv.reader(io.StringIO(team.get(f"{ADMIN}/registrations.csv?text=ben").data.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["Ben"]


TICKET = {"name-en": "Student", "visibility": "public", "badge_class": "delegate"}


def test_a_ticket_type_is_added_changed_and_deleted(team: FlaskClient, make: Factories, event: Event) -> None:
    team.post(f"{ADMIN}/tickets/new", data={**TICKET, "capacity": "20"})
    with make.inside():
        ticket_type = db.session.scalars(select(TicketType)).one()
    assert (ticket_type.name, ticket_type.capacity, ticket_type.needs_approval) == ({"en": "Student"}, 20, False)
    team.post(f"{ADMIN}/tickets/{ticket_type.id}", data={**TICKET, "capacity": "", "needs_approval": "y"})
    with make.inside():
        ticket_type = db.session.scalars(select(TicketType)).one()
    assert (ticket_type.capacity, ticket_type.needs_approval) == (None, True)
    team.post(f"{ADMIN}/tickets/{ticket_type.id}/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(TicketType)).all() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name-en": ""}, "Enter this in at least one language."),
        ({"capacity": "-1"}, "Number must be between 1 and 1000000."),
        ({"visibility": "secret"}, "Not a valid choice."),
        ({"badge_class": "king"}, "Not a valid choice."),
        (
            {"opens_at": "2027-01-02T00:00", "closes_at": "2027-01-01T00:00"},
            "The end must come after the start.",
        ),
    ],
)
def test_a_wrong_ticket_type_is_explained(
    team: FlaskClient, make: Factories, event: Event, changes: dict[str, str], message: str
) -> None:
    answer = team.post(f"{ADMIN}/tickets/new", data={**TICKET, **changes})
    assert (answer.status_code, message in page_of(answer).errors) == (422, True)
    with make.inside():
        assert db.session.scalars(select(TicketType)).all() == []


def test_a_ticket_type_that_people_have_stays(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    team.post(f"{ADMIN}/tickets/{ticket_type.id}/delete", data=SURE)
    assert "People have registered with this ticket, so it stays." in page_of(team.get(f"{ADMIN}/tickets/")).text
    with make.inside():
        assert db.session.scalars(select(TicketType.id)).all() == [ticket_type.id]
