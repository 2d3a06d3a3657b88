"""Speakers, rooms, tracks and types: made, changed, taken away while nothing needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from eventapp.core import audit, clock
from eventapp.core.codes import slug_from, unused_slug
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.programme.models import Room, Session, SessionSpeaker, SessionType, Speaker, Track
from eventapp.programme.service.errors import InUse
from eventapp.programme.service.sessions import mark_changed


@dataclass(frozen=True)
class SpeakerDetails:
    name: LocalizedText
    post: LocalizedText = field(default_factory=LocalizedText)
    organisation: LocalizedText = field(default_factory=LocalizedText)
    biography: LocalizedText = field(default_factory=LocalizedText)
    email: str | None = None


@dataclass(frozen=True)
class RoomDetails:
    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    capacity: int | None = None


@dataclass(frozen=True)
class TrackDetails:
    name: LocalizedText
    colour: int = 1


@dataclass(frozen=True)
class TypeDetails:
    name: LocalizedText
    is_break: bool = False


@transactional
def create_speaker(event: Event, details: SpeakerDetails, *, import_reference: str | None = None) -> Speaker:
    speaker = Speaker(
        event_id=event.id,
        import_reference=import_reference,
        created_at=clock.now(),
        position=_next_position(Speaker, event),
        **vars(details),
    )
    return _store(event, speaker, "speaker.created", details)


@transactional
def update_speaker(speaker: Speaker, details: SpeakerDetails) -> None:
    appears = Session.id.in_(select(SessionSpeaker.session_id).where(SessionSpeaker.speaker_id == speaker.id))
    _change(speaker, details, "speaker.updated", appears)


@transactional
def delete_speaker(speaker: Speaker) -> None:
    """Raises InUse while the speaker is in any session."""
    _delete(speaker, "speaker.deleted", SessionSpeaker.speaker_id == speaker.id)


@transactional
def create_room(event: Event, details: RoomDetails) -> Room:
    room = Room(event_id=event.id, slug=_slug(Room, event, details.name), position=_next_position(Room, event))
    return _store(event, _with(room, details), "room.created", details)


@transactional
def update_room(room: Room, details: RoomDetails) -> None:
    """Another name is another place: the room's sessions get a new SEQUENCE."""
    renamed = room.name != details.name
    _change(room, details, "room.updated", Session.room_id == room.id, moves=renamed)


@transactional
def delete_room(room: Room) -> None:
    """Raises InUse while any session, a cancelled one too, is in the room."""
    _delete(room, "room.deleted", Session.room_id == room.id)


@transactional
def create_track(event: Event, details: TrackDetails) -> Track:
    track = Track(event_id=event.id, slug=_slug(Track, event, details.name), position=_next_position(Track, event))
    return _store(event, _with(track, details), "track.created", details)


@transactional
def update_track(track: Track, details: TrackDetails) -> None:
    _change(track, details, "track.updated", Session.track_id == track.id)


@transactional
def delete_track(track: Track) -> None:
    """Raises InUse while any session is in the track."""
    _delete(track, "track.deleted", Session.track_id == track.id)


@transactional
def create_type(event: Event, details: TypeDetails) -> SessionType:
    kind = SessionType(event_id=event.id, slug=_slug(SessionType, event, details.name))
    kind.position = _next_position(SessionType, event)
    return _store(event, _with(kind, details), "session_type.created", details)


def _with(row: Any, details: Any) -> Any:
    for key, value in vars(details).items():
        setattr(row, key, value)
    return row


def _store(event: Event, row: Any, action: str, details: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    programme_changed(event)
    audit.record(action, row, event_id=event.id, after=vars(details))
    return row


def _change(row: Any, details: Any, action: str, needed_by: ColumnElement[bool], *, moves: bool = False) -> None:
    values = vars(details)
    before, after = audit.differences({key: getattr(row, key) for key in values}, values)
    if not after:
        return
    _with(row, details)
    for session in db.session.scalars(select(Session).where(needed_by)):
        mark_changed(session)
        if moves:
            session.sequence += 1
    event = db.session.get_one(Event, row.event_id)
    programme_changed(event)
    audit.record(action, row, event_id=event.id, before=before, after=after)


def _delete(row: Any, action: str, needed_by: ColumnElement[bool]) -> None:
    number = db.session.scalar(select(func.count()).where(needed_by)) or 0
    if number:
        raise InUse(number)
    event = db.session.get_one(Event, row.event_id)
    audit.record(action, row, event_id=event.id, before={"name": row.name})
    db.session.delete(row)
    programme_changed(event)


def _slug(model: Any, event: Event, name: LocalizedText) -> str:
    taken: Sequence[str] = db.session.scalars(select(model.slug).where(model.event_id == event.id)).all()
    return unused_slug(slug_from(name.text("en"), model.__tablename__.replace("_", "-")), set(taken))


def _next_position(model: Any, event: Event) -> int:
    highest = db.session.scalar(select(func.max(model.position)).where(model.event_id == event.id))
    return 0 if highest is None else int(highest) + 1
