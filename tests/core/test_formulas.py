"""No table that leaves begins a cell with what a spreadsheet would calculate (CWE-1236)."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.events.models import Event
from eventapp.registration.service import Choices
from tests.checkin.phones import Door, ticket_of
from tests.factories import Factories

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no database has a part in it
EVIL = '=HYPERLINK("http://evil.example";"click")'
TABLES = (
    "registrations.csv", "registrations/consents.csv", "door/attendance.csv", "door/scans.csv",
    "import-export/sessions.csv", "import-export/speakers.csv",
)  # fmt: skip


@pytest.fixture
def owner(make: Factories, event: Event, client: FlaskClient, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    """Of an event in which everybody and everything is called by a formula."""
    room, speaker = make.room(event, EVIL), make.speaker(event, EVIL)
    make.track(event, EVIL)
    make.session(event, EVIL, speakers=(speaker,), room_id=room.id)
    kind = make.ticket_type(event, EVIL)
    question = make.question(event, label=EVIL)
    choices = Choices(answers={question.id: EVIL}, consents=(EVIL,))
    guest = make.registration(event, kind, name=EVIL, company=f"+{EVIL}", job_title=f"@{EVIL}", choices=choices)
    door = Door(client, make, event, EVIL)
    assert door.scan(ticket_of(make, guest))["outcome"] == "admitted"
    return sign_in(make.member(event, "owner"))


@pytest.mark.parametrize("table", TABLES)
def test_a_formula_comes_out_as_words(owner: FlaskClient, table: str) -> None:
    with owner.get(f"/admin/events/forum/{table}") as answer:
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert any("HYPERLINK" in cell for cell in cells)
