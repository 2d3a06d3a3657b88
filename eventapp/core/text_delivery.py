"""How owed text messages leave: through the operator's gateway, within the event's budget.

The states are a mail's, see delivery.py. The gateway is told each message's own id, so that one that comes again, since
nobody knew whether it had arrived, can be known as the same.
"""

from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from eventapp.core import clock, jobs
from eventapp.core.db import db
from eventapp.core.delivery import BATCH, MayHaveArrived, TakenOver, claim, record_failure, settle, written
from eventapp.core.gateway_bodies import filled
from eventapp.core.outbox import Composed, Mail
from eventapp.core.text_messages import (
    BUDGET_IS_USED_UP,
    MOST_A_DAY,
    TOO_MANY,
    give_back,
    number_of_parts,
    sent_today,
    spend,
)

CONNECT_WITHIN, ANSWER_WITHIN = 5.0, 15.0
"""Seconds."""
_MAY_PASS = {401, 403, 407, 408, 425, 429}
"""Answers that say nothing of the message: who is asked again later may take it."""


class GatewayRefused(Exception):
    """The gateway will not send this message, however often it is asked."""


class TextMessage(NamedTuple):
    to: str
    text: str
    id: str


class Gateway:
    """The operator's gateway. `is_away` once it could not be reached: the next message would not get there either."""

    def __init__(self, url: str, token: str, body: str) -> None:
        self._url, self._token, self._body = url, token, body
        self.is_away = False

    @classmethod
    def of_settings(cls) -> "Gateway":
        config = current_app.config
        return cls(config["TEXT_GATEWAY_URL"], config["TEXT_GATEWAY_TOKEN"], config["TEXT_GATEWAY_BODY"])

    @property
    def is_set_up(self) -> bool:
        return bool(self._url)

    def send(self, message: TextMessage) -> None:
        """Hand one message over. Raises OSError where it surely did not get there, MayHaveArrived where nobody knows,
        GatewayRefused where there is no use in another try."""
        body, content_type = filled(self._body, message._asdict())
        headers = {"Content-Type": content_type, "Idempotency-Key": message.id}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        import requests  # a quarter of a second, in a worker that has something to send

        try:
            answer = requests.post(
                self._url, data=body, headers=headers, timeout=(CONNECT_WITHIN, ANSWER_WITHIN), allow_redirects=False
            )
        except requests.RequestException as error:
            self.is_away = True
            if _got_nowhere(error):
                raise OSError(f"the gateway cannot be reached: {type(error).__name__}") from error
            raise MayHaveArrived(f"the gateway has not answered: {type(error).__name__}") from error
        if answer.ok and not answer.is_redirect:
            return
        words = f"{answer.status_code} {answer.text[:300]}".strip()
        if answer.status_code >= 500 or answer.status_code in _MAY_PASS:
            raise OSError(words)
        raise GatewayRefused(words)


def _got_nowhere(error: Exception) -> bool:
    """Whether a request failed before anything of it was sent."""
    import requests
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError)):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)


@jobs.looks_around
def deliver_texts() -> bool:
    """Send one batch of what is due; True where more may be waiting."""
    gateway = Gateway.of_settings()
    due = select(Mail.id).where(Mail.state == "queued", Mail.due_at <= clock.now(), Mail.is_text)
    ids = list(db.session.scalars(due.order_by(Mail.id).limit(BATCH)))
    db.session.rollback()
    for mail_id in ids:
        if claim(mail_id):
            deliver_text(mail_id, gateway)
        if gateway.is_away:
            return False
    return bool(ids)


def deliver_text(mail_id: int, gateway: Gateway) -> None:
    """Compose and send one that is claimed; a failure is kept and tried again later, with growing pauses."""
    try:
        _deliver(db.session.get_one(Mail, mail_id), gateway)
    except TakenOver:
        current_app.logger.warning("text message %s was taken over by another worker", mail_id)


def _deliver(mail: Mail, gateway: Gateway) -> None:
    mail_id, number, message_id, event_id = mail.id, mail.recipient, mail.message_id.strip("<>"), mail.event_id
    composed = written(mail)
    if composed is None:
        return
    said = Composed(composed.subject, composed.short, "", "", "", told=composed.told)
    if not gateway.is_set_up:
        settle(mail_id, "kept", said)
    elif sent_today(number) >= MOST_A_DAY:
        settle(mail_id, "failed", failure=TOO_MANY)
    elif event_id is None or not spend(event_id, number_of_parts(said.text)):
        settle(mail_id, "failed", failure=BUDGET_IS_USED_UP)
    else:
        settle(mail_id, "handed")
        is_unspent = _send(mail_id, TextMessage(number, said.text, message_id), said, gateway)
        if is_unspent:
            give_back(event_id, number_of_parts(said.text))


def _send(mail_id: int, message: TextMessage, said: Composed, gateway: Gateway) -> bool:
    """Whether it surely was not sent."""
    try:
        gateway.send(message)
    except (GatewayRefused, OSError, MayHaveArrived) as error:
        current_app.logger.warning("text message %s is not sent yet: %s", mail_id, error)
        if isinstance(error, GatewayRefused):
            settle(mail_id, "failed", failure=str(error)[:500])
        else:
            record_failure(mail_id, error)
        return not isinstance(error, MayHaveArrived)
    settle(mail_id, "sent", said)
    return False
