"""What gates lead to and ask, who may do what at them, and what is taken back or let in against the rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.checkin import queries, service
from eventapp.checkin.models import Gate, Scan
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices
from tests.checkin.phones import Door, scan_of, ticket_of
from tests.factories import Factories, text


def ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def taken_back(scan: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return scan_of(scan["ticket"], direction="undo", undoes=scan["uuid"], **changes)


class TestTakingBack:
    def test_an_entry_that_was_taken_back_was_none(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        door = Door(client, make, event)
        first = scan_of(ticket_of(make, guest), scanned_at=ago(5))
        answers = door.send(first, taken_back(first, scanned_at=ago(4))).json["results"]
        with make.inside():
            assert queries.admitted_count(event.id) == 0
        again = door.scan(first["ticket"])
        assert [answer["outcome"] for answer in (*answers, again)] == ["admitted"] * 3
        with make.inside():
            assert (queries.admitted_count(event.id), queries.double_entries(event.id)) == (1, [])

    def test_a_phone_takes_no_scan_of_another_back(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        north, south = (Door(client, make, event, name) for name in ("North", "South"))
        first = scan_of(ticket_of(make, make.registration(event, ticket_type)), scanned_at=ago(5))
        north.send(first)
        (refused,) = south.send(taken_back(first)).json["results"]
        assert refused["outcome"] == "unknown"
        assert south.scan(first["ticket"])["outcome"] == "already_admitted"

    def test_one_that_arrives_before_what_it_takes_back_counts_too(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        door = Door(client, make, event)
        first = scan_of(ticket_of(make, make.registration(event, ticket_type)), scanned_at=ago(5), told="admitted")
        door.send(taken_back(first, scanned_at=ago(4), told="admitted"))
        door.send(first)
        with make.inside():
            assert queries.admitted_count(event.id) == 0
        assert door.scan(first["ticket"])["outcome"] == "admitted"

    def test_the_two_belong_together(self, client: FlaskClient, make: Factories, event: Event) -> None:
        door = Door(client, make, event)
        wrong = (
            scan_of("x", direction="undo"),
            scan_of("x", undoes=str(uuid4())),
            scan_of("x", direction="undo", undoes=7),
        )
        errors = [answer["error"] for answer in door.send(*wrong).json["results"]]
        message = "undoes belongs to the direction undo, and names the scan that is taken back"
        assert errors == [message, message, "uuid must be a UUID made on the device"]


class TestLettingInAnyway:
    def test_a_supervisor_lets_in_with_a_reason_that_is_kept(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        door = Door(client, make, event)
        ticket = ticket_of(make, make.registration(event, ticket_type))
        told = [door.scan(ticket), door.scan(ticket), door.scan(ticket, reason="Went out for the courier")]
        assert [one["outcome"] for one in told] == ["admitted", "already_admitted", "admitted"]
        with make.inside():
            assert db.session.scalars(select(Scan.reason).order_by(Scan.id)).all()[-1] == "Went out for the courier"
            assert queries.double_entries(event.id) == []

    def test_a_stewards_reason_opens_nothing(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        door = Door(client, make, event, role="steward")
        ticket = ticket_of(make, make.registration(event, ticket_type))
        door.scan(ticket)
        assert door.scan(ticket, reason="A friend")["outcome"] == "already_admitted"
        with make.inside():
            assert db.session.scalars(select(Scan.reason)).all() == ["", ""]

    def test_no_reason_makes_an_unknown_ticket_known(self, client: FlaskClient, make: Factories, event: Event) -> None:
        door = Door(client, make, event)
        assert [door.scan(text, reason="Please")["outcome"] for text in ("nonsense", "EA1.a.b")] == [
            "unknown",
            "forged",
        ]

    def test_who_is_cancelled_can_be_let_in(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        with make.inside():
            registrations.cancel(db.session.get_one(Registration, guest.id))
        door = Door(client, make, event)
        told = [
            door.scan(guest.code, mode="typed", **more)["outcome"] for more in ({}, {"reason": "Cancelled in error"})
        ]
        assert told == ["cancelled", "admitted"]

    @pytest.mark.parametrize("reason", [7, "x" * 201, "a\0b"])
    def test_a_reason_is_a_short_text(self, client: FlaskClient, make: Factories, event: Event, reason: object) -> None:
        (answer,) = Door(client, make, event).send(scan_of("x", reason=reason)).json["results"]
        assert answer["error"] == "reason must be a text of at most 200 characters"


class TestPlaces:
    def test_a_zones_door_asks_for_badges_and_counts_by_itself(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        vips = make.ticket_type(event, "Guests", badge_class="vip")
        guest, other = make.registration(event, vips), make.registration(event, ticket_type)
        main = Door(client, make, event)
        lounges = [
            Door(client, make, event, name, zone=zone, badge_classes=("vip",))
            for name, zone in (("Lounge 1", "VIP lounge"), ("Lounge 2", "vip  Lounge"))
        ]
        told = [
            main.scan(guest.code, mode="typed")["outcome"],
            lounges[0].scan(guest.code, mode="typed")["outcome"],
            lounges[1].scan(guest.code, mode="typed")["outcome"],
            lounges[1].scan(other.code, mode="typed")["outcome"],
        ]
        assert told == ["admitted", "admitted", "already_admitted", "wrong_gate"]

    def test_a_gate_for_both_ways_and_one_that_lets_in_once(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        free = Door(client, make, event, "Lounge", zone="Lounge", reentry="free", directions="both")
        once = Door(client, make, event, "Screening", zone="Screening", reentry="once", directions="both")
        steps = (("entry", 9), ("entry", 8), ("exit", 7), ("entry", 6))
        told = {
            door.gate.slug: [
                door.scan(guest.code, mode="typed", direction=way, scanned_at=ago(minute))["outcome"]
                for way, minute in steps
            ]
            for door in (free, once)
        }
        assert told == {
            "lounge": ["admitted"] * 4,
            "screening": ["admitted", "already_admitted", "admitted", "already_admitted"],
        }

    def test_leaving_is_never_refused_by_a_gates_rules(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        past = datetime.now(UTC) - timedelta(hours=1)
        door = Door(client, make, event, closes_at=past, directions="both", badge_classes=("press",))
        guest = make.registration(event, ticket_type)
        assert door.scan(guest.code, mode="typed", direction="exit")["outcome"] == "admitted"

    def test_a_sessions_door_keeps_the_booked_seats(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        session = make.session(event, "Workshop", needs_booking=True, capacity=3)
        booked = [make.registration(event, ticket_type, choices=Choices(session_ids=(session.id,))) for _ in range(2)]
        others = [make.registration(event, ticket_type) for _ in range(2)]
        door = Door(client, make, event, "Studio", session_id=session.id, directions="both")
        told = [door.scan(person.code, mode="typed")["outcome"] for person in (others[0], others[1], *booked)]
        assert told == ["admitted", "session_full", "admitted", "admitted"]
        door.scan(others[0].code, mode="typed", direction="exit")
        assert door.scan(others[1].code, mode="typed")["outcome"] == "admitted"
        assert door.bundle()["session"] == {"capacity": 3, "booked": [one.serial for one in booked]}

    def test_entering_the_next_place_is_leaving_the_one_before(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type)
        first, second = (make.session(event, title) for title in ("First", "Second"))
        entrance = Door(client, make, event, directions="both")
        rooms = [Door(client, make, event, title, session_id=one.id) for title, one in (("A", first), ("B", second))]

        def inside() -> dict[str, int]:
            with make.inside():
                places = queries.live(db.session.get_one(Event, event.id)).places
                return {gate.slug: number for gate, number in places}

        def went() -> list[str]:
            return [door.scan(guest.code, mode="typed")["outcome"] for door in (entrance, rooms[0], rooms[1], rooms[0])]

        assert (went(), inside()) == (
            ["admitted", "admitted", "admitted", "already_admitted"], {"main-entrance": 1, "a": 1, "b": 1},
        )  # fmt: skip
        with make.inside():
            service.set_entering_leaves(db.session.get_one(Event, event.id), True)
        assert inside() == {"main-entrance": 1, "a": 1, "b": 0}
        assert rooms[1].scan(guest.code, mode="typed")["outcome"] == "admitted"
        assert inside() == {"main-entrance": 1, "a": 0, "b": 1}
        with make.inside():
            stays = [queries.visits(event.id, db.session.get_one(Session, one.id))[0].stays for one in (first, second)]
            assert [[stay.left_at is not None for stay in some] for some in stays] == [[True, True], [True, False]]
        assert rooms[0].bundle()["reentry"] == {
            str(entrance.gate.id): "around", str(rooms[0].gate.id): "after_exit", str(rooms[1].gate.id): "elsewhere",
        }  # fmt: skip
        entrance.scan(guest.code, mode="typed", direction="exit")
        assert inside() == {"main-entrance": 0, "a": 0, "b": 0}

    def test_a_place_holds_as_many_as_are_inside(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        people = [make.registration(event, ticket_type) for _ in range(3)]
        lounge = Door(client, make, event, "Lounge", zone="Lounge", most_inside=2, directions="both")
        told = [lounge.scan(one.code, mode="typed")["outcome"] for one in people]
        lounge.scan(people[0].code, mode="typed", direction="exit")
        told.append(lounge.scan(people[2].code, mode="typed")["outcome"])
        assert told == ["admitted", "admitted", "session_full", "admitted"]
        assert lounge.bundle()["session"] == {"capacity": 2, "booked": []}

    def test_a_session_without_seats_of_its_own_holds_what_its_room_holds(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        room = make.room(event, "Studio", capacity=1)
        session = make.session(event, "Talk", room_id=room.id)
        door = Door(client, make, event, "Studio", session_id=session.id)
        told = [door.scan(make.registration(event, ticket_type).code, mode="typed")["outcome"] for _ in range(2)]
        assert told == ["admitted", "session_full"]

    def test_the_last_place_inside_is_given_once(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        people = [make.registration(event, ticket_type) for _ in range(8)]
        doors = [Door(client, make, event, f"Lounge {number}", zone="Lounge", most_inside=3) for number in range(2)]

        def enter(number: int) -> str:
            door, person = doors[number % 2], people[number]
            own = Door.__new__(Door)
            own.__dict__ = {**door.__dict__, "client": make.app.test_client()}
            return str(own.scan(person.code, mode="typed")["outcome"])

        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(enter, range(8)))
        assert sorted(told) == ["admitted"] * 3 + ["session_full"] * 5

    def test_sessions_and_tickets_of_other_events_are_none_of_a_gates(
        self, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        other = make.event("other")
        gate = make.gate(
            event, session_id=make.session(other).id, ticket_type_ids=(ticket_type.id, make.ticket_type(other).id),
            badge_classes=("vip", "emperor"),
        )  # fmt: skip
        assert (gate.session_id, gate.ticket_type_ids, gate.badge_classes) == (None, [ticket_type.id], ["vip"])


class TestWhatAPhoneKnows:
    def test_a_steward_may_scan_only(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(
            event, ticket_type, name="Ada Wong", romanised_name="Wong Ada", phone="+852 5123 4567"
        )
        steward, supervisor = (Door(client, make, event, role, role=role) for role in ("steward", "supervisor"))
        assert (steward.people("Ada").status_code, supervisor.people("Ada").status_code) == (403, 200)
        shown = [
            dict(zip(one["columns"], one["registrations"][0], strict=True))
            for one in (steward.bundle(), supervisor.bundle())
        ]
        told = [(one["name"], one["romanised_name"], one["phone_end"]) for one in shown]
        assert told == [("Ada Wong", "", ""), ("Ada Wong", "Wong Ada", "4567")]
        assert steward.scan(guest.code, mode="typed")["outcome"] == "admitted"

    def test_names_can_be_kept_off(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        guest = make.registration(event, ticket_type, name="Ada Wong", company="Harbour", phone="+852 5123 4567")
        door = Door(client, make, event, hides_names=True)
        told = door.scan(guest.code, mode="typed")
        assert (told["outcome"], told["name"], told["company"], told["ticket_type"]) == ("admitted", "", "", "Delegate")
        everything = str(door.bundle())
        assert [word for word in ("Ada", "Harbour", "4567") if word in everything] == []
        assert door.people("Ada").json["detail"] == "Names are kept off phones at this gate."

    def test_a_gate_is_told_no_names_of_those_whom_it_lets_not_in(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        press = make.ticket_type(event, "Press", badge_class="press")
        make.registration(event, ticket_type, name="Ada Wong")
        make.registration(event, press, name="Bo Lam")
        told = str(Door(client, make, event, badge_classes=("press",)).bundle())
        assert ("Ada Wong" in told, "Bo Lam" in told) == (False, True)

    def test_what_a_phone_may_know_anew_makes_it_begin_anew(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        make.registration(event, ticket_type, name="Ada Wong")
        door = Door(client, make, event)
        first = door.bundle(scope="")
        known = {"scope": first["scope"], "cursor": first["cursor"], "scans": first["scans_cursor"]}
        assert [(one["begins_anew"], len(one["registrations"])) for one in (first, door.bundle(**known))] == [
            (True, 1), (False, 0),
        ]  # fmt: skip
        with make.inside():
            gate = db.session.get_one(Gate, door.gate.id)
            gate.hides_names = True
            db.session.commit()
        after = door.bundle(**known)
        assert (after["begins_anew"], after["registrations"][0][2]) == (True, "")

    def test_notes_are_said_at_the_door(self, client: FlaskClient, make: Factories, event: Event) -> None:
        ticket_type = make.ticket_type(event, "Press", door_note=text("Sign the release"))
        guest = make.registration(event, ticket_type)
        with make.inside():
            registrations.set_notes(db.session.get_one(Registration, guest.id), "", "Seat A3")
        door = Door(client, make, event)
        told = door.scan(guest.code, mode="typed")
        assert (told["note"], told["kind_note"]) == ("Seat A3", "Sign the release")
        bundle = door.bundle()
        row = dict(zip(bundle["columns"], bundle["registrations"][0], strict=True))
        assert (row["note"], bundle["ticket_types"][str(ticket_type.id)]["note"]) == ("Seat A3", "Sign the release")

    def test_a_day_after_the_event_no_phone_is_told_of_anybody(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        make.issuer(event, ticket_type, "Fair", pattern="###")
        door = Door(client, make, event)
        door.scan(make.registration(event, ticket_type).code, mode="typed")
        told = {}
        for hours in (23, 25):
            with clock.frozen_at(event.ends_at + timedelta(hours=hours)):
                news = door.bundle(badges="what the phone has")
            told[hours] = [len(news[name]) for name in ("registrations", "passages", "badges")]
        assert told == {23: [1, 1, 1], 25: [0, 0, 0]}

    def test_a_phone_says_how_many_scans_it_owes(self, client: FlaskClient, make: Factories, event: Event) -> None:
        door = Door(client, make, event)
        door.bundle(waiting=7)
        with make.inside():
            assert [(one.waiting, one.role) for one in queries.devices_of(event.id)] == [(7, "supervisor")]
        door.bundle(waiting=0)
        with make.inside():
            assert [one.waiting for one in queries.devices_of(event.id)] == [0]
