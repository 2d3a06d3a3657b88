"""Speakers, rooms, tracks and types: made, changed, taken away while nothing needs them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from eventapp.core import audit, clock, outbox
from eventapp.core.codes import slug_from, unused_slug
from eventapp.core.db import db, transactional
from eventapp.core.signals import event_changed
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.programme.models import Room, Session, SessionSpeaker, SessionType, Speaker, SpeakerPhoto, Track
from eventapp.programme.service.errors import InUse
from eventapp.programme.service.sessions import lock_event, mark_changed
from eventapp.programme.texts import SPEAKER_TEXTS, states_after

_PLACE = {"venue", "address", "latitude", "longitude", "timezone"}
_NO_SLUGS = ("now",)
"""Addresses of screens have a room's slug, or this word for the foyer's."""
_IN_EVERY_SESSION = _PLACE | {"name", "organiser", "contact_email", "main_locale"}


@dataclass(frozen=True)
class SpeakerDetails:
    """`availability` holds the instants between which they can be on stage; none means at any time."""

    name: LocalizedText
    post: LocalizedText = field(default_factory=LocalizedText)
    organisation: LocalizedText = field(default_factory=LocalizedText)
    biography: LocalizedText = field(default_factory=LocalizedText)
    email: str | None = None
    phone: str = ""
    locale: str = "en"
    travel_needs: str = ""
    technical_needs: str = ""
    availability: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class RoomDetails:
    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    capacity: int | None = None
    area: LocalizedText = field(default_factory=LocalizedText)


@dataclass(frozen=True)
class TrackDetails:
    name: LocalizedText
    colour: int = 1


@dataclass(frozen=True)
class TypeDetails:
    name: LocalizedText
    is_break: bool = False
    default_minutes: int = 45


@transactional
def create_speaker(event: Event, details: SpeakerDetails, *, import_reference: str | None = None) -> Speaker:
    (speaker,) = create_speakers(event, [NewSpeaker(details, import_reference)])
    return speaker


class NewSpeaker(NamedTuple):
    """A speaker who is to be added; `uid` is set where they have one elsewhere already."""

    details: SpeakerDetails
    import_reference: str | None = None
    uid: UUID | None = None


@transactional
def create_speakers(event: Event, wanted: Sequence[NewSpeaker]) -> list[Speaker]:
    """The same for many at once."""
    now, first = clock.now(), _next_position(Speaker, event)
    speakers = [
        Speaker(
            event_id=event.id, import_reference=import_reference, uid=uid or uuid4(), created_at=now,
            position=first + number, text_states=_text_states(event, None, details), **speaker_columns(details),
        )
        for number, (details, import_reference, uid) in enumerate(wanted)
    ]  # fmt: skip
    db.session.add_all(speakers)
    db.session.flush()
    programme_changed(event)
    for speaker, one in zip(speakers, wanted, strict=True):
        audit.record("speaker.created", speaker, event_id=event.id, after=vars(one.details))
    return speakers


@transactional
def update_speaker(speaker: Speaker, details: SpeakerDetails) -> bool:
    """False where nothing was different."""
    appears = Session.id.in_(select(SessionSpeaker.session_id).where(SessionSpeaker.speaker_id == speaker.id))
    event = db.session.get_one(Event, speaker.event_id)
    states = _text_states(event, speaker, details)
    changed = _change(speaker, details, "speaker.updated", appears, columns=speaker_columns(details))
    if changed:
        speaker.text_states = states
        outbox.readdress("Speaker", speaker.id, speaker.email or "", speaker.name.text(speaker.locale), speaker.locale)
    return changed


@transactional
def delete_speaker(speaker: Speaker) -> None:
    """Raises InUse while the speaker is in any session."""
    photo = db.session.get(SpeakerPhoto, speaker.id)
    _delete(
        speaker,
        "speaker.deleted",
        SessionSpeaker.speaker_id == speaker.id,
        lambda draft: any(pair[0] == speaker.id for pair in draft.get("speakers", ())),
        with_it=photo,
    )


def speaker_columns(details: SpeakerDetails) -> dict[str, Any]:
    """The details as the columns hold them."""
    windows = [[begin.isoformat(), end.isoformat()] for begin, end in details.availability]
    return vars(details) | {"availability": windows}


def _text_states(event: Event, speaker: Speaker | None, details: SpeakerDetails) -> dict[str, Any]:
    changes = {
        name: (getattr(speaker, name) if speaker else LocalizedText(), getattr(details, name)) for name in SPEAKER_TEXTS
    }
    return states_after(speaker.text_states if speaker else {}, changes, event.main_locale)


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
    _delete(room, "room.deleted", Session.room_id == room.id, lambda draft: draft.get("room_id") == room.id)


@event_changed.connect
def _move_sessions(event: Event, before: dict[str, Any]) -> None:
    """What every session's calendar entry says of the event is said anew; another place or zone is a new SEQUENCE."""
    if not _IN_EVERY_SESSION.intersection(before):
        return
    moves = bool(_PLACE.intersection(before))
    for session in db.session.scalars(select(Session).where(Session.event_id == event.id)):
        mark_changed(session)
        session.sequence += moves


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
    _delete(track, "track.deleted", Session.track_id == track.id, lambda draft: draft.get("track_id") == track.id)


