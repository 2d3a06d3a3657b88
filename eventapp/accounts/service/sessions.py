"""Where somebody is signed in: browser sessions begin, rise, rest and end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eventapp.accounts.models import BrowserSession, KnownBrowser, User
from eventapp.core import audit, clock
from eventapp.core.codes import random_secret, secret_hash
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.signals import signed_in_elsewhere

IDLE, LONGEST = timedelta(hours=8), timedelta(hours=24)
"""How long a session lasts without being used, and in all: a day at the event's desk (ASVS 5.0, 7.3)."""
IDLE_OWN, LONGEST_OWN = timedelta(days=30), timedelta(days=90)
"""The same on a device of one's own."""
CONFIRMED_FOR = timedelta(minutes=15)
"""How long a proof of who one is holds for what cannot be undone."""
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Browser:
    """What is known of a browser that signs in: its User-Agent, its address, and its cookie that stays."""

    agent: str
    address: str
    cookie: str


def is_running(session: BrowserSession, now: datetime) -> bool:
    """Whether a session is still good at `now`."""
    idle, longest = (IDLE_OWN, LONGEST_OWN) if session.is_own_device else (IDLE, LONGEST)
    return session.ended_at is None and now < session.seen_at + idle and now < session.created_at + longest


def is_confirmed(session: BrowserSession, now: datetime) -> bool:
    return now < session.confirmed_at + CONFIRMED_FOR


@transactional
def open_session(
    user: User, browser: Browser, *, method: str, is_own_device: bool, has_second_factor: bool
) -> BrowserSession:
    """Sign somebody in. `user.session_token` is then the secret for the cookie.

    Who had signed in before, and never in this browser, is told by mail.
    """
    now = clock.now()
    token = random_secret()
    session = BrowserSession(
        user_id=user.id, token_hash=secret_hash(token), browser=browser.agent[:300], address=browser.address,
        is_own_device=is_own_device, has_second_factor=has_second_factor, created_at=now, seen_at=now,
        confirmed_at=now,
    )  # fmt: skip
    db.session.add(session)
    is_first, user.signed_in_at = user.signed_in_at is None, now
    if _note_browser(user, browser.cookie, now) and not is_first:
        signed_in_elsewhere.send(user, agent=browser.agent[:300], address=browser.address)
    audit.record("user.signed_in", user, after={"method": method, "email": user.email})
    db.session.flush()
    user.session_token = token
    return session


def _note_browser(user: User, cookie: str, now: datetime) -> bool:
    """Whether the browser is new to the account."""
    digest = secret_hash(cookie)
    known = update(KnownBrowser).where(KnownBrowser.user_id == user.id, KnownBrowser.cookie_hash == digest)
    if rows_changed(db.session.execute(known.values(seen_at=now))):
        return False
    db.session.add(KnownBrowser(user_id=user.id, cookie_hash=digest, seen_at=now))
    return True


@transactional
def note_seen(session: BrowserSession) -> None:
    """Remember that a session is used."""
    seen = {"seen_at": clock.now()}
    db.session.execute(update(BrowserSession).where(BrowserSession.id == session.id).values(**seen))


@transactional
def confirm_session(user: User, session: BrowserSession, *, with_second_factor: bool = False) -> None:
    """The person has proved once more who they are: the session rises, under a new secret."""
    token = random_secret()
    session.token_hash = secret_hash(token)
    session.confirmed_at = clock.now()
    session.has_second_factor = session.has_second_factor or with_second_factor
    audit.record("user.confirmed", user)
    user.session_token = token


@transactional
def end_session(user: User, session_id: int) -> bool:
    """Whether this was a session of theirs that went on."""
    mine = (BrowserSession.id == session_id, BrowserSession.user_id == user.id, BrowserSession.ended_at.is_(None))
    ended = rows_changed(db.session.execute(update(BrowserSession).where(*mine).values(ended_at=clock.now()))) == 1
    if ended:
        audit.record("user.session_ended", user, after={"session": session_id})
    return ended


@transactional
def end_sessions(user: User, *, keep: int | None = None) -> int:
    """End every session of a user but `keep` (an id). Returns how many those were."""
    going = [BrowserSession.user_id == user.id, BrowserSession.ended_at.is_(None)]
    if keep is not None:
        going.append(BrowserSession.id != keep)
    return rows_changed(db.session.execute(update(BrowserSession).where(*going).values(ended_at=clock.now())))


@transactional
def sign_out_everywhere(user: User, *, keep: int | None = None) -> None:
    end_sessions(user, keep=keep)
    audit.record("user.signed_out_everywhere", user, after={"email": user.email})


def sessions_of(user: User) -> list[BrowserSession]:
    """Those that go on, the one that was used last first."""
    now = clock.lenient_now()
    query = select(BrowserSession).where(BrowserSession.user_id == user.id, BrowserSession.ended_at.is_(None))
    found = db.session.scalars(query.order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc()).limit(200))
    return [session for session in found if is_running(session, now)]
