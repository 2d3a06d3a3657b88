"""How owed mail leaves: claimed, composed, handed to the SMTP server, and never twice because a process died.

A mail goes through `sending` (claimed, nothing sent that counts) and `handed` (all but the last byte is with the
server). What is found in `sending` after a death was surely not sent and is queued again. What is found in `handed` may
have arrived: a campaign's mail then stays as it is, since nobody may get one twice; a ticket is sent again under the
same Message-ID.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from sqlalchemy import func, select, update

from eventapp.core import clock, jobs, workers
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.deadlines import DeadlineExceeded, within
from eventapp.core.outbox import Composed, Mail, NotWanted, bounce_of, compose, record_bounce, to_message

MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)
STALE_AFTER = timedelta(minutes=10)
SMTP_TIMEOUT = 30.0
"""Seconds for each answer of the mail server, and for finding it."""
BATCH = 50
MAY_HAVE_ARRIVED = "The connection ended at the very moment of sending: it may have arrived."


class MayHaveArrived(Exception):
    """The connection broke after the last byte left and before the server answered."""


class TakenOver(Exception):
    """Another worker took the mail while this one was held up: it is that one's to send."""


class Post:
    """One SMTP connection, opened when first needed and used for many mails.

    `is_away` once the server could not be reached at all: there is no use in trying the next mail at once.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._client: smtplib.SMTP | None = None
        self.is_away = False

    @property
    def is_set_up(self) -> bool:
        return bool(self._url.hostname)

    def send(self, message: EmailMessage, recipient: str, before_last_byte: Callable[[], None]) -> None:
        """Send one mail, calling `before_last_byte` when nothing but the end of it is left to say.

        Raises OSError or SMTPException where it surely was not sent, MayHaveArrived where nobody knows.
        """
        try:
            client = self._open()
        except OSError:
            self.is_away = True
            raise
        try:
            self._begin(client, message, recipient)
            client.send(_transparent(message))
            before_last_byte()
            self._end(client)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        if self._client is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._client.quit()
            self._client = None

    def _open(self) -> smtplib.SMTP:
        if self._client is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._client.noop()[0] == 250:
                    return self._client
            self._client = None
        url = self._url
        assert url.hostname is not None
        self._look_up(url.hostname, _port(url))
        client = _connected(url, SMTP_TIMEOUT)
        if client.sock is not None:  # the last byte goes alone: it must not wait for the answer to those before it
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.ehlo()
        if url.scheme == "smtp" and client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
        if url.username:
            client.login(unquote(url.username), unquote(url.password or ""))
        self._client = client
        return client

    @staticmethod
    def _look_up(host: str, port: int) -> None:
        """Resolving a name knows no time-out of its own; once it is resolved the system answers at once."""
        try:
            within(SMTP_TIMEOUT, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except DeadlineExceeded as error:
            raise OSError(f"the name {host} is not resolved: {error}") from error

    def _begin(self, client: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
        options: Sequence[str] = ["SMTPUTF8", "BODY=8BITMIME"] if not recipient.isascii() else []
        code, words = client.mail(self._sender, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, self._sender)
        code, words = client.rcpt(recipient)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, words)})
        code, words = client.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, words)

    def _end(self, client: smtplib.SMTP) -> None:
        try:
            client.send(b".\r\n")
            code, words = client.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise MayHaveArrived(str(error)) from error
        if code != 250:
            raise smtplib.SMTPDataError(code, words)


def can_be_reached(url: str, within_seconds: float) -> None:
    """Greet the mail server of a smtp:// or smtps:// address. Raises OSError or SMTPException where it is silent."""
    with _connected(urlsplit(url), within_seconds) as client:
        client.ehlo()


def _connected(server: SplitResult, within_seconds: float) -> smtplib.SMTP:
    client = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    return client(server.hostname or "", _port(server), timeout=within_seconds)


def _port(server: SplitResult) -> int:
    return server.port or (465 if server.scheme == "smtps" else 587)


def _transparent(message: EmailMessage) -> bytes:
    """The mail's lines for DATA, a dot at the beginning of one doubled (RFC 5321 section 4.5.2)."""
    written = BytesIO()
    # A link in a header must stay in one piece, and lines may have 998 characters (RFC 5322 section 2.1.1).
    BytesGenerator(written, policy=message.policy.clone(linesep="\r\n", max_line_length=900)).flatten(message)
    lines = re.sub(rb"(?m)^\.", b"..", written.getvalue())
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


