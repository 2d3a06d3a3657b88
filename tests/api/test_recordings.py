"""Recordings through the API."""

from collections.abc import Callable

import pytest

from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.recordings import service
from eventapp.recordings.models import Recording
from eventapp.recordings.service import tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
RECORDINGS = "/events/forum/recordings"


def a_recording(make: Factories) -> tuple[str, str]:
    """The uid of a recording with a track that a machine made, and its session's code."""
    session = make.session(make.event())
    with make.inside():
        own = db.session.get_one(Session, session.id)
        made = service.add_player(own, service.RecordingDetails("Part 1", "en", "public"), "https://example.org/v")
        lines = [Cue(0, 1000, "Bonjour.")]
        tracks.create_track(made, "subtitles", "fr", lines, origin="engine", engine="test")
        return str(made.uid), session.code


def test_recordings_are_listed_with_the_languages_that_they_have(make: Factories, program: Programs) -> None:
    uid, code = a_recording(make)
    api = program()
    (listed,) = api.get(RECORDINGS)["items"]
    assert api.get(f"{RECORDINGS}/{uid}") == listed
    assert {name: listed[name] for name in ("uid", "session", "title", "language", "state", "is_published")} == {
        "uid": uid, "session": code, "title": "Part 1", "language": "en", "state": "ready", "is_published": False,
    }  # fmt: skip
    assert listed["tracks"] == [
        {"kind": "subtitles", "language": "fr", "state": "machine_draft", "engine": "test", "checked_by": "",
         "is_published": False},
    ]  # fmt: skip


@pytest.mark.parametrize("uid", ["nothing", "00000000-0000-4000-8000-000000000000", "%00"])
def test_a_recording_that_is_not_there_is_not_found(make: Factories, program: Programs, uid: str) -> None:
    a_recording(make)
    assert program().refused("GET", f"{RECORDINGS}/{uid}") == (404, "not-found", {})


def test_a_recording_is_deleted_with_its_tracks_though_they_were_read(make: Factories) -> None:
    a_recording(make)
    with make.inside():
        made = db.session.query(Recording).one()
        assert len(made.tracks) == 1
        service.delete_recording(made)
        assert db.session.query(Recording).count() == 0
