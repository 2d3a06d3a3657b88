"""What a password has to be, how it is stored, and how it is compared."""

from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from eventapp.accounts.models import User
from eventapp.accounts.queries import user_by_email
from eventapp.accounts.service.errors import PasswordRefused
from eventapp.accounts.service.sessions import end_sessions
from eventapp.accounts.service.throttling import begin_guess, forget_guesses
from eventapp.core import audit
from eventapp.core.codes import random_secret
from eventapp.core.db import db, transactional
from eventapp.core.signals import account_changed

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000
FEWEST_GUESSES = 8
"""Powers of ten: what a list of leaked passwords, names and patterns finds sooner than in 10^8 guesses is refused."""
_JUDGED = 72
"""Characters that are looked at; what is behind them can only make a password better."""
_hasher = PasswordHasher()


def use_hasher(hasher: PasswordHasher) -> None:
    """Hash passwords at another cost than argon2-cffi's own, which is RFC 9106's second recommendation."""
    global _hasher
    _hasher = hasher
    _hash_of_nobody.cache_clear()


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(random_secret())


def hash_of(password: str) -> str:
    return _hasher.hash(password)


class Strength(NamedTuple):
    """How many guesses a password takes, from 0 (none) to 4, and why it would be refused; empty where it would not."""

    score: int
    refused: str


def strength_of(password: str, about: tuple[str, ...] = ()) -> Strength:
    """`about` are words that whoever guesses will try first: the person's name and address.

    The guesses are zxcvbn's, whose lists hold the 30,000 most common leaked passwords (ASVS 5.0, 6.2.4 and 6.2.12).
    """
    from zxcvbn import zxcvbn

    if not 0 < len(password) <= LONGEST_PASSWORD:
        return Strength(0, "long" if password else "short")
    words = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split()) if word]
    found = zxcvbn(password[:_JUDGED], user_inputs=[*words, "eventapp"])
    if len(password) < SHORTEST_PASSWORD:
        return Strength(min(found["score"], 1), "short")
    if found["guesses_log10"] < FEWEST_GUESSES:
        return Strength(min(found["score"], 1), "guessable")
    return Strength(found["score"], "")


def check_strength(password: str, *about: str) -> None:
    """Raises PasswordRefused."""
    if refused := strength_of(password, about).refused:
        raise PasswordRefused(refused)


def check_password(email: str, password: str, browser: str = "") -> User | None:
    """The user whose password this is. Takes as long for an unknown address, so that the clock tells nothing.

    `browser` is the cookie of a browser; one that is known to the account is counted by itself. Raises TooManyGuesses.
    """
    attempt = begin_guess("password", email, browser)
    user = user_by_email(email)
    if not is_password_of(user, password) or user is None or user.is_disabled:
        return None
    forget_guesses(attempt)
    if _hasher.check_needs_rehash(user.password_hash):
        _store(user, password)
    return user


def is_password_of(user: User | None, password: str) -> bool:
    """Whether this is the user's password; nobody's takes as long, and so does that of who has none."""
    has_one = user is not None and user.password_hash != ""
    return hash_holds(user.password_hash if user and has_one else _hash_of_nobody(), password) and has_one


def hash_holds(digest: str, secret: str) -> bool:
    try:
        return _hasher.verify(digest, secret)
    except (VerificationError, InvalidHashError):
        return False


def confirm_password(user: User, password: str) -> bool:
    """Whether this is the password of who is signed in. Raises TooManyGuesses."""
    attempt = begin_guess("confirmation", user.email)
    if not is_password_of(user, password):
        return False
    forget_guesses(attempt)
    return True


@transactional
def _store(user: User, password: str) -> None:
    """The same password at the present cost."""
    values = {"password_hash": hash_of(password)}
    db.session.execute(update(User).where(User.id == user.id).values(**values))


@transactional
def change_password(user: User, password: str, *, keep: int | None = None) -> None:
    """Choose another password; every session but `keep` (an id) ends. Raises PasswordRefused."""
    check_strength(password, user.email, user.name)
    user.password_hash = hash_of(password)
    end_sessions(user, keep=keep)
    audit.record("user.password_changed", user, after={"email": user.email})
    account_changed.send(user, what="password")
