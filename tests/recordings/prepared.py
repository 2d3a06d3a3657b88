"""A talk as it is after its preparation, made once for all tests that want a recording that is ready."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eventapp.core import workers
from eventapp.core.db import db
from eventapp.core.object_storage import storage
from eventapp.recordings import service
from eventapp.recordings.media import pictures, renditions, sound
from eventapp.recordings.media.probing import Probed, probe
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import MEDIA_TYPES
from eventapp.recordings.queries.recordings import Subject
from eventapp.recordings.service import preparation
from eventapp.recordings.service.preparation import MadeFile
from eventapp.recordings.service.recordings import file_key
from tests.package.builds import made_once
from tests.recordings import media_files


class Made(NamedTuple):
    """The talk, what a preparation makes of it, and what each step finds out."""

    talk: Path
    folder: Path
    steps: dict[str, dict[str, Any]]


def go_on(_seconds: float) -> bool:
    """The progress of work that nobody stops."""
    return False


def prepared_talk(factory: pytest.TempPathFactory) -> Made:
    """Six seconds of English before a picture, once in a run."""
    folder = made_once(factory, "prepared-talk", _prepare)
    return Made(folder / "talk.mp4", folder / "made", json.loads((folder / "steps.json").read_text()))


def _prepare(folder: Path) -> None:
    made = folder / "made"
    made.mkdir(parents=True)
    talk = media_files.talk(folder / "talk.mp4")
    probed = probe(talk, 1)
    files = renditions.make_files(talk, made, probed, {}, go_on)
    for name, path in files.items():
        renditions.cut(path, name, made, probed, go_on)
    moments = pictures.make_pictures(files["360p"], made, probed, go_on)
    points = sound.waveform(files["sound"], made, probed, go_on)
    (made / sound.PEAKS).write_text(json.dumps({"points_a_second": 10, "points": points}))
    files["360p"].rename(made / renditions.DOWNLOAD)
    files["sound"].unlink()
    heard = sound.speech(made / renditions.DOWNLOAD, probed, go_on)
    steps = {
        "gather": {}, "probe": probed._asdict(), "loudness": {}, "encode": {"names": list(files)}, "cut": {},
        "pictures": moments._asdict(), "sound": {"speech": heard},
    }  # fmt: skip
    (folder / "steps.json").write_text(json.dumps(steps))


def begin(subject: Subject, size: int, **details: Any) -> Recording:
    """An upload that has begun; inside an app's context."""
    told = {"title": "", "language": "en", "audience": "public"} | details
    return service.begin_upload(subject, service.RecordingDetails(**told), "talk.mp4", size)


def insert_ready(subject: Subject, made: Made, *, is_published: bool = True, **details: Any) -> Recording:
    """The talk as a recording of a session or title; inside an app's context."""
    recording = begin(subject, made.talk.stat().st_size, **details)
    fill(recording, made)
    if is_published:
        service.publish(recording)
    return recording


def insert_part(main: Recording, kind: str, language: str, made: Made) -> Recording:
    """The talk as a track of a recording that is a file of its own, ready; inside an app's context."""
    part = service.begin_part(main, kind, language, "part.mp4", made.talk.stat().st_size)
    fill(part, made)
    return part


def fill(recording: Recording, made: Made) -> None:
    """Give an upload that has begun all that its preparation would make of the talk."""
    recording.state, recording.received, recording.claimed_by = "preparing", recording.size, workers.own_name()
    db.session.commit()
    preparation.note_probed(recording.id, Probed(**made.steps["probe"]))
    files = [_keep(recording, path) for path in sorted(made.folder.iterdir())]
    for name, result in made.steps.items():
        preparation.step_done(recording.id, name, result, 1.0, files if name == "cut" else [])
    preparation.finish(recording.id)
    db.session.refresh(recording)


def _keep(recording: Recording, path: Path) -> MadeFile:
    storage().put(file_key(recording, path.name), path.read_bytes())
    return MadeFile(path.name, MEDIA_TYPES[path.suffix], path.stat().st_size)
