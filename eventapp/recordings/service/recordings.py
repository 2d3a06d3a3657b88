"""Recordings: brought to a session or a title, described, shown to others, taken away again."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import delete, func, select, update

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.programme.models import Session
from eventapp.programme.service.sessions import mark_changed
from eventapp.recordings import storage
from eventapp.recordings.models import Recording, RecordingFile, RecordingTrack, StoredLeftover
from eventapp.recordings.queries.recordings import (
    Subject,
    bytes_of_event,
    parts_of_recording,
    recordings_that_are_of,
)
from eventapp.recordings.service.errors import AtWork, FileTooLarge, NotReady, QuotaFull, TooManyRecordings
from eventapp.titles.extension_points import add_title_deletion
from eventapp.titles.models import Title

MOST_OF_SUBJECT = 50
LONGEST_NAME = 200


class RecordingDetails(NamedTuple):
    """What the team says of it; `language` is what is spoken (BCP 47). Who sees it may take the file along, or not."""

    title: str
    language: str
    audience: str
    is_downloadable: bool = False


@transactional
def begin_upload(subject: Subject, details: RecordingDetails, file_name: str, size: int) -> Recording:
    """A recording whose file comes in pieces. Raises FileTooLarge, QuotaFull and TooManyRecordings."""
    make_room(subject, size)
    return _add(subject, details, origin="upload", state="uploading", file_name=plain_name(file_name), size=size)


@transactional
def add_link(subject: Subject, details: RecordingDetails, address: str) -> Recording:
    """A recording that is fetched from an address. Raises QuotaFull and TooManyRecordings."""
    make_room(subject, 1)
    made = _add(subject, details, origin="link", state="waiting", address=address)
    after_commit(jobs.look_soon)
    return made


@transactional
def add_player(subject: Subject, details: RecordingDetails, address: str) -> Recording:
    """A recording that is watched elsewhere. Raises TooManyRecordings."""
    make_room(subject, 0)
    return _add(subject, details, origin="player", state="ready", address=address)


def make_room(subject: Subject, size: int) -> None:
    """Who brings something waits here for whoever brought something before. Raises FileTooLarge, QuotaFull and
    TooManyRecordings."""
    if size > storage.largest_file():
        raise FileTooLarge
    db.session.execute(select(Event.id).where(Event.id == subject.event_id).with_for_update())
    number = db.session.scalar(select(func.count(Recording.id)).where(recordings_that_are_of(subject))) or 0
    if number >= MOST_OF_SUBJECT:
        raise TooManyRecordings
    if size and bytes_of_event(subject.event_id) + size > storage.quota():
        raise QuotaFull


def _add(subject: Subject, details: RecordingDetails, **values: object) -> Recording:
    now = clock.now()
    of = {"session_id": subject.id} if isinstance(subject, Session) else {"title_id": subject.id}
    made = Recording(
        event_id=subject.event_id, uid=uuid4(), created_at=now, changed_at=now, **of, **details._asdict(), **values
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _note(made, "recording.added", {"title": details.title, "language": details.language})
    return made


@transactional
def update_recording(recording: Recording, details: RecordingDetails) -> None:
    before = {name: getattr(recording, name) for name in details._fields}
    changed, after = audit.differences(before, details._asdict())
    if not after:
        return
    for name, value in after.items():
        setattr(recording, name, value)
    recording.changed_at = clock.now()
    tell_others(recording)
    audit.record("recording.changed", recording.subject, event_id=recording.event_id, before=changed, after=after)


@transactional
def publish(recording: Recording) -> None:
    """Have those see it for whom it is. Raises NotReady."""
    db.session.refresh(recording, with_for_update={"of": Recording})
    if recording.state != "ready" or recording.main_id is not None:
        raise NotReady
    if not recording.is_published:
        recording.is_published, recording.published_at = True, clock.now()
        tell_others(recording)
        _note(recording, "recording.published", {"title": recording.title, "audience": recording.audience})


@transactional
def unpublish(recording: Recording) -> None:
    db.session.refresh(recording, with_for_update={"of": Recording})
    if recording.is_published:
        tell_others(recording)
        recording.is_published = False
        _note(recording, "recording.unpublished", {"title": recording.title})


@transactional
def stop_preparation(recording: Recording) -> None:
    """What was made so far stays, for whoever has it go on."""
    stopped = update(Recording).where(Recording.id == recording.id, Recording.state.in_(("waiting", "preparing")))
    db.session.execute(stopped.values(state="cancelled", claimed_by="", changed_at=clock.now()))
    _note(recording, "recording.stopped", {"title": recording.title})


@transactional
def prepare_again(recording: Recording) -> None:
    """Go on where it stopped or failed. Raises AtWork where there is nothing to go on with."""
    again = update(Recording).where(
        Recording.id == recording.id, Recording.state.in_(("failed", "cancelled")), Recording.received == Recording.size
    )
    values = {"state": "waiting", "failure": "", "failure_details": {}, "changed_at": clock.now()}
    if not db.session.execute(again.values(values)).rowcount:  # type: ignore[attr-defined]
        raise AtWork
    _note(recording, "recording.prepared_again", {"title": recording.title})
    after_commit(jobs.look_soon)


@transactional
def delete_recording(recording: Recording) -> None:
    """With everything that was made of it; its stored files go right after."""
    _note(recording, "recording.deleted", {"title": recording.title})
    remove(recording)


def tell_others(recording: Recording) -> None:
    """Say, inside a transaction, that others see something new of it: calendars have its session anew."""
    if recording.session is not None and recording.is_published:
        mark_changed(recording.session)
        programme_changed(recording.event)


def remove(recording: Recording) -> None:
    """Inside a transaction: the rows now, the stored files soon. A part goes with the track that it is."""
    tell_others(recording)
    db.session.execute(delete(RecordingTrack).where(RecordingTrack.part_id == recording.id))
    for gone in (recording, *parts_of_recording(recording.id)):
        db.session.add(StoredLeftover(prefix=gone.folder, created_at=clock.now()))
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


def _note(recording: Recording, action: str, after: dict[str, object]) -> None:
    audit.record(action, recording.subject, event_id=recording.event_id, after=after)


@add_title_deletion
def _with_its_title(title: Title) -> None:
    for recording in db.session.scalars(select(Recording).where(recordings_that_are_of(title))):
        remove(recording)
