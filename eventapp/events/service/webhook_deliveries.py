"""How webhooks are told of changes (Standard Webhooks 1.0): at least once, of one thing in the order of its changes.

A look at the history owes each webhook its messages; another has them sent, each webhook's in a thread of its own, so
that one that hangs holds up nobody else's. A message says what changed and not to what: its receiver reads that through
the API, with what its token may see.
"""

import json
import secrets
import threading
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased
from standardwebhooks import Webhook as Signer

from eventapp.core import audit, clock, jobs, workers
from eventapp.core.audit import AuditEntry
from eventapp.core.db import after_commit, db, rows_changed, transactional
from eventapp.core.outgoing_requests import AddressRefused, Answer, post
from eventapp.core.secret_box import SecretUnreadable, unseal
from eventapp.core.signals import webhook_disabled
from eventapp.events.models import Webhook, WebhookDelivery
from eventapp.events.queries import settled_changes
from eventapp.events.service.webhooks import allowed_networks

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=12)
GIVES_UP_AFTER = timedelta(days=3)
STALE_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
MOST_AT_ONCE = 16
"""Webhooks that are sent to at one time."""
GONE = 410
_BATCH = 200


@jobs.looks_around
def owe_webhooks() -> bool:
    """Owe every webhook some of what has changed since it was last looked for; True where more may be left."""
    ids = list(db.session.scalars(select(Webhook.id).where(Webhook.is_active).order_by(Webhook.id)))
    db.session.rollback()
    has_more = [_owe(webhook_id) for webhook_id in ids]  # each, whatever became of those before
    return any(has_more)


@transactional
def _owe(webhook_id: int) -> bool:
    webhook = db.session.get(Webhook, webhook_id, with_for_update={"of": Webhook}, populate_existing=True)
    if webhook is None or not webhook.is_active:
        return False
    query = settled_changes(webhook.event_id).where(AuditEntry.id > webhook.position)
    entries = list(db.session.scalars(query.order_by(AuditEntry.id).limit(_BATCH)))
    for entry in entries:
        if webhook.wants(entry.action):
            db.session.add(_delivery(webhook, entry))
    if entries:
        webhook.position = entries[-1].id
    return len(entries) == _BATCH


def _delivery(webhook: Webhook, entry: AuditEntry) -> WebhookDelivery:
    data = {
        "id": entry.id, "action": entry.action, "subject_type": entry.subject_type, "subject_id": entry.subject_id,
        "subject_code": entry.subject_code,
    }  # fmt: skip
    return _message(webhook, entry.action, f"{entry.subject_type} {entry.subject_id}", entry.at, data)


def _message(webhook: Webhook, kind: str, subject: str, at: datetime, data: dict[str, Any]) -> WebhookDelivery:
    said = {"type": kind, "timestamp": at.isoformat(), "data": {"event": webhook.event.slug, **data}}
    return WebhookDelivery(
        webhook_id=webhook.id, message_id=f"msg_{secrets.token_urlsafe(18)}", subject=subject, type=kind,
        body=json.dumps(said, separators=(",", ":")), created_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip


@transactional
def send_test(webhook: Webhook) -> WebhookDelivery:
    """Owe a message that tells of nothing, to see whether one arrives."""
    delivery = _message(webhook, "webhook.test", f"test {secrets.token_hex(8)}", clock.now(), {})
    db.session.add(delivery)
    after_commit(jobs.look_soon)
    return delivery


class Senders:
    """The threads of this process that send: one a webhook, and not too many."""

    def __init__(self) -> None:
        self._busy: set[int] = set()
        self._lock = threading.Lock()

    def start(self, webhook_id: int) -> None:
        with self._lock:
            if webhook_id in self._busy or len(self._busy) >= MOST_AT_ONCE:
                return
            self._busy.add(webhook_id)
        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def run() -> None:
            try:
                with app.app_context():
                    send_to(webhook_id)
            except Exception:
                app.logger.exception("webhook %s: sending failed", webhook_id)
            finally:
                with self._lock:
                    self._busy.discard(webhook_id)

        threading.Thread(target=run, name=f"webhook-{webhook_id}", daemon=True).start()


_senders = Senders()


@jobs.looks_around
def send_webhooks() -> bool:
    """Have what is due be sent. It is not waited for: a receiver that hangs keeps no other work from being done."""
    _release_stale()
    due = select(WebhookDelivery.webhook_id).join(Webhook).where(*_is_due()).distinct()
    for webhook_id in list(db.session.scalars(due)):
        _senders.start(webhook_id)
    db.session.rollback()
    return False


def send_to(webhook_id: int) -> None:
    """Send all that is due to one webhook, one after the other. Where nobody answers the rest waits for the next look:
    that is a message a minute for who is away."""
    while (delivery_id := _claim(webhook_id)) is not None:
        if not _send(delivery_id):
            return


def _is_due() -> tuple[Any, ...]:
    return Webhook.is_active, WebhookDelivery.state == "queued", WebhookDelivery.due_at <= clock.now()


@transactional
def _claim(webhook_id: int) -> int | None:
    """The next that is due and before which nothing of the same subject is owed, taken for sending."""
    earlier = aliased(WebhookDelivery)
    waits = exists().where(
        earlier.webhook_id == webhook_id, earlier.id < WebhookDelivery.id,
        earlier.subject == WebhookDelivery.subject, earlier.state.in_(("queued", "sending")),
    )  # fmt: skip
    query = select(WebhookDelivery.id).join(Webhook).where(*_is_due(), WebhookDelivery.webhook_id == webhook_id, ~waits)
    found = db.session.scalar(query.order_by(WebhookDelivery.id).limit(1))
    if found is None:
        return None
    taken = update(WebhookDelivery).where(WebhookDelivery.id == found, WebhookDelivery.state == "queued")
    values = {
        "state": "sending", "attempts": WebhookDelivery.attempts + 1, "claimed_by": workers.own_name(),
        "tried_at": clock.now(),
    }  # fmt: skip
    changed = db.session.execute(taken.values(**values).execution_options(synchronize_session=False))
    return found if rows_changed(changed) else None


class _Parcel(NamedTuple):
    url: str
    body: bytes
    headers: dict[str, str]


def _send(delivery_id: int) -> bool:
    """Whether somebody answered. No transaction is open while that is waited for."""
    answer, failure = None, ""
    try:
        parcel = _parcel(db.session.get_one(WebhookDelivery, delivery_id, populate_existing=True))
        db.session.rollback()
        answer = post(*parcel, allowed_networks())
    except (AddressRefused, OSError, SecretUnreadable) as error:
        failure = f"{type(error).__name__}: {error}"[:500]
    db.session.rollback()
    _settle(delivery_id, answer, failure)
    return answer is not None


def _parcel(delivery: WebhookDelivery) -> _Parcel:
    webhook, now, named = delivery.webhook, clock.now(), delivery.message_id
    sealed = [webhook.secret]
    if webhook.former_secret and webhook.former_until is not None and webhook.former_until > now:
        sealed.append(webhook.former_secret)
    headers = {
        "Content-Type": "application/json", "User-Agent": "eventapp", "webhook-id": named,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(unseal(one)).sign(named, now, delivery.body) for one in sealed),
    }  # fmt: skip
    return _Parcel(webhook.url, delivery.body.encode(), headers)


