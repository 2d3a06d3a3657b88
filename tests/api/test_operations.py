"""Every operation of the API times every role and scope: allowed exactly as docs/permissions.md says."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from eventapp.events.api.operations import Operation, operations
from eventapp.events.api_scopes import READ_ONLY, RESOURCES, SCOPES
from tests.api.conftest import Program
from tests.factories import Factories
from tests.test_permissions import ROLES, lines

Programs = Callable[..., Program]
TABLE = {row[0]: (row[1], {role for role, may in zip(ROLES, row[2:], strict=True) if may == "yes"})
         for row in lines("In the API")}  # fmt: skip
_NUMBERS = re.compile(r"<int:\w+>")
_NAMES = re.compile(r"<\w+>")


def of_an_event() -> dict[str, Operation]:
    """Every operation about an event, by its name; an app has to be there, which brings them along."""
    return {one.id: one for one in operations if "<slug>" in one.rule}


def path(operation: Operation) -> str:
    """An address of the event `forum` for something that is not there: authority comes before existence."""
    return _NAMES.sub("nothere", _NUMBERS.sub("999", operation.rule.replace("<slug>", "forum")))


def refusal(program: Program, operation: Operation) -> str:
    """The kind of the problem that an operation is refused with before anything is looked at; nothing where it is let
    in."""
    answer = program.send(operation.method, path(operation), {} if operation.body else None)
    if answer.status_code in (401, 403) or (answer.status_code == 404 and "no such event" in answer.text):
        return str(answer.json["type"].partition("#")[2])
    return ""


def test_every_operation_has_a_line(app: Flask) -> None:
    assert {one.id: one.scope for one in of_an_event().values()} == {name: row[0] for name, row in TABLE.items()}


def test_every_scope_opens_something(app: Flask) -> None:
    assert {one.scope for one in operations} == set(SCOPES)
    assert {scope.partition(":")[0] for scope in SCOPES if scope.endswith(":read")} == set(RESOURCES)
    assert set(RESOURCES) > READ_ONLY


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_no_more(make: Factories, program: Programs, role: str) -> None:
    api = program(make.member(make.event(), role))
    refused = {name for name, one in of_an_event().items() if refusal(api, one) == "not-allowed"}
    assert refused == {name for name, (_scope, roles) in TABLE.items() if role not in roles}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_operations_alone(make: Factories, program: Programs, scope: str) -> None:
    make.event()
    api = program(scopes=[scope])
    opened = {name for name, one in of_an_event().items() if refusal(api, one) != "scope-missing"}
    resource, _separator, act = scope.partition(":")
    wanted = {scope} | ({f"{resource}:read"} if act == "write" else set())
    assert opened == {name for name, one in of_an_event().items() if one.scope in wanted}


def test_another_events_member_finds_nothing(make: Factories, program: Programs) -> None:
    make.event()
    api = program(make.member(make.event("other"), "owner"))
    assert {refusal(api, one) for one in of_an_event().values()} == {"not-found"}


def test_a_token_of_one_event_reaches_no_other(make: Factories, program: Programs) -> None:
    make.event()
    other = make.event("other")
    api = program(event=other)
    assert {refusal(api, one) for one in of_an_event().values()} == {"not-found"}
    assert [one["slug"] for one in api.get("/events")["items"]] == ["other"]
    made = api.refused("POST", "/events", {"name": {"en": "New"}})
    assert made == (403, "not-allowed", {})


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer ea_nothing", "Basic YTpi"])
def test_without_a_token_nothing_is_told(make: Factories, program: Programs, token: str) -> None:
    make.event()
    api = program()
    api.headers = {"Authorization": token} if token else {}
    assert {refusal(api, one) for one in operations if "<slug>" in one.rule} == {"no-token"}
    assert api.send("GET", "/events").headers["WWW-Authenticate"] == 'Bearer realm="eventapp"'
