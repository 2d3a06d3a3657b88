"""Badges of other organisers: their lists, their codes, people who come with them, and the attendance handed back."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.checkin import queries, service
from eventapp.checkin.models import BadgeIssuer, ForeignBadge, Scan
from eventapp.checkin.service import IssuerDetails
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from tests.checkin.phones import Door, scan_of
from tests.factories import Factories
from tests.pages import SURE, page_of

BADGES = "/admin/events/forum/door/other-badges/"


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Market visitor")


@pytest.fixture
def fair(make: Factories, event: Event, ticket_type: TicketType) -> BadgeIssuer:
    return make.issuer(event, ticket_type, "FILMART", pattern="FM26-######")


@pytest.fixture
def staff(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "door"))


def send_list(staff: FlaskClient, issuer: BadgeIssuer, content: str) -> str:
    data = {"file": (io.BytesIO(content.encode()), "badges.csv")}
    staff.post(f"{BADGES}{issuer.id}/list", data=data, content_type="multipart/form-data")
    return page_of(staff.get(f"{BADGES}{issuer.id}")).text


def known(make: Factories) -> list[tuple[str, str, str]]:
    with make.inside():
        return [
            (one.number, one.name, one.company)
            for one in db.session.scalars(select(ForeignBadge).order_by(ForeignBadge.number))
        ]


class TestLists:
    def test_five_thousand_rows_twice_are_five_thousand(
        self, staff: FlaskClient, make: Factories, fair: BadgeIssuer
    ) -> None:
        rows = "".join(f"A-{number:05},Visitor {number},Company {number % 90}\n" for number in range(5_000))
        first, second = (send_list(staff, fair, "Badge number,Name,Company\n" + rows) for _ in range(2))
        assert "5000 badges are new, 0 were known under another name, 0 as they are." in first
        assert "0 badges are new, 0 were known under another name, 5000 as they are." in second
        with make.inside():
            assert db.session.scalar(select(func.count(ForeignBadge.id))) == 5_000
            assert queries.badge_counts(fair.event_id) == {fair.id: (5_000, 0)}

    def test_a_later_list_corrects_names_and_drops_nobody(
        self, staff: FlaskClient, make: Factories, fair: BadgeIssuer
    ) -> None:
        send_list(staff, fair, "number,name,company\na 1,Ada,Harbour\nA2,Bo,\n")
        said = send_list(staff, fair, "姓名;編號\nAda Wong;A1\n;\nNobody;\n")
        assert "0 badges are new, 1 were known under another name" in said
        assert "These rows have no badge number and were left out: 4" in said
        assert known(make) == [("A1", "Ada Wong", ""), ("A2", "Bo", "")]

    def test_a_list_without_names_of_columns_loses_nobody(
        self, staff: FlaskClient, make: Factories, fair: BadgeIssuer
    ) -> None:
        send_list(staff, fair, "A1\tAda\tHarbour\nA2\tBo\t\n")
        assert known(make) == [("A1", "Ada", "Harbour"), ("A2", "Bo", "")]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file has no rows."),
            (b"\xff\xfeA\xd8", "The file is not written in Unicode (UTF-16)."),
            (b"PK\x03\x04broken", "workbook cannot be read"),
        ],
    )
    def test_a_file_that_is_none_changes_nothing(
        self, staff: FlaskClient, make: Factories, fair: BadgeIssuer, content: bytes, words: str
    ) -> None:
        data = {"file": (io.BytesIO(content), "badges.csv")}
        staff.post(f"{BADGES}{fair.id}/list", data=data, content_type="multipart/form-data")
        assert words in page_of(staff.get(f"{BADGES}{fair.id}")).text
        assert known(make) == []

    def test_no_file_is_said(self, staff: FlaskClient, fair: BadgeIssuer) -> None:
        staff.post(f"{BADGES}{fair.id}/list")
        assert "Choose a file first." in page_of(staff.get(f"{BADGES}{fair.id}")).text

    def test_another_events_badges_are_not_there(self, staff: FlaskClient, make: Factories) -> None:
        other = make.event("other")
        foreign = make.issuer(other, make.ticket_type(other), "Theirs")
        answers = [
            staff.get(f"{BADGES}{foreign.id}"), staff.post(f"{BADGES}{foreign.id}/delete", data=SURE),
            staff.get(f"{BADGES}{foreign.id}/attendance.csv"), staff.post(f"{BADGES}{foreign.id}/list"),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404] * 4
        with make.inside():
            assert db.session.scalars(select(BadgeIssuer.name)).all() == ["Theirs"]


class TestIssuers:
    def test_whose_badges_open_the_door_is_set_in_the_admin(
        self, staff: FlaskClient, make: Factories, ticket_type: TicketType
    ) -> None:
        staff.post(BADGES, data={"name": "FILMART", "ticket_type_id": str(ticket_type.id), "pattern": "fm##"})
        taken = staff.post(BADGES, data={"name": "FILMART", "ticket_type_id": str(ticket_type.id)})
        assert (taken.status_code, page_of(taken).errors) == (422, ["There are badges of this name already."])
        with make.inside():
            found = db.session.scalars(select(BadgeIssuer)).one()
            assert (found.name, found.pattern, found.revision) == ("FILMART", "FM##", 1)
        staff.post(f"{BADGES}{found.id}", data={"name": "Fair", "ticket_type_id": str(ticket_type.id), "pattern": ""})
        with make.inside():
            found = db.session.scalars(select(BadgeIssuer)).one()
            assert (found.name, found.pattern, found.revision) == ("Fair", "", 2)
        staff.post(f"{BADGES}{found.id}/delete", data=SURE)
        with make.inside():
            assert db.session.scalars(select(BadgeIssuer)).all() == []

    @pytest.mark.parametrize(
        "change",
        [{"name": ""}, {"name": "x" * 81}, {"ticket_type_id": "999"}, {"ticket_type_id": "x"}, {"pattern": "#" * 61}],
    )
    def test_bad_input_makes_none(
        self, staff: FlaskClient, make: Factories, ticket_type: TicketType, change: dict[str, str]
    ) -> None:
        answer = staff.post(
            BADGES, data={"name": "Fair", "ticket_type_id": str(ticket_type.id), "pattern": "#", **change}
        )
        assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)
        with make.inside():
            assert db.session.scalars(select(BadgeIssuer)).all() == []

    def test_a_ticket_that_badges_are_registered_with_stays(
        self,
        make: Factories,
        event: Event,
        ticket_type: TicketType,
        sign_in: Callable[[User], FlaskClient],
        fair: BadgeIssuer,
    ) -> None:
        owner = sign_in(make.member(event, "owner"))
        owner.post(f"/admin/events/forum/tickets/{ticket_type.id}/delete", data=SURE)
        with make.inside():
            assert db.session.get(TicketType, ticket_type.id) is not None
        assert "so it stays" in page_of(owner.get("/admin/events/forum/tickets/")).text

    def test_badges_that_people_came_with_stay(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        Door(client, make, event).scan("FM26-000001", registers=True)
        staff.post(f"{BADGES}{fair.id}/delete", data=SURE)
        assert "People checked in with these badges, so they stay." in page_of(staff.get(BADGES)).text


class TestAtTheDoor:
    def test_a_tap_makes_a_walk_in_of_a_badge(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        send_list(staff, fair, "number,name,company\nA-17,Chan Tai Man,Golden Harbour\n")
        door = Door(client, make, event)
        asked = door.scan("a-17")
        offered = {
            "ticket": f"FB1.{fair.id}.A-17",
            "issuer": "FILMART",
            "name": "Chan Tai Man",
            "company": "Golden Harbour",
        }
        assert (asked["outcome"], asked["badges"]) == ("unknown", [offered])
        let_in, again = door.scan(offered["ticket"], registers=True), door.scan("A-17")
        assert [(one["outcome"], one["name"], one["ticket_type"]) for one in (let_in, again)] == [
            ("admitted", "Chan Tai Man", "Market visitor"), ("already_admitted", "Chan Tai Man", "Market visitor"),
        ]  # fmt: skip
        with make.inside():
            made = db.session.scalars(select(Registration)).one()
            assert (made.name, made.company, made.state, made.email) == (
                "Chan Tai Man",
                "Golden Harbour",
                "confirmed",
                "",
            )

    def test_a_code_of_the_pattern_needs_no_list(
        self, client: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        door = Door(client, make, event)
        assert door.scan("FM26-12345", registers=True)["outcome"] == "unknown"
        assert door.scan(" fm26-123456", registers=True)["name"] == "FILMART FM26-123456"
        with make.inside():
            about = AuditEntry.subject_type == "Registration"
            assert set(db.session.scalars(select(AuditEntry.actor).where(about))) == {"Door phone"}

    def test_two_issuers_equal_numbers_are_two_people(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        issuers = [make.issuer(event, ticket_type, name, pattern="####") for name in ("North Fair", "South Fair")]
        door = Door(client, make, event)
        asked = door.scan("1234", registers=True)
        assert (asked["outcome"], [one["issuer"] for one in asked["badges"]]) == (
            "unknown",
            ["North Fair", "South Fair"],
        )
        told = [door.scan(one["ticket"], registers=True) for one in asked["badges"]]
        assert [(one["outcome"], one["name"]) for one in told] == [
            ("admitted", "North Fair 1234"), ("admitted", "South Fair 1234"),
        ]  # fmt: skip
        assert [one["ticket"] for one in asked["badges"]] == [f"FB1.{issuer.id}.1234" for issuer in issuers]

    def test_two_phones_without_a_network_make_one_person(
        self, client: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        doors = [Door(client, make, event, name) for name in ("North", "South")]
        early = datetime.now(UTC) - timedelta(minutes=20)
        for number, door in enumerate(doors):
            at = (early + timedelta(minutes=number)).isoformat()
            door.scan(f"FB1.{fair.id}.FM26-000001", registers=True, told="admitted", scanned_at=at)
        with make.inside():
            assert db.session.scalar(select(func.count(Registration.id))) == 1
            assert [one.entry.gate.slug for one in queries.double_entries(event.id)] == ["south"]

    def test_where_no_place_is_left_nobody_is_registered_and_the_scan_is_kept(
        self, client: FlaskClient, make: Factories, event: Event
    ) -> None:
        full = make.ticket_type(event, "Few", capacity=1)
        make.registration(event, full)
        fair = make.issuer(event, full, "Fair", pattern="###")
        told = Door(client, make, event).scan("123", registers=True)
        assert (told["outcome"], [one["ticket"] for one in told["badges"]]) == ("unknown", [f"FB1.{fair.id}.123"])
        with make.inside():
            assert db.session.scalar(select(func.count(Registration.id))) == 1
            assert db.session.scalars(select(Scan.ticket)).all() == ["123"]
            assert registrations.seat_errors() == []

    @pytest.mark.parametrize(
        "ticket", ["FB1.", "FB1.x.1", "FB1.999999.1", "FB1.1.", "FB1.9999999999.A", "＝cmd|'/c'!A1"]
    )
    def test_nonsense_is_unknown(
        self, client: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer, ticket: str
    ) -> None:
        told = Door(client, make, event).scan(ticket, registers=True)
        assert (told["outcome"], told.get("badges")) == ("unknown", None)

    def test_another_events_issuer_registers_nobody(self, client: FlaskClient, make: Factories, event: Event) -> None:
        other = make.event("other")
        foreign = make.issuer(other, make.ticket_type(other), "Theirs", pattern="###")
        assert Door(client, make, event).scan(f"FB1.{foreign.id}.123", registers=True)["outcome"] == "unknown"

    def test_phones_get_the_lists_once_and_anew_when_they_change(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        door = Door(client, make, event)
        first = door.bundle()
        assert first["badges"] == [
            {
                "id": fair.id,
                "name": "FILMART",
                "pattern": "FM26-######",
                "ticket_type": fair.ticket_type_id,
                "listed": [],
            }
        ]
        assert "badges" not in door.bundle(badges=first["badges_revision"])
        send_list(staff, fair, "number,name\nA1,Ada\n")
        assert door.bundle(badges=first["badges_revision"])["badges"][0]["listed"] == [["A1", "Ada", ""]]
        door.scan("A1", registers=True)
        bundle = door.bundle()
        assert dict(zip(bundle["columns"], bundle["registrations"][0], strict=True))["badge"] == f"{fair.id}.A1"


class TestHandedBack:
    def test_attendance_goes_back_by_badge(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        send_list(staff, fair, "number,name,company\nA1,=Ada,Harbour\nA2,Bo,\n")
        door = Door(client, make, event, directions="both")
        came = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=3)
        for direction, minutes in (("entry", 0), ("exit", 50), ("entry", 60), ("exit", 100)):
            at = (came + timedelta(minutes=minutes)).isoformat()
            door.send(scan_of("A1", registers=True, direction=direction, scanned_at=at))
        body = staff.get(f"{BADGES}{fair.id}/attendance.csv").get_data().decode("utf-8-sig")
        local = [event.local(came + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M") for minutes in (0, 100)]
        assert body.splitlines() == [
            "Badge,Name,Company,Attended,Left,Minutes,Times",
            f"A1,'=Ada,Harbour,{local[0]},{local[1]},90,2", "A2,Bo,,,,,0",
        ]  # fmt: skip
        workbook = staff.get(f"{BADGES}{fair.id}/attendance.xlsx")
        assert workbook.data[:4] == b"PK\x03\x04"
        assert staff.get(f"{BADGES}{fair.id}/attendance.exe").status_code == 404

    def test_who_is_erased_leaves_a_number_alone(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, fair: BadgeIssuer
    ) -> None:
        send_list(staff, fair, "number,name,company\nA1,Ada,Harbour\n")
        Door(client, make, event).scan("A1", registers=True)
        with make.inside():
            registrations.erase(db.session.scalars(select(Registration)).one())
        assert known(make) == [("A1", "", "")]


def test_details_of_an_issuer_keep_to_its_event(make: Factories, event: Event) -> None:
    foreign: Any = make.ticket_type(make.event("other"))
    with make.inside(), pytest.raises(Exception, match="No row was found"):
        service.create_issuer(db.session.get_one(Event, event.id), IssuerDetails("Fair", foreign.id))
