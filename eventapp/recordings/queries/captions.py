"""Reads about live captions."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import joinedload

from eventapp.core.codes import normal_code, secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.programme.models import Session
from eventapp.recordings.models import CaptionFeed, CaptionLine


class KnownFeed(NamedTuple):
    """A feed as its readers need it, again and again."""

    id: int
    uid: UUID
    language: str
    revision: int
    is_open: bool

    @classmethod
    def of(cls, feed: CaptionFeed) -> "KnownFeed":
        return cls(feed.id, feed.uid, feed.language, feed.revision, feed.is_open)


_FEED, _SESSION = cast(Table, CaptionFeed.__table__), cast(Table, Session.__table__)
# Built once: every reader asks every two seconds.
_PUBLIC_FEEDS = PreparedQuery(
    select(*(_FEED.c[name] for name in KnownFeed._fields))
    .join_from(_FEED, _SESSION, _SESSION.c.id == _FEED.c.session_id)
    .where(
        _SESSION.c.event_id == bindparam("event_id"), _SESSION.c.code == bindparam("code"), _FEED.c.is_public,
        (_SESSION.c.status == "confirmed") | ((_SESSION.c.status == "cancelled") & _SESSION.c.was_public),
    )
    .order_by(_FEED.c.id)
)  # fmt: skip
MOST_SHOWN = 200
"""Lines that a page shows, the latest: those before them are in the whole text."""


def feeds_of(session_id: int) -> list[CaptionFeed]:
    query = select(CaptionFeed).where(CaptionFeed.session_id == session_id)
    return list(db.session.scalars(query.order_by(CaptionFeed.id)))


def public_feeds(event_id: int, code: str) -> list[KnownFeed]:
    """What everybody may read of a public session; nothing where there is no such session."""
    return [KnownFeed(*row) for row in _PUBLIC_FEEDS.all(event_id=event_id, code=normal_code(code))]


def feed(session_id: int, feed_id: int) -> CaptionFeed | None:
    return db.session.scalar(select(CaptionFeed).where(CaptionFeed.session_id == session_id, CaptionFeed.id == feed_id))


def feed_by_captioner(token: str) -> CaptionFeed | None:
    """The feed that this link writes."""
    return _by_link(CaptionFeed.captioner_hash, "captioner", token)


def feed_by_screen(token: str) -> CaptionFeed | None:
    """The feed that a screen with this link shows."""
    return _by_link(CaptionFeed.screen_hash, "caption screen", token)


def _by_link(column: Any, kind: str, token: str) -> CaptionFeed | None:
    query = select(CaptionFeed).options(joinedload(CaptionFeed.session))
    found = db.session.scalar(query.where(column == secret_hash(token)))
    if found is None and (moved := moved_to(kind, token)) is not None:
        return db.session.scalar(query.where(CaptionFeed.id == moved))
    return found


def lines_of(feed: CaptionFeed | KnownFeed, most: int | None = MOST_SHOWN) -> list[CaptionLine]:
    """The latest of them that were not taken back, in their order; all where `most` is None."""
    query = select(CaptionLine).where(CaptionLine.feed_id == feed.id, CaptionLine.text != "")
    found = db.session.scalars(query.order_by(CaptionLine.number.desc()).limit(most))
    return list(found)[::-1]


def line_of(feed: CaptionFeed, number: int) -> CaptionLine | None:
    return db.session.scalar(select(CaptionLine).where(CaptionLine.feed_id == feed.id, CaptionLine.number == number))


def line_counts(feed_ids: Iterable[int]) -> dict[int, int]:
    query = select(CaptionLine.feed_id, func.count()).where(
        CaptionLine.feed_id.in_(list(feed_ids)), CaptionLine.text != ""
    )
    return dict(db.session.execute(query.group_by(CaptionLine.feed_id)).all())


def feeds_of_event(event_id: int) -> list[CaptionFeed]:
    """Of the sessions that take place, in the order of these."""
    query = select(CaptionFeed).join(Session).where(Session.event_id == event_id, Session.status == "confirmed")
    whole = joinedload(CaptionFeed.session)
    return list(db.session.scalars(query.options(whole).order_by(Session.starts_at, Session.id, CaptionFeed.id)))


def version_of_event(event_id: int) -> tuple[Any, ...]:
    """Changes with every feed that is made, shown to others, or taken away; not with their lines."""
    public = select(CaptionFeed.id, CaptionFeed.is_public).join(Session).where(Session.event_id == event_id)
    return tuple(tuple(row) for row in db.session.execute(public.order_by(CaptionFeed.id)))
