"""The organiser's door."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.checkin import queries
from eventapp.checkin.models import Device, Gate
from eventapp.core.db import db
from eventapp.events.models import Event
from tests.factories import Factories
from tests.pages import SURE, page_of

DOOR = "/admin/events/forum/door/"


@pytest.fixture
def staff(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "door"))


def test_a_gate_is_added_renamed_and_deleted(staff: FlaskClient, make: Factories) -> None:
    staff.post(f"{DOOR}gates", data={"name-en": "Main entrance"})
    with make.inside():
        gate = db.session.scalars(select(Gate)).one()
    assert (gate.slug, gate.name) == ("main-entrance", {"en": "Main entrance"})
    staff.post(f"{DOOR}gates/{gate.id}", data={"name-en": "North entrance"})
    assert "North entrance" in page_of(staff.get(DOOR)).text
    staff.post(f"{DOOR}gates/{gate.id}/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(Gate)).all() == []


def test_a_gate_needs_a_name(staff: FlaskClient) -> None:
    answer = staff.post(f"{DOOR}gates", data={"name-en": " "})
    assert (answer.status_code, page_of(answer).errors) == (422, ["Enter this in at least one language."])


def test_pairing_shows_a_code_that_pairs_one_phone(staff: FlaskClient, make: Factories, event: Event) -> None:
    gate = make.gate(event)
    page = page_of(staff.post(f"{DOOR}pairings", data={"gate": str(gate.id)}))
    (code,) = page.texts("//*[@class='pairing-code']")
    answer = staff.post("/checkin/api/pair", json={"code": code, "name": "Phone of Ada"})
    assert answer.status_code == 201
    assert "Phone of Ada" in page_of(staff.get(DOOR)).text


def test_another_events_gate_pairs_nothing(staff: FlaskClient, make: Factories) -> None:
    foreign = make.gate(make.event("other"))
    staff.post(f"{DOOR}pairings", data={"gate": str(foreign.id)})
    assert "Choose a gate from the list." in page_of(staff.get(DOOR)).text


def test_a_gate_with_a_paired_phone_stays(staff: FlaskClient, make: Factories, event: Event) -> None:
    gate = make.gate(event)
    make.device(gate)
    staff.post(f"{DOOR}gates/{gate.id}/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(Gate.id)).all() == [gate.id]


def test_a_phone_is_unpaired(staff: FlaskClient, make: Factories, event: Event) -> None:
    device, token = make.device(make.gate(event))
    staff.post(f"{DOOR}devices/{device.id}/revoke", data=SURE)
    with make.inside():
        assert db.session.scalars(select(Device.revoked_at)).one() is not None
    answer = staff.get("/checkin/api/bundle", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_arrivals_are_counted_and_listed(staff: FlaskClient, make: Factories, event: Event) -> None:
    guest = make.registration(event, make.ticket_type(event), name="Ada Wong")
    _, token = make.device(make.gate(event))
    from tests.checkin.test_api import scan_of

    scan = scan_of(guest.code, mode="typed")
    staff.post("/checkin/api/scans", json={"scans": [scan]}, headers={"Authorization": f"Bearer {token}"})
    page = page_of(staff.get(DOOR))
    assert "1 / 1" in page.text
    assert "Ada Wong" in page.text
    assert "1 arrivals over time" in page.tree.xpath("//svg/@aria-label")


def test_a_gate_gets_rules_on_the_clocks_of_the_place(make: Factories, event: Event, staff: FlaskClient) -> None:
    press, other = make.ticket_type(event, "Press"), make.ticket_type(make.event("other"))
    gate = make.gate(event)
    data = {
        "name-en": "Press room", "ticket_type_ids": [str(press.id)], "opens_at": "2026-12-14T09:00",
        "closes_at": "2026-12-14T18:00",
    }  # fmt: skip
    path = f"/admin/events/forum/door/gates/{gate.id}"
    assert staff.post(path, data=data).status_code == 303
    with make.inside():
        rules = queries.gate_context(event.id, gate.id).rules
    assert (rules.ticket_type_ids, rules.opens_at, rules.closes_at) == (
        {press.id}, datetime(2026, 12, 14, 1, 0, tzinfo=UTC), datetime(2026, 12, 14, 10, 0, tzinfo=UTC),
    )  # fmt: skip
    assert "Press" in staff.get("/admin/events/forum/door/").text
    too_soon = staff.post(path, data={**data, "closes_at": "2026-12-14T08:00"})
    foreign = staff.post(path, data={**data, "ticket_type_ids": [str(other.id)]})
    assert (too_soon.status_code, page_of(too_soon).errors) == (422, ["A gate closes after it opens."])
    assert foreign.status_code == 422
    with make.inside():
        assert queries.gate_context(event.id, gate.id).rules == rules
