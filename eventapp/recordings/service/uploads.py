"""Uploads in pieces: each piece is stored as it comes, and counted once; a bad network loses none that was counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update

from eventapp.core import clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.object_storage import storage
from eventapp.recordings.models import Recording, StoredLeftover, UploadPart
from eventapp.recordings.service.errors import OffsetElsewhere, TooMuch, UploadOver
from eventapp.recordings.service.recordings import remove

PIECE = 4 * 1024 * 1024
"""Bytes after which what came is counted: no more than that is sent again when a connection breaks."""
ABANDONED_AFTER = timedelta(days=7)
"""Since the last piece."""


def expires_at(recording: Recording) -> datetime:
    """When an upload that nobody goes on with is thrown away."""
    return recording.changed_at + ABANDONED_AFTER


def receive(recording: Recording, start: int, read: Callable[[int], bytes]) -> int:
    """Take what comes from `read` until it ends, which begins at byte `start`. Returns where it ends.

    Raises UploadOver, OffsetElsewhere and TooMuch. What was counted before any error stays.
    """
    at = start
    _check(recording, at)
    while piece := _next_piece(read):
        if at + len(piece) > recording.size:
            raise TooMuch
        key = f"{recording.folder}/parts/{at:015}-{uuid4().hex[:8]}"
        storage().put(key, piece)
        try:
            _count(recording, at, len(piece), key)
        except OffsetElsewhere:
            storage().delete([key])
            raise
        at += len(piece)
    return at


def _next_piece(read: Callable[[int], bytes]) -> bytes:
    """As much as makes a piece. A connection that breaks ends it early: what came is as good."""
    piece = bytearray()
    while len(piece) < PIECE:
        try:
            block = read(min(PIECE - len(piece), 256 * 1024))
        except OSError:
            break
        if not block:
            break
        piece += block
    return bytes(piece)


def _check(recording: Recording, start: int) -> None:
    if recording.state != "uploading":
        raise UploadOver
    if recording.received != start:
        raise OffsetElsewhere


@transactional
def _count(recording: Recording, start: int, size: int, key: str) -> None:
    """Of two who send the same piece one is counted. Raises OffsetElsewhere."""
    end, now = start + size, clock.now()
    is_whole = end == recording.size
    counted = update(Recording).where(
        Recording.id == recording.id, Recording.state == "uploading", Recording.received == start
    )
    values = {"received": end, "changed_at": now, "state": "waiting" if is_whole else "uploading"}
    if not db.session.execute(counted.values(values)).rowcount:  # type: ignore[attr-defined]
        raise OffsetElsewhere
    db.session.add(UploadPart(recording_id=recording.id, start=start, size=size, key=key))
    if is_whole:
        after_commit(jobs.look_soon)


@transactional
def forget_abandoned() -> bool:
    """Throw uploads away that nobody has gone on with for days; True where more may be waiting."""
    last = clock.lenient_now() - ABANDONED_AFTER
    found = db.session.scalars(
        select(Recording).where(Recording.state == "uploading", Recording.changed_at < last).limit(20)
    ).all()
    for recording in found:
        remove(recording)
    return len(found) == 20


def delete_leftovers() -> bool:
    """Delete the stored files of what is no more; True where more may be waiting. Raises StorageAway."""
    left = db.session.scalars(select(StoredLeftover).order_by(StoredLeftover.id).limit(1)).first()
    if left is None:
        return False
    storage().delete_folder(left.prefix)
    _forget(left)
    return True


@transactional
def _forget(left: StoredLeftover) -> None:
    db.session.delete(left)