@jobs.looks_around
def deliver_some() -> bool:
    """Deliver one batch of what is due; True where more may be waiting."""
    release_stale()
    post = Post(current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"])
    try:
        due = _next_batch()
        for mail_id in due:
            if claim(mail_id):
                deliver(mail_id, post)
            if post.is_away:
                return False
        return bool(due)
    finally:
        post.close()


def _next_batch() -> list[int]:
    """People's own mails first, then campaigns', as many as the day allows."""
    due = select(Mail.id).where(Mail.state == "queued", Mail.due_at <= clock.now(), ~Mail.is_text).order_by(Mail.id)
    found = list(db.session.scalars(due.where(Mail.campaign_id.is_(None)).limit(BATCH)))
    room = min(BATCH - len(found), left_today())
    if room > 0:
        found += db.session.scalars(due.where(Mail.campaign_id.is_not(None)).limit(room)).all()
    db.session.rollback()
    return found


def left_today() -> int:
    """How many campaign mails may still leave within 24 hours."""
    most: int = current_app.config["MAIL_DAILY_CAP"]
    if not most:
        return BATCH
    recent = select(func.count(Mail.id)).where(
        Mail.campaign_id.is_not(None), Mail.delivered_at > clock.now() - timedelta(days=1)
    )
    return max(most - (db.session.scalar(recent) or 0), 0)


@transactional
def claim(mail_id: int) -> bool:
    """Take a queued mail for delivery; False where another worker was first."""
    taken = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == "queued")
        .values(state="sending", attempts=Mail.attempts + 1, due_at=clock.now(), claimed_by=workers.own_name())
        .execution_options(synchronize_session=False)
    )
    return rows_changed(taken) == 1


@transactional
def release_stale() -> None:
    """Give back what a worker that died had claimed; see the top of this file for what is safe to send again.

    That it died is not the mail's failure: it does not count among the attempts.
    """
    unfinished = db.session.scalars(select(Mail).where(Mail.state.in_(("sending", "handed"))).limit(500)).all()
    for mail in unfinished:
        if workers.has_let_go(mail.claimed_by, mail.due_at, STALE_AFTER):
            if mail.state == "handed" and mail.campaign_id is not None:
                mail.state, mail.failure = "failed", MAY_HAVE_ARRIVED
            else:
                mail.state, mail.attempts = "queued", max(mail.attempts - 1, 0)


def deliver(mail_id: int, post: Post | None = None) -> None:
    """Compose and send one claimed mail; a failure is kept and tried again later, with growing pauses."""
    try:
        _deliver(db.session.get_one(Mail, mail_id), post or Post("", ""))
    except TakenOver:
        current_app.logger.warning("mail %s was taken over by another worker", mail_id)


def _deliver(mail: Mail, post: Post) -> None:
    mail_id, composed = mail.id, written(mail)
    if composed is None:
        return
    if not post.is_set_up:
        settle(mail_id, "kept", composed)
        return
    try:
        post.send(to_message(mail, composed), mail.recipient, lambda: settle(mail_id, "handed"))
    except TakenOver:
        raise
    except Exception as error:
        current_app.logger.warning("mail %s is not sent yet: %s", mail_id, error)
        record_failure(mail_id, error)
        return
    settle(mail_id, "sent", composed)


def written(mail: Mail) -> Composed | None:
    """What a claimed mail says; None where it goes nowhere now, and that is settled then."""
    mail_id, recipient = mail.id, mail.recipient
    if mail.campaign_id is not None and bounce_of(recipient):
        settle(mail_id, "skipped")
        return None
    try:
        return compose(mail)
    except NotWanted:
        db.session.rollback()
        db.session.refresh(mail)
        settle(mail_id, "skipped" if mail.recipient == recipient else "queued")
    except Exception as error:
        current_app.logger.warning("mail %s is not written yet: %s", mail_id, error)
        record_failure(mail_id, error)
    return None


@transactional
def settle(mail_id: int, state: str, composed: Composed | None = None, *, failure: str = "") -> None:
    """What became of a claimed mail. Raises TakenOver where another worker has claimed it meanwhile."""
    values: dict[str, Any] = {"state": state, "failure": failure}
    if composed is not None:
        values |= {"subject": composed.subject, "text": composed.text, "html": composed.html}
        values["delivered_at"] = clock.now()
        if composed.told is not None:
            details = db.session.scalar(select(Mail.details).where(Mail.id == mail_id)) or {}
            values["details"] = {**details, "told": composed.told}
    claimed = (Mail.id == mail_id, Mail.state.in_(("sending", "handed")), Mail.claimed_by == workers.own_name())
    statement = update(Mail).where(*claimed).values(**values)
    settled = db.session.execute(statement.execution_options(synchronize_session=False))
    if not rows_changed(settled):
        raise TakenOver


@transactional
def record_failure(mail_id: int, error: Exception) -> None:
    """Keep why a claimed mail was not sent; it is tried again after a pause, unless there is no use in that."""
    mail = db.session.get_one(Mail, mail_id, populate_existing=True)
    mail.failure = f"{type(error).__name__}: {error}"[:500]
    mail.due_at = clock.now() + FIRST_RETRY * 2 ** (mail.attempts - 1)
    if isinstance(error, MayHaveArrived) and mail.campaign_id is not None:
        mail.state, mail.failure = "failed", MAY_HAVE_ARRIVED
    elif refusal := _refusal_for_good(error):
        mail.state = "failed"
        record_bounce(mail.recipient, refusal)
    else:
        mail.state = "failed" if mail.attempts >= MAX_ATTEMPTS else "queued"


def _refusal_for_good(error: Exception) -> str:
    """What the server said of an address that it will never take mail for; empty for anything that may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        for code, words in error.recipients.values():
            if 550 <= code <= 553:
                return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return ""
