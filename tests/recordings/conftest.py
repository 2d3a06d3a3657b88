"""A session with recordings, and files for them."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.core import workers
from eventapp.core.db import db
from eventapp.core.object_storage import storage
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.recordings import service
from eventapp.recordings.media import pictures, renditions, sound
from eventapp.recordings.media.probing import Probed, probe
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import MEDIA_TYPES, prepare
from eventapp.recordings.service import preparation
from eventapp.recordings.service.preparation import MadeFile
from eventapp.recordings.service.recordings import file_key
from tests.factories import Factories
from tests.package.builds import made_once
from tests.recordings import media_files

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = TUS | {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of English before a picture."""

    def make(folder: Path) -> None:
        folder.mkdir()
        media_files.talk(folder / "talk.mp4")

    return made_once(tmp_path_factory, "talk", make) / "talk.mp4"


class Made(NamedTuple):
    """What a preparation makes of the talk: its files, and what each step finds out."""

    folder: Path
    steps: dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, talk: Path) -> Made:
    """The talk prepared, once for all tests that want a recording that is ready."""

    def make(folder: Path) -> None:
        folder.mkdir()
        probed = probe(talk, 1)
        files = renditions.make_files(talk, folder, probed, {}, go_on)
        for name, path in files.items():
            renditions.cut(path, name, folder, probed, go_on)
        moments = pictures.make_pictures(files["360p"], folder, probed, go_on)
        points = sound.waveform(files["sound"], folder, probed, go_on)
        (folder / sound.PEAKS).write_text(json.dumps({"points_a_second": 10, "points": points}))
        files["360p"].rename(folder / renditions.DOWNLOAD)
        files["sound"].unlink()
        heard = sound.speech(folder / renditions.DOWNLOAD, probed, go_on)
        steps = {
            "gather": {}, "probe": probed._asdict(), "loudness": {}, "encode": {"names": list(files)}, "cut": {},
            "pictures": moments._asdict(), "sound": {"speech": heard},
        }  # fmt: skip
        (folder.parent / "steps.json").write_text(json.dumps(steps))

    folder = made_once(tmp_path_factory, "made", make)
    return Made(folder, json.loads((folder.parent / "steps.json").read_text()))


def go_on(_seconds: float) -> bool:
    """The progress of work that nobody stops."""
    return False


class Recordings:
    """A session's recordings, brought and prepared without a page. Rows come back detached."""

    def __init__(self, make: Factories, event: Event, made: Made, talk: Path) -> None:
        self.make, self.event, self.made, self.talk = make, event, made, talk
        self.session = make.session(event)
        self.admin = f"/admin/events/{event.slug}/sessions/{self.session.code}/recordings/"

    def begin(self, size: int, *, session: Session | None = None, **details: Any) -> Recording:
        told = {"title": "", "language": "en", "audience": "public"} | details
        with self.make.inside():
            own = db.session.get_one(Session, (session or self.session).id)
            return service.begin_upload(own, service.RecordingDetails(**told), "talk.mp4", size)

    def bring(self, path: Path, **details: Any) -> Recording:
        """A file that was uploaded."""
        made = self.begin(path.stat().st_size, **details)
        with self.make.inside(), path.open("rb") as file:
            service.receive(db.session.get_one(Recording, made.id), 0, file.read)
        return self.now(made.id)

    def prepare(self) -> Recording:
        """The next one that waits, as the worker does it."""
        with self.make.inside():
            claimed = preparation.claim_next()
            assert claimed is not None
            prepare(claimed)
        return self.now(claimed)

    def ready(self, *, is_published: bool = True, **details: Any) -> Recording:
        """The talk, as it is after its preparation."""
        made = self.begin(self.talk.stat().st_size, **details)
        with self.make.inside():
            recording = db.session.get_one(Recording, made.id)
            recording.state, recording.received = "preparing", recording.size
            recording.claimed_by = workers.own_name()
            db.session.commit()
            preparation.note_probed(made.id, Probed(**self.made.steps["probe"]))
            files = [self._keep(recording, path) for path in sorted(self.made.folder.iterdir())]
            for name, result in self.made.steps.items():
                preparation.step_done(made.id, name, result, 1.0, files if name == "cut" else [])
            preparation.finish(made.id)
        if is_published:
            self.publish(made)
        return self.now(made.id)

    def _keep(self, recording: Recording, path: Path) -> MadeFile:
        storage().put(file_key(recording, path.name), path.read_bytes())
        return MadeFile(path.name, MEDIA_TYPES[path.suffix], path.stat().st_size)

    def publish(self, made: Recording) -> None:
        with self.make.inside():
            recording = db.session.get_one(Recording, made.id)
            service.publish(db.session.get_one(Session, made.session_id), recording)

    def now(self, recording_id: int) -> Recording:
        with self.make.inside():
            found = db.session.get_one(Recording, recording_id)
            _ = found.files
            return found

    def stored(self, made: Recording) -> list[str]:
        """The names of all stored files of it, whatever they are for."""
        with self.make.inside():
            return [key.removeprefix(f"{made.folder}/") for key in storage().keys(made.folder)]

    def content(self, made: Recording, name: str) -> bytes:
        with self.make.inside():
            return b"".join(storage().read(f"{made.folder}/{name}"))

    def public(self, made: Recording) -> str:
        return f"/events/{self.event.slug}/sessions/{self.session.code}/recordings/{made.uid}/"


@pytest.fixture
def recordings(make: Factories, event: Event, made: Made, talk: Path) -> Recordings:
    return Recordings(make, event, made, talk)


class Uploader:
    """Somebody of the team who uploads by the tus protocol, piece by piece."""

    def __init__(self, browser: FlaskClient, address: str) -> None:
        self.browser, self.address = browser, f"{address}uploads/"

    def create(self, size: int | str, headers: dict[str, str] | None = None, **told: str) -> TestResponse:
        told = {"filename": "talk.mp4", "title": "", "language": "en", "audience": "public"} | told
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
        return self.browser.post(
            self.address, headers={"Upload-Length": str(size), "Upload-Metadata": metadata} | (headers or TUS)
        )

    def begin(self, size: int, **told: str) -> str:
        """The address of a new upload."""
        answer = self.create(size, **told)
        assert answer.status_code == 201
        return answer.headers["Location"]

    def send(self, location: str, start: int | str, content: bytes, **headers: str) -> TestResponse:
        return self.browser.patch(location, data=content, headers=PIECE | {"Upload-Offset": str(start)} | headers)

    def offset(self, location: str) -> int:
        return int(self.browser.head(location, headers=TUS).headers["Upload-Offset"])


@pytest.fixture
def organiser(make: Factories, event: Event) -> FlaskClient:
    """A browser in which the event's owner is signed in."""
    make.member(event, "owner", "team@example.org")
    return make.signed_in("team@example.org")


@pytest.fixture
def uploader(organiser: FlaskClient, recordings: Recordings) -> Uploader:
    return Uploader(organiser, recordings.admin)


def recording_of(location: str, app: Flask) -> Recording:
    """The recording of an upload's address."""
    with app.app_context():
        return db.session.query(Recording).filter_by(uid=UUID(location.rsplit("/", 1)[-1])).one()
