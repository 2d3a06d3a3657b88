"""Reads about the programme. Sessions come with their room, track, type and speakers, in a fixed number of queries."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement

from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft, Surroundings, in_order, with_draft
from eventapp.programme.models import (
    COLOURS,
    PROGRAMME_KINDS,
    ProgrammeRelease,
    ProgrammeUpload,
    Room,
    ScheduleProposal,
    Session,
    SessionFile,
    SessionSpeaker,
    SessionType,
    Speaker,
    SpeakerPhoto,
    Track,
)


class AnnouncedSession(NamedTuple):
    """A session as calendars tell of it: thousands are read at once, so it is a row and no object of the database's."""

    id: int
    uid: UUID
    code: str
    title: LocalizedText
    subtitle: LocalizedText
    abstract: LocalizedText
    status: str
    sequence: int
    starts_at: datetime | None
    last_starts_at: datetime | None
    last_ends_at: datetime | None
    created_at: datetime
    changed_at: datetime
    stream_url: str | None
    capacity: int | None
    room: Room | None
    track: Track | None
    type: SessionType | None
    on_stage: list[Speaker]

    @property
    def is_break(self) -> bool:
        return self.type is not None and self.type.is_break

    @property
    def is_scheduled(self) -> bool:
        return self.starts_at is not None


_ANNOUNCED_COLUMNS = [
    *(getattr(Session, name) for name in AnnouncedSession._fields[:-4]), Session.room_id, Session.track_id,
    Session.type_id,
]  # fmt: skip


def _whole_sessions() -> Select[Session]:
    return select(Session).options(*WHOLE_SESSION)


WHOLE_SESSION = (
    joinedload(Session.room), joinedload(Session.track), joinedload(Session.type),
    selectinload(Session.appearances).joinedload(SessionSpeaker.speaker),
)  # fmt: skip
"""A session comes with all that is shown of it, in a fixed number of queries."""
ANNOUNCED = (Session.was_public | (Session.status == "confirmed"), Session.last_starts_at.is_not(None))
_IN_ORDER = (Session.starts_at.is_(None), Session.starts_at, Session.room_id, Session.id)


def all_sessions(event_id: int) -> list[Session]:
    """Everything an organiser sees: drafts, cancelled and unscheduled ones too, in order of time."""
    return list(db.session.scalars(_whole_sessions().where(Session.event_id == event_id).order_by(*_IN_ORDER)))


def public_sessions(event_id: int) -> list[Session]:
    """What the programme shows: scheduled sessions that are confirmed, or were announced and are cancelled."""
    query = _whole_sessions().where(
        Session.event_id == event_id,
        Session.starts_at.is_not(None),
        (Session.status == "confirmed") | ((Session.status == "cancelled") & Session.was_public),
    )
    return list(db.session.scalars(query.order_by(*_IN_ORDER)))


def announced_sessions(event_id: int, *, among: ColumnElement[bool] | None = None) -> list[AnnouncedSession]:
    """What calendars must know of: every session that is public or ever was, in order of its id."""
    wanted = (Session.event_id == event_id, *ANNOUNCED, *(() if among is None else (among,)))
    rows = db.session.execute(select(*_ANNOUNCED_COLUMNS).where(*wanted).order_by(Session.id)).all()
    around = surroundings_of(event_id) if rows else Surroundings({}, {}, {}, {})
    on_stage = _on_stage(wanted, around) if rows else {}
    return [
        AnnouncedSession._make(
            (
                *row[:-3], around.rooms.get(row.room_id), around.tracks.get(row.track_id),
                around.types.get(row.type_id), on_stage.get(row.id, []),
            )
        )
        for row in rows
    ]  # fmt: skip


def _on_stage(wanted: tuple[ColumnElement[bool], ...], around: Surroundings) -> dict[int, list[Speaker]]:
    """Everybody but the interpreters, by session id, in order."""
    query = (
        select(SessionSpeaker.session_id, SessionSpeaker.speaker_id)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(*wanted, SessionSpeaker.role != "interpreter")
        .order_by(SessionSpeaker.position)
    )
    found: dict[int, list[Speaker]] = {}
    for session_id, speaker_id in db.session.execute(query):
        found.setdefault(session_id, []).append(around.speakers[speaker_id])
    return found


