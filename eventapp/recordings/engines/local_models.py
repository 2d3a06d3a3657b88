"""Better engines from a folder of models that the operator has put there (EVENTAPP_MODELS_FOLDER), without a network.

`transcribe/NAME/` is a faster-whisper model, `translate/en_es/` a CTranslate2 model with `source.spm` and `target.spm`
for a pair of languages, `speak/en/NAME.onnx` a voice of Piper with its `NAME.onnx.json`; voices that people had made
from their own are in `speak/own/`.
"""

import importlib.util
import json
import select
import shutil
import subprocess
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eventapp.recordings.engines import model_process
from eventapp.recordings.engines.interfaces import EngineFailed, Estimate, Term
from eventapp.recordings.subtitles.cues import Cue

LONGEST_ANSWER = 900
"""Seconds for one piece of work, with the time that the model takes to be read."""
LONGEST_LINE = 120
OWN_VOICES = "own"


class ModelProcess:
    """A model that is read when it is first asked, and let go of when nobody has it any more."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._command = [sys.executable, "-P", model_process.__file__, kind, str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Raises EngineFailed."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            pass  # it ended: its last answer says why
        if not select.select([process.stdout], [], [], LONGEST_ANSWER)[0]:
            process.kill()
            raise EngineFailed(f"no answer within {LONGEST_ANSWER} seconds")
        line = process.stdout.readline()
        if not line:
            raise EngineFailed("the model's process has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise EngineFailed(answer["error"][:300])
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        weakref.finalize(self, _end, self._process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


class LocalWhisper:
    """Hears any language that its model knows; one whose name ends in .en hears English alone."""

    is_weak = False

    def __init__(self, folder: Path) -> None:
        self.name = f"Whisper {folder.name}"
        self._is_english = folder.name.endswith(".en")
        self._model = ModelProcess("transcribe", folder)

    def languages(self) -> list[str]:
        return ["en"] if self._is_english else []

    def estimate(self, seconds: float) -> Estimate:
        return Estimate(10 + seconds)

    def transcribe(self, sound: Path, language: str, words: Sequence[str]) -> list[Cue]:
        told = {"sound": str(sound), "language": language.partition("-")[0], "prompt": ", ".join(words)[:800]}
        lines = self._model.ask(told)["lines"]
        return [
            Cue(round(start * 1000), round(end * 1000), text.strip())
            for start, end, text in lines if text.strip() and end > start
        ]  # fmt: skip


class LocalTranslator:
    """One pair of languages."""

    is_weak = False

    def __init__(self, folder: Path) -> None:
        self.name = f"CTranslate2 {folder.name}"
        self._pair = _pair(folder)
        self._model = ModelProcess("translate", folder)

    def pairs(self) -> list[tuple[str, str]]:
        return [self._pair]

    def estimate(self, characters: int) -> Estimate:
        return Estimate(5 + characters / 500)

    def translate(self, texts: Sequence[str], source: str, target: str, terms: Sequence[Term]) -> list[str]:
        said: list[str] = self._model.ask({"texts": [" ".join(text.split()) for text in texts]})["texts"]
        if len(said) != len(texts):
            raise EngineFailed("the model did not give as many texts as it was given")
        return said


def _pair(folder: Path) -> tuple[str, str]:
    source, _separator, target = folder.name.partition("_")
    return source, target


class LocalVoices:
    """Piper's voices, by the program of that name."""

    name = "Piper"
    is_weak = False
    takes_likeness = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def languages(self) -> list[str]:
        return [one.name for one in _folders(self._folder) if one.name != OWN_VOICES and self.voices(one.name)]

    def estimate(self, characters: int) -> Estimate:
        return Estimate(2 + characters / 150)

    def voices(self, language: str) -> list[str]:
        return sorted(path.stem for path in (self._folder / language).glob("*.onnx"))

    def speak(self, text: str, language: str, path: Path, voice: str = "") -> None:
        known = {name: self._folder / place / f"{name}.onnx" for place in (OWN_VOICES, language)
                 for name in self.voices(place)}  # fmt: skip
        model = known.get(voice or next(iter(self.voices(language)), ""))
        program = piper()
        if model is None or program is None:
            raise EngineFailed(f"Piper has no voice {voice or language}")
        command = [program, "--model", str(model), "--output_file", str(path)]
        try:
            done = subprocess.run(  # noqa: S603
                command, input=text + "\n", capture_output=True, text=True, timeout=LONGEST_LINE, check=False
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineFailed(f"Piper: {type(error).__name__}") from None
        if done.returncode != 0 or not path.exists():
            raise EngineFailed(f"Piper: {done.stderr.strip()[-200:]}")


def piper() -> str | None:
    """The program: beside this Python, or wherever the system has it."""
    beside = Path(sys.executable).with_name("piper")
    return str(beside) if beside.exists() else shutil.which("piper")


def local_transcribers(models: Path | None) -> list[LocalWhisper]:
    if models is None or importlib.util.find_spec("faster_whisper") is None:
        return []
    return [LocalWhisper(one) for one in _folders(models / "transcribe") if (one / "model.bin").exists()]


def local_translators(models: Path | None, source: str, target: str) -> list[LocalTranslator]:
    if models is None or any(importlib.util.find_spec(name) is None for name in ("ctranslate2", "sentencepiece")):
        return []
    found = [one for one in _folders(models / "translate") if (one / "model.bin").exists()]
    return [LocalTranslator(one) for one in found if _pair(one) == (source, target)]


def local_voices(models: Path | None, language: str) -> list[LocalVoices]:
    if models is None or piper() is None:
        return []
    voices = LocalVoices(models / "speak")
    return [voices] if language in voices.languages() else []


def _folders(parent: Path) -> list[Path]:
    return sorted(one for one in parent.iterdir() if one.is_dir()) if parent.is_dir() else []