@transactional
def _settle(delivery_id: int, answer: Answer | None, failure: str) -> None:
    delivery = db.session.get(WebhookDelivery, delivery_id, with_for_update={"of": WebhookDelivery})
    if delivery is None or delivery.state != "sending" or delivery.claimed_by != workers.own_name():
        return  # it was removed, or is another's to send by now
    delivery.status = None if answer is None else answer.status
    delivery.answer = "" if answer is None else _readable(answer.body)
    delivery.failure = failure
    delivery.first_tried_at = delivery.first_tried_at or delivery.tried_at
    if answer is not None and 200 <= answer.status < 300:
        delivery.state = "sent"
        return
    is_gone = answer is not None and answer.status == GONE
    assert delivery.first_tried_at is not None
    if is_gone or clock.now() - delivery.first_tried_at >= GIVES_UP_AFTER:
        delivery.state = "failed"
        _disable(delivery.webhook, "gone" if is_gone else "failing")
        return
    delivery.state, delivery.due_at = "queued", clock.now() + _pause(delivery.attempts, answer)


def _pause(attempts: int, answer: Answer | None) -> timedelta:
    """Growing, and at least as long as the receiver asks for."""
    own = min(FIRST_PAUSE * 2 ** min(attempts - 1, 12), LONGEST_PAUSE)
    asked = timedelta(seconds=(answer.retry_after or 0) if answer is not None else 0)
    return max(own, min(asked, LONGEST_PAUSE))


def _readable(body: bytes) -> str:
    text = body.decode(errors="replace")
    return "".join(one for one in text if one in "\n\t" or one.isprintable())


def _disable(webhook: Webhook, reason: str) -> None:
    """Inside a transaction: nothing more is sent until the team starts it again, and they are told."""
    if webhook.is_active:
        webhook.is_active, webhook.disabled_reason = False, reason
        with audit.acting_as("system"):
            audit.record("webhook.disabled", webhook, event_id=webhook.event_id, after={"reason": reason})
        webhook_disabled.send(webhook)


@transactional
def _release_stale() -> None:
    """Give back what a process that died had claimed. It may have arrived: that is why ids stay the same."""
    for delivery in db.session.scalars(select(WebhookDelivery).where(WebhookDelivery.state == "sending").limit(500)):
        if workers.has_let_go(delivery.claimed_by, delivery.tried_at, STALE_AFTER):
            delivery.state = "queued"


@jobs.looks_around
def forget_deliveries() -> bool:
    """Some of what was sent long ago, and whether more may be left."""
    return _forget()


@transactional
def _forget() -> bool:
    old = select(WebhookDelivery.id).where(
        WebhookDelivery.created_at < clock.now() - KEPT_FOR, WebhookDelivery.state.in_(("sent", "failed"))
    )
    ids = list(db.session.scalars(old.limit(_BATCH)))
    db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids)))
    return len(ids) == _BATCH
