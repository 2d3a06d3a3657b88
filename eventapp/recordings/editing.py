"""Editing a track, by the team and by an outside translator: what their pages have, and what their scripts send."""

from dataclasses import fields
from typing import Any, NamedTuple

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from eventapp.core.db import db
from eventapp.recordings import languages, remarks
from eventapp.recordings.glossary import words_of
from eventapp.recordings.models import RecordingTrack, TrackCue
from eventapp.recordings.queries import tracks as queries
from eventapp.recordings.service import cues as service
from eventapp.recordings.service import errors
from eventapp.recordings.service.cues import CueEdit
from eventapp.recordings.subtitles.checks import (
    FASTEST,
    FASTEST_WIDE,
    LONGEST_MS,
    LONGEST_ROW,
    LONGEST_ROW_WIDE,
    MOST_ROWS,
    SHORTEST_MS,
    SMALLEST_GAP_MS,
)

MOST_EDITS = 2_000
_NUMBERS = {"version", "starts_ms", "ends_ms", "at", "at_ms"}
_TEXTS = {"kind", "uid", "text", "speaker"}


class EditorLinks(NamedTuple):
    """Where an editor asks and sends."""

    lines: str
    edits: str
    comments: str


def editor_context(track: RecordingTrack) -> dict[str, Any]:
    """What the page of an editor needs beside its links."""
    source = track.source
    return {
        "track": track,
        "source_lines": [_line(cue) for cue in queries.cues_of(source.id)] if source else [],
        "source_language": source.language if source else "",
        "words": _words(track),
        "direction": "rtl" if track.language in languages.RIGHT_TO_LEFT else "ltr",
        "remark_words": remarks.remark_words(),
        "measures": None if track.kind == "chapters" else {
            "fastest": FASTEST, "fastestWide": FASTEST_WIDE, "longestRow": LONGEST_ROW,
            "longestRowWide": LONGEST_ROW_WIDE, "mostRows": MOST_ROWS, "shortest": SHORTEST_MS, "longest": LONGEST_MS,
            "smallestGap": SMALLEST_GAP_MS,
        },
    }  # fmt: skip


def _words(track: RecordingTrack) -> dict[str, Any]:
    """The event's words that a translation should have, and those that it should not."""
    if track.source is None:
        return {"terms": [], "avoided": []}
    found = words_of(track.recording.event_id, track.source.language, track.language)
    return {"terms": [list(term) for term in found.terms], "avoided": found.avoided}


def lines_response(track: RecordingTrack) -> ResponseReturnValue:
    """All lines, or those that were changed after a revision that the editor has."""
    after = request.args.get("after", 0, type=int)
    if after >= track.revision:
        return jsonify(_told(track, [], []))
    if after == 0:
        return jsonify(_told(track, queries.cues_of(track.id), []))
    changed = queries.lines_after(track.id, after)
    return jsonify(_told(track, changed.cues, changed.gone))


def edits_response(track: RecordingTrack) -> ResponseReturnValue:
    """Do what an editor sends, all of it or none; 409 with the line as it is where somebody else was first."""
    edits = _edits_in(request.get_json(silent=True))
    if edits is None:
        return jsonify(error="edits"), 400
    before = track.revision
    try:
        service.edit(track, edits)
    except (errors.ChangedMeanwhile, errors.LineMissing) as error:
        db.session.rollback()
        return jsonify(error=remarks.refusal(error), **_told(track, _known(track, edits), [])), 409
    except errors.RecordingError as error:
        db.session.rollback()
        return jsonify(error=remarks.refusal(error)), 422
    changed = queries.lines_after(track.id, before)
    return jsonify(_told(track, changed.cues, changed.gone))


def comment_response(track: RecordingTrack, author: str) -> ResponseReturnValue:
    """Something said about a line; nothing says that what was said is dealt with."""
    told = request.get_json(silent=True)
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("uid", "text")):
        return jsonify(error="uid, text"), 400
    try:
        if told["text"]:
            service.add_comment(track, told["uid"], author, told["text"])
        else:
            service.settle_comments(track, told["uid"])
    except errors.RecordingError as error:
        db.session.rollback()
        return jsonify(error=remarks.refusal(error)), 422
    return jsonify(_told(track, [], []))


def _known(track: RecordingTrack, edits: list[CueEdit]) -> list[TrackCue]:
    return [cue for one in edits if (cue := queries.cue_of(track.id, one.uid)) is not None]


def _told(track: RecordingTrack, cues: list[TrackCue], gone: list[str]) -> dict[str, Any]:
    comments: dict[str, list[dict[str, str]]] = {}
    for one in queries.comments_of(track.id):
        comments.setdefault(one.cue_uid, []).append({"author": one.author, "text": one.text})
    return {
        "revision": track.revision, "state": remarks.state_words(track), "cues": [_line(cue) for cue in cues],
        "gone": gone, "comments": comments,
    }  # fmt: skip


def _line(cue: TrackCue) -> dict[str, Any]:
    return {
        "uid": cue.uid, "version": cue.version, "starts_ms": cue.starts_ms, "ends_ms": cue.ends_ms, "text": cue.text,
        "speaker": cue.speaker,
    }  # fmt: skip


def _edits_in(told: Any) -> list[CueEdit] | None:
    """None for what is no list of edits."""
    wanted = told.get("edits") if isinstance(told, dict) else None
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST_EDITS:
        return None
    found = [_edit_in(one) for one in wanted]
    return None if None in found else [one for one in found if one is not None]


def _edit_in(told: Any) -> CueEdit | None:
    known = {field.name for field in fields(CueEdit)}
    if not isinstance(told, dict) or not set(told) <= known or told.get("kind") not in service.KINDS_OF_EDIT:
        return None
    numbers = all(type(value) is int and abs(value) < 2**31 for name, value in told.items() if name in _NUMBERS)
    texts = all(isinstance(value, str) and len(value) <= 5_000 for name, value in told.items() if name in _TEXTS)
    return CueEdit(**told) if numbers and texts else None
