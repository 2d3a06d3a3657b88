"""What becomes of a file: from what was brought to what can be played."""

import resource
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.recordings import service
from eventapp.recordings.media import contained_process, ffmpeg, probing, renditions, sound
from eventapp.recordings.media.errors import MediaRefused, PreparationStopped
from eventapp.recordings.media.ffmpeg import Limits
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media_links import EVERYBODY, MediaLink, media_token
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import WEIGHTS, Preparation
from eventapp.recordings.service import preparation, uploads
from tests.recordings import matroska, media_files
from tests.recordings.conftest import Recordings
from tests.recordings.prepared import go_on
from tests.s3_server import S3Server

BOUNDS = Limits(seconds=60)


def told(path: Path) -> dict[str, Any]:
    """What ffprobe says of one of our own files."""
    return ffmpeg.look_at(path, BOUNDS)


def length_of(path: Path) -> float:
    return float(told(path)["format"]["duration"])


def test_a_video_becomes_streams_pictures_a_waveform_and_a_file_to_take_along(
    recordings: Recordings, talk: Path
) -> None:
    recordings.bring(talk)
    made = recordings.prepare()
    assert [file.name for file in made.files] == [
        "360p.m3u8", "360p.m4s", "sound.m3u8", "sound.m4s", "video.mp4", "poster.jpg", "moments.jpg", "waveform.json",
    ]  # fmt: skip
    assert recordings.stored(made) == sorted(["original", *(f"made/{file.name}" for file in made.files)])
    assert recordings.content(made, "original") == talk.read_bytes()
    assert (made.state, made.width, made.height, made.percent) == ("ready", 640, 360, 100)
    assert abs((made.duration_ms or 0) / 1000 - length_of(talk)) < 0.1
    with recordings.make.inside():
        assert list(preparation.steps_done(made.id)) == list(WEIGHTS)


def test_what_the_original_says_of_its_place_is_in_no_file_that_is_handed_out(
    recordings: Recordings, talk: Path
) -> None:
    assert b"Harbour Road" in talk.read_bytes()
    assert b"Harbour Road" not in recordings.content(recordings.ready(), "made/video.mp4")


def test_sound_alone_becomes_sound(recordings: Recordings, tmp_path: Path) -> None:
    recordings.bring(media_files.speak(tmp_path / "talk.wav", "Good morning."))
    made = recordings.prepare()
    assert [file.name for file in made.files] == ["sound.m3u8", "sound.m4s", "sound.m4a", "waveform.json"]
    assert (made.state, made.width) == ("ready", None)


def test_a_video_without_sound_becomes_one(recordings: Recordings, tmp_path: Path) -> None:
    silent = tmp_path / "silent.webm"
    media_files.ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10", "-t", "2", "-c:v", "libvpx", str(silent))
    recordings.bring(silent)
    made = recordings.prepare()
    assert [file.name for file in made.files] == ["240p.m3u8", "240p.m4s", "video.mp4", "poster.jpg", "moments.jpg"]


def test_an_upright_video_stays_upright(tmp_path: Path) -> None:
    upright = tmp_path / "upright.mp4"
    media_files.ffmpeg("-f", "lavfi", "-i", "testsrc2=size=360x640:rate=10", "-t", "1", str(upright))
    probed = probing.probe(upright, 1)
    made = renditions.make_files(upright, tmp_path, probed, {}, go_on)
    picture = told(made["360p"])["streams"][0]
    assert (picture["width"], picture["height"]) == (360, 640)


@pytest.mark.parametrize(
    ("size", "names"),
    [
        ((320, 180), ["180p"]), ((640, 360), ["360p"]), ((1280, 720), ["360p", "720p"]),
        ((1920, 1080), ["360p", "720p", "1080p"]), ((3840, 2160), ["360p", "720p", "1080p"]),
        ((1080, 1920), ["360p", "720p", "1080p"]),
    ],
)  # fmt: skip
def test_no_size_is_larger_than_the_original(size: tuple[int, int], names: list[str]) -> None:
    assert [one.name for one in renditions.renditions_of(Probed(1000, *size, has_sound=True))] == names


