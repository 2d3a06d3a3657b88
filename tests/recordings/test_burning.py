"""Videos with their subtitles in the picture."""

import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.recordings.drafting import make
from eventapp.recordings.media.burning import burn
from eventapp.recordings.media.probing import probe
from eventapp.recordings.media_links import EVERYBODY, MediaLink, media_token
from eventapp.recordings.models import DraftJob, Recording, RecordingTrack
from eventapp.recordings.service import drafts, tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.recordings import media_files
from tests.recordings.conftest import Recordings
from tests.recordings.prepared import go_on

CHINESE = [Cue(0, 5000, "各位早上好，\n歡迎來到論壇。")]


def brightness(video: Path, *, of_bottom: bool) -> float:
    """How bright the lower or the upper part of the picture is, on average, after a second (0 to 255)."""
    part = "crop=iw:ih/3:0:ih*2/3" if of_bottom else "crop=iw:ih/3:0:0"
    found = subprocess.run(
        ["ffmpeg", "-v", "error", "-ss", "1", "-i", str(video), "-frames:v", "1",
         "-vf", f"{part},format=gray", "-f", "rawvideo", "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    return sum(found.stdout) / len(found.stdout)


@pytest.mark.parametrize("folder", ["plain", "it's: [a], folder; \\ 中"])
def test_lines_are_drawn_at_the_bottom_whatever_the_folder_is_called(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    black = place / "black.mp4"
    media_files.ffmpeg("-f", "lavfi", "-i", "color=c=black:size=640x360:rate=10", "-t", "3", "-pix_fmt", "yuv420p",
                       str(black))  # fmt: skip
    burn(black, CHINESE, "zh-Hant", place / "burnt.mp4", probed=probe(black, 1), progress=go_on)
    before, after = (brightness(place / name, of_bottom=True) for name in ("black.mp4", "burnt.mp4"))
    assert after > before + 1
    assert brightness(place / "burnt.mp4", of_bottom=False) == brightness(black, of_bottom=False)


def published(recordings: Recordings, **details: bool) -> tuple[Recording, RecordingTrack]:
    made = recordings.ready(**details)
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        track = tracks.create_track(recording, "subtitles", "zh-Hant", CHINESE, origin="written")
        tracks.mark_checked(track, "Ada", 1)
        tracks.publish_track(track)
        return made, db.session.get_one(RecordingTrack, track.id)


def burnt(recordings: Recordings, made: Recording, track: RecordingTrack) -> str:
    """Have it be made, as the worker does; the name of the file."""
    with recordings.make.inside():
        row = db.session.get_one(RecordingTrack, track.id)
        drafts.ask_for_draft(
            db.session.get_one(Recording, made.id), "burn", "zh-Hant", "ffmpeg", source=row, cost=0.0
        )  # fmt: skip
        claimed = drafts.claim_draft()
        assert claimed is not None
        make(claimed)
        job = db.session.get_one(DraftJob, claimed, populate_existing=True)
        assert (job.state, job.failure) == ("done", "")
        return f"burnt-subtitles-zh-Hant-{row.published_revision}.mp4"


def answered(recordings: Recordings, client: FlaskClient, made: Recording, name: str) -> int:
    with recordings.make.inside():
        token = media_token(MediaLink(made.id, EVERYBODY))
    with client.get(f"/recordings/media/{token}/{name}") as answer:
        return answer.status_code


def test_who_may_take_the_recording_along_may_take_it_with_subtitles(
    recordings: Recordings, client: FlaskClient
) -> None:
    made, track = published(recordings, is_downloadable=True)
    name = burnt(recordings, made, track)
    assert name in client.get(recordings.public(made)).text
    assert answered(recordings, client, made, name) == 200
    with recordings.make.inside():
        assert [one.state for one in db.session.query(RecordingTrack)] == ["checked"]


def test_who_may_not_take_it_along_has_no_copy_with_subtitles(recordings: Recordings, client: FlaskClient) -> None:
    made, track = published(recordings)
    name = burnt(recordings, made, track)
    assert (name in client.get(recordings.public(made)).text, answered(recordings, client, made, name)) == (False, 404)


def test_lines_that_others_no_longer_see_are_in_no_video(recordings: Recordings, client: FlaskClient) -> None:
    made, track = published(recordings, is_downloadable=True)
    first = burnt(recordings, made, track)
    with recordings.make.inside():
        row = db.session.get_one(RecordingTrack, track.id)
        tracks.replace_lines(row, [Cue(0, 5000, "各位午安。")], row.revision, origin="written")
        tracks.mark_checked(row, "Ada", row.revision)
        tracks.publish_track(row)
    assert answered(recordings, client, made, first) == 404
    second = burnt(recordings, made, track)
    assert [answered(recordings, client, made, name) for name in (first, second)] == [404, 200]
    assert [name for name in recordings.stored(made) if "burnt" in name] == [f"made/{second}"]
    with recordings.make.inside():
        tracks.unpublish_track(db.session.get_one(RecordingTrack, track.id))
    assert answered(recordings, client, made, second) == 404


def test_the_team_has_it_made_from_the_page_of_drafts(recordings: Recordings, organiser: FlaskClient) -> None:
    made, track = published(recordings)
    address = f"{recordings.admin}{made.uid}/drafts/"
    offered = f"burn|zh-Hant|{track.uid}|ffmpeg"
    assert f'value="{offered}"' in organiser.get(address).text
    organiser.post(address, data={"wanted": offered, "confirmed": "1"})
    with recordings.make.inside():
        assert [(job.kind, job.language) for job in db.session.query(DraftJob)] == [("burn", "zh-Hant")]
