"""A talk as it is after its preparation, made once for all tests that want a recording that is ready."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eventapp.demo.rehearsal import fill
from eventapp.recordings import service
from eventapp.recordings.media import pictures, renditions, sound
from eventapp.recordings.media.probing import probe
from eventapp.recordings.models import Recording
from eventapp.recordings.queries.recordings import Subject
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
    fill(recording, made.folder, made.steps)
    if is_published:
        service.publish(recording)
    return recording


def insert_part(main: Recording, kind: str, language: str, made: Made) -> Recording:
    """The talk as a track of a recording that is a file of its own, ready; inside an app's context."""
    part = service.begin_part(main, kind, language, "part.mp4", made.talk.stat().st_size)
    fill(part, made.folder, made.steps)
    return part
