"""Campaigns, the outbox and text messages in the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.api.bodies import moment
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.api.conftest import Program
from tests.factories import Factories
from tests.mailserver import deliver_due

Programs = Callable[..., Program]
TEXTS = {"subject": {"en": "News"}, "body": {"en": "Dear {name}, read this."}}


@pytest.fixture
def api(program: Programs, event: Event, make: Factories) -> Program:
    return program(make.member(event, "registration"))


@pytest.fixture
def campaigns(event: Event) -> str:
    return f"/events/{event.slug}/campaigns"


def test_a_campaign_is_made_changed_and_sent(
    make: Factories, api: Program, event: Event, ticket_type: TicketType, campaigns: str
) -> None:
    make.registration(event, ticket_type, email="ada@example.org")
    made = api.post(campaigns, {**TEXTS, "to_ticket_type_id": ticket_type.id})
    assert (made["state"], made["kind"], made["to_state"], made["to_ticket_type_id"]) == (
        "draft", "announcement", "confirmed", ticket_type.id,
    )  # fmt: skip
    one = f"{campaigns}/{made['id']}"
    changed = api.patch(one, {"subject": {"en": "Other news"}})
    assert (changed["subject"], changed["body"], changed["to_ticket_type_id"]) == (
        {"en": "Other news"}, TEXTS["body"], ticket_type.id,
    )  # fmt: skip
    assert api.post(f"{one}/start")["state"] == "sending"
    with make.inside():
        from eventapp.messages.service import run_campaigns

        while run_campaigns():
            pass
        deliver_due()
    sent = [one for one in api.get(f"/events/{event.slug}/messages")["items"] if one["kind"] == "campaign"]
    assert [(one["recipient"], one["subject"], one["state"], one["is_text"]) for one in sent] == [
        ("ada@example.org", "Other news", "kept", False)
    ]
    assert api.refused("PATCH", one, TEXTS)[:2] == (409, "conflict")
    assert api.refused("DELETE", one)[:2] == (409, "conflict")


def test_it_waits_for_its_hour_and_is_taken_back(api: Program, campaigns: str) -> None:
    later = clock.now().replace(microsecond=0) + timedelta(days=1)
    made = api.post(campaigns, {**TEXTS, "send_at": moment(later)})
    one = f"{campaigns}/{made['id']}"
    assert api.post(f"{one}/start")["state"] == "scheduled"
    assert api.post(f"{one}/pause")["state"] == "draft"
    assert api.refused("POST", f"{one}/resume")[:2] == (409, "conflict")
    assert api.send("DELETE", one).status_code == 204
    assert api.refused("GET", one)[:2] == (404, "not-found")


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"subject": {"en": "News"}}, "/body"),
        ({**TEXTS, "body": {"en": "Dear {nobody}"}}, "/body/en"),
        ({**TEXTS, "kind": "spam"}, "/kind"),
        ({**TEXTS, "to_ticket_type_id": 999}, "/to_ticket_type_id"),
        ({**TEXTS, "to_state": "gone"}, "/to_state"),
        ({**TEXTS, "send_at": "tomorrow"}, "/send_at"),
        ({**TEXTS, "state": "done"}, "/state"),
    ],
)
def test_what_no_page_takes_is_refused_where_it_stands(
    api: Program, campaigns: str, values: dict[str, object], pointer: str
) -> None:
    status, kind, errors = api.refused("POST", campaigns, values)
    assert (status, kind, pointer in errors) == (422, "invalid-body", True)
    assert api.get(campaigns)["items"] == []


def test_another_events_campaign_is_not_found(make: Factories, program: Programs, event: Event, campaigns: str) -> None:
    made = program().post(campaigns, TEXTS)
    other = make.event("other")
    api = program(make.member(other, "owner", "ben@example.org"))
    assert api.refused("GET", f"/events/other/campaigns/{made['id']}")[:2] == (404, "not-found")


def test_a_failed_message_is_tried_again(
    app: Flask, make: Factories, api: Program, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    (mail,) = api.get(f"/events/{event.slug}/messages")["items"]
    retry = f"/events/{event.slug}/messages/{mail['id']}/retry"
    assert api.refused("POST", retry)[:2] == (409, "conflict")
    with make.inside():
        db.session.scalars(select(Mail)).one().state = "failed"
        db.session.commit()
    assert api.post(retry)["state"] == "queued"


def test_the_budget_for_text_messages(api: Program, event: Event) -> None:
    budget = f"/events/{event.slug}/text-budget"
    assert api.get(budget) == {"parts": 0, "spent": 0, "left": 0}
    assert api.patch(budget, {"parts": 250}) == {"parts": 250, "spent": 0, "left": 250}
    assert api.refused("PATCH", budget, {"parts": -1})[:2] == (422, "invalid-body")