def test_a_quiet_talk_is_brought_to_the_loudness_of_all_others(tmp_path: Path) -> None:
    said = media_files.speak(tmp_path / "loud.wav", media_files.ENGLISH)
    quiet = tmp_path / "quiet.wav"
    media_files.ffmpeg("-i", str(said), "-af", "volume=-20dB", str(quiet))
    probed = probing.probe(quiet, 1)
    before = renditions.loudness_of(quiet, probed, go_on)
    made = renditions.make_files(quiet, tmp_path, probed, before, go_on)["sound"]
    after = renditions.loudness_of(made, probed, go_on)
    assert before["input_i"] < -35
    assert abs(after["input_i"] - renditions.LOUDNESS) < 2


def test_silence_is_not_made_loud(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.wav"
    media_files.ffmpeg("-f", "lavfi", "-i", "anullsrc=r=16000", "-t", "2", str(nothing))
    probed = probing.probe(nothing, 1)
    assert renditions.loudness_of(nothing, probed, go_on) == {}
    assert sound.speech(nothing, probed, go_on) == []


def test_speech_is_found_between_silences(tmp_path: Path) -> None:
    said = media_files.speak(tmp_path / "said.wav", "Good morning everybody")
    paused = tmp_path / "paused.wav"
    media_files.ffmpeg(
        "-i", str(said), "-f", "lavfi", "-t", "2", "-i", "anullsrc=r=22050", "-i", str(said),
        "-filter_complex", "[0][1][2]concat=n=3:v=0:a=1", str(paused),
    )  # fmt: skip
    probed = probing.probe(paused, 1)
    (_begins, first_ends), (second_begins, _ends) = sound.speech(paused, probed, go_on)
    length = length_of(said) * 1000
    assert abs(first_ends - length) < 500
    assert abs(second_begins - length - 2000) < 500


def test_every_cut_begins_with_a_key_frame_and_is_found_by_its_bytes(recordings: Recordings, tmp_path: Path) -> None:
    made = recordings.ready()
    playlist = recordings.content(made, "made/360p.m3u8").decode()
    segments = recordings.content(made, "made/360p.m4s")
    ranges = [line.partition(":")[2].split("@") for line in playlist.splitlines() if "BYTERANGE:" in line]
    assert sum(int(length) for length, _start in ranges) + int(ranges[0][1]) == len(segments)
    (tmp_path / "360p.m3u8").write_text(playlist)
    (tmp_path / "360p.m4s").write_bytes(segments)
    assert abs(length_of(tmp_path / "360p.m4s") - (made.duration_ms or 0) / 1000) < 0.2


# What is hostile or broken


def _text(words: str) -> Any:
    return lambda path: path.write_text(words)


def _truncated(path: Path) -> None:
    media_files.talk(path)
    path.write_bytes(path.read_bytes()[:20_000])


HOSTILE = {
    "a playlist of local files": _text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
    "a playlist of addresses": _text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"),
    "a list of files to join": _text("ffconcat version 1.0\nfile /etc/hostname\n"),
    "a DASH manifest": _text('<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>'),
    "a picture with references": _text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>'),
    "a description of streams": _text("v=0\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 400),
    "a file that was cut off": _truncated,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_recording_is_refused_in_words_and_nothing_is_made_of_it(
    recordings: Recordings, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "talk.mp4"
    HOSTILE[name](path)
    brought = recordings.bring(path)
    found = recordings.prepare()
    assert (found.state, found.failure, found.files) == ("failed", "no_media", [])
    assert recordings.stored(brought) == ["original"]


@pytest.mark.parametrize("codec", ["V_MPEG4/ISO/AVC", "V_VP9", "V_MJPEG", "V_UNCOMPRESSED"])
def test_a_file_of_megabytes_with_gigabytes_in_it_is_refused_within_bounds(
    recordings: Recordings, tmp_path: Path, codec: str
) -> None:
    brought = recordings.bring(matroska.bomb(tmp_path / "bomb.mkv", codec, megabytes=1024, frames=5))
    assert brought.size < 6 * 1024**2
    found = recordings.prepare()
    assert (found.state, found.failure in ("no_media", "no_length", "damaged"), found.files) == ("failed", True, [])
    assert recordings.stored(brought) == ["original"]
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert largest < ffmpeg.MEMORY


def test_a_file_that_says_less_than_it_has_is_as_long_as_it_is(tmp_path: Path) -> None:
    sly = tmp_path / "sly.mkv"
    media_files.ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "4000", "-c:a", "flac", str(sly))
    matroska.says(sly, 1000)
    assert round(probing.probe(sly, 2).seconds) == 4000
    with pytest.raises(MediaRefused) as refused:
        probing.probe(sly, 1)
    assert refused.value.reason == "too_long"


def test_what_a_browser_recorded_says_no_length_and_has_one(talk: Path, tmp_path: Path) -> None:
    """MediaRecorder writes WebM as it comes, and does not go back to say how long it was."""
    recorded = tmp_path / "recorded.webm"
    media_files.ffmpeg("-i", str(talk), "-c:v", "libvpx", "-c:a", "libopus", "-live", "1", "-f", "webm", str(recorded))
    assert abs(probing.probe(recorded, 1).duration_ms - probing.probe(talk, 1).duration_ms) < 200


def test_a_recording_that_is_too_long_is_refused(tmp_path: Path) -> None:
    long = tmp_path / "long.flac"
    media_files.ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "4000", str(long))
    with pytest.raises(MediaRefused) as refused:
        probing.probe(long, 1)
    assert (refused.value.reason, refused.value.details) == ("too_long", {"hours": 1})


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    """A file of a few kilobytes, whose every picture would take gigabytes."""
    huge = tmp_path / "huge.mkv"
    media_files.ffmpeg("-f", "lavfi", "-i", "color=size=12000x8000:rate=1", "-t", "1", "-c:v", "ffv1", str(huge))
    with pytest.raises(MediaRefused) as refused:
        probing.probe(huge, 1)
    assert refused.value.reason == "too_many_pixels"


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((100 * 1024**2, 30, 1024**3), "x = bytearray(500_000_000)"),
        ((1024**3, 1, 1024**3), "while True: pass"),
        ((1024**3, 30, 1024), "open('x', 'wb').write(bytes(100_000))"),
    ],
)  # fmt: skip
def test_a_program_that_reads_strangers_files_takes_no_more_than_it_was_given(
    tmp_path: Path, bounds: tuple[int, ...], code: str
) -> None:
    command = ["python3", contained_process.__file__, *map(str, bounds), "python3", "-c", code]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_step_that_takes_too_long_is_given_up(talk: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaRefused) as refused:
        ffmpeg.run(["-re", "-stream_loop", "-1", "-i", str(talk), str(tmp_path / "x.mp4")], Limits(1.5), go_on)
    assert refused.value.reason == "took_too_long"


