"""The language line without a network: a talk is heard, translated, spoken anew, checked, published and found."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.recordings.drafting import make
from eventapp.recordings.media import dubbing, ffmpeg
from eventapp.recordings.media.ffmpeg import Limits
from eventapp.recordings.media.pieces import in_rows, into_lines, pieces_of
from eventapp.recordings.models import DraftJob, Recording
from eventapp.recordings.queries import tracks as queries
from eventapp.recordings.service import drafts, tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.pages import page_of
from tests.recordings import media_files
from tests.recordings.conftest import Recordings
from tests.recordings.test_tracks import Tracks

MOONSHINE = "Moonshine tiny (English)"


@pytest.fixture
def language(recordings: Recordings) -> Tracks:
    return Tracks(recordings)


def draft(language: Tracks, kind: str, tag: str, engine: str, source: int | None = None) -> int:
    """Have a draft be made, as the worker does it; the id of its track."""
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        track = language.now(source) if source else None
        job = drafts.ask_for_draft(recording, kind, tag, engine, source=track, cost=0.0).id
        claimed = drafts.claim_draft()
        assert claimed == job
        make(claimed)
        found = db.session.get_one(DraftJob, job, populate_existing=True)
        assert (found.state, found.failure) == ("done", "")
        made = queries.tracks_of(recording.id)
        return next(one.id for one in made if (one.kind, one.language) == (drafts.made_of(kind, track), tag))


def test_a_talk_goes_through_the_whole_line(language: Tracks, client: FlaskClient) -> None:
    heard = draft(language, "transcribe", "en", MOONSHINE)
    spanish = draft(language, "translate", "es", "Apertium", heard)
    dub = draft(language, "speak", "es", "espeak-ng", spanish)
    words = " ".join(cue.text for cue in language.lines(heard)).lower()
    assert ("good morning" in words, "cooperation and innovation" in words, "hong kong" in words) == (True, True, True)
    assert "Hong Kong" in " ".join(cue.text for cue in language.lines(spanish))
    assert [cue[:2] for cue in language.lines(spanish)] == [cue[:2] for cue in language.lines(heard)]
    with language.make.inside():
        states = {one.kind: (one.state, one.engine) for one in queries.tracks_of(language.recording.id)}
    assert states == {
        "transcript": ("machine_draft", MOONSHINE), "subtitles": ("machine_draft", "Apertium"),
        "dub": ("machine_draft", "espeak-ng"),
    }  # fmt: skip
    playlist = _playlist(language, client)
    assert "dub-es" not in playlist
    for track in (heard, spanish, dub):
        language.check(track)
        language.publish(track)
    assert 'LANGUAGE="es",DEFAULT=NO,AUTOSELECT=YES,URI="dub-es.m3u8"' in _playlist(language, client)
    found = client.get("/events/forum/recordings/", query_string={"q": "películas"})
    assert "películas" in found.text


def test_a_talk_in_mandarin_goes_through_both_scripts(
    recordings: Recordings, client: FlaskClient, tmp_path: Path
) -> None:
    """Nothing that is packaged hears Mandarin: its transcript comes as a file."""
    recordings.bring(media_files.talk(tmp_path / "mandarin.mp4", media_files.MANDARIN, "cmn"), language="zh-Hant")
    made = recordings.prepare()
    recordings.publish(made)
    language = Tracks(recordings, made)
    lines = [Cue(200, 3000, "各位早上好，歡迎來到合作與創新論壇。"), Cue(3200, 5000, "我們先談香港電影。")]
    heard = language.create(kind="transcript", language="zh-Hant", lines=lines)
    simplified = draft(language, "translate", "zh-Hans", "OpenCC", heard)
    dub = draft(language, "speak", "zh-Hans", "espeak-ng", simplified)
    assert [cue.text.replace("\n", "") for cue in language.lines(simplified)] == [
        "各位早上好，欢迎来到合作与创新论坛。", "我们先谈香港电影。",
    ]  # fmt: skip
    for track in (heard, simplified, dub):
        with language.make.inside():
            row = language.now(track)
            tracks.mark_checked(row, "Ada", row.revision)
            tracks.publish_track(row)
    assert 'URI="dub-zh-Hans.m3u8"' in _playlist(language, client)
    for wanted in ("香港電影", "香港电影"):
        page = page_of(client.get(f"/events/forum/recordings/?q={wanted}"))
        assert page.texts("//ol/li/a/span[2]") == ["我們先談香港電影。", "我们先谈香港电影。"]


def _playlist(language: Tracks, client: FlaskClient) -> str:
    page = page_of(client.get(language.recordings.public(language.recording)))
    return client.get(page.attributes("//video", "data-stream")[0]).text


def test_a_dub_is_as_long_as_the_recording_and_nobody_has_it_before_it_is_published(
    language: Tracks, client: FlaskClient, tmp_path: Path
) -> None:
    source = language.create(kind="subtitles", language="es", lines=[Cue(500, 3000, "Buenos días a todos.")])
    dub = draft(language, "speak", "es", "espeak-ng", source)
    page = client.get(language.recordings.public(language.recording)).text
    stream = page.partition('data-stream="')[2].partition('"')[0].rpartition("/")[0]
    before = client.get(f"{stream}/dub-es.m4s").status_code
    language.check(dub)
    language.publish(dub)
    answer = client.get(f"{stream}/dub-es.m4s")
    assert (before, answer.status_code) == (404, 200)
    path = tmp_path / "dub.m4s"
    path.write_bytes(answer.data)
    length = float(ffmpeg.look_at(path, Limits(30))["format"]["duration"])
    assert abs(length - (language.recording.duration_ms or 0) / 1000) < 0.3


def test_the_other_chinese_script_has_the_names_that_the_event_has(language: Tracks) -> None:
    """OpenCC makes 倪妮 of 倪妮, but the event writes this company's name in its own way."""
    with language.make.inside():
        drafts.add_term(language.recordings.event.id, "translate", {"zh-Hant": "微短劇", "zh-Hans": "微短剧集"}, "")
    source = language.create(language="zh-Hant", lines=[Cue(0, 2000, "我們談微短劇與電影。")])
    made = draft(language, "translate", "zh-Hans", "OpenCC", source)
    assert [cue.text for cue in language.lines(made)] == ["我们谈微短剧集与电影。"]


