"""Recordings while processes are killed and connections break: nothing is lost, done twice, or shown unchecked."""

import os
import random
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import select
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from eventapp.core.db import db
from eventapp.core.object_storage import storage
from eventapp.events.models import Event
from eventapp.recordings.models import DraftJob, PreparationStep, PublishedCue, Recording, RecordingTrack
from eventapp.recordings.preparing import WEIGHTS
from eventapp.recordings.queries import parts_of
from eventapp.recordings.service import drafts
from tests.factories import PASSWORD, Factories
from tests.recordings.conftest import Recordings
from tests.recordings.prepared import Made, prepared_talk
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

KILLS = int(os.environ.get("KILLS", "4"))  # on each database
MEGABYTES = int(os.environ.get("MEGABYTES", "40"))
"""Of the upload; 2000 by hand."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return prepared_talk(tmp_path_factory)


@pytest.fixture
def recordings(make: Factories, event: Event, made: Made) -> Recordings:
    return Recordings(make, event, made)


def test_a_recording_and_its_draft_outlive_every_kill(
    recordings: Recordings, made: Made, database_url: str, tmp_path: Path, app: Flask
) -> None:
    """Server and worker are killed again and again while a recording is prepared and then heard."""
    chance = random.Random(7)
    brought = recordings.bring(made.talk)
    with running(database_url, tmp_path, media_folder=app.config["MEDIA_FOLDER"]) as server:
        _kill_again_and_again(server, chance)
        waited_for(lambda: recordings.now(brought.id).state == "ready", 90)
        job_id = _draft(recordings, brought.id)
        _kill_again_and_again(server, chance)
        waited_for(lambda: _draft_state(recordings, job_id) == "done", 90)
    ready = recordings.now(brought.id)
    with recordings.make.inside():
        steps = db.session.scalars(select(PreparationStep.name).where(PreparationStep.recording_id == ready.id))
        assert sorted(steps) == sorted(WEIGHTS)
        (track,) = db.session.scalars(select(RecordingTrack))
        assert (track.state, track.is_published, list(db.session.scalars(select(PublishedCue)))) == (
            "machine_draft", False, []
        )  # fmt: skip
    assert recordings.stored(ready) == sorted(["original", *(f"made/{file.name}" for file in ready.files)])
    assert recordings.content(ready, "original") == made.talk.read_bytes()
    assert list((tmp_path / "preparing").glob("*")) == []


def _kill_again_and_again(server: Server, chance: random.Random) -> None:
    for _number in range(KILLS):
        threading.Event().wait(chance.uniform(0.1, 2.0))  # somewhere in the middle of the work
        server.kill()
        server.start()


def _draft(recordings: Recordings, recording_id: int) -> int:
    with recordings.make.inside():
        recording = db.session.get_one(Recording, recording_id)
        name = "Moonshine tiny (English)"
        return drafts.ask_for_draft(recording, "transcribe", "en", name, source=None, cost=0.0).id


def _draft_state(recordings: Recordings, job_id: int) -> str:
    with recordings.make.inside():
        return db.session.get_one(DraftJob, job_id).state


class BreakingLink:
    """Passes bytes to a server, and breaks the connection each time so many have gone through, a number of times."""

    def __init__(self, server: Server, after: int, times: int) -> None:
        self._target = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        self._after, self.left, self._passed = after, times, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, breaks: bool) -> None:
        with suppress(OSError):
            while block := source.recv(65_536):
                self._passed += len(block) if breaks else 0
                if breaks and self.left and self._passed > self._after:
                    self.left, self._passed = self.left - 1, 0
                    break
                sink.sendall(block)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()  # the other thread closes the other end

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """A file of as many megabytes as are wanted, no two of which are the same."""
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        for number in range(MEGABYTES):
            file.write(random.Random(number).randbytes(1024 * 1024))
    yield path
    path.unlink()


def test_a_large_file_arrives_over_a_link_that_breaks_ten_times_and_takes_no_memory(
    recordings: Recordings, database_url: str, tmp_path: Path, large: Path, app: Flask
) -> None:
    """By a tus client that others made."""
    recordings.make.member(recordings.event, "owner", "team@example.org")
    folder = app.config["MEDIA_FOLDER"]
    with running(database_url, tmp_path, workers="1", jobs="0", media_folder=folder) as server:
        link = BreakingLink(server, MEGABYTES * 1024 * 1024 // 14, 10)
        visitor = Visitor(server.url)
        visitor.submit("/login", email="team@example.org", password=PASSWORD)
        before = _memory(server)
        _upload(visitor, link, f"{recordings.admin}uploads/", large)
        grown = _memory(server) - before
        link.close()
    with recordings.make.inside():
        recording = db.session.scalars(select(Recording)).one()
        assert (recording.state, recording.received, link.left) == ("waiting", large.stat().st_size, 0)
        with large.open("rb") as file:
            for part in parts_of(recording.id):
                assert b"".join(storage().read(part.key)) == file.read(part.size)
            assert file.read() == b""
        storage().delete_folder(recording.folder)
    assert grown < 60 * 1024 * 1024


def _upload(visitor: Visitor, link: BreakingLink, path: str, file: Path) -> None:
    token = visitor.get(path.removesuffix("uploads/")).page.values["csrf_token"]
    headers = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in visitor.cookies), "X-CSRFToken": token}
    told = {"filename": file.name, "title": "", "language": "en", "audience": "public"}
    client = TusClient(link.url + path, headers=headers)
    ends_at = monotonic() + 120 + MEGABYTES / 5
    with file.open("rb") as stream:
        uploader = client.uploader(file_stream=stream, metadata=told, chunk_size=4_000_000)
        while monotonic() < ends_at:
            try:
                uploader.upload()
                return
            except (TusCommunicationError, OSError):
                if uploader.url:
                    uploader.offset = uploader.get_offset()
    raise AssertionError("the upload did not end")


def _memory(server: Server) -> int:
    """Bytes that the processes of a server hold, all together."""
    pages = 0
    for path in Path("/proc").glob("[0-9]*/statm"):
        with suppress(OSError):
            if os.getpgid(int(path.parent.name)) == server.pid:
                pages += int(path.read_text().split()[1])
    return pages * resource.getpagesize()
