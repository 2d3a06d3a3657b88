"""Growing pauses for who guesses: counted by what is guessed at, so that many machines may guess no oftener than one.

The owner is not kept out: a browser in which they signed in before is counted by itself, and neither a mailed link nor
a passkey is a guess.
"""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventapp.accounts.models import KnownBrowser, SignInFailure, User
from eventapp.accounts.service.errors import TooManyGuesses
from eventapp.core import clock
from eventapp.core.codes import secret_hash
from eventapp.core.db import db, transactional

_logger = logging.getLogger(__name__)
"""Says what was tried and how it ended, by the keys of accounts and without their names."""
FREE_GUESSES = 5
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
_INSERTS: dict[str, Any] = {
    "sqlite": sqlite.insert(SignInFailure).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(SignInFailure).on_conflict_do_nothing(),
}


def pause_after(failures: int) -> timedelta:
    """How long nothing is looked at after so many wrong guesses in a row: none, 30 s, 1 min, 2 min ... 1 h."""
    if failures < FREE_GUESSES:
        return timedelta(0)
    return min(FIRST_PAUSE * 2 ** min(failures - FREE_GUESSES, 20), LONGEST_PAUSE)


def begin_guess(what: str, email: str, browser: str = "") -> str:
    """Count a guess before it is looked at, so that many at once are no more than one after another.

    Returns the key by which `forget_guesses` takes the count back once the guess was right. An address without an
    account is counted as any other. Raises TooManyGuesses.
    """
    address = email.strip().lower()
    known = browser if browser and _is_known(address, browser) else ""
    key = secret_hash(f"{what}\n{address}\n{known}")
    try:
        _count(key)
    except TooManyGuesses:
        _logger.warning("sign-in: a pause for %s, at %s", key[:12], what)
        raise
    _logger.warning("sign-in: an attempt at %s, by %s", key[:12], what)
    return key


def _is_known(address: str, browser: str) -> bool:
    query = select(KnownBrowser.id).join(User, User.id == KnownBrowser.user_id)
    query = query.where(User.email == address, KnownBrowser.cookie_hash == secret_hash(browser))
    return db.session.scalar(query) is not None


@transactional
def _count(key: str) -> None:
    now = clock.lenient_now()
    insert = _INSERTS[db.engine.dialect.name]
    db.session.execute(insert.values(key=key, failures=0, last_at=now, blocked_until=now))
    is_old = SignInFailure.last_at < now - FORGOTTEN_AFTER
    counted = (
        update(SignInFailure)
        .where(SignInFailure.key == key, SignInFailure.blocked_until <= now)
        .values(failures=case((is_old, 1), else_=SignInFailure.failures + 1), last_at=now)
        .returning(SignInFailure.failures)
        .execution_options(synchronize_session=False)
    )
    failures = db.session.scalar(counted)
    if failures is None:
        until = db.session.scalar(select(SignInFailure.blocked_until).where(SignInFailure.key == key))
        raise TooManyGuesses(max((until or now) - now, timedelta(seconds=1)))
    blocked = {"blocked_until": now + pause_after(failures)}
    db.session.execute(update(SignInFailure).where(SignInFailure.key == key).values(**blocked))


@transactional
def forget_guesses(key: str) -> None:
    """The guess was right: nothing is counted against it any more."""
    _logger.warning("sign-in: right, at %s", key[:12])
    db.session.execute(delete(SignInFailure).where(SignInFailure.key == key))
