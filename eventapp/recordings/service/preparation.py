"""How far the preparation of a recording is: one worker has it at a time, and each step is written down when done."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from eventapp.core import clock, workers
from eventapp.core.db import db, transactional
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.models import PreparationStep, Recording, RecordingFile, UploadPart
from eventapp.recordings.service.recordings import keep_file

SILENCE = timedelta(minutes=2)
"""A worker of another machine that gave no sign for so long has ended."""


class MadeFile(NamedTuple):
    """A stored file that can be asked for by its name."""

    name: str
    media_type: str
    size: int


@transactional
def claim_next() -> int | None:
    """The id of a recording that waits, or whose worker has ended; this process prepares it now."""
    wanted = select(Recording).where(Recording.state.in_(("waiting", "preparing"))).order_by(Recording.id)
    for recording in db.session.scalars(wanted.with_for_update(skip_locked=True, of=Recording)):
        is_left = workers.has_let_go(recording.claimed_by, recording.heard_at, SILENCE)
        if recording.state == "waiting" or is_left:
            recording.state, recording.claimed_by, recording.heard_at = "preparing", workers.own_name(), clock.now()
            return recording.id
    return None


def steps_done(recording_id: int) -> dict[str, dict[str, Any]]:
    """What each step that is done found out, in the order in which they were done."""
    found = select(PreparationStep).where(PreparationStep.recording_id == recording_id).order_by(PreparationStep.id)
    return {step.name: step.result for step in db.session.scalars(found)}


@transactional
def hear(recording_id: int, step: str, percent: int) -> bool:
    """A sign of life. Returns whether to stop: nobody wants it any more, or another worker has it."""
    heard = _own(recording_id).values(step=step, percent=percent, heard_at=clock.now())
    return not db.session.execute(heard).rowcount  # type: ignore[attr-defined]


@transactional
def step_done(recording_id: int, name: str, result: Mapping[str, Any], seconds: float, files: list[MadeFile]) -> bool:
    """Write a step down with what it made. Returns whether to stop, and then nothing was written."""
    if not db.session.execute(_own(recording_id).values(heard_at=clock.now())).rowcount:  # type: ignore[attr-defined]
        return True
    recording = db.session.get_one(Recording, recording_id)
    for file in files:
        keep_file(recording, file.name, file.media_type, file.size)
    db.session.add(PreparationStep(
        recording_id=recording_id, name=name, result=dict(result), seconds=round(seconds, 3), done_at=clock.now()
    ))  # fmt: skip
    return False


@transactional
def note_size(recording_id: int, size: int) -> None:
    """How large a file is that was fetched."""
    db.session.execute(_own(recording_id).values(size=size, received=size))


@transactional
def note_probed(recording_id: int, probed: Probed) -> None:
    values = {"duration_ms": probed.duration_ms, "width": probed.width, "height": probed.height}
    db.session.execute(_own(recording_id).values(values))


@transactional
def forget_parts(recording_id: int) -> list[str]:
    """The keys of the pieces of an upload, which are one file now."""
    found = select(UploadPart.key).where(UploadPart.recording_id == recording_id).order_by(UploadPart.start)
    keys = list(db.session.scalars(found))
    db.session.execute(delete(UploadPart).where(UploadPart.recording_id == recording_id))
    return keys


@transactional
def forget_files(recording_id: int, names: list[str]) -> None:
    """Files that were only needed on the way."""
    wanted = delete(RecordingFile).where(RecordingFile.recording_id == recording_id, RecordingFile.name.in_(names))
    db.session.execute(wanted)


@transactional
def finish(recording_id: int) -> None:
    ready = {"state": "ready", "step": "", "percent": 100, "claimed_by": "", "changed_at": clock.now()}
    db.session.execute(_own(recording_id).values(ready))


@transactional
def fail(recording_id: int, reason: str, details: Mapping[str, Any]) -> None:
    failed = {"state": "failed", "failure": reason, "failure_details": dict(details), "claimed_by": ""}
    db.session.execute(_own(recording_id).values({**failed, "changed_at": clock.now()}))


def _own(recording_id: int) -> Any:
    return update(Recording).where(
        Recording.id == recording_id, Recording.state == "preparing", Recording.claimed_by == workers.own_name()
    )
