"""Mail that is owed: written in the transaction that caused it, delivered afterwards, kept to be read.

A feature above registers how a kind of mail is composed; this module only knows that there is one.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import CheckConstraint, Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock, jobs
from eventapp.core.db import Model, after_commit, db, rows_changed, transactional
from eventapp.core.types import UtcDateTime, one_of

MAIL_STATES = ("queued", "sending", "sent", "kept", "failed")
MAX_ATTEMPTS = 8
_FIRST_RETRY = timedelta(seconds=30)
_STALE_AFTER = timedelta(minutes=10)


class Mail(Model):
    """One mail to one person. `kind` says who composes it, `subject_id` about whom; `kept` means no SMTP is set up."""

    __tablename__ = "mail"
    __table_args__ = (
        one_of("state", MAIL_STATES, "state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_mail_state_due", "state", "due_at"),
        Index("ix_mail_event", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    event_id: Mapped[int | None]
    subject_id: Mapped[int]
    recipient: Mapped[str]
    recipient_name: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Attachment:
    """A file of a mail. `parameters` go on the content type, e.g. method=REQUEST for an invitation."""

    name: str
    content_type: str
    content: bytes
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Composed:
    """A mail ready to send: both bodies say the same."""

    subject: str
    text: str
    html: str
    reply_to: str
    sender_name: str
    attachments: tuple[Attachment, ...] = ()


Composer = Callable[[Mail], Composed]
_composers: dict[str, Composer] = {}


def composer(kind: str) -> Callable[[Composer], Composer]:
    """Register how mails of one kind are composed."""

    def register(function: Composer) -> Composer:
        _composers[kind] = function
        return function

    return register


def enqueue(
    kind: str, *, subject_id: int, recipient: str, recipient_name: str, locale: str, event_id: int | None
) -> Mail:
    """Owe somebody a mail, inside the present transaction; it is delivered soon after the commit."""
    now = clock.now()
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    mail = Mail(
        kind=kind,
        event_id=event_id,
        subject_id=subject_id,
        recipient=recipient,
        recipient_name=recipient_name,
        locale=locale,
        message_id=make_msgid(domain=host),
        created_at=now,
        due_at=now,
    )
    db.session.add(mail)
    after_commit(jobs.deliver_mail_soon)
    return mail


def compose(mail: Mail) -> Composed:
    """The mail's content. Deterministic, so a mail from the outbox can be shown with its attachments at any time."""
    return _composers[mail.kind](mail)


def deliver_due(limit: int = 200) -> int:
    """Deliver what is due, oldest first, until nothing is left. Returns how many were taken up."""
    release_stale()
    handled = 0
    while True:
        due = db.session.scalars(
            select(Mail.id).where(Mail.state == "queued", Mail.due_at <= clock.now()).order_by(Mail.id).limit(limit)
        ).all()
        db.session.rollback()
        if not due:
            return handled
        for mail_id in due:
            if claim(mail_id):
                deliver(mail_id)
                handled += 1


@transactional
def claim(mail_id: int) -> bool:
    """Take a queued mail for delivery; False where another worker was first."""
    taken = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == "queued")
        .values(state="sending", attempts=Mail.attempts + 1, due_at=clock.now())
    )
    return rows_changed(taken) == 1


@transactional
def release_stale() -> None:
    """Queue again what a killed worker left half sent. The Message-ID stays, so a second copy is recognised."""
    db.session.execute(
        update(Mail).where(Mail.state == "sending", Mail.due_at < clock.now() - _STALE_AFTER).values(state="queued")
    )


def deliver(mail_id: int) -> None:
    """Compose and send one claimed mail; a failure is kept and tried again later, with growing pauses."""
    mail = db.session.get_one(Mail, mail_id)
    try:
        composed = compose(mail)
        sent = send(to_message(mail, composed), mail.recipient)
    except Exception as error:
        current_app.logger.warning("mail %s to be tried again: %s", mail_id, error)
        _record_failure(mail_id, f"{type(error).__name__}: {error}"[:500])
        return
    _record_delivery(mail_id, "sent" if sent else "kept", composed)


@transactional
def _record_delivery(mail_id: int, state: str, composed: Composed) -> None:
    mail = db.session.get_one(Mail, mail_id)
    mail.state, mail.delivered_at, mail.failure = state, clock.now(), ""
    mail.subject, mail.text, mail.html = composed.subject, composed.text, composed.html


@transactional
def _record_failure(mail_id: int, failure: str) -> None:
    mail = db.session.get_one(Mail, mail_id)
    mail.failure = failure
    mail.state = "failed" if mail.attempts >= MAX_ATTEMPTS else "queued"
    mail.due_at = clock.now() + _FIRST_RETRY * 2 ** (mail.attempts - 1)


@transactional
def try_again(mail: Mail) -> None:
    """Queue a failed mail once more, at an organiser's word."""
    if mail.state == "failed":
        mail.state, mail.attempts, mail.due_at = "queued", 0, clock.now()
        after_commit(jobs.deliver_mail_soon)


def to_message(mail: Mail, composed: Composed) -> EmailMessage:
    """The mail as RFC 5322 with MIME parts."""
    message = EmailMessage()
    message["Subject"] = composed.subject
    message["From"] = formataddr((composed.sender_name, current_app.config["MAIL_FROM"]))
    message["To"] = formataddr((mail.recipient_name, mail.recipient))
    message["Reply-To"] = composed.reply_to
    message["Message-ID"] = mail.message_id
    message["Date"] = mail.created_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(composed.text)
    message.add_alternative(composed.html, subtype="html")
    for attachment in composed.attachments:
        maintype, subtype = attachment.content_type.split("/")
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name,
            params=attachment.parameters,
        )  # fmt: skip
    message["Content-Language"] = mail.locale  # last: becoming multipart moves Content-* headers into the first part
    return message


def send(message: EmailMessage, recipient: str) -> bool:
    """Hand a message to the SMTP server; False where none is set up. Raises OSError or SMTPException."""
    url = urlsplit(current_app.config["SMTP_URL"])
    if not url.hostname:
        return False
    if url.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(url.hostname, url.port or 465, timeout=30)
    else:
        client = smtplib.SMTP(url.hostname, url.port or 587, timeout=30)
    with client:
        client.ehlo()
        if url.scheme == "smtp" and client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
        if url.username:
            client.login(unquote(url.username), unquote(url.password or ""))
        client.send_message(message, from_addr=current_app.config["MAIL_FROM"], to_addrs=[recipient])
    return True
