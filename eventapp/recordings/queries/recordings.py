"""Reads about recordings."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.recordings.models import Recording, RecordingFile, UploadPart
from eventapp.titles.models import Title

Subject = Session | Title
WHOLE = (
    joinedload(Recording.session), joinedload(Recording.shown_title), joinedload(Recording.event),
    joinedload(Recording.main),
)  # fmt: skip
"""With all that the rule of who sees it asks for."""


def recordings_that_are_of(subject: Subject) -> ColumnElement[bool]:
    """That a recording is one of a session or title, and no part of another."""
    own = Recording.session_id == subject.id if isinstance(subject, Session) else Recording.title_id == subject.id
    return own & Recording.main_id.is_(None)


def recordings_of(subject: Subject) -> list[Recording]:
    """All of a session or title, in the order in which they came."""
    query = select(Recording).where(recordings_that_are_of(subject)).order_by(Recording.id)
    return list(db.session.scalars(query.options(selectinload(Recording.files))))


def recording(subject: Subject, uid: UUID) -> Recording | None:
    """One of a session or title; a part of one, too."""
    own = Recording.session_id == subject.id if isinstance(subject, Session) else Recording.title_id == subject.id
    return db.session.scalar(select(Recording).where(own, Recording.uid == uid).options(*WHOLE))


def whole_recording(recording_id: int) -> Recording | None:
    return db.session.scalar(select(Recording).where(Recording.id == recording_id).options(*WHOLE))


def parts_of_recording(recording_id: int) -> list[Recording]:
    """Files of their own that belong to it, such as sign-language videos."""
    return list(db.session.scalars(select(Recording).where(Recording.main_id == recording_id).order_by(Recording.id)))


def _published(event_id: int) -> Select[Recording]:
    """Of sessions that are public and take place, by time, and of titles; who sees them the policy says."""
    return (
        select(Recording).outerjoin(Recording.session)
        .where(Recording.event_id == event_id, Recording.is_published, Recording.main_id.is_(None))
        .where(or_(Session.status == "confirmed", Recording.title_id.is_not(None)))
        .order_by(Session.starts_at.is_(None), Session.starts_at, Session.id, Recording.title_id, Recording.id)
        .options(*WHOLE)
    )  # fmt: skip


def published_recordings(event_id: int) -> list[Recording]:
    """Those of an event that somebody beside the team may see."""
    return list(db.session.scalars(_published(event_id)))


def published_of(subject: Subject) -> list[Recording]:
    return list(db.session.scalars(_published(subject.event_id).where(recordings_that_are_of(subject))))


def published_recording(event_id: int, uid: UUID) -> Recording | None:
    return db.session.scalar(_published(event_id).where(Recording.uid == uid))


def version_of_event(event_id: int) -> tuple[Any, ...]:
    """Changes with every recording that is shown to others, or no more, and with the languages that they have."""
    query = (
        select(Recording.id, Recording.audience, Recording.changed_at, Recording.published_at)
        .where(Recording.event_id == event_id, Recording.is_published).order_by(Recording.id)
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
    own = select(func.coalesce(func.sum(Recording.size), 0)).where(Recording.event_id == event_id)
    made = select(func.coalesce(func.sum(RecordingFile.size), 0)).join(Recording)
    of_made = made.where(Recording.event_id == event_id)
    return int(db.session.scalar(own) or 0) + int(db.session.scalar(of_made) or 0)


def _all(event_id: int) -> Select[Recording]:
    own = select(Recording).where(Recording.event_id == event_id, Recording.main_id.is_(None))
    return own.options(joinedload(Recording.session), joinedload(Recording.shown_title))


def all_recordings(event_id: int) -> list[Recording]:
    """All of an event, in the order in which they came, with their tracks."""
    query = _all(event_id).options(selectinload(Recording.tracks))
    return list(db.session.scalars(query.order_by(Recording.id)))


def recording_of_event(event_id: int, uid: UUID) -> Recording | None:
    return db.session.scalar(_all(event_id).where(Recording.uid == uid).options(selectinload(Recording.tracks)))


def recordings_of_event(event_id: int, page: int, page_size: int) -> tuple[list[Recording], int]:
    """A page of all of an event, those that came last first, and how many there are."""
    own = _all(event_id)
    number = db.session.scalar(select(func.count()).select_from(own.subquery())) or 0
    paged = own.order_by(Recording.id.desc()).limit(page_size).offset((page - 1) * page_size)
    return list(db.session.scalars(paged)), number
