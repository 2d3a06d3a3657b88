"""What served its time is thrown away: links, answered challenges, counts of guesses, sessions that ended."""

from datetime import timedelta

from sqlalchemy import delete, select

from eventapp.accounts.models import AccountLink, BrowserSession, KnownBrowser, SignInFailure, UsedChallenge
from eventapp.accounts.service.sessions import LONGEST_OWN
from eventapp.core import clock, jobs, outbox
from eventapp.core.db import db, transactional

KEPT_FOR = timedelta(days=2)
SESSIONS_KEPT_FOR = LONGEST_OWN + timedelta(days=30)
BROWSERS_KEPT_FOR = timedelta(days=400)
_AT_ONCE = 500


@jobs.looks_around
def tidy_accounts() -> bool:
    """Some of it, and whether more may be left."""
    return _tidy()


@transactional
def _tidy() -> bool:
    now = clock.lenient_now()
    links = list(
        db.session.scalars(select(AccountLink.id).where(AccountLink.created_at < now - KEPT_FOR).limit(_AT_ONCE))
    )  # fmt: skip
    for link_id in links:
        outbox.forget("AccountLink", link_id)  # whoever asked for an address that has no account left it there
    db.session.execute(delete(AccountLink).where(AccountLink.id.in_(links)))
    db.session.execute(delete(UsedChallenge).where(UsedChallenge.used_at < now - KEPT_FOR))
    db.session.execute(delete(SignInFailure).where(SignInFailure.last_at < now - KEPT_FOR))
    db.session.execute(delete(BrowserSession).where(BrowserSession.seen_at < now - SESSIONS_KEPT_FOR))
    db.session.execute(delete(KnownBrowser).where(KnownBrowser.seen_at < now - BROWSERS_KEPT_FOR))
    return len(links) == _AT_ONCE
