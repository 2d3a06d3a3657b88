"""Accounts: made, signed in."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eventapp.accounts.models import User
from eventapp.accounts.queries import user_by_email
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional

SHORTEST_PASSWORD = 10
_hasher = PasswordHasher()


def use_hasher(hasher: PasswordHasher) -> None:
    """Hash passwords at another cost than argon2-cffi's own."""
    global _hasher
    _hasher = hasher
    _hash_of_nobody.cache_clear()


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("the password of nobody")


class AccountError(Exception):
    """The base of what can go wrong here."""


class EmailTaken(AccountError):
    """Another account has this address."""


class PasswordTooShort(AccountError):
    """A password needs at least SHORTEST_PASSWORD characters."""


@transactional
def create_user(email: str, name: str, password: str, *, is_admin: bool = False, is_demo: bool = False) -> User:
    """Raises EmailTaken or PasswordTooShort."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    if user_by_email(email):
        raise EmailTaken
    user = User(
        email=email.strip().lower(),
        name=name.strip() or email.partition("@")[0],
        password_hash=_hasher.hash(password),
        is_admin=is_admin,
        is_demo=is_demo,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user.created", user, after={"email": user.email, "is_admin": is_admin})
    return user


def check_password(email: str, password: str) -> User | None:
    """The user whose password this is. Takes as long for an unknown address, so that the clock tells nothing."""
    user = user_by_email(email)
    try:
        _hasher.verify(user.password_hash if user else _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    return None if user is None or user.is_disabled else user


@transactional
def note_sign_in(user: User) -> None:
    user.signed_in_at = clock.now()
    audit.record("user.signed_in", user)


@transactional
def sign_out_everywhere(user: User) -> None:
    """End every session of this user."""
    user.session_generation += 1
    audit.record("user.signed_out_everywhere", user)


@transactional
def set_disabled(user: User, *, disabled: bool) -> None:
    """Close an account, and its sessions with it, or open it again."""
    user.is_disabled = disabled
    user.session_generation += 1
    audit.record("user.disabled" if disabled else "user.enabled", user, after={"email": user.email})


@transactional
def set_admin(user: User, *, is_admin: bool) -> None:
    audit.record("user.admin_changed", user, before={"is_admin": user.is_admin}, after={"is_admin": is_admin})
    user.is_admin = is_admin
