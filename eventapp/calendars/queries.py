"""What a feed depends on, in one indexed read each."""

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, or_, select

from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration


class FeedVersion(NamedTuple):
    """When a feed's bytes last changed, and everything they are made from."""

    key: tuple[object, ...]
    changed_at: datetime
    event_id: int
    main_locale: str
    registration_id: int | None = None


# Built once: a poll is answered with it and little else.
_EVENT = cast(Table, Event.__table__)
_FEED_COLUMNS = ("id", "uid", "revision", "status", "ends_at", "programme_changed_at", "main_locale")
_FEED = select(*(_EVENT.c[name] for name in _FEED_COLUMNS)).where(_EVENT.c.slug == bindparam("slug"))


def feed_version(slug: str, at: datetime) -> FeedVersion | None:
    """The version of a public event's feeds; None where there is no such event."""
    row = db.session.execute(_FEED, {"slug": slug}).one_or_none()
    if row is None or row.status == "draft":
        return None
    is_over = at >= row.ends_at
    changed_at = max(row.programme_changed_at, row.ends_at) if is_over else row.programme_changed_at
    return FeedVersion((str(row.uid), row.revision, is_over), changed_at, row.id, row.main_locale)


def personal_version(token: str, at: datetime) -> FeedVersion | None:
    """The version of one person's feed, by the feed's own secret or the private page's.

    Who was never let in has none.
    """
    hashed = secret_hash(token)
    row = db.session.execute(
        select(
            Event.id, Event.uid, Event.revision, Event.ends_at, Event.programme_changed_at, Registration.locale,
            Registration.id.label("registration_id"), Registration.revision.label("own_revision"),
            Registration.changed_at,
        )
        .join(Registration, Registration.event_id == Event.id)
        .where(or_(Registration.calendar_token_hash == hashed, Registration.token_hash == hashed))
        .where(Registration.confirmed_at.is_not(None))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    is_over = at >= row.ends_at
    changes = [row.programme_changed_at, row.changed_at, *([row.ends_at] if is_over else [])]
    key = (str(row.uid), row.revision, row.registration_id, row.own_revision, is_over)
    return FeedVersion(key, max(changes), row.id, row.locale, row.registration_id)
