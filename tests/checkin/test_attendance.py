"""Who was where and for how long, entries too many explained, the live board, and certificates."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.checkin import queries
from eventapp.checkin.board_link import board_url
from eventapp.checkin.models import Certificate
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.spreadsheets import read_table
from eventapp.events.models import Event
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices
from tests.checkin.phones import Door, ticket_of
from tests.factories import Factories, tomorrow
from tests.pages import page_of

DOOR = "/admin/events/forum/door/"


@pytest.fixture
def staff(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def passes(door: Door, guest: Registration, *steps: tuple[str, datetime]) -> None:
    for direction, at in steps:
        door.scan(guest.code, mode="typed", direction=direction, scanned_at=at.isoformat(), told="admitted")


def minutes_ago(number: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=number)


class TestScanLog:
    def test_every_scan_stands_in_the_table_with_its_device_and_result(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name="=Ada Wong", company="Harbour")
        door = Door(client, make, event, "Main entrance")
        start = minutes_ago(60).replace(microsecond=0)
        for number in (0, 1):
            door.scan(guest.code, mode="typed", scanned_at=(start + timedelta(minutes=number)).isoformat())
        door.scan("NOTHERE2", mode="typed", scanned_at=(start + timedelta(minutes=2)).isoformat())
        for kind in ("csv", "xlsx"):
            table = read_table(staff.get(f"{DOOR}scans.{kind}").data)
            rows = [dict(zip(table.head, row.cells, strict=False)) for row in table.rows]
            assert [(row["Scanned"], row["Result"], row["Name"]) for row in rows] == [
                (event.local(start + timedelta(minutes=number)).strftime("%Y-%m-%d %H:%M:%S"), result, name)
                for number, (result, name) in enumerate(
                    (("Admitted", "'=Ada Wong"), ("Already admitted", "'=Ada Wong"), ("Unknown", ""))
                )
            ]
            assert {(row["Gate"], row["By"], row["Direction"]) for row in rows} == {
                ("Main entrance", "Code typed", "In")
            }
            assert [row["Company"] for row in rows] == ["Harbour", "Harbour", ""]

    def test_thousands_of_scans_come_each_once_and_in_order(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr("eventapp.checkin.queries.scans.SCANS_AT_ONCE", 3)
        guest = make.registration(event, ticket_type)
        door = Door(client, make, event, "Main entrance")
        start = minutes_ago(60).replace(microsecond=0)
        for number in range(8):
            at = start + timedelta(minutes=number // 4)
            door.scan(guest.code, mode="typed", scanned_at=at.isoformat())
        with make.inside():
            found = [scan for some in queries.every_scan(event.id) for scan in some]
        assert (len({scan.uuid for scan in found}), found) == (
            8, sorted(found, key=lambda scan: (scan.scanned_at, scan.id)),
        )  # fmt: skip


class TestLists:
    def test_a_sessions_list_has_who_came_and_who_had_booked(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        session = make.session(event, "Workshop", needs_booking=True, capacity=9)
        came, away = (
            make.registration(event, ticket_type, name=name, choices=Choices(session_ids=(session.id,)))
            for name in ("Ada Wong", "Bo Lam")
        )
        walked = make.registration(event, ticket_type, name="Cy Ho")
        door = Door(client, make, event, "Studio", session_id=session.id, directions="both")
        start = minutes_ago(200).replace(second=0, microsecond=0)
        passes(door, came, ("entry", start), ("exit", start + timedelta(minutes=45)))
        passes(door, walked, ("entry", start))
        body = staff.get(f"{DOOR}attendance.csv?session={session.code}").get_data().decode("utf-8-sig")
        at = [event.local(start + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M") for minutes in (0, 45)]
        assert body.splitlines()[1:] == [
            f"{came.spoken_code},Ada Wong,,{at[0]},{at[1]},45,1,yes", f"{away.spoken_code},Bo Lam,,,,,0,yes",
            f"{walked.spoken_code},Cy Ho,,{at[0]},,,1,",
        ]  # fmt: skip
        page = page_of(staff.get(f"{DOOR}attendance/?session={session.code}")).text
        assert ("No-show" in page, "45" in page) == (True, True)
        assert "Cy Ho" not in page_of(staff.get(f"{DOOR}attendance/")).text

    def test_a_session_that_is_not_there_is_not_found(self, staff: FlaskClient, event: Event) -> None:
        assert staff.get(f"{DOOR}attendance/?session=NOTHERE2").status_code == 404


class TestEntriesTooMany:
    def test_an_entry_too_many_is_explained(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name="Ada Wong")
        for number, name in enumerate(("North", "South")):
            passes(Door(client, make, event, name), guest, ("entry", minutes_ago(20 - number)))
        with make.inside():
            (double,) = queries.double_entries(event.id)
        data = {"finding": "same_person", "note": "Scanned at both doors"}
        staff.post(f"{DOOR}conflicts/{double.entry.id}", data=data)
        with make.inside():
            (double,) = queries.double_entries(event.id)
            assert double.resolution is not None
            assert (double.resolution.finding, double.resolution.note) == ("same_person", "Scanned at both doors")
        assert "Scanned at both doors" in page_of(staff.get(DOOR)).text

    def test_a_shared_ticket_can_be_replaced(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        ticket = ticket_of(make, guest)
        doors = [Door(client, make, event, name) for name in ("North", "South")]
        for number, door in enumerate(doors):
            passes(door, guest, ("entry", minutes_ago(20 - number)))
        with make.inside():
            (double,) = queries.double_entries(event.id)
        staff.post(f"{DOOR}conflicts/{double.entry.id}", data={"finding": "other_person", "renews": "y"})
        assert doors[0].scan(ticket)["outcome"] == "revoked"
        assert doors[0].scan(ticket_of(make, guest))["outcome"] == "already_admitted"

    def test_only_an_entry_too_many_can_be_explained(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        passes(Door(client, make, event), make.registration(event, ticket_type), ("entry", minutes_ago(2)))
        with make.inside():
            (scan,) = queries.recent_scans(event.id)
        assert staff.post(f"{DOOR}conflicts/{scan.id}", data={"finding": "mistake"}).status_code == 404
        staff.post(f"{DOOR}conflicts/{scan.id}", data={"finding": "magic"})
        assert "Nothing was changed." in page_of(staff.get(DOOR)).text


class TestLiveBoard:
    def test_it_shows_who_is_inside_and_who_is_still_to_come(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        vips = make.ticket_type(event, "Guests", badge_class="vip")
        guests = [make.registration(event, vips, name=name) for name in ("Ada Wong", "Bo Lam")]
        other = make.registration(event, ticket_type, name="Cy Ho")
        door = Door(client, make, event, directions="both")
        lounge = Door(client, make, event, "Lounge", zone="Lounge")
        passes(door, guests[0], ("entry", minutes_ago(4.5)))
        passes(door, other, ("entry", minutes_ago(4.5)), ("exit", minutes_ago(3)))
        passes(lounge, guests[0], ("entry", minutes_ago(1)))
        with make.inside():
            now = queries.live(db.session.get_one(Event, event.id))
        assert (now.admitted, now.expected, [one.name for one in now.missing]) == (2, 3, ["Bo Lam"])
        assert [(gate.place, number) for gate, number in now.places] == [("", 1), ("zone:lounge", 1)]
        assert [(one.name["en"], came, all_) for one, came, all_ in now.ticket_types] == [
            ("Delegate", 1, 1),
            ("Guests", 1, 2),
        ]
        assert sum(number for _, number in now.minutes) == 2
        assert [(one.devices, one.in_touch, one.lately) for one in now.gates] == [(1, 1, 3), (1, 1, 1)]

    def test_an_unchanged_board_is_not_sent_again(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        door = Door(client, make, event)
        with clock.frozen_at(clock.now()):
            first = staff.get(f"{DOOR}board/live")
            etag = {"If-None-Match": first.headers["ETag"]}
            assert (staff.get(f"{DOOR}board/live", headers=etag).status_code, first.headers["Cache-Control"]) == (
                304, "private, no-cache",
            )  # fmt: skip
            passes(door, make.registration(event, ticket_type, name="Ada Wong"), ("entry", clock.now()))
            after = staff.get(f"{DOOR}board/live", headers=etag)
        assert (after.status_code, "Ada Wong" in after.text) == (200, True)

    def test_the_big_screen_shows_no_name_and_needs_no_account(
        self, client: FlaskClient, staff: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        vips = make.ticket_type(event, "Guests", badge_class="vip")
        make.registration(event, vips, name="Bo Lam", company="Harbour")
        passes(
            Door(client, make, event), make.registration(event, ticket_type, name="Ada Wong"), ("entry", minutes_ago(1))
        )
        with make.inside():
            path = board_url(db.session.get_one(Event, event.id)).removeprefix("http://localhost")
        visitor = client.application.test_client()
        shown = visitor.get(f"{path}live")
        assert [word for word in ("Ada Wong", "Bo Lam", "Harbour") if word in shown.text] == []
        assert (visitor.get(path).status_code, "Set-Cookie" in shown.headers) == (200, False)
        staff.post(f"{DOOR}board/renew")
        assert [visitor.get(address).status_code for address in (path, f"{path}live", "/events/forum/board/x/")] == [
            404
        ] * 3


class TestCertificates:
    @pytest.fixture
    def guest(self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType) -> Registration:
        guest = make.registration(event, ticket_type, name="Ada Wong")
        door = Door(client, make, event, directions="both")
        with clock.frozen_at(tomorrow(9)):
            passes(door, guest, ("entry", tomorrow(2)), ("exit", tomorrow(4, 30)))
        return guest

    def test_who_came_gets_one_that_anybody_can_check(
        self, client: FlaskClient, make: Factories, event: Event, guest: Registration
    ) -> None:
        page = make.page_path(guest)
        assert client.get(f"{page}certificate.pdf").status_code == 404
        with clock.frozen_at(event.ends_at + timedelta(hours=1)):
            assert f"{page}certificate.pdf" in page_of(client.get(page)).links()
            first, second = client.get(f"{page}certificate.pdf"), client.get(f"{page}certificate.pdf")
        assert (first.mimetype, first.data[:5], first.data == second.data) == ("application/pdf", b"%PDF-", True)
        with make.inside():
            made = db.session.scalars(select(Certificate)).one()
        assert (made.name, made.minutes, len(made.days)) == ("Ada Wong", 150, 1)
        checked = page_of(
            client.get(client.get(f"/certificates/?code={made.code[:4]}-{made.code[4:].lower()}").headers["Location"])
        )
        assert "This certificate is genuine." in checked.text
        assert ("Ada Wong" in checked.text, "2 hours 30 minutes" in checked.text) == (True, True)

    @pytest.mark.parametrize("code", ["AAAA", "<script>", "%00", "A" * 60])
    def test_a_code_that_nobody_gave_is_no_certificates(self, client: FlaskClient, event: Event, code: str) -> None:
        answer = client.get(f"/certificates/?code={code}")
        assert (answer.status_code, "No certificate has this code." in page_of(answer).text) == (404, True)

    def test_who_never_came_gets_none(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        page = make.page_path(make.registration(event, ticket_type))
        with clock.frozen_at(event.ends_at + timedelta(hours=1)):
            assert client.get(f"{page}certificate.pdf").status_code == 404
            assert f"{page}certificate.pdf" not in page_of(client.get(page)).links()

    def test_an_organiser_can_offer_none(
        self, make: Factories, event: Event, guest: Registration, sign_in: Callable[[User], FlaskClient]
    ) -> None:
        page = make.page_path(guest)
        with clock.frozen_at(event.ends_at + timedelta(hours=1)):
            staff = sign_in(make.member(event, "registration"))
            staff.post(f"{DOOR}attendance/certificates", data={"choice": "off"})
            assert staff.get(f"{page}certificate.pdf").status_code == 404
            staff.post(f"{DOOR}attendance/certificates", data={"choice": "offer"})
            assert staff.get(f"{page}certificate.pdf").status_code == 200

    def test_who_is_erased_has_none_left(
        self, client: FlaskClient, make: Factories, event: Event, guest: Registration
    ) -> None:
        with clock.frozen_at(event.ends_at + timedelta(hours=1)):
            client.get(f"{make.page_path(guest)}certificate.pdf")
            with make.inside():
                registrations.erase(db.session.get_one(Registration, guest.id))
        with make.inside():
            assert db.session.scalars(select(Certificate)).all() == []

    def test_a_persons_own_data_has_what_the_door_knows(
        self, client: FlaskClient, make: Factories, guest: Registration
    ) -> None:
        data = client.get(f"{make.page_path(guest)}data.json").json
        assert [(one["direction"], one["outcome"]) for one in data["scans"]] == [
            ("entry", "admitted"),
            ("exit", "admitted"),
        ]
        assert (data["badge_printed_at"], data["certificate"]) == ([], None)
