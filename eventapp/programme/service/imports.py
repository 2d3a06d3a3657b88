"""A programme from a file, into an event: what is known is updated, what is new is added, nothing comes twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventDetails, create_event, programme_changed
from eventapp.programme.interchange import Schedule, Talk
from eventapp.programme.models import COLOURS, Room, Session, SessionType, Speaker, Track
from eventapp.programme.service.people_and_places import (
    RoomDetails,
    SpeakerDetails,
    TrackDetails,
    TypeDetails,
    create_room,
    create_speaker,
    create_track,
    create_type,
)
from eventapp.programme.service.sessions import SessionDetails, create_session, update_session


@dataclass(frozen=True)
class ImportResult:
    """How many sessions came new, changed, or were as they are."""

    event: Event
    added: int
    updated: int
    unchanged: int


@transactional
def import_schedule(
    slug: str, schedule: Schedule, *, owner: User | None = None, timezone: str | None = None
) -> ImportResult:
    """Put a programme into the event `slug`, which is made (as a draft) where there is none.

    Sessions are recognised by the file's guid, speakers by its reference, rooms and tracks by name. Sessions that the
    file does not have are left as they are.
    """
    event = event_by_slug(slug) or _make_event(slug, schedule, owner, timezone or schedule.timezone)
    _widen(event, schedule.starts_at, schedule.ends_at)
    known = _Known(event, schedule)
    added = updated = 0
    for talk in schedule.talks:
        existing = known.sessions.get(talk.reference)
        details = _details(event, talk, known, existing)
        if existing is None:
            session = create_session(event, details, import_reference=talk.reference)
            session.uid = _free_uid(talk, session)
            added += 1
        elif update_session(existing, details):
            updated += 1
    result = ImportResult(event, added, updated, len(schedule.talks) - added - updated)
    audit.record("programme.imported", event, event_id=event.id, after={"added": added, "updated": updated})
    return result


class _Known:
    """What the event has already, by the names the file uses; rooms, tracks and people that are new are made."""

    def __init__(self, event: Event, schedule: Schedule) -> None:
        self.event = event
        self.sessions = {
            session.import_reference: session
            for session in db.session.scalars(select(Session).where(Session.event_id == event.id))
            if session.import_reference
        }
        self.rooms = self._by_name(Room, schedule.rooms, lambda name: create_room(event, RoomDetails(_text(name))))
        self.tracks = self._by_name(Track, schedule.tracks, self._new_track)
        kinds = tuple(dict.fromkeys(talk.type for talk in schedule.talks if talk.type))
        self.types = self._by_name(SessionType, kinds, lambda name: create_type(event, TypeDetails(_text(name))))
        self.speakers = {
            speaker.import_reference: speaker
            for speaker in db.session.scalars(select(Speaker).where(Speaker.event_id == event.id))
            if speaker.import_reference
        }
        for person in (person for talk in schedule.talks for person in talk.persons):
            if person.reference not in self.speakers:
                speaker = create_speaker(event, SpeakerDetails(_text(person.name)), import_reference=person.reference)
                self.speakers[person.reference] = speaker

    def _by_name(self, model: Any, names: tuple[str, ...], make: Any) -> dict[str, int]:
        found = {
            text: row.id
            for row in db.session.scalars(select(model).where(model.event_id == self.event.id))
            for text in row.name.values()
        }
        return found | {name: make(name).id for name in names if name not in found}

    def _new_track(self, name: str) -> Track:
        number = len(list(db.session.scalars(select(Track.id).where(Track.event_id == self.event.id))))
        return create_track(self.event, TrackDetails(_text(name), colour=number % COLOURS + 1))


def _text(text: str) -> LocalizedText:
    return LocalizedText({"en": text})


def _details(event: Event, talk: Talk, known: _Known, existing: Session | None) -> SessionDetails:
    kept: dict[str, Any] = {}
    if existing is not None:
        # The file speaks one language: translations that an organiser added beside it stay.
        kept = {name: getattr(existing, name) for name in ("title", "subtitle", "abstract", "description")}
    locale = event.main_locale
    texts = {
        name: LocalizedText({**kept.get(name, {}), locale: getattr(talk, name)})
        for name in ("title", "subtitle", "abstract", "description")
    }
    return SessionDetails(
        **texts,
        language=talk.language,
        track_id=known.tracks.get(talk.track),
        room_id=known.rooms.get(talk.room),
        type_id=known.types.get(talk.type),
        starts_at=talk.starts_at,
        ends_at=talk.ends_at,
        stream_url=existing.stream_url if existing else None,
        needs_booking=existing.needs_booking if existing else False,
        capacity=existing.capacity if existing else None,
        status=existing.status if existing else "confirmed",
        speakers=tuple((known.speakers[person.reference].id, "speaker") for person in talk.persons),
    )


def _make_event(slug: str, schedule: Schedule, owner: User | None, timezone: str) -> Event:
    details = EventDetails(
        name=_text(schedule.title),
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        timezone=timezone,
        contact_email="",
    )
    return create_event(slug, details, owner)


def _widen(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at < event.starts_at or ends_at > event.ends_at:
        event.starts_at, event.ends_at = min(starts_at, event.starts_at), max(ends_at, event.ends_at)
        event.sequence += 1
        programme_changed(event)


def _free_uid(talk: Talk, session: Session) -> Any:
    """The file's own UUID, unless another event of this instance took the same file before."""
    taken = db.session.scalar(select(Session.id).where(Session.uid == talk.uid, Session.id != session.id))
    return session.uid if taken else talk.uid
