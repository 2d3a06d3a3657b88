"""Reads about events."""

from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event, Membership


class EventVersion(NamedTuple):
    """All of an event that public pages and feeds depend on, in one indexed read."""

    id: int
    uid: UUID
    revision: int
    status: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    programme_changed_at: datetime
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    capacity: int | None
    taken: int

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity


# Built once: these run at every visit of a public page, and putting a statement together takes longer than running it.
_EVENT = cast(Table, Event.__table__)
_VERSIONS = select(*(_EVENT.c[name] for name in EventVersion._fields))
_VERSION_OF = _VERSIONS.where(_EVENT.c.slug == bindparam("slug"))
_PUBLIC_VERSIONS = _VERSIONS.where(_EVENT.c.status == "published").order_by(_EVENT.c.starts_at)


def published_version(slug: str) -> EventVersion | None:
    """The version of a public event; None where there is none of this name, or it is not public."""
    row = db.session.execute(_VERSION_OF, {"slug": slug}).one_or_none()
    if row is None or row.status == "draft":
        return None
    return EventVersion._make(row)


def public_versions() -> list[EventVersion]:
    """The versions of all public events, by date."""
    return [EventVersion._make(row) for row in db.session.execute(_PUBLIC_VERSIONS)]


def draft_cursor(event_id: int) -> int:
    """How far the team's changes to the programme have come."""
    return db.session.scalar(select(Event.draft_cursor).where(Event.id == event_id)) or 0


def event_by_slug(slug: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.slug == slug))


def public_events() -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.status == "published").order_by(Event.starts_at)))


def events_of(user: User) -> list[Event]:
    """The events this user works on, the newest first; all of them for an administrator."""
    query = select(Event).order_by(Event.starts_at.desc(), Event.id.desc())
    if not user.is_admin:
        query = query.join(Membership).where(Membership.user_id == user.id)
    return list(db.session.scalars(query))
