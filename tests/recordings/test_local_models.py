"""Engines that are models in a folder of the operator's: faster-whisper, CTranslate2 and Piper, really running."""

import wave
from pathlib import Path

import pytest
from flask import Flask

from eventapp.core.db import db
from eventapp.recordings.drafting import make
from eventapp.recordings.engines import chosen
from eventapp.recordings.engines.interfaces import EngineFailed
from eventapp.recordings.engines.local_models import LocalTranslator, LocalVoices, LocalWhisper
from eventapp.recordings.models import DraftJob, Recording, RecordingTrack
from eventapp.recordings.service import drafts, tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.package.builds import made_once
from tests.recordings import media_files
from tests.recordings.conftest import Recordings
from tests.recordings.tiny_models import translator, voice, whisper


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def build(folder: Path) -> None:
        whisper(folder / "transcribe" / "tiny")
        whisper(folder / "transcribe" / "tiny.en")
        translator(folder / "translate" / "en_es")
        voice(folder / "speak" / "en" / "amy.onnx", 220)
        voice(folder / "speak" / "en" / "bob.onnx", 110)
        voice(folder / "speak" / "own" / "ada-7.onnx", 330)

    return made_once(tmp_path_factory, "tiny-models", build)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    spoken = media_files.speak(tmp_path / "spoken.wav", "Good morning, and welcome.")
    media_files.ffmpeg("-i", str(spoken), "-ar", "16000", "-ac", "1", str(tmp_path / "speech.wav"))
    return tmp_path / "speech.wav"


def length(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def test_what_is_in_the_folder_is_offered(app: Flask, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        before = [one.name for one in chosen.transcribers("zh-Hant")]
        monkeypatch.setitem(app.config, "MODELS_FOLDER", str(models))
        assert before == []
        assert [one.name for one in chosen.transcribers("zh-Hant")] == ["Whisper tiny"]
        assert [one.name for one in chosen.transcribers("en")] == [
            "Whisper tiny", "Whisper tiny.en", "Moonshine tiny (English)",
        ]  # fmt: skip
        assert [one.name for one in chosen.translators("en", "es")] == ["CTranslate2 en_es", "Apertium"]
        assert [one.name for one in chosen.voices("en")] == ["Piper", "espeak-ng"]
        assert [one.name for one in chosen.voices("fr")] == ["espeak-ng"]


@pytest.mark.parametrize("kinds", ["nothing", "other files"])
def test_a_folder_without_models_offers_none(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: str
) -> None:
    if kinds == "other files":
        (tmp_path / "transcribe" / "empty").mkdir(parents=True)
        (tmp_path / "translate" / "en_es").mkdir(parents=True)
        (tmp_path / "speak").write_text("no folder")
    monkeypatch.setitem(app.config, "MODELS_FOLDER", str(tmp_path))
    with app.app_context():
        assert [one.name for one in chosen.transcribers("zh-Hant")] == []
        assert [one.name for one in chosen.translators("en", "es")] == ["Apertium"]
        assert [one.name for one in chosen.voices("en")] == ["espeak-ng"]


def test_whisper_hears_with_times(models: Path, speech: Path) -> None:
    """What a model says that has learnt nothing is noise; its lines lie in the time that Whisper takes at once."""
    found = LocalWhisper(models / "transcribe" / "tiny").transcribe(speech, "en", ["Ni Ni"])
    assert found != []
    assert [cue for cue in found if not 0 <= cue.starts_ms < cue.ends_ms <= 30_000 or not cue.text] == []


def test_a_model_translates_as_many_texts_as_it_is_given(models: Path) -> None:
    engine = LocalTranslator(models / "translate" / "en_es")
    found = engine.translate(["good morning", "films from hong kong", ""], "en", "es", [])
    assert [isinstance(text, str) for text in found] == [True] * 3
    assert engine.translate(["good morning"], "en", "es", []) == found[:1]


def test_piper_speaks_with_the_voice_that_is_asked_for(models: Path, tmp_path: Path) -> None:
    engine = LocalVoices(models / "speak")
    lengths = []
    for name in ("", "amy", "bob", "ada-7"):
        engine.speak("Good morning.", "en", tmp_path / f"{name}.wav", name)
        lengths.append(length(tmp_path / f"{name}.wav"))
    sounds = [(tmp_path / f"{name}.wav").read_bytes() for name in ("", "amy", "bob", "ada-7")]
    assert (sounds[0] == sounds[1], len({sounds[1], sounds[2], sounds[3]})) == (True, 3)
    assert min(lengths) > 0.5
    assert engine.voices("en") == ["amy", "bob"]


@pytest.mark.parametrize("name", ["nobody", "../own/ada-7", "/etc/passwd"])
def test_a_voice_that_is_not_in_the_folder_says_nothing(models: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineFailed, match="has no voice"):
        LocalVoices(models / "speak").speak("Good morning.", "en", tmp_path / "x.wav", name)
    assert not (tmp_path / "x.wav").exists()


def test_a_model_that_is_broken_has_failed_in_words(models: Path, speech: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "model.bin").write_bytes(b"nothing")
    with pytest.raises(EngineFailed, match=r"\w+Error"):
        LocalWhisper(broken).transcribe(speech, "en", [])
    with pytest.raises(EngineFailed, match=r"\w+Error"):
        LocalTranslator(broken).translate(["x"], "en", "es", [])


def test_a_process_ends_with_its_engine(models: Path) -> None:
    engine = LocalTranslator(models / "translate" / "en_es")
    engine.translate(["good morning"], "en", "es", [])
    process = engine._model._process
    assert process is not None
    before = process.poll()
    del engine
    assert (before, process.poll() is not None) == (None, True)


def test_a_draft_is_made_by_a_model_of_the_folder(
    recordings: Recordings, models: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODELS_FOLDER", str(models))
    made = recordings.ready()
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        source = tracks.create_track(recording, "subtitles", "en", [Cue(0, 2000, "good morning")], origin="written")
        for kind, language, engine in (("translate", "es", "CTranslate2 en_es"), ("speak", "en", "Piper")):
            drafts.ask_for_draft(recording, kind, language, engine, source=source, cost=0.0)
            claimed = drafts.claim_draft()
            assert claimed is not None
            make(claimed)
        assert [(job.state, job.failure) for job in db.session.query(DraftJob)] == [("done", "")] * 2
        found = {(track.kind, track.engine) for track in db.session.query(RecordingTrack) if track.engine}
        assert found == {("subtitles", "CTranslate2 en_es"), ("dub", "Piper")}
