"""Tracks: made, checked by somebody with a name, shown to others, taken back."""

from collections.abc import Iterable
from secrets import token_urlsafe
from uuid import uuid4

from flask import current_app
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.moved_links import forget_moved
from eventapp.recordings.models import CueChange, PublishedCue, Recording, RecordingTrack, TrackCue
from eventapp.recordings.queries.tracks import cues_of
from eventapp.recordings.service.errors import ChangedMeanwhile, NotChecked, NotReady, TrackThere
from eventapp.recordings.service.recordings import remove, tell_others
from eventapp.recordings.subtitles.cues import Cue
from eventapp.registration.search import in_both_scripts

LINK_KIND = "translator"


@transactional
def create_track(
    recording: Recording, kind: str, language: str, cues: Iterable[Cue], *, origin: str, engine: str = "",
    source: RecordingTrack | None = None, source_revision: int | None = None, part: Recording | None = None,
) -> RecordingTrack:  # fmt: skip
    """A track with lines that are in order, or one that is a file: `part`. What an engine made says so. Raises
    TrackThere."""
    now = clock.now()
    track = RecordingTrack(
        recording_id=recording.id, uid=uuid4(), kind=kind, language=language, origin=origin, engine=engine,
        source_id=source.id if source else None, part_id=part.id if part else None, created_at=now, changed_at=now,
        revision=1, source_revision=(source_revision or source.revision) if source else None,
        state="machine_draft" if engine else "draft",
    )  # fmt: skip
    db.session.add(track)
    try:
        db.session.flush()
    except IntegrityError:
        raise TrackThere from None
    _insert(track, cues)
    note(recording, "recording.track_added", track, origin=origin, engine=engine)
    return track


@transactional
def replace_lines(track: RecordingTrack, cues: Iterable[Cue], revision: int, *, origin: str, engine: str = "") -> None:
    """Other lines in place of all that there are. Raises ChangedMeanwhile unless the track is at that revision."""
    lock(track)
    if track.revision != revision:
        raise ChangedMeanwhile
    before = {cue.uid: shown(cue) for cue in cues_of(track.id)}
    track.revision += 1
    now, actor = clock.now(), audit.acting()[1]
    if before:
        db.session.execute(insert(CueChange), [
            {"track_id": track.id, "revision": track.revision, "cue_uid": uid, "at": now, "actor": actor,
             "before": cue, "after": None}
            for uid, cue in before.items()
        ])  # fmt: skip
    db.session.execute(delete(TrackCue).where(TrackCue.track_id == track.id))
    db.session.expire_all()
    _insert(track, cues)
    track.origin, track.engine, track.changed_at = origin, engine, now
    track.state = "machine_draft" if engine else "draft"
    if track.source is not None:
        track.source_revision = track.source.revision
    note(track.recording, "recording.track_replaced", track, origin=origin, engine=engine)


def _insert(track: RecordingTrack, cues: Iterable[Cue]) -> None:
    rows = [
        {**cue._asdict(), "track_id": track.id, "uid": new_uid(), "version": 1, "revision": track.revision}
        for cue in cues
    ]
    if rows:
        db.session.execute(insert(TrackCue), rows)


def new_uid() -> str:
    return token_urlsafe(9)


def shown(cue: TrackCue) -> dict[str, object]:
    """A line as its changes tell it."""
    return {"starts_ms": cue.starts_ms, "ends_ms": cue.ends_ms, "text": cue.text, "speaker": cue.speaker}


def lock(track: RecordingTrack) -> None:
    """Two who change a track do it one after the other. Its source and recording are read anew with it."""
    db.session.flush()  # what this transaction has changed already is not read over
    db.session.refresh(track, with_for_update={"of": RecordingTrack})


@transactional
def begin_check(track: RecordingTrack, checker: str) -> None:
    """Somebody looks through it, by name."""
    lock(track)
    if not track.is_checked:
        track.state, track.checked_by, track.checked_at = "being_checked", checker, None
        note(track.recording, "recording.check_begun", track, by=checker)


@transactional
def mark_checked(track: RecordingTrack, checker: str, revision: int) -> None:
    """`checker` has looked through the lines of that revision, or watched the file. Raises ChangedMeanwhile for any
    other revision, and NotReady before there is a file to be watched."""
    lock(track)
    if track.part is not None and track.part.state != "ready":
        raise NotReady
    if track.revision != revision:
        raise ChangedMeanwhile
    track.state, track.checked_by, track.checked_at, track.checked_revision = "checked", checker, clock.now(), revision
    if track.source is not None:
        track.source_revision = track.source.revision
    note(track.recording, "recording.track_checked", track, by=checker)


@transactional
def publish_track(track: RecordingTrack) -> None:
    """Have others see the lines as they are now. Raises NotChecked."""
    lock(track)
    if not track.is_checked:
        raise NotChecked
    db.session.execute(delete(PublishedCue).where(PublishedCue.track_id == track.id))
    rows = [
        {"track_id": track.id, "number": number, **shown(cue), "search_text": _search_text(cue)}
        for number, cue in enumerate(cues_of(track.id), 1)
    ]
    if rows:
        db.session.execute(insert(PublishedCue), rows)
    now = clock.now()
    track.is_published, track.published_at, track.published_revision = True, now, track.revision
    track.published_checker = track.checked_by
    track.recording.changed_at = now
    tell_others(track.recording)
    note(track.recording, "recording.track_published", track, by=track.checked_by)


def _search_text(cue: TrackCue) -> str:
    return " ".join(in_both_scripts(f"{cue.speaker} {cue.text}".casefold().replace("\n", " ")))


@transactional
def unpublish_track(track: RecordingTrack) -> None:
    lock(track)
    if track.is_published:
        track.is_published = False
        track.recording.changed_at = clock.now()
        tell_others(track.recording)
        db.session.execute(delete(PublishedCue).where(PublishedCue.track_id == track.id))
        note(track.recording, "recording.track_unpublished", track)


@transactional
def delete_track(track: RecordingTrack) -> None:
    lock(track)
    note(track.recording, "recording.track_deleted", track)
    track.recording.changed_at = clock.now()
    if track.is_published:
        tell_others(track.recording)
    forget_moved([LINK_KIND], track.id)
    part = track.part
    db.session.delete(track)
    db.session.flush()
    if part is not None:
        remove(part)


@transactional
def invite_translator(track: RecordingTrack, name: str) -> None:
    """A private link for somebody outside the team, to this track alone; one that was given before stops working."""
    lock(track)
    forget_moved([LINK_KIND], track.id)
    track.translator, track.link_generation = name, track.link_generation + 1
    track.link_hash = secret_hash(translator_token(track))
    note(track.recording, "recording.translator_invited", track, name=name)


@transactional
def withdraw_link(track: RecordingTrack) -> None:
    lock(track)
    forget_moved([LINK_KIND], track.id)
    track.link_hash = None
    note(track.recording, "recording.translator_withdrawn", track)


def translator_token(track: RecordingTrack) -> str:
    """The secret of the link by which somebody outside the team edits it."""
    key = current_app.config["SECRET_KEY"]
    return derived_secret(key, f"{LINK_KIND}:{track.uid}:{track.link_generation}")


def note(recording: Recording, action: str, track: RecordingTrack, **more: object) -> None:
    after = {"kind": track.kind, "language": track.language, **{name: value for name, value in more.items() if value}}
    audit.record(action, recording.subject, event_id=recording.event_id, after=after)
