"""Reads about tracks and their lines."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import joinedload

from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.recordings.models import (
    KINDS,
    LINES,
    CueChange,
    CueComment,
    PublishedCue,
    Recording,
    RecordingTrack,
    TrackCue,
)
from eventapp.recordings.queries.recordings import WHOLE
from eventapp.recordings.subtitles.cues import Cue

MOST_FOUND = 100


def tracks_of(recording_id: int) -> list[RecordingTrack]:
    """Transcript first, then by kind and language."""
    query = (
        select(RecordingTrack)
        .where(RecordingTrack.recording_id == recording_id)
        .options(joinedload(RecordingTrack.source), joinedload(RecordingTrack.part))
    )
    return sorted(db.session.scalars(query), key=lambda track: (KINDS.index(track.kind), track.language))


def track_of(recording_id: int, uid: UUID) -> RecordingTrack | None:
    whole = joinedload(RecordingTrack.source), joinedload(RecordingTrack.part)
    query = select(RecordingTrack).where(RecordingTrack.recording_id == recording_id, RecordingTrack.uid == uid)
    return db.session.scalar(query.options(*whole))


def published_track_of(part_id: int) -> RecordingTrack | None:
    """The track that others have, which is this file."""
    query = select(RecordingTrack).where(RecordingTrack.part_id == part_id, RecordingTrack.is_published)
    return db.session.scalar(query)


def track_by_link(token: str) -> RecordingTrack | None:
    """The track that somebody outside the team edits by this link."""
    whole = joinedload(RecordingTrack.recording).options(*WHOLE)
    query = select(RecordingTrack).options(whole)
    found = db.session.scalar(query.where(RecordingTrack.link_hash == secret_hash(token)))
    if found is None and (moved := moved_to("translator", token)) is not None:
        return db.session.scalar(query.where(RecordingTrack.id == moved))
    return found


def cues_of(track_id: int) -> list[TrackCue]:
    query = select(TrackCue).where(TrackCue.track_id == track_id).order_by(TrackCue.starts_ms, TrackCue.id)
    return list(db.session.scalars(query))


def as_cues(rows: Iterable[TrackCue | PublishedCue]) -> list[Cue]:
    """Stored lines as plain values, as files and engines take them."""
    return [Cue(one.starts_ms, one.ends_ms, one.text, one.speaker) for one in rows]


def cue_of(track_id: int, uid: str) -> TrackCue | None:
    return db.session.scalar(select(TrackCue).where(TrackCue.track_id == track_id, TrackCue.uid == uid))


def neighbours_of(track_id: int, cue: TrackCue) -> tuple[TrackCue | None, TrackCue | None]:
    """The lines before and after one."""
    own = select(TrackCue).where(TrackCue.track_id == track_id)
    before = own.where(TrackCue.ends_ms <= cue.starts_ms).order_by(TrackCue.starts_ms.desc()).limit(1)
    after = own.where(TrackCue.starts_ms >= cue.ends_ms).order_by(TrackCue.starts_ms).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


class ChangedLines(NamedTuple):
    """What was changed after a revision: the lines that are there, and the uids of those that are gone."""

    cues: list[TrackCue]
    gone: list[str]


def lines_after(track_id: int, revision: int) -> ChangedLines:
    own = select(TrackCue).where(TrackCue.track_id == track_id, TrackCue.revision > revision)
    cues = list(db.session.scalars(own.order_by(TrackCue.starts_ms)))
    touched = select(CueChange.cue_uid).where(
        CueChange.track_id == track_id, CueChange.revision > revision, CueChange.after.is_(None)
    )
    here = set(db.session.scalars(select(TrackCue.uid).where(TrackCue.track_id == track_id)))
    return ChangedLines(cues, [uid for uid in set(db.session.scalars(touched)) if uid not in here])


def changes_of(track_id: int, most: int = 200) -> list[CueChange]:
    """The latest, those that came last first."""
    query = select(CueChange).where(CueChange.track_id == track_id).order_by(CueChange.id.desc()).limit(most)
    return list(db.session.scalars(query))


def line_counts_of(recording_id: int) -> dict[int, int]:
    """How many lines each track has."""
    query = (
        select(TrackCue.track_id, func.count()).join(RecordingTrack).where(RecordingTrack.recording_id == recording_id)
    )
    return dict(db.session.execute(query.group_by(TrackCue.track_id)).all())


def comments_of(track_id: int) -> list[CueComment]:
    """Those that nobody has dealt with yet."""
    query = select(CueComment).where(CueComment.track_id == track_id, CueComment.is_done.is_(False))
    return list(db.session.scalars(query.order_by(CueComment.id)))


def published_tracks(recording_id: int) -> list[RecordingTrack]:
    """What others have of it, by kind and language."""
    query = select(RecordingTrack).where(RecordingTrack.recording_id == recording_id, RecordingTrack.is_published)
    return list(db.session.scalars(query.order_by(RecordingTrack.kind, RecordingTrack.language)))


def published_track(recording_id: int, kind: str, language: str) -> RecordingTrack | None:
    query = select(RecordingTrack).where(
        RecordingTrack.recording_id == recording_id, RecordingTrack.kind == kind, RecordingTrack.language == language
    )
    return db.session.scalar(query.where(RecordingTrack.is_published))


class PublicTrack(NamedTuple):
    """What a track that everybody may have is answered from."""

    id: int
    uid: UUID
    published_revision: int
    published_at: datetime


_TRACK, _RECORDING = cast(Table, RecordingTrack.__table__), cast(Table, Recording.__table__)
_SESSION, _EVENT = cast(Table, Session.__table__), cast(Table, Event.__table__)
# Built once: every viewer's player asks for every language. The rule is that of policy.may_everybody_see.
_PUBLIC_TRACK = PreparedQuery(
    select(*(_TRACK.c[name] for name in PublicTrack._fields))
    .join_from(_TRACK, _RECORDING, _RECORDING.c.id == _TRACK.c.recording_id)
    .join(_SESSION, _SESSION.c.id == _RECORDING.c.session_id)
    .join(_EVENT, _EVENT.c.id == _SESSION.c.event_id)
    .where(
        _RECORDING.c.id == bindparam("recording_id"), _TRACK.c.kind == bindparam("kind"),
        _TRACK.c.language == bindparam("language"), _TRACK.c.is_published, _RECORDING.c.is_published,
        _RECORDING.c.state == "ready", _RECORDING.c.audience == "public", _SESSION.c.status == "confirmed",
        _EVENT.c.status != "draft",
    )
)  # fmt: skip


def public_track(recording_id: int, kind: str, language: str) -> PublicTrack | None:
    """A track of a session's recording that everybody may have at this moment, in one small query."""
    found = _PUBLIC_TRACK.one(recording_id=recording_id, kind=kind, language=language)
    return None if found is None else PublicTrack(*found)


