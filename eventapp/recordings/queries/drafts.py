"""Reads about drafts and the glossary."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.core.db import db
from eventapp.recordings.models import DraftJob, GlossaryTerm, Recording


def draft_with_recording(job_id: int) -> DraftJob | None:
    whole = joinedload(DraftJob.recording).joinedload(Recording.event)
    return db.session.scalar(select(DraftJob).where(DraftJob.id == job_id).options(whole, joinedload(DraftJob.source)))


def drafts_of(recording_id: int) -> list[DraftJob]:
    """Those that are not done, and the last that was."""
    query = select(DraftJob).where(DraftJob.recording_id == recording_id).order_by(DraftJob.id.desc()).limit(20)
    return list(db.session.scalars(query.options(joinedload(DraftJob.source))))


def draft_of(recording_id: int, uid: UUID) -> DraftJob | None:
    return db.session.scalar(select(DraftJob).where(DraftJob.recording_id == recording_id, DraftJob.uid == uid))


def terms_of(event_id: int) -> list[GlossaryTerm]:
    return list(
        db.session.scalars(select(GlossaryTerm).where(GlossaryTerm.event_id == event_id).order_by(GlossaryTerm.id))
    )


def term_of(event_id: int, term_id: int) -> GlossaryTerm | None:
    return db.session.scalar(select(GlossaryTerm).where(GlossaryTerm.event_id == event_id, GlossaryTerm.id == term_id))