def spoken_by(speaker_id: int) -> ColumnElement[bool]:
    """That somebody is in a session, in whatever role."""
    return Session.id.in_(select(SessionSpeaker.session_id).where(SessionSpeaker.speaker_id == speaker_id))


def speaker_by_uid(uid: UUID) -> Speaker | None:
    return db.session.scalar(select(Speaker).where(Speaker.uid == uid))


def session_by_uid(uid: UUID) -> Session | None:
    return db.session.scalar(select(Session).where(Session.uid == uid))


def session_by_code(event_id: int, code: str) -> Session | None:
    return db.session.scalar(_whole_sessions().where(Session.event_id == event_id, Session.code == code))


def session_by_id(event_id: int, session_id: int) -> Session | None:
    return db.session.scalar(_whole_sessions().where(Session.event_id == event_id, Session.id == session_id))


def public_session(event_id: int, code: str) -> Session | None:
    """A session as its own page shows it: never a draft."""
    session = session_by_code(event_id, code)
    if session is None or session.status == "draft" or (session.is_cancelled and not session.was_public):
        return None
    return session


def rooms_of(event_id: int) -> list[Room]:
    return list(db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)))


def tracks_of(event_id: int) -> list[Track]:
    return list(db.session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)))


def types_of(event_id: int) -> list[SessionType]:
    query = select(SessionType).where(SessionType.event_id == event_id)
    return list(db.session.scalars(query.order_by(SessionType.position, SessionType.id)))


def room_by_slug(event_id: int, slug: str) -> Room | None:
    return db.session.scalar(select(Room).where(Room.event_id == event_id, Room.slug == slug))


def track_by_slug(event_id: int, slug: str) -> Track | None:
    return db.session.scalar(select(Track).where(Track.event_id == event_id, Track.slug == slug))


def speaker_by_code(event_id: int, code: str) -> Speaker | None:
    return db.session.scalar(select(Speaker).where(Speaker.event_id == event_id, Speaker.code == code))


def speakers_of(event_id: int) -> list[Speaker]:
    query = select(Speaker).where(Speaker.event_id == event_id)
    return list(db.session.scalars(query.order_by(Speaker.position, Speaker.id)))


def public_speakers(event_id: int) -> list[Speaker]:
    """Speakers who are on stage in at least one confirmed session."""
    appears = (
        select(SessionSpeaker.speaker_id)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.event_id == event_id, Session.status == "confirmed", SessionSpeaker.role != "interpreter")
    )
    query = select(Speaker).where(Speaker.event_id == event_id, Speaker.id.in_(appears))
    return list(db.session.scalars(query.order_by(Speaker.position, Speaker.id)))


def speakers_with_roles(event_id: int) -> list[tuple[Speaker, set[str]]]:
    """Everybody who is in a confirmed session, interpreters too, with what they do there."""
    query = (
        select(Speaker, SessionSpeaker.role).join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.event_id == event_id, Session.status == "confirmed")
        .order_by(Speaker.position, Speaker.id)
    )  # fmt: skip
    found: dict[int, tuple[Speaker, set[str]]] = {}
    for speaker, role in db.session.execute(query):
        found.setdefault(speaker.id, (speaker, set()))[1].add(role)
    return list(found.values())


def sessions_of_speaker(speaker: Speaker) -> list[Session]:
    """A speaker's public sessions, by time."""
    query = (
        _whole_sessions()
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .where(SessionSpeaker.speaker_id == speaker.id)
        .where((Session.status == "confirmed") | ((Session.status == "cancelled") & Session.was_public))
    )
    return list(db.session.scalars(query.order_by(*_IN_ORDER)))


def surroundings_of(event_id: int) -> Surroundings:
    return Surroundings(
        rooms={room.id: room for room in rooms_of(event_id)},
        tracks={track.id: track for track in tracks_of(event_id)},
        types={session_type.id: session_type for session_type in types_of(event_id)},
        speakers={speaker.id: speaker for speaker in speakers_of(event_id)},
    )


