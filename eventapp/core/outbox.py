"""Mail that is owed: written in the transaction that caused it, delivered afterwards, kept to be read.

A feature above registers how a kind of mail is composed; this module only knows that there is one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock, jobs
from eventapp.core.db import Model, after_commit, db, transactional
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of

MAIL_STATES = ("queued", "sending", "handed", "sent", "kept", "failed", "withdrawn", "skipped")


class Mail(Model):
    """One mail to one person, or one text message where the recipient is a mobile number.

    `kind` says who composes it, `subject_type` and `subject_id` about what.

    `handed` means that all but the last byte is with the mail server; `kept` that no SMTP is set up; `withdrawn` that
    the team took it back in time; `skipped` that the address bounced or its owner wants no such mail. A campaign's
    mail carries its id, and there is one at most for each subject. `details` are what the composer needs beyond the
    subject as it is now.
    """

    __tablename__ = "mail"
    personal_data = PersonalData(
        ATTENDEES, "messages", ("recipient", "recipient_name", "subject", "text", "html", "details")
    )
    __table_args__ = (
        UniqueConstraint("campaign_id", "subject_id"),
        one_of("state", MAIL_STATES, "state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_mail_state_due", "state", "due_at"),
        Index("ix_mail_event", "event_id", "id"),
        Index("ix_mail_subject", "subject_type", "subject_id"),
        Index("ix_mail_recipient", "recipient", "delivered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    event_id: Mapped[int | None]
    subject_type: Mapped[str] = mapped_column(default="Registration", server_default="Registration")
    subject_id: Mapped[int]
    campaign_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    recipient: Mapped[str]
    recipient_name: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="queued")
    claimed_by: Mapped[str] = mapped_column(default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")

    @hybrid_property
    def is_text(self) -> bool:
        """Whether it goes to a mobile number, as a text message."""
        return self.recipient != "" and "@" not in self.recipient

    @is_text.inplace.expression
    @classmethod
    def _is_text(cls) -> ColumnElement[bool]:
        return (cls.recipient != "") & cls.recipient.not_like("%@%")


class BouncedAddress(Model):
    """An address that mail did not reach. Campaigns leave it out until somebody says that it works again."""

    __tablename__ = "bounced_address"
    personal_data = PersonalData(ATTENDEES, "messages", ("email", "reason"))

    email: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    bounced_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Attachment:
    """A file of a mail. `parameters` go on the content type, e.g. method=REQUEST for an invitation.

    One with a method is an alternative form of the mail, too: only there do mail programs offer buttons to accept it.
    What nobody is sent, or only its name is shown of, need not be made: `make` is called when the content is wanted.
    """

    name: str
    content_type: str
    make: Callable[[], bytes]
    parameters: dict[str, str] = field(default_factory=dict)

    @cached_property
    def content(self) -> bytes:
        return self.make()


@dataclass(frozen=True)
class Composed:
    """A mail ready to send: both bodies say the same. `unsubscribe_url` is for mail that nobody has to get. `told` is
    what it says that may have to be said anew, kept with the mail once it has left. `short` is all that a text message
    says."""

    subject: str
    text: str
    html: str
    reply_to: str
    sender_name: str
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str = ""
    told: Any = None
    short: str = ""


class NotWanted(Exception):
    """Raised by a composer: this mail should not go out any more."""


class Misaddressed(NotWanted):
    """Raised by a composer: what the mail is about has another addressee by now. It goes out if it was addressed anew
    meanwhile, and to nobody otherwise."""


Composer = Callable[[Mail], Composed]
_composers: dict[str, Composer] = {}
_independent: set[str] = set()


def composer(kind: str, *, follows: bool = True) -> Callable[[Composer], Composer]:
    """Register how mails of one kind are composed.

    A mail `follows` its subject: where that passes to somebody else, or changes its address, what is unsent goes along
    or goes nowhere. One that does not is for whom it was written, whatever becomes of the subject.
    """

    def register(function: Composer) -> Composer:
        _composers[kind] = function
        if not follows:
            _independent.add(kind)
        return function

    return register


def enqueue(
    kind: str,
    *,
    subject_id: int,
    recipient: str,
    recipient_name: str,
    locale: str,
    event_id: int | None,
    subject_type: str = "Registration",
    campaign_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    delay: timedelta = timedelta(0),
) -> Mail:
    """Owe somebody a mail, inside the present transaction; it is delivered soon after the commit and the delay."""
    now = clock.now()
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    mail = Mail(
        kind=kind,
        event_id=event_id,
        subject_type=subject_type,
        subject_id=subject_id,
        campaign_id=campaign_id,
        details=dict(details or {}),
        recipient=recipient,
        recipient_name=recipient_name,
        locale=locale,
        message_id=make_msgid(domain=host),
        created_at=now,
        due_at=now + delay,
    )
    db.session.add(mail)
    after_commit(jobs.look_soon)
    return mail


def compose(mail: Mail) -> Composed:
    """The mail's content. Deterministic, so a mail from the outbox can be shown with its attachments at any time."""
    return _composers[mail.kind](mail)


def withdraw(subject_type: str, subject_id: int, kinds: Iterable[str]) -> int:
    """Take back, inside a transaction, what has not been sent yet. Returns how many mails that were."""
    waiting = db.session.scalars(
        select(Mail).where(
            Mail.subject_type == subject_type, Mail.subject_id == subject_id, Mail.kind.in_(tuple(kinds)),
            Mail.state == "queued",
        )
    ).all()  # fmt: skip
    for mail in waiting:
        mail.state = "withdrawn"
    return len(waiting)


