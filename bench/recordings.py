"""`python -m bench.recordings`: two synthetic talks through the whole line, each step as a multiple of their length.

A talk in English and one in Mandarin are spoken sentence by sentence (espeak-ng), so that what is said, and when, is
known. The English one is heard, and its word error and the error of its times are the base line that a better engine
has to beat: set EVENTAPP_TRANSCRIBE_URL (and _KEY, _MODEL) or EVENTAPP_MODELS_FOLDER and run the same command.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from eventapp.recordings.engines.chinese_scripts import ChineseScripts
from eventapp.recordings.engines.http_services import HttpTranscriber, Service
from eventapp.recordings.engines.interfaces import Transcriber
from eventapp.recordings.engines.local_models import local_transcribers
from eventapp.recordings.engines.moonshine import Moonshine
from eventapp.recordings.engines.programs import Apertium, Espeak
from eventapp.recordings.media import dubbing, pictures, renditions, sound
from eventapp.recordings.media.pieces import into_lines, pieces_of, write_piece
from eventapp.recordings.media.probing import Probed, probe
from eventapp.recordings.subtitles.cues import Cue

Result = TypeVar("Result")
PAUSE = 0.7
"""Seconds between two sentences."""
ENGLISH = (
    "Good morning, and welcome to the forum on cooperation and innovation.",
    "We have twelve sessions today, and three hundred guests from ten countries.",
    "The first part is about films that are made together with the mainland.",
    "A contract for such a film has to say who owns the rights in each territory.",
    "Short dramas on the phone are watched by more people than films in cinemas.",
    "Our second speaker has produced a series that was sold to thirty broadcasters.",
    "Machines can help with subtitles, but somebody has to check every line.",
    "We will take questions after the break, at a quarter past eleven.",
    "Please leave your badge at the door when you go home.",
    "Thank you for coming, and enjoy the day.",
)
MANDARIN = (
    "各位早上好，歡迎來到合作與創新論壇。", "今天我們有十二場活動，三百位嘉賓。", "第一部分談的是合拍電影。",
    "合約要寫明每個地區的權利屬於誰。", "手機上的微短劇比電影院的觀眾更多。",
)  # fmt: skip


class Talk(NamedTuple):
    """A recording, and what is said in it from when to when, in seconds."""

    path: Path
    said: list[tuple[float, float, str]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.recordings", description=__doc__)
    parser.add_argument("--size", default="1280x720", help="of the picture")
    arguments = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        english = _talk(folder / "english", ENGLISH, "en-us", arguments.size)
        mandarin = _talk(folder / "mandarin", MANDARIN, "cmn", arguments.size)
        _english(english, folder / "english")
        _mandarin(mandarin, folder / "mandarin")
    return 0


def _talk(folder: Path, sentences: tuple[str, ...], voice: str, size: str) -> Talk:
    folder.mkdir()
    said, at, parts = [], 0.0, []
    for number, sentence in enumerate(sentences):
        path = folder / f"{number}.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), sentence], check=True)
        length = dubbing.length_ms(path) / 1000
        said.append((at, at + length, sentence))
        at += length + PAUSE
        parts.append(path)
    listed = "".join(f"[{number}]apad=pad_dur={PAUSE}[a{number}];" for number in range(len(parts)))
    joined = "".join(f"[a{number}]" for number in range(len(parts)))
    inputs = [argument for path in parts for argument in ("-i", str(path))]
    graph = f"{listed}{joined}concat=n={len(parts)}:v=0:a=1[out]"
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25"]
    coded = ["-map", "[out]", "-map", f"{len(parts)}:v", "-shortest", "-c:v", "libx264", "-preset", "ultrafast"]
    talk = folder / "talk.mp4"
    command = ["ffmpeg", "-v", "error", "-nostdin", *inputs, *picture, "-filter_complex", graph, *coded, str(talk)]
    subprocess.run(command, check=True)
    return Talk(talk, said)


def _on(_seconds: float) -> bool:
    return False


class Line:
    """One talk on its way: each step is timed against the recording's length."""

    def __init__(self, name: str, talk: Talk, folder: Path) -> None:
        self.talk, self.folder = talk, folder
        self.probed: Probed = probe(talk.path, 1)
        print(f"{name}: {self.probed.seconds:.1f} s, {self.probed.width}x{self.probed.height}")

    def step(self, name: str, work: Callable[[], Result]) -> Result:
        began = time.monotonic()
        made = work()
        took = time.monotonic() - began
        print(f"  {name:<22} {took:6.2f} s  {took / self.probed.seconds:6.3f} x its length")
        return made

    def prepare(self) -> Path:
        """The sound that engines hear."""
        path, folder, probed = self.talk.path, self.folder, self.probed
        loudness = self.step("loudness", lambda: renditions.loudness_of(path, probed, _on))
        files = self.step("encode", lambda: renditions.make_files(path, folder, probed, loudness, _on))
        self.step("cut", lambda: [renditions.cut(one, name, folder, probed, _on) for name, one in files.items()])
        smallest = next(iter(files.values()))
        self.step("pictures", lambda: pictures.make_pictures(smallest, folder, probed, _on))
        self.step("waveform", lambda: sound.waveform(files[renditions.SOUND], folder, probed, _on))
        return files[renditions.SOUND]