@transactional
def create_type(event: Event, details: TypeDetails) -> SessionType:
    session_type = SessionType(event_id=event.id, slug=_slug(SessionType, event, details.name))
    session_type.position = _next_position(SessionType, event)
    return _store(event, _with(session_type, details), "session_type.created", details)


@transactional
def update_type(session_type: SessionType, details: TypeDetails) -> None:
    _change(session_type, details, "session_type.updated", Session.type_id == session_type.id)


@transactional
def delete_type(session_type: SessionType) -> None:
    """Raises InUse while any session is of the type."""
    _delete(
        session_type,
        "session_type.deleted",
        Session.type_id == session_type.id,
        lambda draft: draft.get("type_id") == session_type.id,
    )


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


def _change(
    row: Any,
    details: Any,
    action: str,
    needed_by: ColumnElement[bool],
    *,
    moves: bool = False,
    columns: dict[str, Any] | None = None,
) -> bool:
    values = columns or vars(details)
    before, after = audit.differences({key: getattr(row, key) for key in values}, values)
    if not after:
        return False
    for key, value in values.items():
        setattr(row, key, value)
    for session in db.session.scalars(select(Session).where(needed_by)):
        mark_changed(session)
        if moves:
            session.sequence += 1
    event = db.session.get_one(Event, row.event_id)
    programme_changed(event)
    audit.record(action, row, event_id=event.id, before=before, after=after)
    return True


def _delete(
    row: Any,
    action: str,
    needed_by: ColumnElement[bool],
    drafted: Callable[[dict[str, Any]], bool],
    *,
    with_it: Any = None,
) -> None:
    """`drafted` says whether what the team has changed in a session, and not released, needs the row."""
    number = db.session.scalar(select(func.count()).where(needed_by)) or 0
    drafts = db.session.scalars(select(Session.draft).where(Session.event_id == row.event_id))
    number += sum(1 for draft in drafts if draft and drafted(draft))
    if number:
        raise InUse(number)
    if with_it is not None:
        db.session.delete(with_it)
        db.session.flush()
    event = db.session.get_one(Event, row.event_id)
    audit.record(action, row, event_id=event.id, before={"name": row.name})
    db.session.delete(row)
    programme_changed(event)


def _slug(model: Any, event: Event, name: LocalizedText) -> str:
    """Who adds another of the same name at the same moment waits, and gets another slug."""
    lock_event(event.id)
    taken: Sequence[str] = db.session.scalars(select(model.slug).where(model.event_id == event.id)).all()
    return unused_slug(slug_from(name.text("en"), model.__tablename__.replace("_", "-")), {*taken, *_NO_SLUGS})


def _next_position(model: Any, event: Event) -> int:
    highest = db.session.scalar(select(func.max(model.position)).where(model.event_id == event.id))
    return 0 if highest is None else int(highest) + 1
