"""Reads about recordings."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.recordings.models import Recording, RecordingFile, UploadPart


def recordings_of(session_id: int) -> list[Recording]:
    """All of a session, in the order in which they came."""
    query = select(Recording).where(Recording.session_id == session_id).order_by(Recording.id)
    return list(db.session.scalars(query.options(selectinload(Recording.files))))


def recording(session_id: int, uid: UUID) -> Recording | None:
    return db.session.scalar(select(Recording).where(Recording.session_id == session_id, Recording.uid == uid))


def recording_with_session(recording_id: int) -> Recording | None:
    whole = joinedload(Recording.session).joinedload(Session.event)
    return db.session.scalar(select(Recording).where(Recording.id == recording_id).options(whole))


def _published(event_id: int) -> Select[Recording]:
    """Of sessions that are public and take place."""
    return (
        select(Recording).join(Session)
        .where(Session.event_id == event_id, Session.status == "confirmed", Recording.is_published)
        .order_by(Session.starts_at, Session.id, Recording.id)
        .options(joinedload(Recording.session).joinedload(Session.event))
    )  # fmt: skip


def published_recordings(event_id: int) -> list[Recording]:
    """Those of an event that somebody beside the team may see."""
    return list(db.session.scalars(_published(event_id)))


def published_of_session(session: Session) -> list[Recording]:
    return list(db.session.scalars(_published(session.event_id).where(Recording.session_id == session.id)))


def published_recording(event_id: int, uid: UUID) -> Recording | None:
    return db.session.scalar(_published(event_id).where(Recording.uid == uid))


def version_of_event(event_id: int) -> tuple[Any, ...]:
    """Changes with every recording that is shown to others, or no more."""
    query = (
        select(Recording.id, Recording.audience, Recording.changed_at, Recording.published_at).join(Session)
        .where(Session.event_id == event_id, Recording.is_published).order_by(Recording.id)
    )  # fmt: skip
    return tuple(tuple(row) for row in db.session.execute(query))


def file_of(recording_id: int, name: str) -> RecordingFile | None:
    return db.session.scalar(
        select(RecordingFile).where(RecordingFile.recording_id == recording_id, RecordingFile.name == name)
    )


def parts_of(recording_id: int) -> list[UploadPart]:
    """The pieces of an upload, in their order."""
    query = select(UploadPart).where(UploadPart.recording_id == recording_id).order_by(UploadPart.start)
    return list(db.session.scalars(query))


def bytes_of_event(event_id: int) -> int:
    """What an event's recordings take, with what is announced of those that are still coming."""
    own = select(func.coalesce(func.sum(Recording.size), 0)).join(Session).where(Session.event_id == event_id)
    made = select(func.coalesce(func.sum(RecordingFile.size), 0)).join(Recording).join(Session)
    of_made = made.where(Session.event_id == event_id)
    return int(db.session.scalar(own) or 0) + int(db.session.scalar(of_made) or 0)


def _whole(event_id: int) -> Select[Recording]:
    """With session and tracks."""
    own = select(Recording).join(Session).where(Session.event_id == event_id)
    return own.options(joinedload(Recording.session), selectinload(Recording.tracks))


def all_recordings(event_id: int) -> list[Recording]:
    """All of an event, in the order in which they came, with their tracks."""
    return list(db.session.scalars(_whole(event_id).order_by(Recording.id)))


def recording_of_event(event_id: int, uid: UUID) -> Recording | None:
    return db.session.scalar(_whole(event_id).where(Recording.uid == uid))


def recordings_of_event(event_id: int, page: int, page_size: int) -> tuple[list[Recording], int]:
    """A page of all of an event, those that came last first, and how many there are."""
    own = select(Recording).join(Session).where(Session.event_id == event_id)
    number = db.session.scalar(select(func.count()).select_from(own.subquery())) or 0
    query = own.order_by(Recording.id.desc()).limit(page_size).offset((page - 1) * page_size)
    return list(db.session.scalars(query.options(joinedload(Recording.session)))), number
