"""What the door's devices send and get."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.checkin import queries, service
from eventapp.checkin.models import Device, Gate, Scan
from eventapp.core import clock
from eventapp.core.codes import base64url, from_base64url
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.checkin.phones import Door, scan_of, ticket_of
from tests.factories import Factories


@pytest.fixture
def guest(make: Factories, event: Event) -> Registration:
    return make.registration(event, make.ticket_type(event), name="Ada Wong", company="Harbour Pictures")


@pytest.fixture
def door(client: FlaskClient, make: Factories, event: Event) -> Door:
    return Door(client, make, event)


def outcomes(make: Factories) -> list[str]:
    with make.inside():
        return list(db.session.scalars(select(Scan.outcome).order_by(Scan.id)))


def test_a_ticket_admits_once_and_then_says_when_and_where(make: Factories, door: Door, guest: Registration) -> None:
    ticket = ticket_of(make, guest)
    first, second = door.scan(ticket), door.scan(ticket)
    assert (first["outcome"], first["name"], first["company"], first["ticket_type"], first["badge_class"]) == (
        "admitted", "Ada Wong", "Harbour Pictures", "Delegate", "delegate",
    )  # fmt: skip
    assert (second["outcome"], second["earlier"]["gate"]) == ("already_admitted", "Main entrance")
    assert outcomes(make) == ["admitted", "already_admitted"]


@pytest.mark.parametrize("mode", ["typed", "search"])
def test_a_code_that_somebody_typed_admits(make: Factories, door: Door, guest: Registration, mode: str) -> None:
    assert door.scan(guest.spoken_code.lower(), mode=mode)["outcome"] == "admitted"


def test_a_bare_code_before_the_camera_is_no_ticket(make: Factories, door: Door, guest: Registration) -> None:
    assert door.scan(guest.code, mode="camera")["outcome"] == "unknown"


def test_out_and_in_again(make: Factories, door: Door, guest: Registration) -> None:
    ticket = ticket_of(make, guest)
    start = datetime.now(UTC) - timedelta(hours=1)
    told = [
        door.scan(ticket, direction=direction, scanned_at=(start + timedelta(minutes=minute)).isoformat())["outcome"]
        for minute, direction in enumerate(("entry", "exit", "entry", "entry"))
    ]
    assert told == ["admitted", "admitted", "admitted", "already_admitted"]


def test_the_same_scan_sent_again_changes_nothing(make: Factories, door: Door, guest: Registration) -> None:
    scan = scan_of(ticket_of(make, guest))
    first, second = door.send(scan).json, door.send(scan).json
    assert first["results"][0]["outcome"] == second["results"][0]["outcome"] == "admitted"
    assert outcomes(make) == ["admitted"]


def test_states_at_the_door(make: Factories, door: Door, event: Event) -> None:
    ticket_type, press = make.ticket_type(event), make.ticket_type(event, "Press", needs_approval=True)
    cancelled, pending = make.registration(event, ticket_type), make.registration(event, press)
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, cancelled.id))
    assert door.scan(ticket_of(make, cancelled))["outcome"] == "cancelled"
    assert door.scan(ticket_of(make, pending))["outcome"] == "pending"


def test_an_older_ticket_is_revoked(make: Factories, door: Door, guest: Registration) -> None:
    old = ticket_of(make, guest)
    with make.inside():
        db.session.get_one(Registration, guest.id).ticket_version = 2
        db.session.commit()
    assert door.scan(old)["outcome"] == "revoked"
    assert door.scan(ticket_of(make, guest))["outcome"] == "admitted"


def altered(ticket: str) -> str:
    payload, signature = ticket.removeprefix("EA1.").split(".")
    claims = json.loads(from_base64url(payload))
    claims[2] += 1
    return f"EA1.{base64url(json.dumps(claims).encode())}.{signature}"


def test_a_tampered_ticket_is_forged(make: Factories, door: Door, guest: Registration) -> None:
    make.registration(Event(id=guest.event_id), guest.ticket_type)
    assert door.scan(altered(ticket_of(make, guest)))["outcome"] == "forged"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("EA1.", "forged"),
        ("EA1.x.y", "forged"),
        ("EA1.W10.W10", "forged"),
        ("EA1." + "A" * 480, "forged"),
        ("https://example.org/", "unknown"),
        ("ZZZZ-ZZZZ", "unknown"),
        ("'; DROP TABLE scan; --", "unknown"),
        ("票", "unknown"),
    ],
)
def test_what_is_no_ticket_never_passes_and_is_kept(make: Factories, door: Door, text: str, outcome: str) -> None:
    assert door.scan(text)["outcome"] == outcome
    assert outcomes(make) == [outcome]


def test_another_events_ticket_is_unknown_here(make: Factories, door: Door) -> None:
    other = make.event("other")
    assert door.scan(ticket_of(make, make.registration(other, make.ticket_type(other))))["outcome"] == "unknown"


def test_another_events_key_signs_nothing_here(make: Factories, door: Door, event: Event, guest: Registration) -> None:
    from eventapp.core.codes import sign
    from eventapp.registration.tickets import newest_key

    other = make.event("other")
    make.registration(other, make.ticket_type(other))
    payload = ticket_of(make, guest).removeprefix("EA1.").split(".")[0]
    with make.inside():
        signature = sign(newest_key(other.id).private_key, from_base64url(payload))
    assert door.scan(f"EA1.{payload}.{base64url(signature)}")["outcome"] == "forged"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"uuid": "1"}, "uuid must be a UUID made on the device"),
        ({"uuid": None}, "uuid must be a UUID made on the device"),
        ({"ticket": ""}, "ticket must be a text of 1 to 500 characters"),
        ({"ticket": 7}, "ticket must be a text of 1 to 500 characters"),
        ({"ticket": "x" * 501}, "ticket must be a text of 1 to 500 characters"),
        ({"ticket": "a\x00b"}, "ticket must be a text of 1 to 500 characters"),
        ({"direction": "sideways"}, "direction must be one of entry, exit, undo"),
        ({"mode": "guess"}, "mode must be one of camera, typed, search, kiosk"),
        ({"scanned_at": "now"}, "scanned_at must be an ISO 8601 time with its offset"),
        ({"scanned_at": "2026-12-14T10:00:00"}, "scanned_at must be an ISO 8601 time with its offset"),
        ({"device_seq": -1}, "device_seq must be a whole number from 0"),
        ({"device_seq": True}, "device_seq must be a whole number from 0"),
    ],
)
def test_a_malformed_scan_is_named_and_the_others_are_stored(
    make: Factories, door: Door, guest: Registration, change: dict[str, Any], error: str
) -> None:
    good = scan_of(ticket_of(make, guest))
    results = door.send({**scan_of("x"), **change}, good).json["results"]
    assert results[0]["error"] == error
    assert results[1]["outcome"] == "admitted"
    assert outcomes(make) == ["admitted"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 422), (b'{"scans": 1}', 422), (b'{"scans": []}', 422), (b"[" * 50_000, 400)],
)
def test_a_body_that_is_no_list_of_scans_is_refused(door: Door, body: bytes, status: int) -> None:
    answer = door.client.post("/checkin/api/scans", data=body, headers=door.headers)
    assert (answer.status_code, set(answer.json)) == (status, {"error", "detail"})


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic abc", "Bearer " + "x" * 10_000])
def test_only_paired_devices_are_heard(door: Door, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    for answer in (
        door.client.get("/checkin/api/bundle", headers=headers),
        door.client.get("/checkin/api/people?q=Ada", headers=headers),
        door.client.post("/checkin/api/scans", json={"scans": [scan_of("x")]}, headers=headers),
    ):
        assert (answer.status_code, answer.json["detail"]) == (
            401, "This device is not paired, or was revoked. Pair it again.",
        )  # fmt: skip


def test_a_revoked_device_is_heard_no_more(make: Factories, door: Door) -> None:
    with make.inside():
        service.revoke_device(db.session.get_one(Device, door.device.id))
    assert door.client.get("/checkin/api/bundle", headers=door.headers).status_code == 401


def test_a_pairing_code_is_good_once(client: FlaskClient, make: Factories, event: Event) -> None:
    gate = make.gate(event)
    with make.inside():
        code = service.open_pairing(db.session.merge(gate))
    first = client.post("/checkin/api/pair", json={"code": f"{code[:4]}-{code[4:]}".lower(), "name": "Phone 1"})
    second = client.post("/checkin/api/pair", json={"code": code, "name": "Phone 2"})
    assert (first.status_code, first.json["gate"]["name"], first.json["event"]["slug"]) == (
        201, "Main entrance", "forum",
    )  # fmt: skip
    assert second.status_code == 422


def test_a_pairing_code_ends_after_a_quarter_of_an_hour(client: FlaskClient, make: Factories, event: Event) -> None:
    gate = make.gate(event)
    with make.inside():
        code = service.open_pairing(db.session.merge(gate))
    with clock.frozen_at(datetime.now(UTC) + timedelta(minutes=16)):
        assert client.post("/checkin/api/pair", json={"code": code}).status_code == 422


def test_the_bundle_has_everybody_and_then_only_changes(
    client: FlaskClient, make: Factories, door: Door, event: Event, guest: Registration
) -> None:
    whole = client.get("/checkin/api/bundle", headers=door.headers).json
    rows = [dict(zip(whole["columns"], row, strict=True)) for row in whole["registrations"]]
    assert [(row["serial"], row["name"], row["state"]) for row in rows] == [(1, "Ada Wong", "confirmed")]
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, guest.id))
    delta = client.get(f"/checkin/api/bundle?cursor={whole['cursor']}", headers=door.headers).json
    rows = [dict(zip(delta["columns"], row, strict=True)) for row in delta["registrations"]]
    assert [(row["serial"], row["state"]) for row in rows] == [(1, "cancelled")]
    nothing = client.get(f"/checkin/api/bundle?cursor={delta['cursor']}", headers=door.headers).json
    assert (nothing["registrations"], nothing["cursor"]) == ([], delta["cursor"])


def test_a_cursor_past_everything_gets_the_figures_alone(client: FlaskClient, door: Door, guest: Registration) -> None:
    bundle = client.get("/checkin/api/bundle?cursor=999999999999999", headers=door.headers).json
    assert (bundle["registrations"], bundle["admitted"]) == ([], 0)


@pytest.mark.parametrize("cursor", ["-1", "x", "1e3", "9" * 20, "٣"])
def test_a_broken_cursor_is_refused(client: FlaskClient, door: Door, cursor: str) -> None:
    assert client.get("/checkin/api/bundle", query_string={"cursor": cursor}, headers=door.headers).status_code == 422


def test_people_are_found_by_name_company_and_code(client: FlaskClient, door: Door, guest: Registration) -> None:
    def find(text: str) -> list[str]:
        answer = client.get("/checkin/api/people", query_string={"q": text}, headers=door.headers)
        return [person["name"] for person in answer.json["people"]]

    assert [find(text) for text in ("ada", "harbour", guest.spoken_code)] == [["Ada Wong"]] * 3
    assert [find(text) for text in ("", "a", "%%", "nobody")] == [[]] * 4


def test_people_of_other_events_are_not_found(client: FlaskClient, make: Factories, door: Door) -> None:
    other = make.event("other")
    make.registration(other, make.ticket_type(other), name="Ada Elsewhere")
    answer = client.get("/checkin/api/people?q=Elsewhere", headers=door.headers)
    assert answer.json["people"] == []


def test_a_clock_far_ahead_is_held_back(make: Factories, door: Door, guest: Registration) -> None:
    ahead = datetime.now(UTC) + timedelta(days=3)
    door.scan(ticket_of(make, guest), scanned_at=ahead.isoformat())
    with make.inside():
        stored = db.session.scalars(select(Scan.scanned_at)).one()
    assert stored < datetime.now(UTC) + timedelta(minutes=6)


def test_devices_get_no_cookie(door: Door, guest: Registration) -> None:
    assert "Set-Cookie" not in door.send(scan_of("x")).headers


def test_what_a_phone_told_without_a_network_stays_as_it_was_told(
    client: FlaskClient, make: Factories, event: Event, guest: Registration
) -> None:
    ticket = ticket_of(make, guest)
    north, south = Door(client, make, event, "North"), Door(client, make, event, "South")
    early, late = (datetime.now(UTC) - timedelta(minutes=minutes) for minutes in (20, 10))
    told = [
        south.scan(ticket, scanned_at=late.isoformat(), told="admitted")["outcome"],
        north.scan(ticket, scanned_at=early.isoformat(), told="admitted")["outcome"],
        north.scan(ticket)["outcome"],
    ]
    assert told == ["admitted", "admitted", "already_admitted"]
    with make.inside():
        (double,) = queries.double_entries(event.id)
        assert (double.person.name, double.first.gate.slug, double.entry.gate.slug) == ("Ada Wong", "north", "south")
        assert [scan.gate.slug for scan in double.scans] == ["north", "south", "north"]


def test_leaving_in_between_is_no_double_entry(make: Factories, door: Door, guest: Registration, event: Event) -> None:
    ticket = ticket_of(make, guest)
    start = datetime.now(UTC) - timedelta(hours=1)
    for minute, direction in enumerate(("entry", "exit", "entry")):
        moment = (start + timedelta(minutes=minute)).isoformat()
        door.scan(ticket, direction=direction, scanned_at=moment, told="admitted")
    with make.inside():
        assert queries.double_entries(event.id) == []


@pytest.mark.parametrize("told", ["let in", 1, None, ["admitted"]])
def test_a_verdict_that_is_none_is_refused(door: Door, told: Any) -> None:
    assert door.scan("EA1.x", told=told)["error"].startswith("told must be one of admitted")


def test_a_bundle_has_the_passages_of_all_phones_and_tells_young_ones_again(
    client: FlaskClient, make: Factories, event: Event, guest: Registration, door: Door, database_url: str
) -> None:
    """On SQLite ids appear in order, so nothing young has to be told again there."""
    scan = scan_of(ticket_of(make, guest))
    door.send(scan)
    other = Door(client, make, event, "South")

    def bundle(scans: int) -> Any:
        return client.get(f"/checkin/api/bundle?scans={scans}", headers=other.headers).json

    first = bundle(0)
    assert [row[0] for row in first["passages"]] == [scan["uuid"]]
    assert (first["passages"][0][1], first["scans_cursor"]) == (guest.serial, int(database_url.startswith("sqlite")))
    with clock.frozen_at(clock.now() + timedelta(seconds=11)):
        settled = bundle(0)
    assert settled["scans_cursor"] == 1
    assert bundle(1)["passages"] == []
    assert client.get("/checkin/api/bundle?scans=x", headers=other.headers).status_code == 422


def test_a_gate_lets_in_its_own_tickets_in_its_own_hours(
    client: FlaskClient, make: Factories, event: Event, guest: Registration
) -> None:
    press = make.registration(event, make.ticket_type(event, "Press"))
    now = datetime.now(UTC)
    door = Door(client, make, event)
    with make.inside():
        gate = db.session.get_one(Gate, door.gate.id)
        details = service.GateDetails(gate.name, (guest.ticket_type_id,), now - timedelta(hours=1), now)
        service.update_gate(gate, details)
    moment = {"scanned_at": (now - timedelta(minutes=30)).isoformat()}
    told = [
        door.scan(ticket_of(make, press), **moment)["outcome"],
        door.scan(ticket_of(make, guest), scanned_at=(now - timedelta(hours=2)).isoformat())["outcome"],
        door.scan(ticket_of(make, guest), scanned_at=now.isoformat())["outcome"],
        door.scan(ticket_of(make, guest), **moment)["outcome"],
    ]
    assert told == ["wrong_gate", "not_valid_now", "not_valid_now", "admitted"]
    rules = client.get("/checkin/api/bundle", headers=door.headers).json["rules"]
    assert rules["ticket_type_ids"] == [guest.ticket_type_id]
    assert rules["closes_at"] == f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"