def sessions_with_drafts(event_id: int, *, since: int = -1) -> list[SessionWithDraft]:
    """The programme as the team has it, by time; with `since`, what changed after that value of draft_cursor."""
    query = select(Session).where(Session.event_id == event_id, Session.draft_version > since)
    sessions = db.session.scalars(query.options(selectinload(Session.appearances))).all()
    around = surroundings_of(event_id) if sessions else Surroundings({}, {}, {}, {})
    return in_order(with_draft(session, around) for session in sessions)


def session_with_draft(session: Session) -> SessionWithDraft:
    return with_draft(session, surroundings_of(session.event_id))


def next_track_colour(event_id: int) -> int:
    """The first colour that no track of the event has, or the least used one."""
    used = Counter(track.colour for track in tracks_of(event_id))
    return min(range(1, COLOURS + 1), key=lambda colour: (used[colour], colour))


def latest_session(event_id: int) -> Session | None:
    """The session that was made last."""
    return db.session.scalar(select(Session).where(Session.event_id == event_id).order_by(Session.id.desc()).limit(1))


def unreleased_count(event_id: int) -> int:
    """How many sessions a release would change."""
    query = select(Session).where(Session.event_id == event_id, Session.draft.is_not(None))
    return sum(session.awaits_release for session in db.session.scalars(query))


def releases_of(event_id: int) -> list[ProgrammeRelease]:
    """The latest first."""
    query = select(ProgrammeRelease).where(ProgrammeRelease.event_id == event_id)
    return list(db.session.scalars(query.order_by(ProgrammeRelease.number.desc())))


def latest_release(event_id: int) -> ProgrammeRelease | None:
    query = select(ProgrammeRelease).where(ProgrammeRelease.event_id == event_id)
    return db.session.scalar(query.order_by(ProgrammeRelease.number.desc()).limit(1))


def files_of(session_id: int) -> list[SessionFile]:
    return list(
        db.session.scalars(select(SessionFile).where(SessionFile.session_id == session_id).order_by(SessionFile.id))
    )


def file_of(session_id: int, file_id: int) -> SessionFile | None:
    return db.session.scalar(select(SessionFile).where(SessionFile.session_id == session_id, SessionFile.id == file_id))


def type_by_slug(event_id: int, slug: str) -> SessionType | None:
    return db.session.scalar(select(SessionType).where(SessionType.event_id == event_id, SessionType.slug == slug))


def speaker_by_link(token: str) -> Speaker | None:
    """The speaker whose private link has this secret."""
    found = db.session.scalar(select(Speaker).where(Speaker.link_hash == secret_hash(token)))
    if found is None and (moved := moved_to("speaker", token)) is not None:
        return db.session.get(Speaker, moved)
    return found


def uploads_of(event_id: int, kinds: Collection[str] = PROGRAMME_KINDS) -> list[ProgrammeUpload]:
    """Files that wait to be brought in or thrown away, the latest first."""
    query = select(ProgrammeUpload).where(ProgrammeUpload.event_id == event_id, ProgrammeUpload.kind.in_(kinds))
    return list(db.session.scalars(query.order_by(ProgrammeUpload.id.desc())))


def upload_of(event_id: int, upload_id: int, kinds: Collection[str] = PROGRAMME_KINDS) -> ProgrammeUpload | None:
    query = select(ProgrammeUpload).where(ProgrammeUpload.event_id == event_id, ProgrammeUpload.id == upload_id)
    return db.session.scalar(query.where(ProgrammeUpload.kind.in_(kinds)))


def proposal_of(event_id: int, proposal_id: int) -> ScheduleProposal | None:
    query = select(ScheduleProposal).where(ScheduleProposal.event_id == event_id, ScheduleProposal.id == proposal_id)
    return db.session.scalar(query)


def event_of(speaker: Speaker) -> Event:
    return db.session.get_one(Event, speaker.event_id)


def photo_of(speaker: Speaker) -> SpeakerPhoto | None:
    return db.session.get(SpeakerPhoto, speaker.id)
