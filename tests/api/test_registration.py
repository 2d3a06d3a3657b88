"""Registration through the API: ticket types, questions, access codes, people, and what is decided about them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.registration.service import Choices
from tests.api.conftest import Program
from tests.factories import Factories, person, text, tomorrow
from tests.programme.test_query_counts import counted

Programs = Callable[..., Program]
PEOPLE = "/events/forum/registrations"


def test_a_form_is_built_and_somebody_registered(make: Factories, program: Programs) -> None:
    make.event()
    api = program()
    ticket_type = api.post("/events/forum/ticket-types", {"name": {"en": "Delegate"}, "capacity": 2})
    options = [{"label": {"en": "Rice"}}, {"label": {"en": "Noodles"}}]
    question = api.post("/events/forum/questions", {"kind": "choice", "label": {"en": "Lunch?"}, "options": options})
    key = question["options"][1]["key"]
    made = api.post(
        PEOPLE,
        {"name": "陳大文", "email": "chan@example.org", "ticket_type_id": ticket_type["id"], "locale": "zh-Hant",
         "answers": {str(question["id"]): key}},
    )  # fmt: skip
    assert (made["state"], made["locale"], made["answers"]) == ("confirmed", "zh-Hant", {str(question["id"]): key})
    changed = api.patch(f"{PEOPLE}/{made['code']}", {"company": "TVB", "notes": "VIP table"})
    assert changed == made | {"company": "TVB", "notes": "VIP table", "changed_at": changed["changed_at"]}
    assert api.get(f"{PEOPLE}/{made['code']}") == changed
    assert api.get("/events/forum/ticket-types")["items"][0]["taken"] == 1
    assert api.get("/events/forum/statistics")["by_state"] == {"confirmed": 1}


def test_wrong_answers_store_nothing(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type, question = make.ticket_type(event), make.question(event, "number")
    api = program()
    values = {"name": "Ada", "email": "ada@example.org", "ticket_type_id": ticket_type.id}
    for answers, wrong in (({str(question.id): "many"}, str(question.id)), ({"999": "x"}, "999")):
        errors = api.refused("POST", PEOPLE, values | {"answers": answers})[2]
        assert list(errors) == [f"/answers/{wrong}"]
    assert api.get(PEOPLE)["items"] == []


def test_what_the_page_refuses_of_a_change_is_refused_here(make: Factories, program: Programs) -> None:
    event = make.event()
    guest = make.registration(event, make.ticket_type(event))
    api, path = program(), f"{PEOPLE}/{guest.code}"
    for name, value in (("door_note", "x" * 201), ("notes", "x" * 4_001), ("locale", "tlh"), ("name", "")):
        status, kind, errors = api.refused("PATCH", path, {name: value})
        assert (status, kind, list(errors)) == (422, "invalid-body", [f"/{name}"])
    assert api.patch(path, {"door_note": "  Seat A3\n "})["door_note"] == "Seat A3"
    assert api.patch(path, {"notes": "VIP"})["door_note"] == "Seat A3"


def test_what_waits_is_approved_or_declined(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, needs_approval=True)
    first, second = (make.registration(event, ticket_type) for _ in range(2))
    api = program()
    approved = api.post(f"{PEOPLE}/{first.code}/approve", {"badge_class": "press"})
    declined = api.post(f"{PEOPLE}/{second.code}/decline", {"reason": "Full."})
    assert [(one["state"], one["badge_class"], one["reason"]) for one in (approved, declined)] == [
        ("confirmed", "press", ""), ("declined", None, "Full."),
    ]  # fmt: skip
    assert api.refused("POST", f"{PEOPLE}/{second.code}/approve") == (409, "conflict", {})
    assert api.refused("POST", f"{PEOPLE}/{first.code}/approve", {"badge_class": "king"})[0] == 422


def test_a_sold_out_ticket_is_refused_and_the_waiting_list_offered(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, capacity=1, has_waiting_list=True)
    holder = make.registration(event, ticket_type)
    api = program()
    refused = api.refused("POST", PEOPLE, {"name": "Ada", "email": "a@example.org", "ticket_type_id": ticket_type.id})
    assert refused == (409, "conflict", {})
    waiting = make.registration(event, ticket_type, choices=Choices(may_wait=True))
    api.post(f"/events/forum/ticket-types/{ticket_type.id}/pause-waiting-list")
    assert api.post(f"{PEOPLE}/{holder.code}/cancel")["state"] == "cancelled"
    assert api.get(f"{PEOPLE}/{waiting.code}")["offer_ends_at"] is None
    assert api.post(f"{PEOPLE}/{waiting.code}/offer")["offer_ends_at"] is not None


def test_people_are_narrowed(make: Factories, program: Programs) -> None:
    event = make.event()
    delegate, press = make.ticket_type(event), make.ticket_type(event, "Press")
    ada = make.registration(event, press, name="Ada Wong", country="HK")
    make.registration(event, delegate, name="Bo Li", country="CN")
    api = program()
    for query in ("text=ada", f"ticket_type_id={press.id}", "country=HK"):
        assert [one["code"] for one in api.get(f"{PEOPLE}?{query}")["items"]] == [ada.code]
    assert api.refused("GET", f"{PEOPLE}?state=asleep")[2].keys() == {"state"}


def test_queries_do_not_grow_with_people(app: Flask, make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type, question = make.ticket_type(event), make.question(event)
    session = make.session(event, needs_booking=True)
    chosen = Choices(answers={question.id: "Yes"}, session_ids=(session.id,))
    api, numbers = program(), []
    api.get(PEOPLE)
    for more in (1, 8):
        for _ in range(more):
            make.registration(event, ticket_type, choices=chosen)
        with counted(app) as statements:
            assert api.get(f"{PEOPLE}?limit=50")["items"][-1]["answers"] == {str(question.id): "Yes"}
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_reading_everybody_is_written_down_once(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    for _ in range(3):
        make.registration(event, ticket_type)
    api = program()
    page = api.get(f"{PEOPLE}?limit=2")
    api.get(f"{PEOPLE}?limit=2&cursor={page['next']}")
    entries = api.get("/events/forum/history?limit=500")["items"]
    read = [(one["action"], one["after"]) for one in entries if one["action"] == "people.read_in_bulk"]
    assert read == [
        ("people.read_in_bulk", {"what": "registration_api.list_registrations", "is_narrowed": False})
    ]  # fmt: skip


def test_an_access_code_is_added_and_used_up(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, visibility="code")
    api = program()
    made = api.post("/events/forum/access-codes", {
        "code": "VIP 2026", "ticket_type_id": ticket_type.id, "expires_at": tomorrow(5).isoformat(),
    })  # fmt: skip
    assert (made["code"], made["capacity"]) == ("VIP2026", 1)
    assert api.refused("POST", "/events/forum/access-codes", {"code": "vip2026"})[2].keys() == {"/code"}
    assert api.patch(f"/events/forum/access-codes/{made['id']}", {"label": "Board"})["label"] == "Board"
    assert api.send("DELETE", f"/events/forum/access-codes/{made['id']}").status_code == 204


def test_a_ticket_type_that_is_in_use_stays(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, capacity=5)
    make.registration(event, ticket_type, **vars(person()))
    api = program()
    path = f"/events/forum/ticket-types/{ticket_type.id}"
    assert api.refused("DELETE", path)[:2] == (409, "conflict")
    renamed = api.patch(path, {"name": {"en": "Guest"}})
    assert (renamed["name"], renamed["capacity"]) == (text("Guest"), 5)


class TestAgenda:
    def test_a_session_is_put_into_somebodys_agenda_and_taken_out(self, make: Factories, program: Programs) -> None:
        event = make.event()
        guest = make.registration(event, make.ticket_type(event))
        session = make.session(event, needs_booking=True, capacity=5)
        agenda = f"/events/forum/registrations/{guest.code}/agenda"
        api = program()
        told = api.post(agenda, {"session_id": session.id})
        assert told["agenda"] == [{"session_id": session.id, "is_booking": True, "is_waiting": False}]
        assert api.send("DELETE", f"{agenda}/{session.id}").status_code == 204
        assert api.get(f"/events/forum/registrations/{guest.code}")["agenda"] == []

    def test_a_full_session_is_refused_or_waited_for(self, make: Factories, program: Programs) -> None:
        event = make.event()
        ticket_type = make.ticket_type(event)
        first, second = (make.registration(event, ticket_type) for _number in range(2))
        session = make.session(event, needs_booking=True, capacity=1)
        api = program()
        api.post(f"/events/forum/registrations/{first.code}/agenda", {"session_id": session.id})
        agenda = f"/events/forum/registrations/{second.code}/agenda"
        assert api.refused("POST", agenda, {"session_id": session.id})[:2] == (409, "conflict")
        told = api.post(agenda, {"session_id": session.id, "waits": True})
        assert told["agenda"] == [{"session_id": session.id, "is_booking": False, "is_waiting": True}]

    @pytest.mark.parametrize(
        ("values", "pointer"),
        [({}, "/session_id"), ({"session_id": 999}, "/session_id"), ({"session_id": "x"}, "/session_id"),
         ({"session_id": 1, "waits": "yes"}, "/waits"), ({"session_id": 1, "more": 1}, "/more")],
    )  # fmt: skip
    def test_what_is_wrong_is_said_where_it_stands(
        self, make: Factories, program: Programs, values: dict[str, Any], pointer: str
    ) -> None:
        event = make.event()
        guest = make.registration(event, make.ticket_type(event))
        make.session(event)
        refused = program().refused("POST", f"/events/forum/registrations/{guest.code}/agenda", values)
        assert (refused[0], pointer in refused[2]) == (422, True)


def test_who_may_wait_stands_in_the_waiting_list_and_is_not_written_to(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, capacity=0, has_waiting_list=True)
    values = {"name": "Ada", "email": "ada@example.org", "ticket_type_id": ticket_type.id}
    api = program()
    assert api.refused("POST", "/events/forum/registrations", values)[:2] == (409, "conflict")
    assert api.post("/events/forum/registrations", {**values, "may_wait": True})["state"] == "waitlisted"
    with make.inside():
        assert db.session.scalar(select(func.count(Mail.id))) == 0
