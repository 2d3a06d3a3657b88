"""People from a table: all who are in order, and a reason for everybody else."""

from typing import Any

import pytest
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.import_problems import StrictlyRefused
from eventapp.core.spreadsheets import TableUnreadable
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Registration
from tests.factories import Factories

HEAD = "Name,Email,Ticket,Company,Country,Language\n"
GOOD = HEAD + "陳大文,taiman@example.org,Delegate,港燈影業,hk,zh-HK\nAda Wong,ada@example.org,delegate,,,\n"


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event()
    make.ticket_type(event, "Delegate", capacity=5)
    return event


def load(make: Factories, event: Event, content: bytes, **options: Any) -> service.AttendeesImported:
    with make.inside():
        return service.import_attendees(db.session.get_one(Event, event.id), content, **options)


def counts(result: service.AttendeesImported) -> tuple[int, int, int, int]:
    """Added, updated, as they were, left out."""
    return result.added, result.updated, result.unchanged, result.left_out


def people(make: Factories) -> list[tuple[str, str, str | None, str]]:
    with make.inside():
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        return [(row.name, row.email, row.country, row.locale) for row in rows]


def test_everybody_is_registered_once_however_often_the_file_comes(make: Factories, event: Event) -> None:
    content = ("\ufeff" + GOOD).encode()
    assert [counts(load(make, event, content)), counts(load(make, event, content))] == [(2, 0, 0, 0), (0, 0, 2, 0)]
    assert people(make) == [
        ("陳大文", "taiman@example.org", "HK", "zh-Hant"),
        ("Ada Wong", "ada@example.org", None, "en"),
    ]


def test_a_table_without_tickets_gives_the_first_public_one_or_the_one_that_is_named(
    make: Factories, event: Event
) -> None:
    make.ticket_type(event, "Press")
    load(make, event, b"Name,Email\nAda,ada@example.org\n")
    load(make, event, b"Name,Email\nBen,ben@example.org\n", ticket="press")
    with make.inside():
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        assert [(row.name, row.ticket_type.name["en"]) for row in rows] == [("Ada", "Delegate"), ("Ben", "Press")]
    with pytest.raises(service.TicketTypeUnknown):
        load(make, event, b"Name,Email\nCy,cy@example.org\n", ticket="Gold")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file has no rows."),
        (b"PK\x03\x04 broken", "The workbook cannot be read; save it again as XLSX, or as CSV."),
        (b"a,b\n1,2\n", "the first line must name the columns; Name, Email is not there"),
        (b"\x00" * (8 * 2**20 + 1), "more than 8 MB are not read"),
    ],
)
def test_what_is_no_table_of_people_is_refused_with_the_reason(
    make: Factories, event: Event, content: bytes, message: str
) -> None:
    with pytest.raises(TableUnreadable) as refused:
        load(make, event, content)
    assert (str(refused.value), people(make)) == (message, [])


BAD = ("\n,nobody,Gold,,XX,\n" + f"{'x' * 121},b@example.org,Delegate,,,\n").encode()
COMPLAINTS = [
    "Line 5: there is no name; “nobody” is not an email address; there is no ticket “Gold”; "
    "“XX” is no country or region",
    f"Line 6: “{'x' * 100}”: Name has more than 120 characters",
]


def test_rows_that_are_wrong_are_named_and_the_others_come_in(make: Factories, event: Event) -> None:
    result = load(make, event, GOOD.encode() + BAD)
    assert (counts(result), [problem.sentence for problem in result.problems]) == ((2, 0, 0, 2), COMPLAINTS)
    assert [name for name, *_rest in people(make)] == ["陳大文", "Ada Wong"]


def test_strictly_nobody_comes_in_beside_a_row_that_is_wrong(make: Factories, event: Event) -> None:
    with pytest.raises(StrictlyRefused) as refused:
        load(make, event, GOOD.encode() + BAD, strict=True)
    assert ([problem.sentence for problem in refused.value.problems], people(make)) == (COMPLAINTS, [])


def test_who_finds_no_place_is_named_and_the_seats_are_counted_right(make: Factories, event: Event) -> None:
    content = (HEAD + "".join(f"Guest {n},g{n}@example.org,Delegate,,,\n" for n in range(7))).encode()
    with pytest.raises(StrictlyRefused):
        load(make, event, content, strict=True)
    result = load(make, event, content)
    assert (counts(result), [problem.sentence for problem in result.problems]) == (
        (5, 0, 0, 2),
        ["Line 7: “Guest 5”: There is no place left.", "Line 8: “Guest 6”: There is no place left."],
    )
    with make.inside():
        assert (service.seat_errors(), len(people(make))) == ([], 5)
