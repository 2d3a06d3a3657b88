"""Recordings: brought to a session, described, shown to others, taken away again."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import func, select, update

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.recordings import storage
from eventapp.recordings.models import Recording, RecordingFile, StoredLeftover
from eventapp.recordings.queries.recordings import bytes_of_event
from eventapp.recordings.service.errors import AtWork, FileTooLarge, NotReady, QuotaFull, TooManyRecordings

MOST_OF_SESSION = 50
LONGEST_NAME = 200


class RecordingDetails(NamedTuple):
    """What the team says of it; `language` is what is spoken (BCP 47). Who sees it may take the file along, or not."""

    title: str
    language: str
    audience: str
    is_downloadable: bool = False


@transactional
def begin_upload(session: Session, details: RecordingDetails, file_name: str, size: int) -> Recording:
    """A recording whose file comes in pieces. Raises FileTooLarge, QuotaFull and TooManyRecordings."""
    if size > storage.largest_file():
        raise FileTooLarge
    _make_room(session, size)
    return _add(session, details, origin="upload", state="uploading", file_name=plain_name(file_name), size=size)


@transactional
def add_link(session: Session, details: RecordingDetails, address: str) -> Recording:
    """A recording that is fetched from an address. Raises QuotaFull and TooManyRecordings."""
    _make_room(session, 1)
    made = _add(session, details, origin="link", state="waiting", address=address)
    after_commit(jobs.look_soon)
    return made


@transactional
def add_player(session: Session, details: RecordingDetails, address: str) -> Recording:
    """A recording that is watched elsewhere. Raises TooManyRecordings."""
    _make_room(session, 0)
    return _add(session, details, origin="player", state="ready", address=address)


def _make_room(session: Session, size: int) -> None:
    """Who brings something waits here for whoever brought something before. Raises QuotaFull and TooManyRecordings."""
    db.session.execute(select(Event.id).where(Event.id == session.event_id).with_for_update())
    number = db.session.scalar(select(func.count(Recording.id)).where(Recording.session_id == session.id)) or 0
    if number >= MOST_OF_SESSION:
        raise TooManyRecordings
    if size and bytes_of_event(session.event_id) + size > storage.quota():
        raise QuotaFull


def _add(session: Session, details: RecordingDetails, **values: object) -> Recording:
    now = clock.now()
    made = Recording(session_id=session.id, uid=uuid4(), created_at=now, changed_at=now, **details._asdict(), **values)
    db.session.add(made)
    db.session.flush()
    _note(session, "session.recording_added", {"title": details.title, "language": details.language})
    return made


@transactional
def update_recording(session: Session, recording: Recording, details: RecordingDetails) -> None:
    before = {name: getattr(recording, name) for name in details._fields}
    changed, after = audit.differences(before, details._asdict())
    if not after:
        return
    for name, value in after.items():
        setattr(recording, name, value)
    recording.changed_at = clock.now()
    audit.record("session.recording_changed", session, event_id=session.event_id, before=changed, after=after)


@transactional
def publish(session: Session, recording: Recording) -> None:
    """Have those see it for whom it is. Raises NotReady."""
    db.session.refresh(recording, with_for_update={"of": Recording})
    if recording.state != "ready":
        raise NotReady
    if not recording.is_published:
        recording.is_published, recording.published_at = True, clock.now()
        _note(session, "session.recording_published", {"title": recording.title, "audience": recording.audience})


@transactional
def unpublish(session: Session, recording: Recording) -> None:
    db.session.refresh(recording, with_for_update={"of": Recording})
    if recording.is_published:
        recording.is_published = False
        _note(session, "session.recording_unpublished", {"title": recording.title})


@transactional
def stop_preparation(session: Session, recording: Recording) -> None:
    """What was made so far stays, for whoever has it go on."""
    stopped = update(Recording).where(Recording.id == recording.id, Recording.state.in_(("waiting", "preparing")))
    db.session.execute(stopped.values(state="cancelled", claimed_by="", changed_at=clock.now()))
    _note(session, "session.recording_stopped", {"title": recording.title})


@transactional
def prepare_again(session: Session, recording: Recording) -> None:
    """Go on where it stopped or failed. Raises AtWork where there is nothing to go on with."""
    again = update(Recording).where(
        Recording.id == recording.id, Recording.state.in_(("failed", "cancelled")), Recording.received == Recording.size
    )
    values = {"state": "waiting", "failure": "", "failure_details": {}, "changed_at": clock.now()}
    if not db.session.execute(again.values(values)).rowcount:  # type: ignore[attr-defined]
        raise AtWork
    _note(session, "session.recording_prepared_again", {"title": recording.title})
    after_commit(jobs.look_soon)


@transactional
def delete_recording(session: Session, recording: Recording) -> None:
    """With everything that was made of it; its stored files go right after."""
    _note(session, "session.recording_deleted", {"title": recording.title})
    remove(recording)


def remove(recording: Recording) -> None:
    """Inside a transaction: the rows now, the stored files soon."""
    db.session.add(StoredLeftover(prefix=recording.folder, created_at=clock.now()))
    db.session.delete(recording)
    after_commit(jobs.look_soon)


def keep_file(recording: Recording, name: str, media_type: str, size: int) -> RecordingFile:
    """Inside a transaction: what was stored under the recording's folder by this name can be asked for."""
    found = db.session.scalar(
        select(RecordingFile).where(RecordingFile.recording_id == recording.id, RecordingFile.name == name)
    )
    if found is None:
        found = RecordingFile(recording_id=recording.id, name=name)
        db.session.add(found)
    found.key, found.media_type, found.size = file_key(recording, name), media_type, size
    return found


def file_key(recording: Recording, name: str) -> str:
    return f"{recording.folder}/made/{name}"


def plain_name(name: str) -> str:
    """The last part of a path of any system, without control characters, not too long."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return "".join(character for character in last if character.isprintable())[:LONGEST_NAME]


def _note(session: Session, action: str, after: dict[str, object]) -> None:
    audit.record(action, session, event_id=session.event_id, after=after)
