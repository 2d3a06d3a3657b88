"""Lines as they are edited: each change names the version that it was made from, so that two who edit at once lose
nothing, and whatever happens no line overlaps another."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.recordings.models import CueChange, CueComment, RecordingTrack, TrackCue
from eventapp.recordings.queries.tracks import cue_of, neighbours_of
from eventapp.recordings.service.errors import (
    ChangedMeanwhile,
    LineEmpty,
    LineMissing,
    LinesOverlap,
    TooManyCues,
)
from eventapp.recordings.service.tracks import lock, new_uid, shown
from eventapp.recordings.subtitles.cues import LATEST, LONGEST_TEXT, MOST_CUES, clean_name, clean_text


@dataclass(frozen=True)
class CueEdit:
    """A change of a line: `kind` is change, split, merge, add or delete; `uid` and `version` name the line and how it
    was when somebody looked at it. A split is at a place in the text and a moment; a merge is with the next line."""

    kind: str
    uid: str = ""
    version: int = 0
    text: str | None = None
    speaker: str | None = None
    starts_ms: int | None = None
    ends_ms: int | None = None
    at: int = 0
    at_ms: int = 0


@transactional
def edit(track: RecordingTrack, edits: list[CueEdit]) -> list[str]:
    """Do all of them or none. Returns the uids of the lines that are new or other than they were.

    Raises ChangedMeanwhile, LinesOverlap, LineMissing, LineEmpty and TooManyCues.
    """
    lock(track)
    track.revision += 1
    track.changed_at = clock.now()
    if track.state == "checked":
        track.state = "being_checked"
    changed: list[str] = []
    for one in edits:
        changed += _DEEDS[one.kind](track, one)
        db.session.flush()
    return list(dict.fromkeys(changed))


def _change(track: RecordingTrack, wanted: CueEdit) -> list[str]:
    cue = _known(track, wanted)
    before = shown(cue)
    if wanted.text is not None:
        cue.text = _text(wanted.text)
    if wanted.speaker is not None:
        cue.speaker = clean_name(wanted.speaker)
    if wanted.starts_ms is not None:
        cue.starts_ms = wanted.starts_ms
    if wanted.ends_ms is not None:
        cue.ends_ms = wanted.ends_ms
    if shown(cue) == before:
        return []
    _fit(track, cue)
    _changed(track, cue, before)
    return [cue.uid]


def _split(track: RecordingTrack, wanted: CueEdit) -> list[str]:
    cue = _known(track, wanted)
    before = shown(cue)
    first, second = _text(cue.text[: wanted.at]), _text(cue.text[wanted.at :])
    if not cue.starts_ms < wanted.at_ms < cue.ends_ms:
        raise LinesOverlap
    _check_room(track)
    ends_ms, cue.text, cue.ends_ms = cue.ends_ms, first, wanted.at_ms
    _changed(track, cue, before)
    other = _added(track, wanted.at_ms, ends_ms, second, cue.speaker)
    return [cue.uid, other.uid]


def _merge(track: RecordingTrack, wanted: CueEdit) -> list[str]:
    """With the next line, which is gone."""
    cue = _known(track, wanted)
    _last, following = neighbours_of(track.id, cue)
    if following is None:
        raise LineMissing
    before = shown(cue)
    together = clean_text(f"{cue.text}\n{following.text}")
    if len(together) > LONGEST_TEXT:
        raise LineEmpty
    cue.text, cue.ends_ms = together, following.ends_ms
    _removed(track, following)
    _changed(track, cue, before)
    return [cue.uid, following.uid]


def _add(track: RecordingTrack, wanted: CueEdit) -> list[str]:
    _check_room(track)
    cue = TrackCue(
        track_id=track.id, uid=new_uid(), starts_ms=wanted.starts_ms or 0, ends_ms=wanted.ends_ms or 0,
        text=_text(wanted.text or ""), speaker=clean_name(wanted.speaker or ""), version=1, revision=track.revision,
    )  # fmt: skip
    _fit(track, cue)
    db.session.add(cue)
    _note(track, cue.uid, None, shown(cue))
    return [cue.uid]


def _delete(track: RecordingTrack, wanted: CueEdit) -> list[str]:
    cue = _known(track, wanted)
    _removed(track, cue)
    return [cue.uid]


_DEEDS = {"change": _change, "split": _split, "merge": _merge, "add": _add, "delete": _delete}
KINDS_OF_EDIT = tuple(_DEEDS)


def _known(track: RecordingTrack, wanted: CueEdit) -> TrackCue:
    cue = cue_of(track.id, wanted.uid)
    if cue is None:
        raise LineMissing
    if cue.version != wanted.version:
        raise ChangedMeanwhile
    return cue


def _text(text: str) -> str:
    clean = clean_text(text)
    if not clean or len(clean) > LONGEST_TEXT:
        raise LineEmpty
    return clean


def _fit(track: RecordingTrack, cue: TrackCue) -> None:
    """Between its neighbours, in the recording."""
    if not 0 <= cue.starts_ms < cue.ends_ms <= LATEST:
        raise LinesOverlap
    with db.session.no_autoflush:
        overlapping = select(TrackCue.id).where(
            TrackCue.track_id == track.id, TrackCue.uid != cue.uid, TrackCue.starts_ms < cue.ends_ms,
            TrackCue.ends_ms > cue.starts_ms,
        )  # fmt: skip
        if db.session.scalar(overlapping.limit(1)) is not None:
            raise LinesOverlap


def _check_room(track: RecordingTrack) -> None:
    if (db.session.scalar(select(func.count()).where(TrackCue.track_id == track.id)) or 0) >= MOST_CUES:
        raise TooManyCues


def _added(track: RecordingTrack, starts_ms: int, ends_ms: int, text: str, speaker: str) -> TrackCue:
    cue = TrackCue(
        track_id=track.id, uid=new_uid(), starts_ms=starts_ms, ends_ms=ends_ms, text=text, speaker=speaker, version=1,
        revision=track.revision,
    )  # fmt: skip
    db.session.add(cue)
    _note(track, cue.uid, None, shown(cue))
    return cue


def _changed(track: RecordingTrack, cue: TrackCue, before: dict[str, Any]) -> None:
    cue.version += 1
    cue.revision = track.revision
    _note(track, cue.uid, before, shown(cue))


def _removed(track: RecordingTrack, cue: TrackCue) -> None:
    _note(track, cue.uid, shown(cue), None)
    db.session.delete(cue)


def _note(track: RecordingTrack, uid: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    db.session.add(CueChange(
        track_id=track.id, revision=track.revision, cue_uid=uid, at=clock.now(), actor=audit.acting()[1],
        before=before, after=after,
    ))  # fmt: skip


MOST_COMMENTS = 2_000
LONGEST_COMMENT = 1_000


@transactional
def add_comment(track: RecordingTrack, uid: str, author: str, text: str) -> None:
    """Raises LineMissing, LineEmpty and TooManyCues."""
    lock(track)
    if cue_of(track.id, uid) is None:
        raise LineMissing
    clean = clean_text(text)[:LONGEST_COMMENT]
    if not clean:
        raise LineEmpty
    if (db.session.scalar(select(func.count()).where(CueComment.track_id == track.id)) or 0) >= MOST_COMMENTS:
        raise TooManyCues
    db.session.add(CueComment(track_id=track.id, cue_uid=uid, author=author, text=clean, at=clock.now()))


@transactional
def settle_comments(track: RecordingTrack, uid: str) -> None:
    """What was said about a line is dealt with."""
    settled = update(CueComment).where(CueComment.track_id == track.id, CueComment.cue_uid == uid)
    db.session.execute(settled.values(is_done=True))
