"""Events: made, changed, published."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.db import db, first_in_transaction, transactional
from eventapp.core.locales import LOCALES
from eventapp.core.signals import event_changed, event_moved, event_published, places_added
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, Membership
from eventapp.events.queries import event_by_slug
from eventapp.events.service.errors import CapacityBelowTaken, SlugTaken

RESERVED_SLUGS = {"new"}


@dataclass(frozen=True)
class EventDetails:
    """What an organiser says of an event; instants are aware."""

    name: LocalizedText
    starts_at: datetime
    ends_at: datetime
    timezone: str
    contact_email: str
    tagline: LocalizedText = field(default_factory=LocalizedText)
    description: LocalizedText = field(default_factory=LocalizedText)
    organiser: LocalizedText = field(default_factory=LocalizedText)
    venue: LocalizedText = field(default_factory=LocalizedText)
    address: LocalizedText = field(default_factory=LocalizedText)
    latitude: float | None = None
    longitude: float | None = None
    main_locale: str = "en"
    accent: str = "vermilion"
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    transfers_until: datetime | None = None
    group_limit: int = 25
    capacity: int | None = None
    locales: tuple[str, ...] = LOCALES
    headsets: int | None = None
    changeover_minutes: int = 10
    series_id: int | None = None
    previous_id: int | None = None
    streams_public: bool = False
    invites_to_sessions: bool = False
    declining_frees_seats: bool = False


_MOVES = ("starts_at", "ends_at", "timezone", "venue", "address", "latitude", "longitude")
"""A change of one of these is what RFC 5545 section 3.8.7.4 calls a significant one: SEQUENCE grows."""


@transactional
def create_event(slug: str, details: EventDetails, owner: User | None) -> Event:
    """A draft event, with `owner` as its first team member. Raises SlugTaken."""
    if slug in RESERVED_SLUGS or event_by_slug(slug):
        raise SlugTaken
    now = clock.now()
    whole_second = now.replace(microsecond=0)
    event = Event(
        slug=slug, created_at=now, programme_changed_at=whole_second, details_changed_at=whole_second,
        **_columns(details),
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    if owner is not None:
        db.session.add(Membership(user_id=owner.id, event_id=event.id, role="owner"))
    audit.record("event.created", event, event_id=event.id, after={"slug": slug, "name": details.name})
    return event


@transactional
def update_event(event: Event, details: EventDetails) -> None:
    """More places than before go to who waits. Raises CapacityBelowTaken; nothing is changed then."""
    db.session.refresh(event, with_for_update=True)
    if details.capacity is not None and details.capacity < event.taken:
        raise CapacityBelowTaken(event.taken)
    values = _columns(details)
    before, after = audit.differences({key: getattr(event, key) for key in values}, values)
    if not after:
        return
    for key, value in after.items():
        setattr(event, key, value)
    programme_changed(event)
    audit.record("event.updated", event, event_id=event.id, before=before, after=after)
    mark_details_changed(event)
    event_changed.send(event, before=before)
    if any(key in after for key in _MOVES):
        event.sequence += 1
        event_moved.send(event)
    if "capacity" in after:
        db.session.flush()
        places_added.send(event)


def details_of(event: Event) -> EventDetails:
    """The event as its settings have it."""
    values = {name: getattr(event, name) for name in EventDetails.__dataclass_fields__}
    return EventDetails(**{**values, "locales": tuple(event.locales)})


def _columns(details: EventDetails) -> dict[str, Any]:
    return vars(details) | {"locales": list(details.locales)}


@transactional
def publish(event: Event) -> None:
    _set_status(event, "published")
    event_published.send(event)


@transactional
def unpublish(event: Event) -> None:
    _set_status(event, "draft")


@transactional
def archive(event: Event) -> None:
    """Close an event that is over: its pages and calendars stay, nobody registers, and lists show it as past."""
    _set_status(event, "archived")


@transactional
def _set_status(event: Event, status: str) -> None:
    before: dict[str, Any] = {"status": event.status}
    if event.status == status:
        return
    event.status = status
    if "draft" in (before["status"], status) and event.was_public:
        event.sequence += 1
    event.was_public = event.was_public or status != "draft"
    mark_details_changed(event)
    programme_changed(event)
    audit.record(f"event.{status}", event, event_id=event.id, before=before, after={"status": status})


def mark_details_changed(event: Event) -> None:
    """Move the event's own stamp on, by a second at least: two changes must not share a LAST-MODIFIED."""
    now = clock.now().replace(microsecond=0)
    event.details_changed_at = max(now, event.details_changed_at + timedelta(seconds=1))


def programme_changed(event: Event) -> None:
    """Say, inside a transaction, that the public sees something new.

    The time kept moves on by at least a second, since HTTP dates have no finer grain: two changes within one second
    must not share a Last-Modified. Once in a transaction is enough, however many sessions it changes.
    """
    if not first_in_transaction(("programme changed", event.id)):
        return
    now = clock.now().replace(microsecond=0)
    db.session.flush()
    db.session.refresh(event, ["programme_changed_at"], with_for_update=True)
    changed_at = max(now, event.programme_changed_at + timedelta(seconds=1))
    db.session.execute(
        update(Event)
        .where(Event.id == event.id)
        .values(revision=Event.revision + 1, programme_changed_at=changed_at)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(event, ["revision", "programme_changed_at"])
