"""Engines: services that settings name, against small real servers; their errors; what a draft is said to cost."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service as programme
from eventapp.recordings.engines import chosen
from eventapp.recordings.engines.chinese_scripts import ChineseScripts, in_script
from eventapp.recordings.engines.http_services import HttpTranscriber, HttpTranslator, HttpVoice, Service
from eventapp.recordings.engines.interfaces import EngineFailed, Term
from eventapp.recordings.engines.programs import Apertium, Espeak
from eventapp.recordings.glossary import words_of
from eventapp.recordings.models import DraftJob
from eventapp.recordings.service import drafts
from eventapp.recordings.subtitles.cues import Cue
from tests.factories import text
from tests.pages import SURE, page_of
from tests.recordings import media_files
from tests.recordings.conftest import Recordings
from tests.recordings.test_tracks import Tracks


class Answers(BaseHTTPRequestHandler):
    """Answers as OpenAI's and LibreTranslate's interfaces do, or with what the server was told to answer."""

    server: "Engines"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), sent))
        status, body = self.server.answer or (200, self._body(sent))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self, sent: bytes) -> bytes:
        if self.path == "/v1/audio/transcriptions":
            segments = [
                {"start": 0.5, "end": 2.25, "text": " Good morning."},
                {"start": 2.5, "end": 3, "text": "Thanks."},
            ]
            return json.dumps({"segments": segments}).encode()
        if self.path == "/v1/translate":
            return json.dumps({"translatedText": [one.upper() for one in json.loads(sent)["q"]]}).encode()
        return self.server.wav

    def log_message(self, *_told: Any) -> None:
        """Tests are quiet."""


class Engines(ThreadingHTTPServer):
    """A server on a port of this machine, and what it was asked."""

    def __init__(self, wav: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[tuple[str, str, bytes]] = []
        self.answer: tuple[int, bytes] | None = None
        self.wav = wav
        self.service = Service(f"http://127.0.0.1:{self.server_port}/v1", "secret", "large-v3", 0.5)


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    server = Engines(media_files.speak(tmp_path / "said.wav", "Buenos dias", "es").read_bytes())
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_service_hears(engines: Engines, tmp_path: Path) -> None:
    sound = media_files.speak(tmp_path / "talk.wav", "Good morning.")
    found = HttpTranscriber(engines.service).transcribe(sound, "zh-Hant", ["倪妮"])
    assert found == [Cue(500, 2250, "Good morning."), Cue(2500, 3000, "Thanks.")]
    path, authorisation, sent = engines.asked[0]
    assert (path, authorisation) == ("/v1/audio/transcriptions", "Bearer secret")
    assert [part in sent for part in (b"large-v3", b"verbose_json", "倪妮".encode(), b"RIFF")] == [True] * 4


def test_a_service_translates_and_is_given_the_terms(engines: Engines) -> None:
    found = HttpTranslator(engines.service).translate(["one", "two"], "en", "fr", [Term("Ni Ni", "倪妮")])
    assert found == ["ONE", "TWO"]
    sent = json.loads(engines.asked[0][2])
    assert (sent["source"], sent["target"], sent["glossary"]) == ("en", "fr", [["Ni Ni", "倪妮"]])


def test_a_service_speaks(engines: Engines, tmp_path: Path) -> None:
    HttpVoice(engines.service).speak("Buenos días", "es", tmp_path / "out.wav")
    assert (tmp_path / "out.wav").read_bytes() == engines.wav
    assert json.loads(engines.asked[0][2])["input"] == "Buenos días"


BAD = [
    (500, b"{}"), (401, b"{}"), (302, b""), (200, b""), (200, b"[]"), (200, b"null"), (200, b'{"segments": 1}'),
    (200, b'{"translatedText": ["one"]}'), (200, b'{"translatedText": [1, 2]}'), (200, b"<html>"),
]  # fmt: skip


@pytest.mark.parametrize("answer", BAD)
def test_a_service_that_answers_otherwise_has_failed(
    engines: Engines, tmp_path: Path, answer: tuple[int, bytes]
) -> None:
    engines.answer = answer
    sound = media_files.speak(tmp_path / "talk.wav", "Hi.")
    for ask in (
        lambda: HttpTranscriber(engines.service).transcribe(sound, "en", []),
        lambda: HttpTranslator(engines.service).translate(["one", "two"], "en", "fr", []),
        lambda: HttpVoice(engines.service).speak("Hi", "en", tmp_path / "out.wav"),
    ):
        with pytest.raises(EngineFailed):
            ask()


def test_a_service_that_is_away_has_failed() -> None:
    with pytest.raises(EngineFailed):
        HttpTranslator(Service("http://127.0.0.1:9")).translate(["one"], "en", "fr", [])


def test_settings_choose_services_before_what_is_installed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("TRANSLATE_URL", "http://127.0.0.1:9"),
        ("TRANSLATE_MODEL", "mine"),
        ("SPEAK_URL", "http://x"),
    ):
        monkeypatch.setitem(app.config, name, value)
    with app.app_context():
        assert [one.name for one in chosen.translators("en", "es")] == ["mine", "Apertium"]
        assert [one.name for one in chosen.translators("en", "ja")] == ["mine"]
        assert [one.name for one in chosen.translators("zh-Hant", "zh-Hans")] == ["OpenCC"]
        assert [one.name for one in chosen.voices("es")] == ["voice service", "espeak-ng"]
        assert [one.name for one in chosen.transcribers("en")] == ["Moonshine tiny (English)"]
        assert chosen.transcribers("fr") == []


@pytest.mark.parametrize("words", [["a\nb", "c"], ["One.", "", "Two."], ["x" * 3000], ["[b]", "\\", "^a<n>$", "@/"]])
def test_apertium_gives_as_many_texts_as_it_gets(words: list[str]) -> None:
    assert len(Apertium().translate(words, "en", "es", [])) == len(words)


def test_what_apertium_or_espeak_cannot_do_has_failed(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        Apertium().translate(["x"], "en", "zh-Hant", [])
    with pytest.raises(EngineFailed):
        Espeak().speak("x", "tlh-nonsense", tmp_path / "x.wav")


@pytest.mark.parametrize(
    ("language", "text"), [("zh-Hant", "歡迎來到香港"), ("zh-Hans", "欢迎来到香港"), ("en", "歡迎来到香港")]
)  # fmt: skip
def test_what_was_heard_is_in_the_script_of_its_language(language: str, text: str) -> None:
    assert in_script("歡迎来到香港", language) == text


def test_scripts_are_converted_with_the_events_own_terms() -> None:
    terms = [Term("互聯網", "因特网"), Term("網", "网")]
    assert ChineseScripts().translate(["互聯網的網"], "zh-Hant", "zh-Hans", terms) == ["因特网的网"]


# The event's words


def test_the_words_of_an_event_are_its_names_and_its_glossary(recordings: Recordings) -> None:
    make, event = recordings.make, recordings.event
    with make.inside():
        again = db.session.get_one(Event, event.id)
        programme.create_speaker(again, programme.SpeakerDetails(text("Ni Ni", zh_Hant="倪妮")))
        drafts.add_term(event.id, "translate", {"en": "short drama", "zh-Hant": "微短劇"}, "")
        drafts.add_term(event.id, "keep", {"en": "FILMART"}, "")
        drafts.add_term(event.id, "avoid", {"zh-Hant": "短片"}, "")
        found = words_of(event.id, "en", "zh-Hant")
    assert set(found.terms) >= {Term("Ni Ni", "倪妮"), Term("short drama", "微短劇"), Term("FILMART", "FILMART")}
    assert found.avoided == ["短片"]


# Through the pages


@pytest.fixture
def language(recordings: Recordings) -> Tracks:
    return Tracks(recordings)


def test_what_a_draft_takes_is_said_before_it_is_made(
    language: Tracks, organiser: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("TRANSLATE_URL", "http://127.0.0.1:9"), ("TRANSLATE_MODEL", "mine"), ("TRANSLATE_COST", 25.0)):
        monkeypatch.setitem(app.config, name, value)
    language.create(kind="subtitles")
    path = f"{language.recordings.admin}{language.recording.uid}/drafts/"
    page = page_of(organiser.get(path))
    offered = dict(
        zip(
            page.texts("//select[@name='wanted']/option"),
            page.attributes("//select[@name='wanted']/option", "value"),
            strict=True,
        )
    )
    assert "Transcript in English, heard by Moonshine tiny (English)" in offered
    wanted = offered["Subtitles in Français from English, by mine"]
    asked = organiser.post(path, data={"wanted": wanted})
    characters = sum(len(cue.text) for cue in language.lines(1))
    assert f"It costs about {round(25 * characters / 1000, 2)}." in page_of(asked).text
    assert organiser.post(path, data={"wanted": wanted, **SURE}).status_code == 303
    with language.make.inside():
        (job,) = _jobs()
        assert (job.kind, job.language, job.engine, job.state) == ("translate", "fr", "mine", "waiting")


def _jobs() -> list[DraftJob]:
    return list(db.session.scalars(select(DraftJob)))


@pytest.mark.parametrize("wanted", ["", "translate|fr||nobody", "translate|es|x|Apertium", "burn|en||x", "||||||"])
def test_a_draft_that_is_not_offered_is_not_made(language: Tracks, organiser: FlaskClient, wanted: str) -> None:
    language.create()
    path = f"{language.recordings.admin}{language.recording.uid}/drafts/"
    answer = organiser.post(path, data={"wanted": wanted, **SURE})
    with language.make.inside():
        assert (answer.status_code, _jobs()) == (422, [])


def test_the_glossary_takes_words_and_lets_them_go(recordings: Recordings, organiser: FlaskClient) -> None:
    path = f"/admin/events/{recordings.event.slug}/glossary/"
    told = {
        "kind": "translate",
        "en": "short drama",
        "zh_hant": "微短劇",
        "other_language": "fr",
        "other": "mini-série",
    }
    assert organiser.post(path, data=told).status_code == 303
    page = page_of(organiser.get(path))
    assert page.texts("//tbody/tr/td[1]") == ["short drama = 微短劇 = mini-série"]
    action = page.attributes("//tbody//form", "action")[0]
    assert organiser.post(action, data=SURE).status_code == 303
    assert page_of(organiser.get(path)).texts("//tbody/tr") == []


@pytest.mark.parametrize("told", [{"kind": "translate", "en": "x"}, {"kind": "keep"}, {"kind": "burn", "en": "x"}])
def test_a_word_that_says_too_little_is_refused(
    recordings: Recordings, organiser: FlaskClient, told: dict[str, str]
) -> None:
    answer = organiser.post(f"/admin/events/{recordings.event.slug}/glossary/", data=told)
    assert (answer.status_code, len(page_of(answer).errors) > 0) == (422, True)