def published_cues(track_id: int) -> list[PublishedCue]:
    query = select(PublishedCue).where(PublishedCue.track_id == track_id).order_by(PublishedCue.number)
    return list(db.session.scalars(query))


class FoundLine(NamedTuple):
    """A line in which somebody says what was looked for, and where that is."""

    recording: Recording
    track: RecordingTrack
    cue: PublishedCue


def search_lines(recording_ids: list[int], text: str) -> list[FoundLine]:
    """Published lines with all the words of a text, in either Chinese script, in the order of the recordings. What a
    dub says is in the subtitles that it was made from."""
    words = text.casefold().split()[:10]
    if not words or not recording_ids:
        return []
    query = (
        select(Recording, RecordingTrack, PublishedCue)
        .join(RecordingTrack, PublishedCue.track_id == RecordingTrack.id)
        .join(Recording, RecordingTrack.recording_id == Recording.id)
        .where(Recording.id.in_(recording_ids), RecordingTrack.is_published, RecordingTrack.kind.in_(LINES))
        .options(joinedload(Recording.session), joinedload(Recording.shown_title))
    )  # fmt: skip
    for word in words:
        query = query.where(PublishedCue.search_text.contains(word, autoescape=True))
    order = (Recording.session_id, Recording.title_id, Recording.id, PublishedCue.starts_ms, RecordingTrack.id)
    return [FoundLine(*row) for row in db.session.execute(query.order_by(*order).limit(MOST_FOUND))]


def languages_by_recording(recording_ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """The languages of what is published of each recording, by kind."""
    query = select(RecordingTrack.recording_id, RecordingTrack.kind, RecordingTrack.language).where(
        RecordingTrack.recording_id.in_(recording_ids), RecordingTrack.is_published
    )
    found: dict[int, dict[str, list[str]]] = {}
    for recording_id, kind, language in db.session.execute(
        query.order_by(RecordingTrack.kind, RecordingTrack.language)
    ):
        found.setdefault(recording_id, {}).setdefault(kind, []).append(language)
    return found
