"""Links that are mailed to whoever owns an address: to sign in, or to choose a password. Each works once."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select, update

from eventapp.accounts.models import AccountLink, User
from eventapp.accounts.queries import user_by_email
from eventapp.accounts.service.errors import LinkOver
from eventapp.accounts.service.passwords import change_password
from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, random_secret, secret_hash
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.signals import account_link_wanted

LINKS_LAST = {"password": timedelta(hours=1), "sign_in": timedelta(minutes=10)}
LINKS_AN_HOUR = 5
"""So many mails an hour go to one address, whoever asks for them."""


def link_token(link: AccountLink) -> str:
    """The secret of a link, worked out again when its mail is written."""
    return derived_secret(current_app.config["SECRET_KEY"], f"account-link:{link.purpose}:{link.email}:{link.salt}")


@transactional
def ask_for_link(purpose: str, email: str, locale: str) -> None:
    """Owe a link to whoever has an account under this address.

    The same is done, and said, for an address without one: what becomes of it is decided when the mail is written.
    """
    address = email.strip().lower()
    since = clock.now() - timedelta(hours=1)
    asked = select(func.count(AccountLink.id)).where(AccountLink.email == address, AccountLink.created_at > since)
    if (db.session.scalar(asked) or 0) >= LINKS_AN_HOUR:
        return
    account_link_wanted.send(_make(purpose, address), locale=locale)


def make_link(user: User, purpose: str) -> str:
    """A link's secret for whoever has a shell, to be handed over in person."""
    link = _make_for(user, purpose)
    return link_token(link)


@transactional
def _make_for(user: User, purpose: str) -> AccountLink:
    audit.record("user.link_made", user, after={"purpose": purpose, "email": user.email})
    return _make(purpose, user.email)


def _make(purpose: str, email: str) -> AccountLink:
    now = clock.now()
    link = AccountLink(
        purpose=purpose, email=email, salt=random_secret(), created_at=now, expires_at=now + LINKS_LAST[purpose]
    )  # fmt: skip
    link.token_hash = secret_hash(link_token(link))
    db.session.add(link)
    db.session.flush()
    return link


def user_of_link(token: str, purpose: str) -> User:
    """Whose link this is, without using it up. Raises LinkOver."""
    query = select(AccountLink).where(AccountLink.token_hash == secret_hash(token), AccountLink.purpose == purpose)
    link = db.session.scalar(query)
    if link is None or link.used_at is not None or link.expires_at <= clock.lenient_now():
        raise LinkOver
    user = user_by_email(link.email)
    if user is None or user.is_disabled:
        raise LinkOver
    return user


@transactional
def use_link(token: str, purpose: str) -> User:
    """Raises LinkOver, also for the second of two who use it at once."""
    user = user_of_link(token, purpose)
    unused = (AccountLink.token_hash == secret_hash(token), AccountLink.used_at.is_(None))
    if not rows_changed(db.session.execute(update(AccountLink).where(*unused).values(used_at=clock.now()))):
        raise LinkOver
    return user


@transactional
def choose_password_by_link(token: str, password: str) -> User:
    """Raises LinkOver, or PasswordRefused, which leaves the link good."""
    user = use_link(token, "password")
    change_password(user, password)
    return user
