"""All registrations at one address, by a link that is mailed to it: attendees need no account."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select

from eventapp.core import clock, jobs
from eventapp.core.codes import derived_secret, random_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.outbox import forget
from eventapp.core.signals import attendee_link_wanted
from eventapp.registration.models import AttendeeLink

LASTS = timedelta(days=1)
MAILS_AN_HOUR = 3
"""So many go to one address, whoever asks for them."""
_AT_ONCE = 500


def attendee_link_token(link: AttendeeLink) -> str:
    """The secret of a link, worked out again when its mail is written."""
    return derived_secret(current_app.config["SECRET_KEY"], f"attendee-link:{link.email}:{link.salt}")


@transactional
def ask_for_all_registrations(email: str, locale: str) -> None:
    """Owe a link to whoever reads this address. The same is done, and said, where nothing is registered at it."""
    address, now = email.strip().lower(), clock.now()
    recent = (AttendeeLink.email == address, AttendeeLink.created_at > now - timedelta(hours=1))
    if (db.session.scalar(select(func.count(AttendeeLink.id)).where(*recent)) or 0) >= MAILS_AN_HOUR:
        return
    link = AttendeeLink(email=address, salt=random_secret(), created_at=now, expires_at=now + LASTS)
    link.token_hash = secret_hash(attendee_link_token(link))
    db.session.add(link)
    db.session.flush()
    attendee_link_wanted.send(link, locale=locale)


def address_of_link(token: str) -> str | None:
    """The address that a link is for; None where it is none, or its day is over."""
    query = select(AttendeeLink.email).where(
        AttendeeLink.token_hash == secret_hash(token), AttendeeLink.expires_at > clock.lenient_now()
    )
    return db.session.scalar(query)


def forget_attendee_links(email: str) -> None:
    """Inside a transaction: nothing of this address is left here."""
    _forget(AttendeeLink.email == email.strip().lower())


@jobs.looks_around
def forget_old_links() -> bool:
    """What is left of links whose day is over, some at a time; and whether more may be left."""
    return _forget_old()


@transactional
def _forget_old() -> bool:
    return _forget(AttendeeLink.expires_at < clock.lenient_now() - LASTS) == _AT_ONCE


def _forget(condition: ColumnElement[bool]) -> int:
    """The links, and the address in the mails that were owed for them, where nothing may be registered at it."""
    found = list(db.session.scalars(select(AttendeeLink.id).where(condition).limit(_AT_ONCE)))
    for link_id in found:
        forget("AttendeeLink", link_id)
    db.session.execute(delete(AttendeeLink).where(AttendeeLink.id.in_(found)))
    return len(found)