def _english(talk: Talk, folder: Path) -> None:
    line = Line("English", talk, folder)
    heard_from = line.prepare()
    speech = line.step("speech segments", lambda: sound.speech(heard_from, line.probed, _on))
    engine = _transcriber()
    cues = line.step("transcribe", lambda: _heard(engine, heard_from, speech, folder))
    spanish = line.step(
        "translate to Spanish", lambda: Apertium().translate([cue.text for cue in cues], "en", "es", [])
    )
    line.step("dub in Spanish", lambda: _dubbed(heard_from, cues, spanish, folder, line.probed))
    words = [word for _start, _end, sentence in talk.said for word in _words(sentence)]
    wrong = _distance(words, [word for cue in cues for word in _words(cue.text)])
    errors = [min(abs(cue.starts_ms / 1000 - start) for cue in cues) for start, _end, _sentence in talk.said]
    print(f"  {engine.name}: word error {100 * wrong / len(words):.1f} % of {len(words)} words")
    print(f"  a sentence's line begins {sum(errors) / len(errors):.2f} s from it ({max(errors):.2f} s at most)")


def _transcriber() -> Transcriber:
    if url := os.environ.get("EVENTAPP_TRANSCRIBE_URL"):
        key, model = (os.environ.get(f"EVENTAPP_TRANSCRIBE_{name}", "") for name in ("KEY", "MODEL"))
        return HttpTranscriber(Service(url, key, model))
    if folder := os.environ.get("EVENTAPP_MODELS_FOLDER"):
        return local_transcribers(Path(folder))[0]
    return Moonshine()


def _heard(engine: Transcriber, sound_file: Path, speech: list[list[int]], folder: Path) -> list[Cue]:
    found: list[Cue] = []
    for piece in pieces_of(speech):
        path = folder / "piece.wav"
        write_piece(sound_file, piece, path)
        for cue in engine.transcribe(path, "en", []):
            moved = cue._replace(starts_ms=piece[0] + cue.starts_ms, ends_ms=piece[0] + cue.ends_ms)
            found += into_lines(moved)
    return found


def _dubbed(original: Path, cues: list[Cue], texts: list[str], folder: Path, probed: Probed) -> None:
    ends = [*(cue.starts_ms for cue in cues[1:]), probed.duration_ms]
    lines = []
    for number, (cue, text) in enumerate(zip(cues, texts, strict=True)):
        spoken, fitted = folder / "spoken.wav", folder / f"fitted-{number}.wav"
        Espeak().speak(text, "es", spoken)
        lines.append((dubbing.fit(spoken, fitted, cue.starts_ms, ends[number] - cue.starts_ms, _on), fitted))
    dubbing.lay_over(original, lines, folder / "dub-es.mp4", probed, _on)
    hurried = sum(fitted.speed > 1 for fitted, _path in lines)
    print(f"  of {len(lines)} lines {hurried} were hurried, {sum(one.is_too_long for one, _ in lines)} are too long")


def _mandarin(talk: Talk, folder: Path) -> None:
    line = Line("Mandarin", talk, folder)
    line.prepare()
    texts = [sentence for _start, _end, sentence in talk.said]
    made = line.step("Traditional to Simplified", lambda: ChineseScripts().translate(texts, "zh-Hant", "zh-Hans", []))
    print(f"  {made[0]}")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def _distance(wanted: list[str], found: list[str]) -> int:
    """Words that are other, missing or too many (Levenshtein)."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(wanted, 1):
        last, row = row, [number]
        for place, other in enumerate(found, 1):
            row.append(min(last[place] + 1, row[-1] + 1, last[place - 1] + (word != other)))
    return row[-1]


if __name__ == "__main__":
    sys.exit(main())
