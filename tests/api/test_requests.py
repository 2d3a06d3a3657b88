"""What holds for every operation: pages, fields, validators, repeated requests, and what is wrong with one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.config import Settings
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import ApiAnswer, ApiToken
from eventapp.events.queries import event_by_slug
from eventapp.events.service.api_tokens import forget_api_answers
from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
ROOMS = "/events/forum/rooms"


@pytest.fixture
def api(make: Factories, program: Programs) -> Program:
    make.event()
    return program()


def add_rooms(make: Factories, number: int) -> list[str]:
    with make.inside():
        event = event_by_slug("forum")
    assert event is not None
    return [make.room(event, f"Room {one}").slug for one in range(number)]


def kept_answers() -> list[ApiAnswer]:
    return list(db.session.scalars(select(ApiAnswer)))


def walked(api: Program, path: str, **options: Any) -> list[Any]:
    """Everything of a list, page by page."""
    found, cursor = [], ""
    address = path + ("&" if "?" in path else "?")
    while True:
        page = api.get(f"{address}limit=2{f'&cursor={cursor}' if cursor else ''}", **options)
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


def test_a_list_is_told_in_pages_without_gaps(api: Program, make: Factories) -> None:
    slugs = add_rooms(make, 5)
    assert [one["slug"] for one in walked(api, ROOMS)] == slugs


@pytest.mark.parametrize("sort", ["serial", "-serial", "created_at", "-created_at", "name", "-name"])
def test_people_are_told_in_any_order(make: Factories, program: Programs, sort: str) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    names = ["b", "A", "c", "B", "a"]
    for name in names:
        make.registration(event, ticket_type, name=name)
    found = walked(program(), f"/events/forum/registrations?sort={sort}")
    key: Callable[[Any], Any] = {
        "serial": lambda one: one["serial"], "created_at": lambda one: (one["created_at"], one["serial"]),
        "name": lambda one: (one["name"].lower(), one["serial"]),
    }[sort.removeprefix("-")]  # fmt: skip
    assert found == sorted(found, key=key, reverse=sort.startswith("-"))
    assert sorted(one["name"] for one in found) == sorted(names)


def test_only_the_fields_that_are_asked_for_are_told(api: Program, make: Factories) -> None:
    add_rooms(make, 1)
    assert api.get(f"{ROOMS}?fields=slug,name")["items"] == [{"slug": "room-0", "name": {"en": "Room 0"}}]
    assert api.get(f"{ROOMS}/room-0?fields=slug") == {"slug": "room-0"}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor"),
        ("cursor=bnVsbA", "cursor"), ("fields=secret", "fields"), ("no=1", "no"), ("limit=1&limit=2", "limit"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(api: Program, query: str, wrong: str) -> None:
    status, kind, errors = api.refused("GET", f"{ROOMS}?{query}")
    assert (status, kind, list(errors)) == (400, "invalid-parameter", [wrong])


def test_a_cursor_of_another_order_is_refused(make: Factories, program: Programs) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    for _ in range(2):
        make.registration(event, ticket_type)
    api = program()
    people = "/events/forum/registrations"
    cursor = api.get(f"{people}?limit=1&sort=name")["next"]
    status, kind, errors = api.refused("GET", f"{people}?cursor={cursor}")
    assert (status, kind, list(errors)) == (400, "invalid-parameter", ["cursor"])


def test_what_has_not_changed_is_not_told_again(api: Program, make: Factories) -> None:
    add_rooms(make, 1)
    first = api.send("GET", f"{ROOMS}/room-0")
    tag = first.headers["ETag"]
    assert api.send("GET", f"{ROOMS}/room-0", If_None_Match=tag).status_code == 304
    api.patch(f"{ROOMS}/room-0", {"capacity": 12})
    assert api.send("GET", f"{ROOMS}/room-0", If_None_Match=tag).json == first.json | {"capacity": 12}


def test_a_change_of_what_somebody_else_changed_is_refused(api: Program, make: Factories) -> None:
    add_rooms(make, 1)
    tag = api.send("GET", f"{ROOMS}/room-0").headers["ETag"]
    second = api.send("PATCH", f"{ROOMS}/room-0", {"capacity": 12}, If_Match=tag)
    assert second.status_code == 200
    refused = api.refused("PATCH", f"{ROOMS}/room-0", {"capacity": 13}, If_Match=tag)
    assert refused == (412, "changed-meanwhile", {})
    assert api.refused("DELETE", f"{ROOMS}/room-0", If_Match=tag)[0] == 412
    assert api.patch(f"{ROOMS}/room-0", {"capacity": 14}, If_Match=second.headers["ETag"])["capacity"] == 14
    assert api.send("DELETE", f"{ROOMS}/room-0", If_Match="*").status_code == 204


def test_of_many_who_change_the_same_at_once_one_does(app: Flask, api: Program, make: Factories) -> None:
    add_rooms(make, 1)
    tag = api.send("GET", f"{ROOMS}/room-0").headers["ETag"]

    def change(capacity: int) -> int:
        one = Program(app.test_client(), "")
        one.headers = api.headers
        return one.send("PATCH", f"{ROOMS}/room-0", {"capacity": capacity}, If_Match=tag).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(change, range(1, 7))) == [200, *[412] * 5]


def test_a_request_that_is_sent_twice_is_done_once(api: Program) -> None:
    values = {"name": {"en": "Hall"}}
    first = api.send("POST", ROOMS, values, Idempotency_Key="once")
    second = api.send("POST", ROOMS, values, Idempotency_Key="once")
    assert (second.status_code, second.json, second.headers["ETag"]) == (201, first.json, first.headers["ETag"])
    assert [first.headers.get("Idempotent-Replayed"), second.headers["Idempotent-Replayed"]] == [None, "true"]
    assert len(api.get(ROOMS)["items"]) == 1
    other = api.refused("POST", ROOMS, {"name": {"en": "Other"}}, Idempotency_Key="once")
    assert other == (422, "key-used-otherwise", {})


def test_a_request_that_is_sent_many_times_at_once_is_done_once(app: Flask, api: Program) -> None:
    def send(_number: int) -> tuple[int, Any]:
        one = Program(app.test_client(), "")
        one.headers = api.headers
        answer = one.send("POST", ROOMS, {"name": {"en": "Hall"}}, Idempotency_Key="once")
        return answer.status_code, answer.json

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    rooms = api.get(ROOMS)["items"]
    assert (len(rooms), answers) == (1, [(201, rooms[0])] * 6)


def test_a_key_of_a_request_that_failed_can_be_used_again(api: Program) -> None:
    assert api.refused("POST", ROOMS, {}, Idempotency_Key="once")[0] == 422
    assert api.post(ROOMS, {"name": {"en": "Hall"}}, Idempotency_Key="once")["slug"] == "hall"


def test_answers_are_kept_for_a_day(api: Program, make: Factories) -> None:
    api.post(ROOMS, {"name": {"en": "Hall"}}, Idempotency_Key="once")
    with make.inside():
        later = clock.now() + timedelta(hours=25)
        forget_api_answers()
        assert len(kept_answers()) == 1
        with clock.frozen_at(later):
            forget_api_answers()
        assert kept_answers() == []


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"/name": "This has to be there."}),
        ({"name": {"en": "Hall"}, "capacity": "many"}, {"/capacity": "Give a whole number."}),
        ({"name": {"en": "Hall"}, "capacity": 0}, {"/capacity": "Number must be between 1 and 100000."}),
        ({"name": {"en": "Hall"}, "capacity": True}, {"/capacity": "Give a whole number."}),
        ({"name": "Hall"}, {"/name": "Give an object with a text for each language: en, zh-Hant, zh-Hans."}),
        ({"name": {"fr": "Salle"}}, {"/name/fr": "There is no such language."}),
        ({"name": {"en": "Hall"}, "color": "red"}, {"/color": "There is no such field."}),
        ({"name": {"en": "x" * 301}}, {"/name/en": "Give a text of at most 300 characters."}),
    ],
)
def test_what_is_wrong_in_a_body_is_said_where_it_stands(
    api: Program, values: dict[str, Any], errors: dict[str, str]
) -> None:
    assert api.refused("POST", ROOMS, values) == (422, "invalid-body", errors)
    assert api.get(ROOMS)["items"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name": NaN}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(api: Program, body: bytes) -> None:
    answer = api._client.post(f"/api/v1{ROOMS}", data=body, headers=api.headers, content_type="application/json")
    assert (answer.status_code in (400, 422), answer.content_type) == (True, "application/problem+json")


def test_a_body_of_another_type_is_refused(api: Program) -> None:
    answer = api._client.post(f"/api/v1{ROOMS}", data={"name-en": "Hall"}, headers=api.headers)
    assert (answer.status_code, answer.json["type"]) == (415, "/api/v1/#unsupported-media-type")


def test_a_problem_is_told_in_the_readers_language(api: Program) -> None:
    answer = api.send("GET", f"{ROOMS}/nowhere", Accept_Language="zh-HK")
    assert (answer.status_code, answer.json["title"]) == (404, "找不到")


def test_what_is_not_there_and_what_cannot_be_done_are_problems_too(api: Program) -> None:
    assert api.refused("GET", "/nowhere")[:2] == (404, "not-found")
    answer = api.send("PUT", ROOMS)
    assert (answer.status_code, answer.json["type"]) == (405, "/api/v1/#method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST", "HEAD"}


def test_requests_are_counted_by_token(
    app_with: Callable[[Settings], Flask], settings: Settings, make: Factories
) -> None:
    make.event()
    owner = make.user("administrator@example.org", is_admin=True)
    app = app_with(replace(settings, rate_limits=True))
    first, second = (Program(app.test_client(), make.api_token(owner)) for _ in range(2))
    answer = first.send("GET", ROOMS)
    assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("600", "599")
    assert second.send("GET", ROOMS).headers["X-RateLimit-Remaining"] == "599"


def test_a_token_ends_and_is_revoked(make: Factories, program: Programs) -> None:
    make.event()
    owner = make.user("administrator@example.org", is_admin=True)
    api, over = program(owner), program(owner, lasts=timedelta(seconds=-1))
    assert over.refused("GET", ROOMS)[:2] == (401, "no-token")
    api.get(ROOMS)
    with make.inside():
        token = db.session.get_one(ApiToken, 1)
        assert token.used_at is not None
        service.revoke_api_token(token)
    assert api.refused("GET", ROOMS)[:2] == (401, "no-token")


def test_the_history_says_through_which_token_something_was_done(api: Program) -> None:
    api.post(ROOMS, {"name": {"en": "Hall"}})
    entries = api.get("/events/forum/history?sort=-id&limit=1")["items"]
    assert [(one["actor"], one["action"]) for one in entries] == [("Administrator (Website)", "room.created")]
