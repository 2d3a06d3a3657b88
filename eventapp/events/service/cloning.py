"""A new event from an old one: chosen parts, with every time moved along."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.extension_points import ClonePart, add_clone_part, clone_parts
from eventapp.events.models import Event, Membership
from eventapp.events.service.events import EventDetails, create_event, details_of


@transactional
def clone_event(
    event: Event, slug: str, name: LocalizedText, starts_at: datetime, *, parts: Collection[str], owner: User
) -> Event:
    """A draft like `event` that begins at `starts_at`. Times keep their hour on the clocks of the event's place.

    Raises SlugTaken.
    """
    shift = timedelta(days=(starts_at.astimezone(event.zone).date() - event.local(event.starts_at).date()).days)
    details = details_of(event)
    moved = {key: shifted(value, shift, event) for key, value in vars(details).items() if isinstance(value, datetime)}
    values = {**vars(details), **moved, "name": name, "previous_id": event.id}
    clone = create_event(slug, EventDetails(**values), owner, event.organisation_id)
    ids: dict[tuple[str, int], int] = {}
    for part in clone_parts:
        if part.name in parts:
            part.copy(event, clone, shift, ids)
    audit.record(
        "event.cloned", clone, event_id=clone.id, after={"from": event.slug, "parts": sorted(parts)}
    )  # fmt: skip
    return clone


def shifted(moment: datetime | None, shift: timedelta, event: Event) -> datetime | None:
    """The same time of day some days later, also where the clocks have changed between."""
    if moment is None:
        return None
    local = event.local(moment)
    return (local.replace(tzinfo=None) + shift).replace(tzinfo=event.zone)


def _team(event: Event, clone: Event, _shift: timedelta, _ids: dict[tuple[str, int], int]) -> None:
    there = set(db.session.scalars(select(Membership.user_id).where(Membership.event_id == clone.id)))
    for member in db.session.scalars(select(Membership).where(Membership.event_id == event.id)):
        if member.user_id not in there and member.ends_at is None:
            place = {"role": member.role, "custom_role_id": member.custom_role_id}
            db.session.add(Membership(user_id=member.user_id, event_id=clone.id, **place))


add_clone_part(ClonePart(80, "team", _l("The team"), _team))
