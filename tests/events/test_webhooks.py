"""Webhooks: each change is told at least once, of one thing in the order of its changes, whatever receivers do."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events import service
from eventapp.events.models import Event, Webhook, WebhookDelivery
from eventapp.events.service import WebhookDetails
from eventapp.events.service.webhook_deliveries import owe_webhooks
from eventapp.programme.models import Session
from tests.api.conftest import Program
from tests.factories import Factories, text
from tests.receivers import Receiver
from tests.waiting import waited_for


class Hook:
    """A webhook of the event, and whoever is told by it."""

    def __init__(self, make: Factories, event: Event, receiver: Receiver, *subjects: str) -> None:
        self.make, self.receiver = make, receiver
        with make.inside():
            details = WebhookDetails("Website", receiver.url, subjects)
            webhook, self.secret = service.create_webhook(db.session.get_one(Event, event.id), details)
            self.id = webhook.id

    def send(self) -> None:
        """What is owed now."""
        with self.make.inside():
            while owe_webhooks():
                pass
            service.send_to(self.id)

    def act(self, action: Callable[[Webhook], object]) -> object:
        with self.make.inside():
            return action(db.session.get_one(Webhook, self.id))

    def state(self) -> tuple[bool, str]:
        with self.make.inside():
            webhook = db.session.get_one(Webhook, self.id)
            return webhook.is_active, webhook.disabled_reason

    def states(self) -> dict[str, int]:
        with self.make.inside():
            rows = db.session.execute(select(WebhookDelivery.state, func.count()).group_by(WebhookDelivery.state))
            return {row[0]: row[1] for row in rows}

    def types(self) -> list[str]:
        return [json.loads(one.body)["type"] for one in self.receiver.received]


@pytest.fixture
def hook(make: Factories, event: Event, receiver: Receiver) -> Hook:
    make.member(event, "owner")
    hook = Hook(make, event, receiver)
    hook.send()  # that it was made is the first change
    receiver.received.clear()
    return hook


def retitle(make: Factories, session: Session, *titles: str) -> None:
    for title in titles:
        make.change_session(session, title=text(title))


def test_a_change_is_told_as_the_feed_of_changes_has_it_and_signed(
    hook: Hook, receiver: Receiver, make: Factories, event: Event, client: FlaskClient
) -> None:
    session = make.session(event, "Opening")
    hook.send()
    (received,) = receiver.received
    told = Verifier(hook.secret).verify(received.body, received.headers)
    program = Program(client, make.api_token(make.user("administrator@example.org", is_admin=True)))
    changes = program.get("/events/forum/changes")["items"]
    (change,) = [one for one in changes if one["action"] == "session.created"]
    assert told == {
        "type": "session.created", "timestamp": told["timestamp"],
        "data": {"event": "forum"} | {name: value for name, value in change.items() if name != "at"},
    }  # fmt: skip
    assert datetime.fromisoformat(told["timestamp"]) == datetime.fromisoformat(change["at"])
    assert told["data"]["subject_code"] == session.code
    assert received.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Verifier(hook.secret).verify(received.body.replace(b"forum", b"other"), received.headers)


def test_nothing_is_told_of_what_stands_in_a_registration(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
    hook.send()
    assert "registration.created" in hook.types()
    assert [one for one in receiver.received if b"Ada" in one.body or b"ada@" in one.body] == []


def test_only_what_is_ticked_is_told(make: Factories, event: Event, receiver: Receiver) -> None:
    hook = Hook(make, event, receiver, "session")
    make.room(event)
    make.session(event, "Opening")
    hook.send()
    assert hook.types() == ["session.created"]


def test_another_events_changes_are_not_told(hook: Hook, make: Factories) -> None:
    make.session(make.event("other"), "Elsewhere")
    hook.send()
    assert hook.types() == []


def test_what_is_refused_is_sent_again_with_growing_pauses_under_its_id(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    receiver.status = 500
    make.session(event, "Opening")
    now, pauses = clock.now(), []
    for _ in range(5):
        with clock.frozen_at(now):
            hook.send()
            hook.send()  # it is not yet time
            with make.inside():
                due = db.session.scalars(select(WebhookDelivery.due_at).where(WebhookDelivery.state == "queued")).one()
        pauses.append((due - now).total_seconds() / 60)
        now = due
    assert pauses == [1, 2, 4, 8, 16]
    receiver.status = 200
    with clock.frozen_at(now):
        hook.send()
    assert (len(receiver.ids), len(set(receiver.ids))) == (6, 1)
    assert hook.states() == {"sent": 2}


def test_changes_of_one_thing_wait_for_each_other_and_those_of_others_do_not(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    one = make.session(event, "One")
    other = make.session(event, "Other")
    hook.send()
    receiver.received.clear()
    receiver.status = 503
    retitle(make, one, "One again")
    hook.send()
    receiver.status = 200
    retitle(make, one, "One once more")
    retitle(make, other, "Other again")
    hook.send()
    later = clock.now() + timedelta(minutes=2)
    with clock.frozen_at(later):
        hook.send()
    told = [json.loads(received.body)["data"]["id"] for received in receiver.received]
    codes = [json.loads(received.body)["data"]["subject_code"] for received in receiver.received]
    assert codes == [one.code, other.code, one.code, one.code]
    assert told[0] == told[2] < told[3]


def test_a_receiver_says_how_long_to_wait(hook: Hook, receiver: Receiver, make: Factories, event: Event) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    make.room(event)
    now = clock.now()
    with clock.frozen_at(now):
        hook.send()
        with make.inside():
            due = db.session.scalars(select(WebhookDelivery.due_at).where(WebhookDelivery.state == "queued")).one()
    assert due - now == timedelta(hours=1)


def mails(make: Factories) -> list[str]:
    with make.inside():
        return list(db.session.scalars(select(Mail.recipient).where(Mail.kind == "webhook_disabled")))


def test_one_that_is_gone_is_stopped_and_told_of_and_misses_nothing(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    receiver.status = 410
    room = make.room(event)
    hook.send()
    assert (hook.state(), mails(make)) == ((False, "gone"), ["owner@example.org"])
    make.session(event, "Meanwhile", room_id=room.id)
    hook.send()
    assert hook.types() == ["room.created"]
    receiver.status = 200
    hook.act(service.start_webhook)
    hook.send()
    assert hook.types()[1:] == ["room.created", "webhook.disabled", "session.created", "webhook.started"]
    assert set(hook.states()) == {"sent"}


def test_after_three_days_without_success_it_is_stopped(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    receiver.status = 502
    make.room(event)
    now = begun = clock.now()
    tries = 0
    while hook.state() == (True, ""):
        with clock.frozen_at(now):
            hook.send()
        tries += 1
        now += timedelta(hours=12)
    assert (hook.state(), tries, mails(make)) == ((False, "failing"), 7, ["owner@example.org"])
    assert now - timedelta(hours=12) - begun == timedelta(days=3)
    assert hook.states() == {"failed": 1, "sent": 1}


def test_a_redirect_leads_nowhere(hook: Hook, receiver: Receiver, make: Factories, event: Event) -> None:
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/"}
    make.room(event)
    hook.send()
    with make.inside():
        delivery = db.session.scalars(select(WebhookDelivery).where(WebhookDelivery.state == "queued")).one()
        assert (delivery.status, delivery.attempts) == (302, 1)


def test_an_address_that_leads_inside_by_now_gets_nothing(
    app: Flask, hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    app.config["WEBHOOK_NETWORKS"] = ()
    with make.inside():
        db.session.execute(update(Webhook).values(url=receiver.url.replace("http:", "https:")))
        db.session.commit()
    make.room(event)
    hook.send()
    with make.inside():
        (failure,) = db.session.scalars(select(WebhookDelivery.failure).where(WebhookDelivery.state == "queued"))
    assert failure == "AddressRefused: 127.0.0.1 leads to 127.0.0.1, which is not public"
    assert receiver.received == []


def test_one_that_hangs_keeps_nobody_elses_waiting(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    other = Receiver()
    second = Hook(make, event, other)
    receiver.hangs = True
    make.room(event)
    began = monotonic()
    with make.inside():
        owe_webhooks()
        service.send_webhooks()
    waited_for(lambda: "room.created" in second.types(), 8)
    took = monotonic() - began
    receiver.stop()
    other.stop()
    assert took < 8
    waited_for(lambda: not [one for one in threading.enumerate() if one.name.startswith("webhook-")])


def test_a_secret_is_changed_without_a_gap(hook: Hook, receiver: Receiver, make: Factories, event: Event) -> None:
    renewed = str(hook.act(service.renew_webhook_secret))
    make.room(event)
    hook.send()
    for secret in (hook.secret, renewed):
        for received in receiver.received:
            assert Verifier(secret).verify(received.body, received.headers)["data"]["event"] == "forum"
    receiver.received.clear()
    make.track(event)
    with make.inside():
        db.session.execute(update(Webhook).values(former_until=clock.now()))
        db.session.commit()
    hook.send()
    (received,) = receiver.received
    assert Verifier(renewed).verify(received.body, received.headers)["type"] == "track.created"
    with pytest.raises(WebhookVerificationError):
        Verifier(hook.secret).verify(received.body, received.headers)


def test_no_secret_is_readable_in_the_database(hook: Hook, make: Factories) -> None:
    with make.inside():
        assert hook.secret not in str(db.session.execute(select(Webhook.secret)).all())


def test_what_a_worker_that_died_had_taken_is_sent_by_another(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    make.room(event)
    with make.inside():
        owe_webhooks()
        owed = update(WebhookDelivery).where(WebhookDelivery.state == "queued")
        long_ago = clock.now() - timedelta(minutes=20)
        db.session.execute(owed.values(state="sending", claimed_by="another-machine-1", tried_at=long_ago))
        db.session.commit()
        service.send_webhooks()
    waited_for(lambda: hook.types() == ["room.created"])
    waited_for(lambda: hook.states() == {"sent": 2})


def test_two_workers_at_once_send_each_message_once_and_in_order(
    app: Flask, hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    sessions = [make.session(event, f"Talk {number}") for number in range(4)]
    for number in range(5):
        for session in sessions:
            retitle(make, session, f"Title {number}")
    with make.inside():
        owe_webhooks()

    def work() -> None:
        with app.app_context():
            while "queued" in hook.states():
                service.send_to(hook.id)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(receiver.ids).most_common(1)[0][1] == 1
    told = [json.loads(received.body)["data"] for received in receiver.received]
    for session in sessions:
        own = [one["id"] for one in told if one["subject_code"] == session.code]
        assert (own, len(own)) == (sorted(own), 6)


def test_a_message_is_sent_again_by_hand_under_its_id(
    hook: Hook, receiver: Receiver, make: Factories, event: Event
) -> None:
    make.room(event)
    hook.send()
    with make.inside():
        delivery = db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id.desc())).first()
        assert delivery is not None
        service.send_delivery_again(delivery)
    hook.send()
    assert (len(receiver.ids), len(set(receiver.ids))) == (2, 1)


def test_what_was_sent_is_forgotten_after_a_month(hook: Hook, make: Factories) -> None:
    from eventapp.events.service.webhook_deliveries import forget_deliveries

    assert hook.states() == {"sent": 1}
    with clock.frozen_at(clock.now() + timedelta(days=31)), make.inside():
        forget_deliveries()
    assert hook.states() == {}
