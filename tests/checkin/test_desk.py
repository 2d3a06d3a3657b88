"""The desk: walk-ins, people let in by hand, names put right; and badges on paper."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.checkin import queries
from eventapp.checkin.models import BadgeDesign, BadgePrint, Device, Gate, Scan
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from tests.checkin.phones import Door
from tests.factories import Factories
from tests.pages import page_of

DESK = "/admin/events/forum/door/desk/"
BADGES = "/admin/events/forum/door/badges/"


@pytest.fixture
def gate(make: Factories, event: Event) -> Gate:
    return make.gate(event)


@pytest.fixture
def staff(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "door"))


def walk_in(ticket_type: TicketType, at: Gate | None, /, **changes: str) -> dict[str, str]:
    values = {
        "name": "Ada Wong", "company": "Harbour", "ticket_type": str(ticket_type.id), "gate": str(at.id) if at else "",
        "submission_key": "walk-in-key-0001",
    }  # fmt: skip
    return {**values, **changes}


def rows(make: Factories) -> tuple[list[str], list[tuple[str, str]]]:
    """Who is registered, and what was scanned in which way."""
    with make.inside():
        people = db.session.scalars(select(Registration.name).order_by(Registration.id)).all()
        scans = db.session.execute(select(Scan.outcome, Scan.mode).order_by(Scan.id)).all()
        return list(people), [(row[0], row[1]) for row in scans]


class TestWalkIn:
    def test_one_form_registers_and_lets_in(
        self, staff: FlaskClient, make: Factories, ticket_type: TicketType, gate: Gate
    ) -> None:
        answer = staff.post(DESK, data=walk_in(ticket_type, gate))
        assert rows(make) == (["Ada Wong"], [("admitted", "desk")])
        page = page_of(staff.get(answer.headers["Location"]))
        assert "Ada Wong is registered." in page.text
        assert "Already checked in" in page.text

    def test_sent_twice_it_is_one_person(
        self, staff: FlaskClient, make: Factories, ticket_type: TicketType, gate: Gate
    ) -> None:
        for _ in range(2):
            staff.post(DESK, data=walk_in(ticket_type, gate))
        assert rows(make) == (["Ada Wong"], [("admitted", "desk"), ("already_admitted", "desk")])

    def test_who_comes_in_later_is_only_registered(
        self, staff: FlaskClient, make: Factories, ticket_type: TicketType, gate: Gate
    ) -> None:
        staff.post(DESK, data=walk_in(ticket_type, None))
        assert rows(make) == (["Ada Wong"], [])

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"name": " "}, "Enter the name."),
            ({"name": "x" * 201}, "Field cannot be longer than 200 characters."),
            ({"email": "nobody"}, "Enter an address like name@example.org."),
            ({"ticket_type": "999"}, "Not a valid choice."),
            ({"gate": "999"}, "Not a valid choice."),
        ],
    )
    def test_bad_input_registers_nobody_and_loses_nothing(
        self,
        staff: FlaskClient,
        make: Factories,
        ticket_type: TicketType,
        gate: Gate,
        change: dict[str, str],
        error: str,
    ) -> None:
        answer = staff.post(DESK, data=walk_in(ticket_type, gate, **change))
        page = page_of(answer)
        assert (answer.status_code, page.errors) == (422, [error])
        assert page.values["company"] == "Harbour"
        assert rows(make) == ([], [])

    def test_a_full_ticket_is_said(self, staff: FlaskClient, make: Factories, event: Event, gate: Gate) -> None:
        few = make.ticket_type(event, "Few", capacity=1)
        make.registration(event, few, name="First")
        answer = staff.post(DESK, data=walk_in(few, gate))
        assert page_of(answer).errors == ["No place is left for this ticket. Ask the organiser."]
        assert rows(make) == (["First"], [])


class TestAtTheDesk:
    def test_people_are_found_and_let_in(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, gate: Gate
    ) -> None:
        guest = make.registration(event, ticket_type, name="Chan Tai Man", phone="+852 5123 4567")
        assert "Chan Tai Man" in page_of(staff.get(f"{DESK}?q=4567")).text
        told = [page_of(staff.get(staff.post(f"{DESK}{guest.code}/admit").headers["Location"])).text for _ in range(2)]
        assert ["Already admitted" in words for words in told] == [False, True]
        with make.inside():
            assert [one.name for one in queries.devices_of(event.id)] == ["Desk: Door"]

    def test_without_a_gate_nobody_is_let_in(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        said = page_of(staff.get(staff.post(f"{DESK}{guest.code}/admit").headers["Location"])).text
        assert "Add a gate first" in said
        assert rows(make)[1] == []

    def test_a_name_is_put_right_and_the_ticket_stays(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name="Chan Tia Man", company="Harbor", email="chan@example.org")
        data = {"name": "Chan Tai Man", "company": "Harbour", "job_title": "Producer"}
        staff.post(f"{DESK}{guest.code}/correct", data=data)
        with make.inside():
            now = db.session.get_one(Registration, guest.id)
            assert (now.name, now.company, now.job_title, now.email, now.ticket_version) == (
                "Chan Tai Man", "Harbour", "Producer", "chan@example.org", 1,
            )  # fmt: skip

    def test_an_empty_name_changes_nothing(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name="Ada Wong")
        answer = staff.post(f"{DESK}{guest.code}/correct", data={"name": ""})
        assert "Nothing was changed." in page_of(staff.get(answer.headers["Location"])).text
        assert rows(make)[0] == ["Ada Wong"]

    def test_people_of_other_events_are_not_there(self, staff: FlaskClient, make: Factories) -> None:
        other = make.event("other")
        foreign = make.registration(other, make.ticket_type(other))
        answers = [
            staff.post(path)
            for path in (f"{DESK}{foreign.code}/admit", f"{DESK}{foreign.code}/correct", f"{BADGES}{foreign.code}")
        ]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert rows(make)[1] == []

    def test_nobody_can_be_paired_as_the_desk(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, gate: Gate
    ) -> None:
        staff.post(DESK, data=walk_in(ticket_type, gate))
        with make.inside():
            desk = db.session.scalars(select(Device)).one()
        headers = {"Authorization": f"Bearer {desk.token_hash}"}
        assert staff.get("/checkin/api/bundle", headers=headers).status_code == 401


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


class TestBadges:
    def test_a_badge_is_printed_counted_and_no_arrival(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, gate: Gate
    ) -> None:
        guest = make.registration(event, ticket_type)
        printed = [staff.post(f"{BADGES}{guest.code}") for _ in range(2)]
        assert [(answer.mimetype, answer.data[:5]) for answer in printed] == [("application/pdf", b"%PDF-")] * 2
        assert "The badge was printed 2 times." in page_of(staff.get(f"{DESK}?person={guest.code}")).text
        assert rows(make)[1] == []

    def test_who_is_not_confirmed_gets_none(self, staff: FlaskClient, make: Factories, event: Event) -> None:
        guest = make.registration(event, make.ticket_type(event, "Press", needs_approval=True))
        answer = staff.post(f"{BADGES}{guest.code}")
        assert "Only who is confirmed gets a badge." in page_of(staff.get(answer.headers["Location"])).text
        with make.inside():
            assert db.session.scalar(select(func.count(BadgePrint.id))) == 0

    def test_all_are_printed_once_unless_asked_again(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        for number in range(3):
            make.registration(event, ticket_type, company=f"Company {9 - number}")
        first = staff.post(f"{BADGES}print", data={"sort": "company", "only_new": "y"})
        assert (first.mimetype, pages_of(first.data)) == ("application/pdf", 3)
        second = staff.post(f"{BADGES}print", data={"sort": "name", "only_new": "y"})
        assert "There is no badge to print" in page_of(staff.get(second.headers["Location"])).text
        again = staff.post(f"{BADGES}print", data={"sort": "name"})
        assert pages_of(again.data) == 3
        with make.inside():
            assert queries.badge_print_counts(event.id) == (3, 3, 6)

    def test_they_come_in_the_order_that_was_asked_for(
        self, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        for name, romanised, company in (
            ("陳大文", "Chan Tai Man", "Zebra"),
            ("Ada Wong", "", "Harbour"),
            ("Bo Lam", "", "Alpha"),
        ):
            make.registration(event, ticket_type, name=name, romanised_name=romanised, company=company)
        with make.inside():
            orders = {
                sort: [one.name for one in queries.people_for_badges(event.id, None, sort)]
                for sort in ("name", "company")
            }
        assert orders == {"name": ["Ada Wong", "Bo Lam", "陳大文"], "company": ["Bo Lam", "Ada Wong", "陳大文"]}

    def test_the_design_is_kept_with_its_logo(self, staff: FlaskClient, make: Factories, event: Event) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (1800, 300), "navy").save(picture, "PNG")
        data = {
            "layout": "label",
            "paper": "62x100",
            "shows_qr": "y",
            "logo": (io.BytesIO(picture.getvalue()), "logo.png"),
        }
        staff.post(BADGES, data=data, content_type="multipart/form-data")
        with make.inside():
            design = db.session.get_one(BadgeDesign, event.id)
            assert (design.layout, design.paper, design.shows_qr, design.shows_company) == (
                "label",
                "62x100",
                True,
                False,
            )
            assert Image.open(io.BytesIO(design.logo or b"")).size == (900, 150)
        staff.post(BADGES, data={"layout": "band", "paper": "a6", "drops_logo": "y"})
        with make.inside():
            assert db.session.get_one(BadgeDesign, event.id).logo is None

    @pytest.mark.parametrize(
        "content", [b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\nbroken", b"x" * (5 * 1024 * 1024 + 1)]
    )
    def test_what_is_no_picture_leaves_the_design_as_it_was(
        self, staff: FlaskClient, make: Factories, event: Event, content: bytes
    ) -> None:
        data = {"layout": "label", "paper": "a6", "logo": (io.BytesIO(content), "logo.png")}
        answer = staff.post(BADGES, data=data, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # what is large lies in a file until then
        message = "This is no PNG, JPEG or WebP picture of at most 5 MB. The design stays as it was."
        assert (answer.status_code, page_of(answer).errors) == (422, [message])
        with make.inside():
            assert db.session.get(BadgeDesign, event.id) is None

    def test_every_layout_has_a_preview_on_every_paper(self, staff: FlaskClient, event: Event) -> None:
        asked = [
            f"{BADGES}preview.svg?layout={layout}&paper={paper}&sample={sample}"
            for layout in ("band", "split", "label")
            for paper in ("a6", "62x100", "62x29", "86x54")
            for sample in ("latin", "")
        ]
        assert {(one.status_code, one.mimetype, one.data[:4]) for one in map(staff.get, asked)} == {
            (200, "image/svg+xml", b"<svg")
        }
        assert staff.get(f"{BADGES}preview.svg?layout=../band").status_code == 404

    def test_names_that_would_be_markup_are_only_names(
        self, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name='#eval("1") $x$ *b* <script>', company="]#[ \\ @cite")
        assert staff.post(f"{BADGES}{guest.code}").data[:5] == b"%PDF-"

    def test_a_kiosk_prints_and_a_steward_does_not(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        doors = [Door(client, make, event, role, role=role) for role in ("kiosk", "steward")]
        answers = [
            client.post("/checkin/api/badge", json={"code": guest.spoken_code}, headers=door.headers) for door in doors
        ]
        assert [(answer.status_code, answer.mimetype) for answer in answers] == [
            (200, "application/pdf"), (403, "application/json"),
        ]  # fmt: skip
        with make.inside():
            assert [one.device_id for one in db.session.scalars(select(BadgePrint))] == [doors[0].device.id]

    @pytest.mark.parametrize(
        ("body", "status"), [({"code": "AAAA-AAAA"}, 404), ({"code": 7}, 422), ({}, 422), ([], 422)]
    )
    def test_a_kiosk_hears_what_is_wrong(
        self, client: FlaskClient, make: Factories, event: Event, body: object, status: int
    ) -> None:
        door = Door(client, make, event, role="kiosk")
        answer = client.post("/checkin/api/badge", json=body, headers=door.headers)
        assert (answer.status_code, answer.mimetype) == (status, "application/json")
