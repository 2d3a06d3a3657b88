"""A session with recordings, and files for them."""

from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.core.db import db
from eventapp.core.object_storage import storage
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.recordings import service
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import prepare
from eventapp.recordings.service import preparation
from eventapp.titles.models import Title
from tests.factories import Factories
from tests.recordings.prepared import Made, begin, insert_ready, prepared_talk

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = TUS | {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return prepared_talk(tmp_path_factory)


@pytest.fixture(scope="session")
def talk(made: Made) -> Path:
    """Six seconds of English before a picture."""
    return made.talk


class Recordings:
    """A session's recordings, brought and prepared without a page. Rows come back detached."""

    def __init__(self, make: Factories, event: Event, made: Made) -> None:
        self.make, self.event, self.made = make, event, made
        self.session = make.session(event)
        self.admin = f"/admin/events/{event.slug}/sessions/{self.session.code}/recordings/"

    def begin(self, size: int, *, session: Session | None = None, **details: Any) -> Recording:
        with self.make.inside():
            return begin(db.session.get_one(Session, (session or self.session).id), size, **details)

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

    def ready(self, *, session: Session | None = None, **details: Any) -> Recording:
        """The talk, as it is after its preparation."""
        with self.make.inside():
            found = insert_ready(db.session.get_one(Session, (session or self.session).id), self.made, **details)
        return self.now(found.id)

    def ready_of_title(self, title: Title, called: str = "", **details: Any) -> Recording:
        """The talk as a recording of a title."""
        with self.make.inside():
            found = insert_ready(db.session.get_one(Title, title.id), self.made, title=called, **details)
        return self.now(found.id)

    def publish(self, made: Recording) -> None:
        with self.make.inside():
            recording = db.session.get_one(Recording, made.id)
            service.publish(recording)

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
def recordings(make: Factories, event: Event, made: Made) -> Recordings:
    return Recordings(make, event, made)


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