def test_what_somebody_has_checked_is_not_translated_anew(language: Tracks) -> None:
    first = language.create(lines=[Cue(0, 2000, "Thank you."), Cue(2000, 4000, "Goodbye.")])
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        lines = [Cue(0, 2000, "Muchísimas gracias."), Cue(2000, 4000, "Hasta pronto.")]
        known = tracks.create_track(recording, "subtitles", "es", lines, origin="file", source=language.now(first)).id
    language.check(known)
    other = Tracks(language.recordings)
    second = other.create(lines=[Cue(0, 1000, "Thank you."), Cue(1000, 2000, "We have films.")])
    made = draft(other, "translate", "es", "Apertium", second)
    assert [cue.text for cue in other.lines(made)] == ["Muchísimas gracias.", "Tenemos películas."]


def test_a_draft_does_not_take_the_place_of_what_people_made(language: Tracks) -> None:
    source = language.create()
    language.create(kind="subtitles", language="es")
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        with pytest.raises(drafts.CheckedAlready):
            drafts.ask_for_draft(recording, "translate", "es", "Apertium", source=language.now(source), cost=0.0)


def test_a_draft_that_broke_off_goes_on_and_pays_for_nothing_twice(
    language: Tracks, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [Cue(n * 1000, n * 1000 + 900, f"We have {n} films.") for n in range(45)]
    source = language.create(lines=lines)
    asked = []

    class Dear:
        name, is_weak = "dear", False

        def translate(self, texts: list[str], *_more: object) -> list[str]:
            if len(asked) == 2:
                asked.append([])
                raise ConnectionResetError
            asked.append(list(texts))
            return [text.upper() for text in texts]

    monkeypatch.setattr("eventapp.recordings.engines.chosen.translators", lambda *_pair: [Dear()])
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        job = drafts.ask_for_draft(recording, "translate", "fr", "dear", source=language.now(source), cost=1.0)
        for expected in ("failed", "done"):
            claimed = drafts.claim_draft()
            assert claimed is not None
            make(claimed)
            db.session.refresh(job)
            assert job.state == expected
            if expected == "failed":
                assert job.position == 2
                drafts.go_on_with_draft(job)
        (made,) = [one.id for one in queries.tracks_of(recording.id) if one.language == "fr"]
    assert [text for texts in asked for text in texts] == [cue.text for cue in lines]
    assert [cue.text for cue in language.lines(made)] == [cue.text.upper() for cue in lines]


def test_two_workers_do_not_make_the_same_draft(language: Tracks) -> None:
    source = language.create()
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        drafts.ask_for_draft(recording, "translate", "es", "Apertium", source=language.now(source), cost=0.0)
        assert [drafts.claim_draft() is None, drafts.claim_draft() is None] == [False, True]


# What engines are given, and what is made of what they give


def test_speech_is_cut_at_silences_and_never_longer_than_engines_want() -> None:
    assert pieces_of([[0, 4000], [4200, 9000], [30_000, 31_000], [40_000, 100_000]], 25_000) == [
        (0, 9000), (30_000, 31_000), (40_000, 60_000), (60_000, 80_000), (80_000, 100_000),
    ]  # fmt: skip


def test_what_was_heard_becomes_lines_that_can_be_read() -> None:
    text = (
        "Good morning and welcome to the forum. We begin with a look at films from Hong Kong, and at short dramas too."
    )
    lines = into_lines(Cue(1000, 9000, text))
    assert [line.text for line in lines] == [
        "Good morning and welcome to the forum.",
        "We begin with a look at films from Hong Kong, and at short dramas too.",
    ]
    assert (lines[0].starts_ms, lines[0].ends_ms == lines[1].starts_ms, lines[1].ends_ms) == (1000, True, 9000)
    assert in_rows(lines[1].text) == "We begin with a look at films from\nHong Kong, and at short dramas too."
    assert in_rows("各位早上好，歡迎來到合作與創新論壇。") == "各位早上好，\n歡迎來到合作與創新論壇。"


def test_a_line_that_is_too_long_for_its_place_is_hurried_and_then_flagged(tmp_path: Path) -> None:
    spoken = media_files.speak(tmp_path / "spoken.wav", "Good morning everybody, and welcome to the forum.")
    length = dubbing.length_ms(spoken)
    found = [
        dubbing.fit(spoken, tmp_path / f"{room}.wav", 0, room, lambda _: False)
        for room in (length * 2, round(length / 1.2), length // 3)
    ]
    assert [(one.speed, one.is_too_long) for one in found] == [(1.0, False), (1.2, False), (1.35, True)]
    assert abs(found[1].length_ms - length / 1.2) < 60


def test_every_engine_that_is_promised_is_on_this_machine() -> None:
    assert [shutil.which(name) is not None for name in ("ffmpeg", "espeak-ng", "apertium")] == [True, True, True]
