"""People from a table: everybody, or nobody and every reason."""

from pathlib import Path

import pytest
from sqlalchemy import select

from eventapp.core.db import db
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


def load(make: Factories, event: Event, path: Path) -> tuple[int, int]:
    with make.inside():
        result = service.import_attendees(db.session.get_one(Event, event.id), path)
        return result.added, result.known


def people(make: Factories) -> list[tuple[str, str, str | None, str]]:
    with make.inside():
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        return [(row.name, row.email, row.country, row.locale) for row in rows]


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_everybody_is_registered_once_however_often_the_file_comes(
    make: Factories, event: Event, tmp_path: Path
) -> None:
    path = write(tmp_path, "\ufeff" + GOOD)
    assert [load(make, event, path), load(make, event, path)] == [(2, 0), (0, 2)]
    assert people(make) == [
        ("陳大文", "taiman@example.org", "HK", "zh-Hant"),
        ("Ada Wong", "ada@example.org", None, "en"),
    ]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("Name,Email\nAda,ada@example.org\n", [(1, "the first line must name the columns; ticket is not there")]),
        ("", [(1, "The file has no rows.")]),
        ("陳".encode("big5"), [(1, "The file is not UTF-8; save it as “CSV UTF-8”, or as XLSX.")]),
        (
            GOOD + ",nobody,Gold,,XX,\n" + f"{'x' * 121},b@example.org,Delegate,,,\n",
            [
                (4, "there is no name"),
                (4, "“nobody” is not an email address"),
                (4, "there is no ticket “Gold”"),
                (4, "“XX” is no country or region"),
                (5, "Name has more than 120 characters"),
            ],
        ),
        (
            HEAD + "".join(f"Guest {n},g{n}@example.org,Delegate,,,\n" for n in range(6)),
            [(7, "no place is left for Guest 5")],
        ),
    ],
)
def test_every_problem_is_named_at_once_and_nobody_is_registered(
    make: Factories, event: Event, tmp_path: Path, content: str | bytes, problems: list[tuple[int, str]]
) -> None:
    path = write(tmp_path, content)
    with make.inside(), pytest.raises(service.AttendeesRefused) as refused:
        service.import_attendees(db.session.get_one(Event, event.id), path)
    assert [(problem.row, problem.message) for problem in refused.value.problems] == problems
    assert people(make) == []
    with make.inside():
        assert service.seat_errors() == []
