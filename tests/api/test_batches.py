"""Many things in one request, with one result a row."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
PEOPLE = "/events/forum/registrations"


def guests(ticket_type_id: int, *names: str) -> list[dict[str, Any]]:
    return [{"name": name, "email": f"{name}@example.org", "ticket_type_id": ticket_type_id} for name in names]


def outcome(results: list[dict[str, Any]]) -> list[Any]:
    """The name that was stored, or the kind of the problem with where it stands."""
    return [
        one["value"]["name"] if one["status"] == 201
        else (one["status"], [error["pointer"] for error in one["problem"].get("errors", ())])
        for one in results
    ]  # fmt: skip


def test_each_row_is_stored_or_told_what_is_wrong(make: Factories, program: Programs) -> None:
    ticket_type = make.ticket_type(make.event(), capacity=2)
    api = program()
    rows = [*guests(ticket_type.id, "ada"), {"name": "bo"}, "no object", *guests(ticket_type.id, "cy", "di")]
    results = api.post(f"{PEOPLE}/batch", {"items": rows})["results"]
    assert outcome(results) == ["ada", (422, ["/ticket_type_id"]), (422, [""]), "cy", (409, [])]
    assert [one["name"] for one in api.get(PEOPLE)["items"]] == ["ada", "cy"]


def test_a_batch_that_is_sent_again_does_what_was_not_done(make: Factories, program: Programs) -> None:
    ticket_type = make.ticket_type(make.event(), capacity=1)
    api = program()
    rows = guests(ticket_type.id, "ada", "bo")
    first = api.post(f"{PEOPLE}/batch", {"items": rows}, Idempotency_Key="arrivals")["results"]
    assert outcome(first) == ["ada", (409, [])]
    api.patch(f"/events/forum/ticket-types/{ticket_type.id}", {"capacity": 2})
    second = api.post(f"{PEOPLE}/batch", {"items": rows}, Idempotency_Key="arrivals")["results"]
    assert (outcome(second), second[0]) == (["ada", "bo"], first[0])
    assert len(api.get(PEOPLE)["items"]) == 2


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": {}}, {"items": [{}] * 501}, {"items": [{}], "more": 1}])
def test_what_is_no_batch_is_refused(make: Factories, program: Programs, body: dict[str, Any]) -> None:
    make.event()
    assert program().refused("POST", f"{PEOPLE}/batch", body)[:2] == (422, "invalid-body")


def test_sessions_come_many_at_once(make: Factories, program: Programs) -> None:
    make.event()
    rows = [{"title": {"en": f"Talk {number}"}} for number in range(30)]
    results = program().post("/events/forum/sessions/batch", {"items": rows})["results"]
    assert [one["value"]["title"] for one in results] == [row["title"] for row in rows]
