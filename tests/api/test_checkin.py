"""The door through the API."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from eventapp.checkin.forms import scan_from
from eventapp.checkin.models import Certificate
from eventapp.checkin.queries import device_by_token
from eventapp.checkin.service import record_scans
from eventapp.core import clock
from eventapp.core.db import db
from tests.api.conftest import Program
from tests.factories import Factories, tomorrow

Programs = Callable[..., Program]


def test_a_gate_is_made_and_a_phone_paired_with_it(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    api = program()
    gate = api.post("/events/forum/gates", {
        "name": {"en": "VIP lounge"}, "ticket_type_ids": [ticket_type.id], "opens_at": tomorrow(1).isoformat(),
    })  # fmt: skip
    assert (gate["directions"], gate["reentry"], gate["ticket_type_ids"]) == ("entry", "after_exit", [ticket_type.id])
    assert api.patch(f"/events/forum/gates/{gate['id']}", {"directions": "both"}) == gate | {"directions": "both"}
    pairing = api.post(f"/events/forum/gates/{gate['id']}/pairings", {"name": "Left door"})
    paired = api._client.post("/checkin/api/pair", json={"code": pairing["code"], "name": ""})
    assert (paired.status_code, paired.json["gate"]["id"]) == (201, gate["id"])
    (device,) = api.get("/events/forum/devices")["items"]
    assert (device["name"], device["role"], device["revoked_at"]) == ("Left door", "supervisor", None)
    assert api.refused("DELETE", f"/events/forum/gates/{gate['id']}")[:2] == (409, "conflict")
    assert api.post(f"/events/forum/devices/{device['id']}/revoke")["revoked_at"] is not None


def test_scans_and_attendance_are_told(make: Factories, program: Programs) -> None:
    event = make.event()
    guest = make.registration(event, make.ticket_type(event))
    token = make.device(make.gate(event))[1]
    scan = {"uuid": str(uuid4()), "ticket": guest.code, "direction": "entry", "device_seq": 1, "mode": "typed",
            "scanned_at": datetime.now(UTC).isoformat()}  # fmt: skip
    with make.inside():
        device = device_by_token(token)
        assert device is not None
        record_scans(device, [scan_from(scan)])
    api = program()
    (told,) = api.get("/events/forum/scans")["items"]
    assert (told["uuid"], told["registration_code"], told["outcome"]) == (scan["uuid"], guest.code, "admitted")
    assert api.get("/events/forum/scans?outcome=forged")["items"] == []
    (visit,) = api.get("/events/forum/attendance")["items"]
    assert (visit["registration_code"], visit["stays"]) == (
        guest.code, [{"came_at": told["scanned_at"], "left_at": None}],
    )  # fmt: skip


def test_badges_are_a_file(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    api = program()
    assert api.refused("GET", "/events/forum/badges.pdf")[:2] == (409, "conflict")
    make.registration(event, ticket_type)
    answer = api.send("GET", f"/events/forum/badges.pdf?ticket_type_id={ticket_type.id}&order=company")
    assert (answer.status_code, answer.content_type, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert api.refused("GET", "/events/forum/badges.pdf?order=age")[:2] == (400, "invalid-parameter")


def test_certificates_are_listed_with_what_others_check_them_by(make: Factories, program: Programs) -> None:
    event = make.event()
    guest = make.registration(event, make.ticket_type(event), name="Ada Wong")
    with make.inside():
        db.session.add(
            Certificate(
                registration_id=guest.id, code="CERTIFIED", name="Ada Wong", days=["2026-12-01"], minutes=90,
                issued_at=clock.now(),
            )
        )  # fmt: skip
        db.session.commit()
    (found,) = program().get("/events/forum/certificates")["items"]
    assert (found["code"], found["registration_code"], found["name"], found["days"], found["minutes"]) == (
        "CERTIFIED", guest.code, "Ada Wong", ["2026-12-01"], 90,
    )  # fmt: skip
