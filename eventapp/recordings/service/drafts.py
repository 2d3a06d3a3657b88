"""Drafts: asked for with their cost known, made piece by piece, each once, put down as tracks for people to check."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update

from eventapp.core import audit, clock, jobs, workers
from eventapp.core.db import after_commit, db, transactional
from eventapp.recordings.models import DraftJob, DraftPiece, GlossaryTerm, Recording, RecordingTrack
from eventapp.recordings.service.errors import AtWork, RecordingError
from eventapp.recordings.service.recordings import keep_file
from eventapp.recordings.service.tracks import create_track, replace_lines
from eventapp.recordings.subtitles.cues import Cue
from eventapp.recordings.voices import likenesses_in

SILENCE = timedelta(minutes=5)
"""A worker of another machine that gave no sign for so long has ended."""


def made_of(kind: str, source: RecordingTrack | None) -> str:
    """The kind of track that a draft becomes: what is translated stays what it is, a transcript becomes subtitles,
    slides become chapters."""
    if kind == "slides":
        return "chapters"
    source_kind = source.kind if source is not None else "transcript"
    if kind == "speak":
        return "audio_description" if source_kind == "descriptions" else "dub"
    if kind == "translate":
        return "subtitles" if source_kind == "transcript" else source_kind
    return "transcript"


class CheckedAlready(RecordingError):
    """Somebody works on the track that the draft would replace."""


@transactional
def ask_for_draft(
    recording: Recording, kind: str, language: str, engine: str, *, source: RecordingTrack | None, cost: float,
    voices: Mapping[str, str] | None = None,
) -> DraftJob:  # fmt: skip
    """Raises AtWork where one is being made, and CheckedAlready where people have worked on what it would replace."""
    db.session.execute(select(Recording.id).where(Recording.id == recording.id).with_for_update())
    running = select(DraftJob.id).where(
        DraftJob.recording_id == recording.id, DraftJob.kind == kind, DraftJob.language == language,
        DraftJob.state.in_(("waiting", "running")),
    )  # fmt: skip
    if db.session.scalar(running) is not None:
        raise AtWork
    there = None if kind == "burn" else _track_there(recording.id, made_of(kind, source), language)
    if there is not None and there.state != "machine_draft":
        raise CheckedAlready
    job = DraftJob(
        recording_id=recording.id, uid=uuid4(), kind=kind, language=language, engine=engine, cost=cost,
        source_id=source.id if source else None, source_revision=source.revision if source else None,
        asked_by=audit.acting()[1], created_at=clock.now(), voices=dict(voices or {}),
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    after = {"kind": kind, "language": language, "engine": engine, "cost": cost}
    audit.record("recording.draft_asked", recording.subject, event_id=recording.event_id, after=after)
    after_commit(jobs.look_soon)
    return job


def _track_there(recording_id: int, kind: str, language: str) -> RecordingTrack | None:
    query = select(RecordingTrack).where(
        RecordingTrack.recording_id == recording_id, RecordingTrack.kind == kind,
        RecordingTrack.language == language,
    )  # fmt: skip
    return db.session.scalar(query)


@transactional
def stop_draft(job: DraftJob) -> None:
    """The pieces that are done stay, for whoever goes on."""
    stopped = update(DraftJob).where(DraftJob.id == job.id, DraftJob.state.in_(("waiting", "running")))
    db.session.execute(stopped.values(state="stopped", claimed_by=""))


@transactional
def go_on_with_draft(job: DraftJob) -> None:
    """Where it stopped or failed: what is done is not done again. Raises AtWork."""
    again = update(DraftJob).where(DraftJob.id == job.id, DraftJob.state.in_(("failed", "stopped")))
    if not db.session.execute(again.values(state="waiting", failure="")).rowcount:  # type: ignore[attr-defined]
        raise AtWork
    after_commit(jobs.look_soon)


@transactional
def claim_draft() -> int | None:
    """The id of a draft that waits, or whose worker has ended; this process makes it now."""
    wanted = select(DraftJob).where(DraftJob.state.in_(("waiting", "running"))).order_by(DraftJob.id)
    for job in db.session.scalars(wanted.with_for_update(skip_locked=True, of=DraftJob)):
        if job.state == "waiting" or workers.has_let_go(job.claimed_by, job.heard_at, SILENCE):
            job.state, job.claimed_by, job.heard_at = "running", workers.own_name(), clock.now()
            return job.id
    return None


def pieces_done(job_id: int) -> dict[int, Any]:
    found = db.session.scalars(select(DraftPiece).where(DraftPiece.job_id == job_id))
    return {piece.number: piece.result for piece in found}


@transactional
def hear_of_draft(job_id: int, total: int, position: int | None = None) -> bool:
    """A sign of life, with how far it is where that is not told by its pieces. Returns whether to stop."""
    values = {"total": total, "heard_at": clock.now()} | ({} if position is None else {"position": position})
    return not db.session.execute(_own(job_id).values(values)).rowcount  # type: ignore[attr-defined]


@transactional
def piece_done(job_id: int, number: int, result: Any, seconds: float) -> bool:
    """Write a piece down, whoever has the draft by now: it is done, and may have cost something. Returns whether to
    stop."""
    known = select(DraftPiece.id).where(DraftPiece.job_id == job_id, DraftPiece.number == number)
    if db.session.scalar(known) is None:
        db.session.add(DraftPiece(job_id=job_id, number=number, result=result))
        counted = update(DraftJob).where(DraftJob.id == job_id)
        values = {"position": DraftJob.position + 1, "seconds": DraftJob.seconds + seconds}
        db.session.execute(counted.values(values))
    return not db.session.execute(_own(job_id).values(heard_at=clock.now())).rowcount  # type: ignore[attr-defined]


def finish_draft(job_id: int, cues: list[Cue]) -> bool:
    """Put the lines down as a machine draft that somebody has to check. Returns whether that was done."""
    return _finish(job_id, cues)


@transactional
def _finish(job_id: int, cues: list[Cue]) -> bool:
    if not db.session.execute(_own(job_id).values(state="done", claimed_by="")).rowcount:  # type: ignore[attr-defined]
        return False
    job = db.session.get_one(DraftJob, job_id, populate_existing=True)
    kind = made_of(job.kind, job.source)
    there = _track_there(job.recording_id, kind, job.language)
    if there is not None and there.state != "machine_draft":
        # Somebody has begun to work on it meanwhile: their lines are worth more than a draft.
        job.state, job.failure = "failed", "CheckedAlready"
    elif there is None:
        there = create_track(
            job.recording, kind, job.language, cues, origin="engine", engine=job.engine, source=job.source,
            source_revision=job.source_revision,
        )  # fmt: skip
        there.likeness_of = likenesses_in(job.voices)
    else:
        replace_lines(there, cues, there.revision, origin="engine", engine=job.engine)
        there.source_id, there.source_revision = job.source_id, job.source_revision
        there.likeness_of = likenesses_in(job.voices)
    db.session.execute(delete(DraftPiece).where(DraftPiece.job_id == job_id))
    return True


@transactional
def finish_burning(job_id: int, name: str, size: int) -> list[str]:
    """A video with subtitles in its picture is stored by this name. Returns the names of those that it replaces."""
    if not db.session.execute(_own(job_id).values(state="done", claimed_by="", position=DraftJob.total)).rowcount:  # type: ignore[attr-defined]
        return []
    job = db.session.get_one(DraftJob, job_id, populate_existing=True)
    before = f"{name.rpartition('-')[0]}-"
    files = [file for file in job.recording.files if file.name.startswith(before) and file.name != name]
    keep_file(job.recording, name, "video/mp4", size)
    names = [file.name for file in files]
    for file in files:
        db.session.delete(file)
    return names


@transactional
def fail_draft(job_id: int, words: str) -> None:
    db.session.execute(_own(job_id).values(state="failed", failure=words[:300], claimed_by=""))


def _own(job_id: int) -> Any:
    return update(DraftJob).where(
        DraftJob.id == job_id, DraftJob.state == "running", DraftJob.claimed_by == workers.own_name()
    )


@transactional
def add_term(event_id: int, kind: str, forms: dict[str, str], note: str) -> GlossaryTerm:
    term = GlossaryTerm(event_id=event_id, kind=kind, forms=forms, note=note)
    db.session.add(term)
    db.session.flush()
    audit.record("glossary.term_added", term, event_id=event_id, after={"kind": kind, "forms": forms})
    return term


@transactional
def delete_term(term: GlossaryTerm) -> None:
    audit.record("glossary.term_deleted", term, event_id=term.event_id, before={"forms": term.forms})
    db.session.delete(term)
