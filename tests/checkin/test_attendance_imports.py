"""Who came elsewhere, on paper or by hand, counts like who was scanned."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.checkin import queries, service
from eventapp.checkin.models import Device, Gate, Scan
from eventapp.checkin.service import AttendanceImported
from eventapp.core.db import db
from eventapp.core.import_problems import StrictlyRefused
from eventapp.events.models import Event
from eventapp.registration.interchange import read_people
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories

YESTERDAY = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0) - timedelta(days=1)


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(starts_at=YESTERDAY - timedelta(hours=2), ends_at=YESTERDAY + timedelta(days=2))


@pytest.fixture
def gate(make: Factories, event: Event) -> Gate:
    return make.gate(event)


@pytest.fixture
def people(make: Factories, event: Event, ticket_type: TicketType) -> list[Registration]:
    named = (("Chan Tai Man", "chan@example.org"), ("陳大文", "chan@example.org"), ("Ada Wong", "ada@example.org"),
             ("Lee Siu", "lee1@example.org"), ("Lee Siu", "lee2@example.org"))  # fmt: skip
    return [make.registration(event, ticket_type, name=name, email=email) for name, email in named]


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event)


def imported(make: Factories, event: Event, gate: Gate, content: str, **options: bool) -> AttendanceImported:
    with make.inside():
        here, door = db.session.get_one(Event, event.id), db.session.get_one(Gate, gate.id)
        return service.import_attendance(here, door, read_people(content.encode()), YESTERDAY, by="List: x", **options)


def entries(make: Factories) -> dict[str, str]:
    """{name: when they came, in Hong Kong}"""
    with make.inside():
        query = select(Registration.name, Scan.scanned_at).join(Registration, Registration.id == Scan.registration_id)
        zone = timedelta(hours=8)
        return {
            name: f"{at + zone:%d %H:%M}" for name, at in db.session.execute(query.where(Scan.direction == "entry"))
        }


def test_a_pasted_list_may_have_codes_addresses_and_names(
    make: Factories, event: Event, gate: Gate, people: list[Registration]
) -> None:
    result = imported(
        make, event, gate, f"{people[0].code.lower()}\nada@example.org\n\n陳大文\nnobody@example.org\nLee Siu"
    )
    assert (result.added, result.unchanged, result.left_out) == (3, 0, 2)
    assert [(one.line, one.about, one.message) for one in result.problems] == [
        (5, "nobody@example.org", "Nobody is registered by this code, address or name."),
        (6, "Lee Siu", "Several people are registered so: name the code or the address."),
    ]
    assert set(entries(make)) == {"Chan Tai Man", "Ada Wong", "陳大文"}


def test_a_table_tells_when_each_came_and_left(
    make: Factories, event: Event, gate: Gate, people: list[Registration]
) -> None:
    day = YESTERDAY + timedelta(hours=8)
    table = f"""Name,Email,Checked in at,Left at,Seat
