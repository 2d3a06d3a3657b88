"""An exhibitor's phone: what it may know, what it keeps, and what becomes of what it sends."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.companies.models import Company
from eventapp.core import clock
from eventapp.core.codes import base64url, new_signing_key, sign
from eventapp.core.db import db
from eventapp.leads import queries, service
from eventapp.leads.models import Lead, LeadNote
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.databases import ON_SQLITE
from tests.leads.conftest import WHO, Fair, lead_of

NOBODY = {"state": "waiting", "shared": {}}


def test_whoever_has_not_agreed_has_no_name(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    assert phone.scan(fair.badge(person), text="Wants a film") == NOBODY
    told = phone.told()
    assert [(one["state"], one["shared"]) for one in told["leads"]] == [("waiting", {})]
    assert "Ada" not in str(told)


def test_whoever_agreed_is_known_by_what_they_agreed_to(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    fair.agrees(person, "email", "country")
    known = {name: WHO[name] for name in ("name", "company", "email", "country")}
    assert phone.scan(fair.badge(person)) == {"state": "agreed", "shared": known}


def test_whoever_agrees_later_is_told_to_the_phone(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    phone.scan(fair.badge(person))
    before = phone.told()
    assert phone.told(before["version"]) == {"version": before["version"], "is_unchanged": True}
    fair.agrees(person)
    (lead,) = phone.told(before["version"])["leads"]
    assert (lead["state"], lead["shared"]) == ("agreed", {"name": "Ada Wong", "company": "Visitor Films"})


def test_what_is_taken_back_is_gone_from_the_phone_and_its_notes_from_everywhere(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    fair.agrees(person, "email")
    sent = lead_of(fair.badge(person), text="Wants a film", rating="hot")
    phone.send(sent)
    assert fair.notes(person) == [("Wants a film", "hot", {})]
    with fair.make.inside():
        registration = db.session.get_one(Registration, person.id)
        service.withdraw(registration, db.session.get_one(Lead, fair.lead(person).id))
    assert [(one["state"], one["shared"]) for one in phone.told()["leads"]] == [("withdrawn", {})]
    assert fair.notes(person) == [("", None, {})]
    phone.send({**sent, "revision": 2, "text": "Wants two"})
    assert phone.scan(fair.badge(person), text="Once more") == {"state": "withdrawn", "shared": {}}
    assert fair.notes(person) == [("", None, {}), ("", None, {})]


def test_a_code_that_is_typed_does_as_well(fair: Fair) -> None:
    person = fair.visitor()
    assert fair.phone().scan(person.spoken_code.lower()) == NOBODY


def test_another_organisers_badge_does_once_its_holder_came_in_with_it(fair: Fair) -> None:
    make = fair.make
    make.issuer(fair.event, fair.ticket_type, "FILMART", pattern="FM26-####")
    phone = fair.phone()
    assert phone.scan("FM26-0042") == {"state": "unknown", "shared": {}}
    _device, token = make.device(make.gate(fair.event))
    scan = {"uuid": str(uuid4()), "ticket": "FM26-0042", "scanned_at": datetime.now(UTC).isoformat(), "mode": "typed"}
    door = {"Authorization": f"Bearer {token}"}
    fair.client.post("/checkin/api/scans", json={"scans": [{**scan, "uuid": str(uuid4())}]}, headers=door)
    key = fair.client.post("/checkin/api/scans", json={"scans": [scan]}, headers=door).json["results"][0]["badges"]
    again = {**scan, "uuid": str(uuid4()), "ticket": key[0]["ticket"], "registers": True}
    fair.client.post("/checkin/api/scans", json={"scans": [again]}, headers=door)
    assert [phone.scan("fm26 - 0042".replace(" ", ""))["state"], phone.scan("FM26-0043")["state"]] == [
        "waiting", "unknown",
    ]  # fmt: skip


def test_sent_twice_or_late_or_in_another_order_it_is_stored_once(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    first = lead_of(fair.badge(person), text="one")
    later = {**first, "revision": 3, "text": "three", "rating": "warm"}
    for sent in (first, later, first, {**first, "revision": 2, "text": "two"}, later):
        phone.send(sent)
    assert fair.notes(person) == [("three", "warm", {})]
    with fair.make.inside():
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Lead, LeadNote)]
    assert counts == [1, 1]


def test_two_phones_of_a_company_make_one_lead_with_two_notes(fair: Fair) -> None:
    person, badge = fair.visitor(), ""
    badge = fair.badge(person)
    fair.phone("Mei").scan(badge, text="Film")
    fair.phone("Tom").scan(badge, text="Series")
    assert (fair.leads(person), [note[0] for note in fair.notes(person)]) == ([("waiting", [])], ["Film", "Series"])


def test_each_company_has_its_own_lead_and_sees_no_others(fair: Fair) -> None:
    person = fair.visitor()
    one, other = fair.phone(), fair.phone(company="Peak Studio")
    sent = lead_of(fair.badge(person), text="Secret of Harbour")
    one.send(sent)
    assert "Secret" not in str(other.told())
    (stolen,) = other.send({**sent, "revision": 9, "text": "Overwritten"}).json["results"]
    assert (stolen["state"], stolen["shared"]) == ("unknown", {})
    assert [note[0] for note in fair.notes(person)] == ["Secret of Harbour"]


def test_answers_are_those_that_are_asked_and_offered(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    (choice,) = fair.asks("Looking for?", options=("A film", "Finance"))
    for said, kept in (("Finance", {choice: "Finance"}), ("A yacht", {})):
        sent = lead_of(fair.badge(person), answers={choice: said, "NOTASKED": "x"})
        phone.send(sent)
        assert fair.notes(person)[-1][2] == kept
    assert phone.told()["questions"] == [{"code": choice, "label": "Looking for?", "options": ["A film", "Finance"]}]


def test_tickets_that_are_not_what_they_seem_leave_nothing(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    good = fair.badge(person)
    payload = good.removeprefix("EA1.").split(".")[0]
    forged = f"EA1.{payload}.{base64url(sign(new_signing_key()[0], b'another'))}"
    gone, renewed = fair.visitor(), fair.visitor()
    gone_badge, old = fair.badge(gone), fair.badge(renewed)
    with fair.make.inside():
        registrations.cancel(db.session.get_one(Registration, gone.id))
        registrations.renew_ticket(db.session.get_one(Registration, renewed.id))
    states = [phone.scan(one)["state"] for one in (forged, gone_badge, old, "hello", "=1+1", "EA1.x", "<script>")]
    assert states == ["forged", "not_valid", "revoked", "unknown", "unknown", "forged", "unknown"]
    with fair.make.inside():
        assert db.session.scalar(select(func.count(Lead.id))) == 0


def test_a_ticket_of_another_event_is_unknown(fair: Fair) -> None:
    other = fair.make.event("other")
    stranger = fair.make.registration(other, fair.make.ticket_type(other))
    assert fair.phone().scan(fair.badge(stranger))["state"] == "unknown"
    assert fair.phone().scan(stranger.code)["state"] == "unknown"


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"uuid": "x"}, "uuid must be a UUID made on the phone"),
        ({"ticket": ""}, "ticket must be a text of 1 to 400 characters"),
        ({"ticket": "x" * 401}, "ticket must be a text of at most 400 characters"),
        ({"ticket": 7}, "ticket must be a text of at most 400 characters"),
        ({"text": "x" * 2001}, "text must be a text of at most 2000 characters"),
        ({"text": "a\x00b"}, "text must be a text of at most 2000 characters"),
        ({"rating": "boiling"}, "rating must be one of hot, warm, cold, or null"),
        ({"revision": 0}, "revision must be a whole number from 1"),
        ({"revision": True}, "revision must be a whole number from 1"),
        ({"revision": 2**31}, "revision must be a whole number from 1"),
        ({"scanned_at": "today"}, "scanned_at must be an ISO 8601 time with its offset"),
        ({"scanned_at": "2026-12-01T10:00:00"}, "scanned_at must be an ISO 8601 time with its offset"),
        ({"answers": []}, "answers must be an object of texts by the code of the question"),
        ({"answers": {"1": 2}}, "an answer must be a text of at most 500 characters"),
    ],
)
def test_what_is_malformed_is_said_and_the_rest_is_stored(fair: Fair, changes: dict[str, Any], words: str) -> None:
    person, phone = fair.visitor(), fair.phone()
    badge = fair.badge(person)
    wrong, right = phone.send({**lead_of(badge), **changes}, lead_of(badge)).json["results"]
    assert (wrong["error"], right["state"]) == (words, "waiting")


@ON_SQLITE
@pytest.mark.parametrize("body", [{}, {"leads": []}, {"leads": "x"}, {"leads": [{}] * 51}, []])
def test_what_is_no_list_of_leads_is_refused(fair: Fair, body: Any) -> None:
    phone = fair.phone()
    assert fair.client.post("/checkin/api/leads", json=body, headers=phone.headers).status_code == 422


def test_its_token_opens_nothing_at_a_door(fair: Fair) -> None:
    phone = fair.phone()
    fair.make.gate(fair.event)
    answers = [
        fair.client.get("/checkin/api/bundle", headers=phone.headers),
        fair.client.get("/checkin/api/people?q=Ada", headers=phone.headers),
        fair.client.post("/checkin/api/scans", json={"scans": [{}]}, headers=phone.headers),
        fair.client.post("/checkin/api/badge", json={"code": "x"}, headers=phone.headers),
    ]
    assert [one.status_code for one in answers] == [401, 401, 401, 401]


def test_a_phone_at_a_door_has_no_leads(fair: Fair) -> None:
    _device, token = fair.make.device(fair.make.gate(fair.event))
    headers = {"Authorization": f"Bearer {token}"}
    answers = [fair.client.get("/checkin/api/leads", headers=headers), fair.client.get("/checkin/api/leads")]
    assert [one.status_code for one in answers] == [401, 401]


def test_a_code_pairs_one_phone_within_a_quarter_of_an_hour(fair: Fair) -> None:
    with fair.make.inside():
        company = db.session.get_one(Company, fair.company().id)
        code, late = service.open_pairing(company, "Mei"), service.open_pairing(company)
    paired = fair.client.post("/checkin/api/pair", json={"code": code, "name": ""})
    assert (paired.status_code, paired.json["role"], paired.json["company"]["name"]) == (
        201, "exhibitor", "Harbour Pictures",
    )  # fmt: skip
    assert fair.client.post("/checkin/api/pair", json={"code": code, "name": ""}).status_code == 422
    with clock.frozen_at(datetime.now(UTC) + timedelta(minutes=16)):
        assert fair.client.post("/checkin/api/pair", json={"code": late, "name": ""}).status_code == 422


def test_an_unpaired_phone_is_told_so_and_what_it_sent_stays(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    phone.scan(fair.badge(person), text="Film")
    page = fair.page()
    with fair.make.inside():
        (device,) = (one.id for one in queries.devices_of(fair.company().id))
    fair.client.post(f"{page}phones/{device}/unpair")
    assert phone.send(lead_of(fair.badge(person))).status_code == 401
    assert [note[0] for note in fair.notes(person)] == ["Film"]


def test_once_it_is_switched_off_nothing_is_taken_and_nothing_forgotten(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    phone.scan(fair.badge(person), text="Film")
    fair.settings(is_open=False)
    answer = phone.send(lead_of(fair.badge(person)))
    assert (answer.status_code, phone.told()["is_open"]) == (409, False)
    assert [note[0] for note in fair.notes(person)] == ["Film"]


def test_a_week_after_the_event_phones_are_told_nobodys_name(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    fair.agrees(person)
    phone.scan(fair.badge(person))
    with clock.frozen_at(fair.event.ends_at + timedelta(days=8)):
        assert phone.told()["leads"] == []


def test_a_clock_that_is_far_ahead_dates_nothing_into_the_future(fair: Fair) -> None:
    person, phone = fair.visitor(), fair.phone()
    phone.scan(fair.badge(person), scanned_at=(datetime.now(UTC) + timedelta(days=300)).isoformat())
    assert fair.lead(person).scanned_at < datetime.now(UTC) + timedelta(minutes=6)
