"""The pages where webhooks are made, looked at, stopped and given new secrets; and a server that tells by itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks import Webhook as Verifier

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import Event, Webhook, WebhookDelivery
from eventapp.events.service.webhook_deliveries import owe_webhooks
from tests.factories import PASSWORD, Factories
from tests.pages import page_of
from tests.receivers import Receiver
from tests.server import running
from tests.visitor import Visitor
from tests.waiting import waited_for

HOOKS = "/admin/events/forum/webhooks/"


@pytest.fixture
def owner(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


def made(owner: FlaskClient, receiver: Receiver, **changes: object) -> str:
    """The secret of a webhook that the form has made."""
    answer = owner.post(f"{HOOKS}new", data={"name": "Website", "url": receiver.url} | changes)
    (secret,) = page_of(answer).attributes("//input[@id='secret']", "value")
    return secret


def send(make: Factories, webhook_id: int = 1) -> None:
    with make.inside():
        owe_webhooks()
        service.send_to(webhook_id)


def test_one_is_made_tried_stopped_started_and_deleted(owner: FlaskClient, receiver: Receiver, make: Factories) -> None:
    assert page_of(owner.get(HOOKS)).texts("//main//h2") == ["No webhooks yet"]
    secret = made(owner, receiver, subjects=["session", "room"])
    listed = page_of(owner.get(HOOKS)).text
    assert ("Website" in listed, "Sessions, Rooms" in listed, secret in listed) == (True, True, False)
    assert owner.post(f"{HOOKS}1/test").location == f"{HOOKS}1/"
    send(make)
    (received,) = receiver.received
    assert Verifier(secret).verify(received.body, received.headers)["type"] == "webhook.test"
    page = page_of(owner.get(f"{HOOKS}1/"))
    assert page.texts("//ul//code") == ["webhook.test"]
    owner.post(f"{HOOKS}1/stop")
    assert "Stopped" in page_of(owner.get(HOOKS)).text
    owner.post(f"{HOOKS}1/start")
    assert "Active" in page_of(owner.get(HOOKS)).text
    assert owner.post(f"{HOOKS}1/delete").location == HOOKS
    assert owner.get(f"{HOOKS}1/").status_code == 404
    with make.inside():
        assert [db.session.scalars(select(model)).all() for model in (Webhook, WebhookDelivery)] == [[], []]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Say what it is for."),
        ("name", "x" * 81, "Field cannot be longer than 80 characters."),
        ("url", "", "Enter the address that is told."),
        ("url", "javascript:alert(1)", "Enter a whole address such as https://example.org/hook."),
        ("url", "https://a:b@example.org/", "Enter a whole address such as https://example.org/hook."),
        ("url", "https://example.org/" + "x" * 1000, "Field cannot be longer than 1000 characters."),
        ("subjects", ["everything"], "'everything' is not a valid choice for this field."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    owner: FlaskClient, receiver: Receiver, field: str, value: object, said: str
) -> None:
    for path in ("new", "1/edit"):
        answer = owner.post(f"{HOOKS}{path}", data={"name": "Website", "url": receiver.url, field: value})
        assert (answer.status_code, said in page_of(answer).text) == (422, True)
        made(owner, receiver)
    with_two = page_of(owner.get(HOOKS)).texts("//main//strong")
    assert with_two == ["Website", "Website"]


def test_no_more_are_made_than_an_event_may_have(owner: FlaskClient, receiver: Receiver, make: Factories) -> None:
    for _ in range(service.MOST_WEBHOOKS):
        made(owner, receiver)
    answer = owner.post(f"{HOOKS}new", data={"name": "One more", "url": receiver.url}, follow_redirects=True)
    assert "An event has 20 webhooks at most." in page_of(answer).text


def test_what_a_receiver_answers_is_shown_and_does_nothing(
    owner: FlaskClient, receiver: Receiver, make: Factories, event: Event
) -> None:
    made(owner, receiver, subjects=["room"])
    receiver.status, receiver.body = 500, b"<script>alert(1)</script>\x00\x1b[31m\xff oops"
    make.room(event)
    send(make)
    page = owner.get(f"{HOOKS}1/deliveries/1")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert page_of(page).texts("//main//pre")[1] == "<script>alert(1)</script>[31m\ufffd oops"
    assert json.loads(page_of(page).texts("//main//pre")[0])["type"] == "room.created"


def test_a_message_that_arrived_is_sent_again(
    owner: FlaskClient, receiver: Receiver, make: Factories, event: Event
) -> None:
    made(owner, receiver, subjects=["room"])
    make.room(event)
    send(make)
    assert owner.post(f"{HOOKS}1/deliveries/1/again").location == f"{HOOKS}1/"
    send(make)
    assert (len(receiver.ids), len(set(receiver.ids))) == (2, 1)


def test_a_new_secret_is_shown_once(owner: FlaskClient, receiver: Receiver) -> None:
    first = made(owner, receiver)
    page = page_of(owner.post(f"{HOOKS}1/secret"))
    (second,) = page.attributes("//input[@id='secret']", "value")
    assert (first == second, "The former secret signs too for 24 hours" in page.text) == (False, True)
    assert "messages are signed with the former secret too" in page_of(owner.get(f"{HOOKS}1/")).text


def test_another_events_webhook_is_not_found(owner: FlaskClient, receiver: Receiver, make: Factories) -> None:
    made(owner, receiver)
    make.signed_in(make.member(make.event("other"), "owner", "other@example.org").email)
    other = make.signed_in("other@example.org")
    for path in ("1/", "1/edit", "1/deliveries/1"):
        assert other.get(f"/admin/events/other/webhooks/{path}").status_code == 404
    for path in ("1/delete", "1/secret", "1/test", "1/stop", "1/start", "1/deliveries/1/again"):
        assert other.post(f"/admin/events/other/webhooks/{path}").status_code == 404
    assert "Active" in page_of(owner.get(HOOKS)).text


def test_a_server_tells_by_itself_within_seconds(
    database_url: str, owner: FlaskClient, receiver: Receiver, tmp_path: Path
) -> None:
    secret = made(owner, receiver, subjects=["room"])
    with running(database_url, tmp_path, jobs="1", webhook_networks="127.0.0.0/8") as server:
        visitor = Visitor(server.url)
        assert visitor.submit("/login", email="owner@example.org", password=PASSWORD).status == 302
        assert visitor.submit("/admin/events/forum/rooms/new", **{"name-en": "Hall"}).status == 303
        waited_for(lambda: receiver.received, 20)
    (received,) = receiver.received
    told = Verifier(secret).verify(received.body, received.headers)
    assert (told["type"], told["data"]["subject_code"]) == ("room.created", "hall")
