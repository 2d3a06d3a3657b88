"""The demo's recording: half a minute of a rehearsal, with what is said in it as each language has it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from eventapp.core import workers
from eventapp.core.db import db, transactional
from eventapp.core.object_storage import storage
from eventapp.programme.models import Session
from eventapp.recordings import service
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import MEDIA_TYPES
from eventapp.recordings.service import preparation, tracks
from eventapp.recordings.service.preparation import MadeFile
from eventapp.recordings.service.recordings import file_key
from eventapp.recordings.subtitles.cues import Cue

FILES = Path(__file__).parent / "rehearsal_files"
STEPS = FILES / "steps.json"
"""What each step of the preparation found out, and when each line is said."""


class Line(NamedTuple):
    english: str
    chinese: str


class Slide(NamedTuple):
    """What is shown from a line on."""

    first_line: int
    english: str
    chinese: str


SAID = (
    Line("Good afternoon, and welcome to the rehearsal.", "各位下午好，歡迎來到綵排。"),
    Line("Subtitles in twenty languages used to take weeks.", "二十種語言的字幕，以往需時數周。"),
    Line("Today, a machine makes a first draft in minutes.", "如今，機器幾分鐘便能完成初稿。"),
    Line("But a draft is only a draft.", "但初稿只是初稿。"),
    Line(
        "Somebody with a name listens, corrects, and says: this is right.",
        "總要有一個具名的人去聽、去改，然後說：這樣才對。",
    ),
    Line("Only then does anybody else see it.", "在此之後，其他人才會看到。"),
)
SLIDES = (
    Slide(0, "One evening, twenty languages", "一夜之間，二十種語言"),
    Slide(2, "What the machine does", "機器做的事"),
    Slide(4, "What people do", "人做的事"),
)


def add_rehearsal(session: Session, checker: str) -> None:
    """The recording with its transcript and subtitles checked, and a draft in the other script that nobody checked."""
    details = service.RecordingDetails("Rehearsal 綵排", "en", "public", is_downloadable=True)
    told: dict[str, Any] = json.loads(STEPS.read_text())
    times = told.pop("said")
    original = FILES / "video.mp4"
    recording = service.begin_upload(session, details, "rehearsal.mp4", original.stat().st_size)
    fill(recording, FILES, told)
    service.publish(recording)
    lines = [Cue(begins, ends, line.english) for (begins, ends), line in zip(times, SAID, strict=True)]
    chinese = [cue._replace(text=line.chinese) for cue, line in zip(lines, SAID, strict=True)]
    starts = [*(times[slide.first_line][0] for slide in SLIDES), recording.duration_ms or 0]
    chapters = [Cue(*span, slide.english) for span, slide in zip(pairwise(starts), SLIDES, strict=True)]
    for kind, language, cues in (
        ("transcript", "en", lines), ("subtitles", "zh-Hant", chinese), ("chapters", "en", chapters)
    ):  # fmt: skip
        track = tracks.create_track(recording, kind, language, cues, origin="written")
        tracks.mark_checked(track, checker, track.revision)
        tracks.publish_track(track)


@transactional
def fill(recording: Recording, files: Path, steps: dict[str, dict[str, Any]]) -> None:
    """Give an upload that has begun what was made of it before: its files, and what each step found out."""
    recording.state, recording.received, recording.claimed_by = "preparing", recording.size, workers.own_name()
    db.session.flush()
    preparation.note_probed(recording.id, Probed(**steps["probe"]))
    kept = [_keep(recording, path) for path in sorted(files.iterdir()) if path.name != STEPS.name]
    for name, result in steps.items():
        preparation.step_done(recording.id, name, result, 1.0, kept if name == "cut" else [])
    preparation.finish(recording.id)
    db.session.flush()
    db.session.refresh(recording)


def _keep(recording: Recording, path: Path) -> MadeFile:
    storage().put(file_key(recording, path.name), path.read_bytes())
    return MadeFile(path.name, MEDIA_TYPES[path.suffix], path.stat().st_size)