Chan Tai Man,chan@example.org,{day:%Y-%m-%d} 09:30,17:00,A1
Lee Siu,lee2@example.org,9:45,,A2
Ada Wong,ada@example.org,,,A3
陳大文,,tomorrow-ish,,
"""
    result = imported(make, event, gate, table)
    assert (result.added, result.absent, result.left_out) == (2, 1, 1)
    assert [(one.line, one.message) for one in result.problems] == [
        (None, "No field takes this column."), (5, "“tomorrow-ish” is no time such as 2026-03-17 09:30."),
    ]  # fmt: skip
    assert entries(make) == {"Chan Tai Man": f"{day:%d} 09:30", "Lee Siu": f"{day:%d} 09:45"}
    with make.inside():
        (visit,) = [one for one in queries.visits(event.id) if one.name == "Chan Tai Man"]
        assert visit.minutes == 450


def test_the_same_list_twice_and_who_was_scanned_already_change_nothing(
    make: Factories, event: Event, gate: Gate, people: list[Registration]
) -> None:
    first, second = (imported(make, event, gate, "ada@example.org\nChan Tai Man") for _ in range(2))
    assert [(one.added, one.unchanged) for one in (first, second)] == [(2, 0), (0, 2)]
    with make.inside():
        assert db.session.scalar(select(func.count()).select_from(Scan)) == 2
        assert [(device.name, device.revoked_at is not None) for device in db.session.scalars(select(Device))] == [
            ("List: x", True)
        ]


def test_strict_marks_nobody_where_anything_would_be_left_out(
    make: Factories, event: Event, gate: Gate, people: list[Registration]
) -> None:
    with pytest.raises(StrictlyRefused):
        imported(make, event, gate, "ada@example.org\nnobody@example.org", strict=True)
    assert entries(make) == {}


def test_who_is_said_not_to_have_come_has_not(
    make: Factories, event: Event, gate: Gate, people: list[Registration]
) -> None:
    result = imported(
        make, event, gate, "Email,Is Checked In\nada@example.org,Yes\nlee1@example.org,No\nlee2@example.org,\n"
    )
    assert (result.added, result.absent, result.problems) == (1, 2, [])


PEERS = {
    "pretix": {"results": [
        {"code": "ABC", "status": "p", "email": "x@example.org", "positions": [{
            "attendee_name": "Ada Wong", "attendee_email": "ada@example.org", "item": 1,
            "checkins": [{"datetime": "{at}", "type": "entry"}],
        }]},
        {"code": "DEF", "status": "p", "email": "lee1@example.org", "positions": [
            {"attendee_name": "Lee Siu", "attendee_email": None, "item": 1, "checkins": []},
        ]},
    ]},
    "hi.events": {"data": [
        {"first_name": "Ada", "last_name": "Wong", "email": "ada@example.org", "public_id": "A-1", "status": "ACTIVE",
         "check_ins": [{"created_at": "{at}"}]},
        {"first_name": "Lee", "last_name": "Siu", "email": "lee1@example.org", "public_id": "A-2", "status": "ACTIVE",
         "check_ins": []},
    ]},
    "indico": {"registrants": [
        {"full_name": "Ada Wong", "checked_in": True, "checkin_date": "{at}",
         "personal_data": {"firstName": "Ada", "surname": "Wong", "email": "ada@example.org"}},
        {"full_name": "Lee Siu", "checked_in": False, "personal_data": {"email": "lee1@example.org"}},
    ]},
}  # fmt: skip


@pytest.mark.parametrize("peer", PEERS)
def test_other_systems_check_ins_are_taken_over(
    make: Factories, event: Event, gate: Gate, people: list[Registration], peer: str
) -> None:
    content = json.dumps(PEERS[peer]).replace("{at}", f"{YESTERDAY:%Y-%m-%d}T02:15:00Z")
    result = imported(make, event, gate, content)
    assert (result.added, result.absent) == (1, 1)
    assert entries(make) == {"Ada Wong": f"{YESTERDAY:%d} 10:15"}


def test_a_list_is_looked_through_before_anybody_is_marked(
    make: Factories, event: Event, gate: Gate, people: list[Registration], client: FlaskClient,
    sign_in: Callable[[User], FlaskClient],
) -> None:  # fmt: skip
    sign_in(make.member(event, "registration"))
    page = "/admin/events/forum/door/attendance/import"
    sent = {"gate": gate.id, "at": f"{YESTERDAY:%Y-%m-%dT%H:%M}"}
    answer = client.post(
        page, data={**sent, "file": (io.BytesIO(b"Email\nada@example.org\nno@example.org"), "paper.csv")}
    )
    assert ("Mark 1 person as attended" in answer.text, "Nobody is registered by this code" in answer.text) == (
        True,
        True,
    )
    assert entries(make) == {}
    kept = answer.text.split('name="kept" value="')[1].split('"')[0]
    done = client.post(page, data={**sent, "name": "paper.csv", "kept": kept, "confirmed": "yes"})
    assert done.location == "/admin/events/forum/door/attendance/"
    assert "1 person is marked as attended; 0 had come already." in client.get(done.location).text
    assert set(entries(make)) == {"Ada Wong"}


def test_people_are_ticked_who_have_not_come(
    make: Factories, event: Event, gate: Gate, people: list[Registration], client: FlaskClient,
    sign_in: Callable[[User], FlaskClient],
) -> None:  # fmt: skip
    sign_in(make.member(event, "registration"))
    page = "/admin/events/forum/door/attendance/import"
    imported(make, event, gate, "ada@example.org")
    shown = client.get(f"{page}?text=lee").text
    assert [name in shown for name in ("Lee Siu", "Ada Wong", "Chan Tai Man")] == [True, False, False]
    sent = {"gate": gate.id, "at": f"{YESTERDAY:%Y-%m-%dT%H:%M}"}
    client.post("/admin/events/forum/door/attendance/mark", data={**sent, "code": [people[3].code, people[0].code]})
    assert set(entries(make)) == {"Ada Wong", "Lee Siu", "Chan Tai Man"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Enter when they came."),
        ({"at": "2026-01-01T10:00"}, "Paste a list, or choose a file."),
        ({"at": "2026-01-01T10:00", "kept": "%%%"}, "Choose a file first."),
        ({"at": "2026-01-01T10:00", "people": '{"a": 1}'}, "This JSON has no people as pretix"),
        ({"at": "2026-01-01T10:00", "people": "{"}, "this is not JSON"),
    ],
)
def test_what_cannot_be_read_is_explained(
    make: Factories, event: Event, gate: Gate, client: FlaskClient, sign_in: Callable[[User], FlaskClient],
    data: dict[str, str], message: str,
) -> None:  # fmt: skip
    sign_in(make.member(event, "registration"))
    answer = client.post("/admin/events/forum/door/attendance/import", data={"gate": str(gate.id), **data})
    assert (answer.status_code, message in answer.text) == (422, True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_table_of_attendance_changes_nothing(
    make: Factories, event: Event, gate: Gate, people: list[Registration], client: FlaskClient,
    sign_in: Callable[[User], FlaskClient], kind: str,
) -> None:  # fmt: skip
    imported(make, event, gate, "ada@example.org\nChan Tai Man\nlee1@example.org")
    sign_in(make.member(event, "registration"))
    table = client.get(f"/admin/events/forum/door/attendance.{kind}").data
    with make.inside():
        here, door = db.session.get_one(Event, event.id), db.session.get_one(Gate, gate.id)
        result = service.import_attendance(here, door, read_people(table), YESTERDAY, by="List: x")
    assert (result.added, result.unchanged, result.problems) == (0, 3, [])
