"""Events: made, changed, published."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import update

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.db import db, first_in_transaction, transactional
from eventapp.core.locales import LOCALES
from eventapp.core.signals import (
    event_changed,
    event_hidden,
    event_moved,
    event_published,
    event_rescheduled,
    places_added,
)
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, Membership, held_beyond
from eventapp.events.queries import event_by_slug
from eventapp.events.rescheduling import ProgrammeMove, Reschedule
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
    confirm_minutes: int = 0
    capacity: int | None = None
    locales: tuple[str, ...] = LOCALES
    headsets: int | None = None
    changeover_minutes: int = 10
    series_id: int | None = None
    previous_id: int | None = None
    streams_public: bool = False
    invites_to_sessions: bool = False
    declining_frees_seats: bool = False


MOVES = ("starts_at", "ends_at", "timezone", "venue", "address", "latitude", "longitude")
"""A change of one of these is what RFC 5545 section 3.8.7.4 calls a significant one: SEQUENCE grows."""


@transactional
def create_event(
    slug: str, details: EventDetails, owner: User | None, organisation_id: int | None = None, *, uid: UUID | None = None
) -> Event:
    """A draft event, with `owner` as its first team member; `uid` is set where it has one elsewhere already.

    Raises SlugTaken.
    """
    if slug in RESERVED_SLUGS or event_by_slug(slug):
        raise SlugTaken
    now = clock.now()
    whole_second = now.replace(microsecond=0)
    event = Event(
        slug=slug, created_at=now, programme_changed_at=whole_second, details_changed_at=whole_second,
        organisation_id=organisation_id, uid=uid or uuid4(), **_columns(details),
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    if owner is not None:
        db.session.add(Membership(user_id=owner.id, event_id=event.id, role="owner"))
    audit.record("event.created", event, event_id=event.id, after={"slug": slug, "name": details.name})
    return event


@transactional
def update_event(
    event: Event,
    details: EventDetails,
    *,
    programme: ProgrammeMove = "stay",
    tells: bool = True,
    below_taken: bool = False,
) -> None:
    """Change an event, and in the same step what moves with it. More places than before go to who waits.

    `programme` says what the sessions do where the event begins at another time or in another zone; `tells` whether
    the registered are written to where time or place changed. With `below_taken` a capacity may be lower than the
    places that are taken: these stay, and no new ones are given. Raises CapacityBelowTaken; nothing is changed then.
    """
    db.session.refresh(event, with_for_update=True)
    if details.capacity is not None and details.capacity < event.taken and not below_taken:
        raise CapacityBelowTaken(event.taken)
    move = reschedule_to(event, details, programme)
    values = _columns(details)
    before, after = audit.differences({key: getattr(event, key) for key in values}, values)
    if not after:
        return
    for key, value in after.items():
        setattr(event, key, value)
    event.beyond = held_beyond(event.capacity, event.taken)
    programme_changed(event)
    audit.record("event.updated", event, event_id=event.id, before=before, after=after)
    mark_details_changed(event)
    event_changed.send(event, before=before)
    if move.choices and programme != "stay":
        db.session.flush()
        event_rescheduled.send(event, move=move, tells=tells)
    if any(key in after for key in MOVES):
        event.sequence += 1
        if tells:
            event_moved.send(event)
    if "capacity" in after:
        db.session.flush()
        places_added.send(event)


def reschedule_to(event: Event, details: EventDetails, programme: ProgrammeMove = "along") -> Reschedule:
    """How an event would move if it were as `details` say."""
    zone = ZoneInfo(details.timezone)
    return Reschedule(event.starts_at, event.zone, details.starts_at, details.ends_at, zone, programme)


def moves(event: Event, details: EventDetails) -> bool:
    """Whether the event would have another time or place."""
    return any(getattr(event, name) != getattr(details, name) for name in MOVES)


def details_of(event: Event) -> EventDetails:
    """The event as its settings have it."""
    values = {name: getattr(event, name) for name in EventDetails.__dataclass_fields__}
    return EventDetails(**{**values, "locales": tuple(event.locales)})


def _columns(details: EventDetails) -> dict[str, Any]:
    return vars(details) | {"locales": list(details.locales)}


@transactional
def publish(event: Event) -> None:
    """Show an event, or show it again. Its programme is released with it."""
    was_hidden = event.is_hidden
    _set_status(event, "published")
    event_published.send(event, was_hidden=was_hidden)


@transactional
def unpublish(event: Event) -> None:
    """Take an event back from the public. Who knows of it is told that it is off, until it is published again."""
    _set_status(event, "draft")
    if event.was_public:
        event_hidden.send(event)


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