# Stopped, lost and taken up again


def test_work_that_somebody_stops_ends_and_goes_on_where_it_was(recordings: Recordings, talk: Path) -> None:
    brought = recordings.bring(talk)
    with recordings.make.inside():
        claimed = preparation.claim_next()
        assert claimed == brought.id
        work = Preparation(claimed)
        work.folder.mkdir(parents=True)
        for name in ("gather", "probe"):
            work._step(name, getattr(work, f"_{name}"))
        service.stop_preparation(_row(brought))
        with pytest.raises(PreparationStopped):
            work._step("loudness", work._loudness)
    assert recordings.now(brought.id).state == "cancelled"
    with recordings.make.inside():
        assert preparation.claim_next() is None
        before = preparation.steps_done(brought.id)
        service.prepare_again(_row(brought))
    assert list(before) == ["gather", "probe"]
    assert recordings.prepare().state == "ready"


def test_what_a_worker_left_is_taken_up_by_the_next_and_no_step_is_done_twice(
    recordings: Recordings, talk: Path
) -> None:
    brought = recordings.bring(talk)
    with recordings.make.inside():
        claimed = preparation.claim_next()
        assert claimed is not None
        work = Preparation(claimed)
        work.folder.mkdir(parents=True)
        for name in ("gather", "probe", "loudness", "encode"):
            work._step(name, getattr(work, f"_{name}"))
        db.session.get_one(Recording, claimed).claimed_by = "nobody-any-more"
        db.session.get_one(Recording, claimed).heard_at = None
        db.session.commit()
        done = _done_at(claimed)
    assert recordings.prepare().state == "ready"
    with recordings.make.inside():
        assert dict(list(_done_at(brought.id).items())[:4]) == done


