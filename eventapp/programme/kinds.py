"""Rooms, tracks and types of session: three kinds of things that sessions are sorted by, each kept in the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.forms import RoomForm, TrackForm, TypeForm


@dataclass(frozen=True)
class Kind:
    """One kind of thing that sessions are sorted by: how it is written down, found, stored and deleted."""

    name: str
    form: type[Any]
    by_slug: Callable[[int, str], Any]
    create: Callable[[Event, Any], Any]
    update: Callable[[Any, Any], Any]
    delete: Callable[[Any], None]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("room", RoomForm, queries.room_by_slug, service.create_room, service.update_room, service.delete_room),
        Kind(
            "track", TrackForm, queries.track_by_slug, service.create_track, service.update_track, service.delete_track
        ),
        Kind("type", TypeForm, queries.type_by_slug, service.create_type, service.update_type, service.delete_type),
    )
}
