"""Tables of companies: what they bring, what is named and not taken, and that an export changes nothing."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from eventapp.companies import queries, service
from eventapp.companies.models import COMPANY_STATES
from eventapp.companies.service import StandPlace
from eventapp.core.db import db
from eventapp.core.spreadsheets import read_table
from eventapp.events.models import Event
from eventapp.programme.service import mapping_of
from eventapp.programme.service.imports import ImportResult
from tests.companies.conftest import ADMIN
from tests.databases import ON_SQLITE
from tests.factories import Factories, text
from tests.pages import page_of

TABLE = """Exhibitor,公司名稱 中文,Country,Website,Category,Hall,Booth,Email
Harbour Films,港燈影業,Hong Kong,harbour.example,Film; Animation,Hall 1,1-A1; 1-A2,film@example.org
Arrow,,法國,https://arrow.example,Film,Hall 3,3-B1,
"""


def brought(make: Factories, event: Event, table: str | bytes, *, strict: bool = False) -> ImportResult:
    content = table.encode() if isinstance(table, str) else table
    with make.inside():
        again = db.session.get_one(Event, event.id)
        read = read_table(content)
        return service.import_companies(again, read, mapping_of(again, "companies", read, {}), strict=strict)


def stored(make: Factories, event: Event) -> list[tuple[str, str | None, str, list[str], list[str]]]:
    with make.inside():
        return [
            (
                one.name.text("en"), one.country, one.website,
                [category.name.text("en") for category in one.categories],
                [f"{link.stand.hall.name.text('en')}/{link.stand.number}" for link in one.stand_links],
            )
            for one in queries.all_companies(event.id, COMPANY_STATES)
        ]  # fmt: skip


def test_a_table_as_fairs_have_it_comes_in_whole(make: Factories, event: Event) -> None:
    result = brought(make, event, TABLE)
    assert (result.added, [problem.sentence for problem in result.problems]) == (2, [])
    assert stored(make, event) == [
        ("Arrow", "FR", "https://arrow.example", ["Film"], ["Hall 3/3-B1"]),
        ("Harbour Films", "HK", "https://harbour.example", ["Film", "Animation"], ["Hall 1/1-A1", "Hall 1/1-A2"]),
    ]
    assert result.made == ["Film", "Animation", "Hall 1", "Hall 3"]


def test_the_same_table_again_changes_nothing(make: Factories, event: Event) -> None:
    brought(make, event, TABLE)
    before = stored(make, event)
    result = brought(make, event, TABLE)
    assert (result.added, result.updated, result.unchanged) == (0, 0, 2)
    assert stored(make, event) == before


def test_an_export_that_comes_in_again_changes_nothing(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    make.company(
        event, text('=cmd|"/c calc"!A0', zh_Hant="港燈"), stands=(StandPlace(hall.id, "1"), StandPlace(hall.id, "2")),
        description=text("Two\nlines; and, commas"), contact_name="+Chan", phone="+852 5123 4567",
    )  # fmt: skip
    for kind in ("csv", "xlsx"):
        exported = team.get(f"{ADMIN}/import-export/companies.{kind}").data
        result = brought(make, event, exported)
        assert (result.added, result.updated, result.unchanged, result.problems) == (0, 0, 1, []), kind


def test_a_formula_is_exported_as_words(make: Factories, event: Event, team: FlaskClient) -> None:
    make.company(event, "=HYPERLINK(1)")
    (row,) = read_table(team.get(f"{ADMIN}/import-export/companies.csv").data).rows
    assert row.cells[1] == "'=HYPERLINK(1)"


@ON_SQLITE
@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("country", "Atlantis", "“Atlantis” is no country that we know: it is not taken."),
        ("website", "javascript:alert(1)", "“javascript:alert(1)” is no link to a website: it is not taken."),
        ("website", "http://[", "“http://[” is no link to a website: it is not taken."),
        ("email", "x@", "“x@” is not an email address: it is not taken."),
        ("phone", "8.52E+10", "A spreadsheet has shortened the number “8.52E+10”: it is not taken."),
        ("stand", "1" * 21, f"“{'1' * 21}” is no number of a stand: it is not taken."),
        ("state", "sold", "“sold” is no status: use pending, published, hidden."),
        ("categories", "x" * 201, f"“{'x' * 40}…” has more than 200 characters: it is not taken."),
        ("description", "x" * 20_001, "The text under “description” has more than 20000 characters: it is not taken."),
    ],
)  # fmt: skip
def test_a_cell_that_makes_no_sense_is_named_and_the_rest_comes_in(
    make: Factories, event: Event, heading: str, cell: str, reason: str
) -> None:
    result = brought(make, event, f'name,{heading}\nHarbour,"{cell}"\n')
    assert [problem.message for problem in result.problems] == [reason]
    assert [row[0] for row in stored(make, event)] == ["Harbour"]


@ON_SQLITE
def test_halls_that_do_not_fit_their_stands_are_named(make: Factories, event: Event) -> None:
    result = brought(make, event, 'name,hall,stand\nHarbour,"A; B","1; 2; 3"\n')
    assert [one.message for one in result.problems] == ["There are 2 halls for 3 stands: they are not taken."]
    make.hall(event, "One")
    make.hall(event, "Two")
    result = brought(make, event, "name,stand\nArrow,7\n")
    assert [one.message for one in result.problems] == [
        "The event has several halls, and no column says which: the stand is not taken."
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_a_company_with_a_row_a_stand_has_the_stands_of_all(make: Factories, event: Event, times: int) -> None:
    table = "name,hall,stand\nHarbour,Hall 1,1\nArrow,Hall 1,2\nHARBOUR Ltd,Hall 1,3\n"
    for _time in range(times):
        brought(make, event, table)
    assert [row[4] for row in stored(make, event)] == [["Hall 1/2"], ["Hall 1/1", "Hall 1/3"]]


def test_a_code_that_comes_twice_is_one_companys_alone(make: Factories, event: Event) -> None:
    brought(make, event, "id,name\n7,Harbour\n7,Arrow\n")
    assert [row[0] for row in stored(make, event)] == ["Arrow", "Harbour"]


@ON_SQLITE
def test_a_row_without_a_name_is_left_out(make: Factories, event: Event) -> None:
    result = brought(make, event, "name,country\n,HK\nHarbour,HK\n")
    assert [(one.line, one.message) for one in result.problems] == [
        (2, "A company needs a name, so the row is left out.")
    ]
    assert len(stored(make, event)) == 1


@pytest.mark.parametrize("name", ["HARBOUR PICTURES", "Harbour Pictures Co., Ltd.", "harbour  pictures limited"])
def test_a_company_is_known_however_its_name_is_written(make: Factories, event: Event, name: str) -> None:
    make.company(event)
    assert brought(make, event, f'name,country\n"{name}",HK\n').updated == 1
    assert len(stored(make, event)) == 1


@ON_SQLITE
def test_a_table_is_looked_through_before_anything_is_stored(make: Factories, event: Event, team: FlaskClient) -> None:
    answer = team.post(f"{ADMIN}/import-export/", data={"file": (BytesIO(TABLE.encode()), "companies.csv")})
    upload = answer.headers["Location"]
    assert re.search(r"2 ?New", page_of(team.get(upload)).text) is not None
    assert stored(make, event) == []
    team.post(f"{upload}/accept")
    assert len(stored(make, event)) == 2


@ON_SQLITE
def test_a_table_of_companies_is_not_the_programmes_to_accept(make: Factories, event: Event, team: FlaskClient) -> None:
    answer = team.post(f"{ADMIN}/import-export/", data={"file": (BytesIO(TABLE.encode()), "companies.csv")})
    number = answer.headers["Location"].rsplit("/", 1)[1]
    assert team.post(f"/admin/events/forum/import-export/{number}/accept").status_code == 404
    assert stored(make, event) == []


@ON_SQLITE
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_table_is_refused_in_words(make: Factories, event: Event, team: FlaskClient, content: bytes) -> None:
    answer = team.post(f"{ADMIN}/import-export/", data={"file": (BytesIO(content), "companies.csv")})
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)