def test_two_workers_do_not_take_the_same_recording(recordings: Recordings, talk: Path) -> None:
    recordings.bring(talk)
    with recordings.make.inside():
        assert [preparation.claim_next() is None, preparation.claim_next() is None] == [False, True]


def _row(made: Recording) -> Recording:
    return db.session.get_one(Recording, made.id)


def _done_at(recording_id: int) -> dict[str, Any]:
    from sqlalchemy import select

    from eventapp.recordings.models import PreparationStep

    query = select(PreparationStep).where(PreparationStep.recording_id == recording_id).order_by(PreparationStep.id)
    return {step.name: step.done_at for step in db.session.scalars(query)}


def test_the_playlist_of_all_sizes_names_each_sound_by_its_language() -> None:
    sounds = [renditions.SoundTrack("sound", "en", 'English "original"\n', True)]
    text = renditions.master_playlist(Probed(1000, 1280, 720, has_sound=True), sounds)
    assert [line for line in text.splitlines() if not line.startswith("#EXT-X-STREAM")] == [
        "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English  original  ",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,'
        'URI="sound.m3u8"', "360p.m3u8", "720p.m3u8",
    ]  # fmt: skip


# From elsewhere, and to elsewhere


@pytest.fixture
def s3() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.stop()


def test_a_bucket_holds_recordings_as_a_folder_does(
    recordings: Recordings, talk: Path, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, s3: S3Server
) -> None:
    settings = {"S3_BUCKET": f"{s3.bucket('media')}/forum", "S3_ENDPOINT": s3.url, "S3_ACCESS_KEY": "someone"}
    for name, value in (settings | {"S3_SECRET_KEY": "of-the-tests"}).items():
        monkeypatch.setitem(app.config, name, value)
    monkeypatch.delitem(app.extensions, "object_storage", raising=False)
    recordings.bring(talk)
    made = recordings.prepare()
    recordings.publish(made)
    assert recordings.content(made, "original") == talk.read_bytes()
    with recordings.make.inside():
        token = media_token(MediaLink(made.id, EVERYBODY))
    answer = client.get(f"/recordings/media/{token}/360p.m4s", headers={"Range": "bytes=100-199"})
    assert (answer.status_code, answer.data) == (206, recordings.content(made, "made/360p.m4s")[100:200])
    with recordings.make.inside():
        service.delete_recording(_row(made))
        while uploads.delete_leftovers():
            pass
    assert recordings.stored(made) == []
    app.extensions.pop("object_storage")


def test_a_file_that_is_somewhere_else_is_fetched_and_becomes_a_recording(
    recordings: Recordings, talk: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FETCH_NETWORKS", ("127.0.0.0/8",))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(talk.parent)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found = _fetched(recordings, f"http://127.0.0.1:{server.server_port}/talk.mp4")
    missing = _fetched(recordings, f"http://127.0.0.1:{server.server_port}/nothing.mp4")
    server.shutdown()
    server.server_close()
    assert (found.state, found.size, recordings.content(found, "original")) == (
        "ready", talk.stat().st_size, talk.read_bytes()
    )  # fmt: skip
    assert (missing.state, missing.failure) == ("failed", "not_fetched")


def test_an_address_inside_is_not_fetched(recordings: Recordings) -> None:
    found = _fetched(recordings, "https://127.0.0.1/talk.mp4")
    assert (found.state, found.failure, recordings.stored(found)) == ("failed", "address_refused", [])


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: Any) -> None:
        """Tests are quiet."""


def _fetched(recordings: Recordings, address: str) -> Recording:
    with recordings.make.inside():
        session = db.session.get_one(Session, recordings.session.id)
        service.add_link(session, service.RecordingDetails("", "en", "public"), address)
    return recordings.prepare()