def readdress(subject_type: str, subject_id: int, recipient: str, recipient_name: str, locale: str) -> None:
    """Inside a transaction: the subject's owner has another address, name or language, and what is unsent goes there.

    Without an address it goes nowhere. Mails of a paused campaign are among it.
    """
    values: dict[str, Any] = {"recipient": recipient, "recipient_name": recipient_name, "locale": locale}
    db.session.execute(update(Mail).where(_unsent(subject_type, subject_id)).values(**values))
    if not recipient:
        dead = _unsent(subject_type, subject_id) & (Mail.state != "sending")
        db.session.execute(update(Mail).where(dead).values(state="skipped"))


def move_mails(subject_type: str, subject_id: int, recipient: str, recipient_name: str, locale: str) -> None:
    """Inside a transaction: the subject has another owner. What was owed to the one before is withdrawn; campaigns go
    to the new one."""
    own = _unsent(subject_type, subject_id) & Mail.campaign_id.is_(None) & Mail.state.in_(("queued", "failed"))
    db.session.execute(update(Mail).where(own).values(state="withdrawn"))
    campaigns = _unsent(subject_type, subject_id) & Mail.campaign_id.is_not(None)
    values: dict[str, Any] = {"recipient": recipient, "recipient_name": recipient_name, "locale": locale}
    if not recipient:
        values = {"state": "skipped"}
    db.session.execute(update(Mail).where(campaigns).values(**values))


def _unsent(subject_type: str, subject_id: int) -> Any:
    paused = (Mail.state == "withdrawn") & Mail.campaign_id.is_not(None)
    return (
        (Mail.subject_type == subject_type)
        & (Mail.subject_id == subject_id)
        & Mail.kind.not_in(_independent)
        & (Mail.state.in_(("queued", "failed", "sending")) | paused)
    )


_EMPTY: dict[str, Any] = {
    "recipient": "", "recipient_name": "", "subject": "", "text": "", "html": "", "failure": "", "details": {},
}  # fmt: skip


def forget(subject_type: str, subject_id: int) -> None:
    """Erase, inside a transaction, whom mails about this went to and what they said; what is owed goes nowhere."""
    about = (Mail.subject_type == subject_type) & (Mail.subject_id == subject_id)
    waiting = Mail.state.in_(("queued", "failed"))
    db.session.execute(update(Mail).where(about, waiting).values(state="withdrawn"))
    db.session.execute(update(Mail).where(about).values(**_EMPTY))


def number_readable(event_id: int) -> int:
    """How many mails of an event that are on their way no more say whom they went to."""
    return db.session.scalar(select(func.count(Mail.id)).where(*_readable(event_id))) or 0


def forget_some(event_id: int, most: int) -> int:
    """The same inside a transaction, for at most so many of those. Returns how many."""
    ids = list(db.session.scalars(select(Mail.id).where(*_readable(event_id)).limit(most)))
    db.session.execute(update(Mail).where(Mail.id.in_(ids)).values(**_EMPTY))
    return len(ids)


def _readable(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return Mail.event_id == event_id, Mail.recipient != "", Mail.state.not_in(("queued", "sending"))


@transactional
def try_again(mail: Mail) -> None:
    """Queue a failed mail once more, at an organiser's word."""
    if mail.state == "failed":
        mail.state, mail.attempts, mail.due_at = "queued", 0, clock.now()
        after_commit(jobs.look_soon)


@transactional
def record_bounce(email: str, reason: str) -> None:
    """Remember that an address does not work. Saying it twice changes the reason only."""
    address = email.strip().lower()
    known = db.session.get(BouncedAddress, address)
    if known is None:
        db.session.add(BouncedAddress(email=address, reason=reason[:500], bounced_at=clock.now()))
    else:
        known.reason, known.bounced_at = reason[:500], clock.now()


@transactional
def clear_bounce(email: str) -> None:
    """The address works again."""
    db.session.execute(delete(BouncedAddress).where(BouncedAddress.email == email.strip().lower()))


def bounce_of(email: str) -> BouncedAddress | None:
    return db.session.get(BouncedAddress, email.strip().lower())


def to_message(mail: Mail, composed: Composed) -> EmailMessage:
    """The mail as RFC 5322 with MIME parts; what may be declined can be declined by one click (RFC 8058)."""
    message = EmailMessage()
    message["Subject"] = composed.subject
    message["From"] = formataddr((composed.sender_name, current_app.config["MAIL_FROM"]))
    message["To"] = formataddr((mail.recipient_name, mail.recipient))
    message["Reply-To"] = composed.reply_to
    message["Message-ID"] = mail.message_id
    message["Date"] = mail.created_at
    message["Auto-Submitted"] = "auto-generated"
    if composed.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{composed.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(composed.text)
    message.add_alternative(composed.html, subtype="html")
    for attachment in composed.attachments:
        if "method" in attachment.parameters:
            message.add_alternative(
                attachment.content.decode(), subtype="calendar", charset="utf-8", cte="base64",
                params={"method": attachment.parameters["method"]},
            )  # fmt: skip
    for attachment in composed.attachments:
        maintype, subtype = attachment.content_type.split("/")
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name,
            params=attachment.parameters,
        )  # fmt: skip
    message["Content-Language"] = mail.locale  # last: becoming multipart moves Content-* headers into the first part
    return message
