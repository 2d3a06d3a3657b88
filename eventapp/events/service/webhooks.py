"""Webhooks: set up, changed, stopped, and given new secrets without a gap."""

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, update

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.outgoing_requests import Network, check_url
from eventapp.core.secret_box import seal
from eventapp.events.models import Event, Webhook, WebhookDelivery
from eventapp.events.queries import last_change, webhooks_of

FORMER_SIGNS_FOR = timedelta(days=1)
MOST_WEBHOOKS = 20
SUBJECTS = (
    "event", "session", "speaker", "room", "track", "company", "title", "registration", "ticket_type", "access_code",
    "invitation", "question", "campaign", "gate", "device", "team",
)  # fmt: skip
"""Kinds of things that a webhook can be held to: what actions of the history begin with."""


class TooManyWebhooks(Exception):
    """An event has as many as it may."""


class WebhookDetails(NamedTuple):
    """What is said of a webhook. `subjects` empty means all."""

    name: str
    url: str
    subjects: Sequence[str] = ()


def allowed_networks() -> tuple[Network, ...]:
    """Beyond the public one (EVENTAPP_WEBHOOK_NETWORKS)."""
    return tuple(ip_network(one) for one in current_app.config["WEBHOOK_NETWORKS"])


@transactional
def create_webhook(event: Event, details: WebhookDetails) -> tuple[Webhook, str]:
    """The webhook and its secret, which is shown this once. It is told what changes from now on.

    Raises AddressRefused and TooManyWebhooks.
    """
    check_url(details.url, allowed_networks())
    db.session.refresh(event, with_for_update=True)
    if len(webhooks_of(event.id)) >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    secret = _new_secret()
    webhook = Webhook(
        event_id=event.id, secret=seal(secret), position=last_change(event.id), created_at=clock.now(),
        **_values(details),
    )  # fmt: skip
    db.session.add(webhook)
    db.session.flush()
    audit.record("webhook.created", webhook, event_id=event.id, after=_values(details))
    return webhook, secret


@transactional
def change_webhook(webhook: Webhook, details: WebhookDetails) -> None:
    """Raises AddressRefused."""
    check_url(details.url, allowed_networks())
    values = _values(details)
    before, after = audit.differences({name: getattr(webhook, name) for name in values}, values)
    if after:
        for name, value in after.items():
            setattr(webhook, name, value)
        audit.record("webhook.updated", webhook, event_id=webhook.event_id, before=before, after=after)


@transactional
def renew_webhook_secret(webhook: Webhook) -> str:
    """The new secret. For a day each message is signed with the former one too: nothing is refused meanwhile."""
    secret = _new_secret()
    db.session.refresh(webhook, with_for_update={"of": Webhook})
    webhook.former_secret, webhook.former_until = webhook.secret, clock.now() + FORMER_SIGNS_FOR
    webhook.secret = seal(secret)
    audit.record("webhook.secret_renewed", webhook, event_id=webhook.event_id)
    return secret


@transactional
def stop_webhook(webhook: Webhook) -> None:
    """Nothing is sent until it is started again; what changes meanwhile is sent then."""
    if webhook.is_active:
        webhook.is_active = False
        audit.record("webhook.stopped", webhook, event_id=webhook.event_id)


@transactional
def start_webhook(webhook: Webhook) -> None:
    """Also what was given up while it did not answer is sent again, in its order."""
    if webhook.is_active:
        return
    webhook.is_active, webhook.disabled_reason = True, ""
    owed = update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state.in_(("queued", "failed"))
    )
    db.session.execute(owed.values(state="queued", due_at=clock.now(), attempts=0, first_tried_at=None))
    audit.record("webhook.started", webhook, event_id=webhook.event_id)


@transactional
def delete_webhook(webhook: Webhook) -> None:
    audit.record("webhook.deleted", webhook, event_id=webhook.event_id, before={"url": webhook.url})
    db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id))
    db.session.delete(webhook)


@transactional
def send_delivery_again(delivery: WebhookDelivery) -> None:
    """By hand, whatever became of it. Its id stays: who had received it knows it again."""
    db.session.refresh(delivery, with_for_update={"of": WebhookDelivery})
    if delivery.state in ("sent", "failed"):
        delivery.state, delivery.attempts, delivery.first_tried_at = "queued", 0, None
        delivery.due_at = clock.now()
        after_commit(jobs.look_soon)


def _values(details: WebhookDetails) -> dict[str, object]:
    return {
        "name": details.name, "url": details.url, "subjects": [one for one in SUBJECTS if one in details.subjects],
    }  # fmt: skip


def _new_secret() -> str:
    """As Standard Webhooks writes them: 24 to 64 random bytes."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
