"""Webhooks in the API."""

from collections.abc import Callable

import pytest

from eventapp.events.models import Event
from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
HOOK = {"name": "Website", "url": "https://example.org/hook", "subjects": ["session"]}


@pytest.fixture
def api(program: Programs, event: Event, make: Factories) -> Program:
    return program(make.member(event, "owner"))


@pytest.fixture
def webhooks(event: Event) -> str:
    return f"/events/{event.slug}/webhooks"


def test_the_secret_is_told_once_and_renewed(api: Program, webhooks: str) -> None:
    made = api.post(webhooks, HOOK)
    one = f"{webhooks}/{made['id']}"
    known = api.get(one)
    assert made == {**known, "secret": made["secret"]}
    assert made["secret"].startswith("whsec_")
    renewed = api.post(f"{one}/secret")
    assert (renewed["secret"].startswith("whsec_"), renewed["secret"] == made["secret"]) == (True, False)


def test_it_is_changed_stopped_started_tried_and_deleted(api: Program, webhooks: str) -> None:
    made = api.post(webhooks, HOOK)
    one = f"{webhooks}/{made['id']}"
    assert api.patch(one, {"subjects": []})["subjects"] == []
    assert [api.post(f"{one}/{act}")["is_active"] for act in ("stop", "start", "test")] == [False, True, True]
    (told,) = api.get(f"{one}/deliveries")["items"]
    assert (told["type"], told["state"]) == ("webhook.test", "queued")
    assert api.post(f"{one}/deliveries/{told['id']}/again")["id"] == told["id"]
    assert api.send("DELETE", one).status_code == 204
    assert api.get(webhooks)["items"] == []


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://user:pw@example.org/", "nowhere", ""])
def test_an_address_that_cannot_be_told_is_refused(api: Program, webhooks: str, url: str) -> None:
    status, kind, errors = api.refused("POST", webhooks, {**HOOK, "url": url})
    assert (status, kind, list(errors)) == (422, "invalid-body", ["/url"])
    assert api.get(webhooks)["items"] == []


def test_another_events_webhook_is_not_found(make: Factories, program: Programs, webhooks: str) -> None:
    made = program().post(webhooks, HOOK)
    api = program(make.member(make.event("other"), "owner", "ben@example.org"))
    assert api.refused("GET", f"/events/other/webhooks/{made['id']}")[:2] == (404, "not-found")
