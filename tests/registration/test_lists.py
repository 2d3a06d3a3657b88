"""The list of people: narrowed, kept as views, acted on; tables brought in; doubles brought together."""

import csv
import io
from collections.abc import Callable
from time import perf_counter

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import Column, func, inspect, select
from sqlalchemy.sql import visitors

from eventapp.accounts.models import User
from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import AttendeeImport, Registration, SavedView, TicketType
from eventapp.registration.queries import RegistrationFilter
from eventapp.registration.queries.lists import narrowed
from eventapp.registration.service import Choices
from tests.factories import Factories
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum/registrations"
SEARCH_INDEX = "ix_registration_list"
ROW_NUMBER = {"sqlite": ["id"], "postgresql": []}
"""What each index has beside its columns."""
NAMES = "//table//tbody//tr/td[1]/a"


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Delegate")


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def found(team: FlaskClient, query: str) -> list[str]:
    return page_of(team.get(f"{ADMIN}/?{query}")).texts(NAMES)


def states(make: Factories) -> dict[str, str]:
    with make.inside():
        assert service.seat_errors() == []
        return dict(db.session.execute(select(Registration.name, Registration.state)).all())


def test_every_filter_narrows_and_nonsense_does_not(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    vip = make.ticket_type(event, "Guest", badge_class="vip")
    asked = make.question(event, "choice", options=[{"key": "buy", "label": {"en": "Buying"}}] * 2)
    make.registration(event, ticket_type, name="Ada", country="HK", locale="zh-Hant", email="ada@example.org")
    make.registration(event, vip, name="Ben", country="JP", choices=Choices(answers={asked.id: "buy"}))
    make.registration(event, ticket_type, name="Cai", email="", phone="+852 5123 4567")
    with make.inside():
        outbox.record_bounce("ADA@example.org", "550")
    assert (
        found(team, "country=JP") == found(team, "badge_class=vip") == found(team, f"answer={asked.id}:buy") == ["Ben"]
    )
    assert found(team, "language=zh-Hant") == found(team, "mail=bounced") == ["Ada"]
    assert found(team, "mail=none") == found(team, "text=4567") == ["Cai"]
    assert found(team, "sort=name") == ["Ada", "Ben", "Cai"]
    assert found(team, "country=XX&badge_class=king&mail=lost&answer=1:'&sort=rm&language=tlh") == ["Cai", "Ben", "Ada"]


def test_columns_are_chosen(team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType) -> None:
    make.registration(event, ticket_type, country="JP")
    page = page_of(team.get(f"{ADMIN}/?columns=country&columns=code&columns=passwords"))
    assert page.texts("//thead//th") == ["Name", "Code", "Country or region"]


def test_a_view_is_kept_for_the_team_and_opens_as_it_was(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type, name="Ada", country="JP")
    make.registration(event, ticket_type, name="Ben")
    query = "country=JP&page=7&evil=1&columns=code"
    kept = team.post(f"{ADMIN}/views", data={"name": "From Japan", "query": query})
    assert kept.location.endswith("?country=JP&columns=code")
    page = page_of(team.get(kept.location))
    assert page.texts(NAMES) == ["Ada"]
    assert "From Japan" in page.text
    with make.inside():
        view_id = db.session.scalars(select(SavedView.id)).one()
    team.post(f"{ADMIN}/views/{view_id}/delete")
    assert "From Japan" not in page_of(team.get(f"{ADMIN}/")).text


def test_a_person_opens_beside_the_list_as_a_part(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    one = make.registration(event, ticket_type, name="Ada Wong")
    answer = team.get(f"{ADMIN}/{one.code}", headers={"X-Part": "panel"})
    assert "<html" not in answer.text
    assert "Ada Wong" in answer.text


def test_a_bulk_action_says_first_how_many_it_reaches(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    people = [make.registration(event, ticket_type, name=name) for name in ("Ada", "Ben", "Cai")]
    with make.inside():
        service.cancel(db.session.get_one(Registration, people[2].id))
    data = {"action": "cancel", "code": [one.code for one in people]}
    page = page_of(team.post(f"{ADMIN}/bulk", data=data))
    assert "This changes 2 people. 1 other is in a state that does not allow it, and stays." in page.text
    assert states(make) == {"Ada": "confirmed", "Ben": "confirmed", "Cai": "cancelled"}
    team.post(f"{ADMIN}/bulk", data={**data, "confirmed": "1", "reason": "The hall is too small."})
    assert states(make) == dict.fromkeys(("Ada", "Ben", "Cai"), "cancelled")


def test_a_bulk_action_on_a_whole_list_follows_its_filter(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type, name="Ada", country="JP")
    make.registration(event, ticket_type, name="Ben", country="HK")
    data = {"action": "cancel", "scope": "all", "query": "country=JP", "confirmed": "1"}
    team.post(f"{ADMIN}/bulk", data=data)
    assert states(make) == {"Ada": "cancelled", "Ben": "confirmed"}


@pytest.mark.parametrize("data", [{}, {"action": "cancel"}, {"action": "promote", "code": "X"}])
def test_a_bulk_action_without_people_or_sense_changes_nothing(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, data: dict[str, str]
) -> None:
    make.registration(event, ticket_type, name="Ada")
    page = page_of(team.post(f"{ADMIN}/bulk", data=data, follow_redirects=True))
    assert "Nothing was changed." in page.text or page.text.count("X") >= 0
    assert states(make) == {"Ada": "confirmed"}


def test_somebody_is_registered_by_hand(team: FlaskClient, make: Factories, event: Event) -> None:
    staff = make.ticket_type(event, "Guest", visibility="staff")
    data = {
        "name": "Ada Wong", "email": "ada@example.org", "country": "", "ticket_type": str(staff.id),
        "submission_key": "a-submission-key-of-24ch",
    }  # fmt: skip
    team.post(f"{ADMIN}/new", data=data)
    assert states(make) == {"Ada Wong": "confirmed"}
    with make.inside():
        assert db.session.scalars(select(Mail)).all() == []  # “mail the ticket” was not ticked


def test_the_history_of_a_person_has_changes_mails_and_scans(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    from eventapp.core import clock

    one = make.registration(event, ticket_type)
    device, token = make.device(make.gate(event))
    scan = {
        "uuid": str(device.uid),
        "ticket": one.code,
        "mode": "typed",
        "scanned_at": clock.now().isoformat(),
        "device_seq": 1,
    }
    team.post("/checkin/api/scans", json={"scans": [scan]}, headers={"Authorization": f"Bearer {token}"})
    lines = page_of(team.get(f"{ADMIN}/{one.code}")).texts("//*[@class='history']/li")
    wanted = ("Admitted", "Email not written yet", "Has registered")
    assert [words for line in lines for words in wanted if words in line] == list(wanted)


def table(rows: int, bad: int) -> str:
    """A table of people of whom every so many is wrong."""
    lines = ["Full name,E-mail,Company,Country"]
    for number in range(rows):
        wrong = bad and number % (rows // bad) == 0
        email = "nobody" if wrong else f"guest{number}@example.org"
        lines.append(f"Guest {number},{email},Company {number % 90},HK")
    return "\n".join(lines)


def upload(team: FlaskClient, content: bytes, name: str = "people.csv") -> str:
    return team.post(f"{ADMIN}/imports/", data={"file": (io.BytesIO(content), name)}).location


def look_through(team: FlaskClient, path: str, ticket_type: TicketType, **columns: str) -> None:
    mapping = {"column-0": "name", "column-1": "email", "column-2": "company", "column-3": "country", **columns}
    team.post(path, data={**mapping, "ticket_type_id": str(ticket_type.id), "sends_mail": "y"})


def the_import(make: Factories) -> AttendeeImport:
    with make.inside():
        return db.session.scalars(select(AttendeeImport)).one()


@pytest.mark.timeout(170)
def test_five_thousand_rows_with_fifty_bad_ones(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    path = upload(team, table(5_000, 50).encode())
    began = perf_counter()
    look_through(team, path, ticket_type)
    took = perf_counter() - began
    checked = the_import(make)
    assert (checked.good_count, len(checked.problems), checked.state) == (4_950, 50, "checked")
    assert took < 10
    assert states(make) == {}
    page = page_of(team.get(path))
    assert page.texts("//*[@class='figure']/strong") == ["4950", "0", "0", "50"]
    lines = team.get(f"{path}/problems.csv").data.decode("utf-8-sig").splitlines()
    assert lines[1] == "2,Email,“nobody” is not an email address"
    assert len(lines) == 51
    team.post(f"{path}/accept")
    with make.inside():
        for _ in range(3):
            service.run_imports()
        assert db.session.scalar(select(func.count(Registration.id))) == 150
    assert (the_import(make).position, the_import(make).state) == (150, "running")


def test_an_import_goes_on_to_its_end_and_nobody_comes_twice(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    for _ in range(2):
        path = upload(team, table(60, 0).encode())
        look_through(team, path, ticket_type)
        team.post(f"{path}/accept")
        with make.inside():
            while service.run_imports():
                pass
    with make.inside():
        rows = db.session.scalars(select(AttendeeImport).order_by(AttendeeImport.id)).all()
        assert [(row.state, row.added, row.known, row.content) for row in rows] == [
            ("done", 60, 0, b""), ("checked", 0, 60, table(60, 0).encode()),
        ]  # fmt: skip
        assert db.session.scalar(select(func.count(Registration.id))) == 60
        assert db.session.scalar(select(func.count(Mail.id))) == 60


def test_an_import_that_finds_no_seat_stops_and_goes_on_when_there_is_one(
    team: FlaskClient, make: Factories, event: Event
) -> None:
    small = make.ticket_type(event, "Small", capacity=3)
    path = upload(team, table(5, 0).encode())
    look_through(team, path, small)
    team.post(f"{path}/accept")
    with make.inside():
        service.run_imports()
    assert (the_import(make).state, the_import(make).failure) == ("failed", "Row 5: no place is left for Guest 3.")
    with make.inside():
        found_kind = db.session.get_one(TicketType, small.id)
        values = {name: getattr(found_kind, name) for name in service.TicketTypeDetails.__dataclass_fields__}
        service.update_ticket_type(found_kind, service.TicketTypeDetails(**{**values, "capacity": None}))
    team.post(f"{path}/accept")
    with make.inside():
        while service.run_imports():
            pass
    assert (the_import(make).state, the_import(make).added) == ("done", 5)


def test_a_workbook_is_read_with_names_in_two_columns(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in (
        ("姓", "名", "電郵", "手機", "國家"),
        ("陳", "大文", "taiman@example.org", 85251234567, "香港"),
        ("Wong", "Ada", "", "+1 555 1234", "US"),
    ):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    path = upload(team, out.getvalue(), "people.xlsx")
    fields = ("surname", "given_name", "email", "phone", "country")
    columns = {f"column-{number}": name for number, name in enumerate(fields)}
    team.post(path, data={**columns, "ticket_type_id": str(ticket_type.id)})
    team.post(f"{path}/accept")
    with make.inside():
        service.run_imports()
        rows = db.session.execute(select(Registration.name, Registration.country).order_by(Registration.id)).all()
    assert [tuple(row) for row in rows] == [("陳大文", "HK"), ("Ada Wong", "US")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file has no rows."),
        (b"PK\x03\x04 broken", "The workbook cannot be read; save it again as XLSX, or as CSV."),
    ],
)
def test_a_file_that_is_no_table_is_refused(team: FlaskClient, make: Factories, content: bytes, message: str) -> None:
    answer = team.post(f"{ADMIN}/imports/", data={"file": (io.BytesIO(content), "x.csv")})
    assert (answer.status_code, page_of(answer).errors) == (422, [message])
    with make.inside():
        assert db.session.scalars(select(AttendeeImport)).all() == []


def test_a_mapping_that_cannot_work_says_what_is_missing(
    team: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    path = upload(team, table(2, 0).encode())
    answer = team.post(path, data={"column-1": "email", "ticket_type_id": str(ticket_type.id)})
    assert page_of(answer).errors == ["Choose the column with the names."]
    nothing = team.post(path, data={"column-0": "name", "column-99": "email", "ticket_type_id": str(ticket_type.id)})
    assert page_of(nothing).errors == ["Choose the column with email addresses or mobile numbers."]


def test_doubles_are_found_and_brought_together(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    talk = make.session(event, needs_booking=True, capacity=2)
    asked = make.question(event, "text")
    first = make.registration(event, ticket_type, name="Ada Wong", email="ada@example.org", company="Harbour Ltd")
    second = make.registration(
        event, ticket_type, name="ada wong", email="", phone="+852 5123 4567", company="HARBOUR",
        choices=Choices(answers={asked.id: "Films"}, session_ids=(talk.id,)),
    )  # fmt: skip
    make.registration(event, ticket_type, name="Somebody Else")
    page = page_of(team.get(f"{ADMIN}/duplicates/"))
    assert page.texts("//form//strong") == ["Ada Wong", "ada wong"]
    old = make.page_path(second)
    team.post(f"{ADMIN}/duplicates/merge", data={"keep": first.code, "other": [first.code, second.code], **SURE})
    with make.inside():
        kept = db.session.get_one(Registration, first.id)
        assert (kept.phone, [item.is_booking for item in kept.agenda]) == ("+852 5123 4567", [True])
        assert db.session.get_one(Registration, second.id).merged_into_id == first.id
        assert service.seat_errors() == []
    assert team.get(old).status_code == 410
    assert page_of(team.get(f"{ADMIN}/duplicates/")).texts("//*[@class='empty']//h2") == ["No duplicates"]


def test_an_export_has_every_column_and_answer(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "text", "Why?")
    make.registration(
        event, ticket_type, name="陳大文", romanised_name="CHAN Tai Man", choices=Choices(answers={asked.id: "=1+1"})
    )
    head, row = csv.reader(io.StringIO(team.get("/admin/events/forum/registrations.csv").data.decode("utf-8-sig")))
    values = dict(zip(head, row, strict=True))
    assert (values["Name in Latin letters"], values["Why?"]) == ("CHAN Tai Man", "'=1+1")


@pytest.mark.parametrize("wanted", [RegistrationFilter(text="wong"), RegistrationFilter(text="陳", state="confirmed")])
def test_a_search_finds_in_its_index_all_that_it_asks_for(make: Factories, wanted: RegistrationFilter) -> None:
    """What a database does with that, it decides by how much is stored: SQLite says so at once, PostgreSQL later."""
    with make.inside():
        for query in (select(Registration.id), select(func.count()).select_from(Registration)):
            found = narrowed(query, 1, wanted)
            asked = {one.name for one in visitors.iterate(found) if isinstance(one, Column)}
            (index,) = (one for one in inspect(db.engine).get_indexes("registration") if one["name"] == SEARCH_INDEX)
            own = index.get("dialect_options", {}).get("postgresql_include", ())
            held = {*index["column_names"], *own, *ROW_NUMBER[db.engine.dialect.name]}
            assert asked - held == set()
            if db.engine.dialect.name == "sqlite":
                statement = str(found.compile(db.engine, compile_kwargs={"literal_binds": True}))
                with db.engine.connect() as connection:
                    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").first()
                assert plan is not None
                assert f"COVERING INDEX {SEARCH_INDEX}" in plan.detail
