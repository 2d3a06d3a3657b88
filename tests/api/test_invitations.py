"""Invitations and groups in the API."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration.models import Invitation, TicketType
from eventapp.registration.service import DelegationDetails, register_delegation
from tests.api.conftest import Program
from tests.factories import Factories, person
from tests.programme.test_query_counts import counted

Programs = Callable[..., Program]


@pytest.fixture
def api(program: Programs, event: Event, make: Factories) -> Program:
    return program(make.member(event, "registration"))


@pytest.fixture
def invitations(event: Event) -> str:
    return f"/events/{event.slug}/invitations"


def test_somebody_is_invited_reminded_and_taken_back(
    make: Factories, api: Program, ticket_type: TicketType, invitations: str
) -> None:
    asked = {"email": "Ada@example.org", "name": "Ada", "ticket_type_id": ticket_type.id, "locale": "zh-Hant"}
    made = api.post(invitations, asked)
    assert (made["email"], made["name"], made["locale"], made["state"], made["is_bound"]) == (
        "ada@example.org", "Ada", "zh-Hant", "sent", False,
    )  # fmt: skip
    one = f"{invitations}/{made['id']}"
    assert api.post(f"{one}/remind")["reminded_at"] is not None
    assert api.refused("POST", f"{one}/remind")[:2] == (409, "conflict")
    assert api.post(f"{one}/withdraw")["state"] == "withdrawn"
    assert api.post(f"{one}/send")["state"] == "sent"
    with make.inside():
        kinds = list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))
    assert kinds == ["invitation", "invitation_reminder", "invitation"]


def test_many_are_invited_and_each_row_says_what_came_of_it(
    api: Program, ticket_type: TicketType, invitations: str
) -> None:
    rows = [{"email": address, "ticket_type_id": ticket_type.id} for address in ("a@example.org", "b", "a@example.org")]
    results = api.post(f"{invitations}/batch", {"items": rows})["results"]
    assert [one["status"] for one in results] == [201, 422, 409]
    assert [one["email"] for one in api.get(invitations)["items"]] == ["a@example.org"]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"email": ""}, "/email"),
        ({"email": "nobody"}, "/email"),
        ({"name": "n" * 121}, "/name"),
        ({"ticket_type_id": 999}, "/ticket_type_id"),
        ({"locale": "de"}, "/locale"),
        ({"expires_at": "soon"}, "/expires_at"),
        ({"people": "a@example.org"}, "/people"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    api: Program, ticket_type: TicketType, invitations: str, values: dict[str, object], pointer: str
) -> None:
    asked = {"email": "ada@example.org", "ticket_type_id": ticket_type.id, **values}
    status, kind, errors = api.refused("POST", invitations, asked)
    assert (status, kind, pointer in errors) == (422, "invalid-body", True)
    assert api.get(invitations)["items"] == []


def _make_group(make: Factories, event: Event, ticket_type: TicketType, key: str) -> int:
    with make.inside():
        liaison = DelegationDetails("Harbour", "Li Si", "li@example.org", "en")
        found = db.session.get_one(Event, event.id)
        people = [person(), person()]
        return register_delegation(found, ticket_type.id, liaison, people, submission_key=key).id


def test_a_group_names_its_members(make: Factories, api: Program, event: Event, ticket_type: TicketType) -> None:
    group_id = _make_group(make, event, ticket_type, "a-key-of-this-group")
    (group,) = api.get(f"/events/{event.slug}/groups")["items"]
    assert (group["id"], len(group["registration_codes"])) == (group_id, 2)
    assert api.get(f"/events/{event.slug}/groups/{group['id']}") == group


def test_a_list_asks_no_more_for_more_rows(
    app: Flask, make: Factories, api: Program, event: Event, ticket_type: TicketType, invitations: str
) -> None:
    numbers = []
    for number in range(2):
        for more in range(1 + 3 * number):
            _make_group(make, event, ticket_type, f"a-key-of-the-group-{number}-{more}")
            made = api.post(invitations, {"email": f"a{number}{more}@example.org", "ticket_type_id": ticket_type.id})
            guest = make.registration(event, ticket_type)
            with make.inside():
                db.session.get_one(Invitation, made["id"]).registration_id = guest.id
                db.session.commit()
        with counted(app) as statements:
            assert api.get(invitations)["items"][-1]["registration_code"] == guest.code
            assert len(api.get(f"/events/{event.slug}/groups")["items"][-1]["registration_codes"]) == 2
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
