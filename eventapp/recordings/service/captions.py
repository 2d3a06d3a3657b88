"""Live captions: opened by the team, written by whoever has the link, shown to those who may read them."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import uuid4

from flask import current_app
from sqlalchemy import func, select

from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.moved_links import forget_moved
from eventapp.programme.models import Session
from eventapp.recordings import queries
from eventapp.recordings.models import CaptionFeed, CaptionLine

LONGEST_LINE = 500
MOST_AT_ONCE = 100
MOST_LINES = 20_000
"""Of one feed: a day of speech has a third of it."""


class CaptionError(Exception):
    """What all of these are."""


class FeedThere(CaptionError):
    """There are captions in this language already."""


class FeedClosed(CaptionError):
    """The team has closed these captions."""


class LineUnknown(CaptionError):
    """There is no such line."""


class TooManyLines(CaptionError):
    """A feed that is full."""


class NewLine(NamedTuple):
    """A line as it is written; `key` is the same however often it is sent."""

    key: str
    text: str


def captioner_token(feed: CaptionFeed) -> str:
    """The secret of the link by which captions are written."""
    return _secret(feed, "captioner")


def screen_token(feed: CaptionFeed) -> str:
    """The secret of the link by which a screen in the room shows them."""
    return _secret(feed, "caption screen")


def _secret(feed: CaptionFeed, purpose: str) -> str:
    key = current_app.config["SECRET_KEY"]
    return derived_secret(key, f"{purpose}:{feed.uid}:{feed.link_generation}")


def _hash_links(feed: CaptionFeed) -> None:
    feed.captioner_hash = secret_hash(captioner_token(feed))
    feed.screen_hash = secret_hash(screen_token(feed))


@transactional
def open_feed(session: Session, language: str, *, is_public: bool) -> CaptionFeed:
    """Raises FeedThere."""
    db.session.execute(select(Session.id).where(Session.id == session.id).with_for_update())
    if any(one.language == language for one in queries.feeds_of(session.id)):
        raise FeedThere
    feed = CaptionFeed(
        session_id=session.id, uid=uuid4(), language=language, is_public=is_public, link_generation=1,
        created_at=clock.now(),
    )  # fmt: skip
    _hash_links(feed)
    db.session.add(feed)
    db.session.flush()
    _note(session, "session.captions_opened", {"language": language, "is_public": is_public})
    return feed


@transactional
def set_audience(session: Session, feed: CaptionFeed, *, is_public: bool) -> None:
    if feed.is_public != is_public:
        feed.is_public = is_public
        _note(session, "session.captions_shown", {"language": feed.language, "is_public": is_public})


@transactional
def set_open(session: Session, feed: CaptionFeed, *, is_open: bool) -> None:
    """Nothing is written into closed captions; what was written stays to be read."""
    if feed.is_open != is_open:
        feed.is_open = is_open
        _note(session, "session.captions_set_open", {"language": feed.language, "is_open": is_open})


@transactional
def renew_links(session: Session, feed: CaptionFeed) -> None:
    """Both links stop working; two new ones take their place."""
    forget_moved(["captioner", "caption screen"], feed.id)
    feed.link_generation += 1
    _hash_links(feed)
    _note(session, "session.captions_links_renewed", {"language": feed.language})


@transactional
def delete_feed(session: Session, feed: CaptionFeed) -> None:
    """With everything that was written."""
    _note(session, "session.captions_deleted", {"language": feed.language})
    forget_moved(["captioner", "caption screen"], feed.id)
    db.session.delete(feed)


@transactional
def add_lines(feed: CaptionFeed, lines: Iterable[NewLine]) -> None:
    """Write them below what is there, each once. Raises FeedClosed, TooManyLines."""
    _lock(feed)
    wanted = {line.key: line for line in lines if line.text}
    query = select(CaptionLine.key).where(CaptionLine.feed_id == feed.id, CaptionLine.key.in_(list(wanted)))
    known = set(db.session.scalars(query))
    number = db.session.scalar(select(func.max(CaptionLine.number)).where(CaptionLine.feed_id == feed.id)) or 0
    new = [line for key, line in wanted.items() if key not in known]
    if number + len(new) > MOST_LINES:
        raise TooManyLines
    now = clock.now()
    db.session.add_all(
        CaptionLine(feed_id=feed.id, number=number + place, key=line.key, text=line.text, written_at=now)
        for place, line in enumerate(new, 1)
    )
    feed.revision += bool(new)


@transactional
def correct_line(feed: CaptionFeed, number: int, text: str) -> None:
    """Other words for a line; none take it back. Raises FeedClosed, LineUnknown."""
    _lock(feed)
    line = queries.line_of(feed, number)
    if line is None:
        raise LineUnknown
    if line.text != text:
        line.text = text
        feed.revision += 1


def _lock(feed: CaptionFeed) -> None:
    """Two captioners at one time write one after the other."""
    db.session.refresh(feed, with_for_update={"of": CaptionFeed})
    if not feed.is_open:
        raise FeedClosed


def _note(session: Session, action: str, after: dict[str, object]) -> None:
    audit.record(action, session, event_id=session.event_id, after=after)
