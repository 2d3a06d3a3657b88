"""What is to be heard: a waveform to look at, and where somebody speaks."""

import array
import re
import sys
from pathlib import Path
from typing import Any

from eventapp.recordings.media.ffmpeg import Progress, run
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import limits_of

PEAKS = "waveform.json"
RATE = 4_000
"""Samples a second of which the waveform is drawn."""
POINTS_A_SECOND = 10
SILENCE_BELOW = -35
"""dB; the sound was brought to one loudness before."""
SHORTEST_SILENCE = 0.3
"""Seconds."""
SHORTEST_SPEECH = 0.2


def waveform(made: Path, folder: Path, probed: Probed, progress: Progress) -> list[int]:
    """The loudest sample of each tenth of a second, from 0 to 100."""
    raw = folder / "waveform.raw"
    arguments = ["-i", str(made), "-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", str(raw)]
    run(arguments, limits_of(probed), progress)
    points = []
    with raw.open("rb") as file:
        while block := file.read(2 * RATE // POINTS_A_SECOND):
            samples = array.array("h")
            samples.frombytes(block[: len(block) // 2 * 2])
            if sys.byteorder == "big":
                samples.byteswap()
            points.append(round(max(map(abs, samples), default=0) * 100 / 32_768))
    raw.unlink()
    return points


def speech(made: Path, probed: Probed, progress: Progress) -> list[list[int]]:
    """Where something is to be heard: pairs of milliseconds, in their order, without overlap."""
    found = f"silencedetect=noise={SILENCE_BELOW}dB:d={SHORTEST_SILENCE},ametadata=print:file=-"
    pauses: list[tuple[float, float]] = []
    for name, value in _told(made, found, probed, progress):
        if name == "start":
            pauses.append((value, probed.seconds))
        elif pauses:
            pauses[-1] = (pauses[-1][0], value)
    return _between(pauses, probed.seconds)


def _told(made: Path, filters: str, probed: Probed, progress: Progress) -> list[tuple[str, float]]:
    """What the filter prints, in a file of its own: standard output is its progress."""
    told = made.with_suffix(".silences")
    filters = filters.replace("file=-", f"file={_escaped(told)}")
    run(["-i", str(made), "-map", "0:a:0", "-af", filters, "-f", "null", "-"], limits_of(probed), progress)
    text = told.read_text() if told.exists() else ""
    told.unlink(missing_ok=True)
    return [(name, float(value)) for name, value in re.findall(r"lavfi\.silence_(start|end)=(-?[\d.]+)", text)]


def _escaped(path: Path) -> str:
    """A path as a filter's option has it."""
    return re.sub(r"([\\':,;\[\]])", r"\\\1", str(path))


def _between(pauses: list[tuple[float, float]], seconds: float) -> list[list[int]]:
    heard: list[Any] = []
    at = 0.0
    for start, end in [*pauses, (seconds, seconds)]:
        if start - at >= SHORTEST_SPEECH:
            heard.append([round(max(0.0, at) * 1000), round(min(start, seconds) * 1000)])
        at = max(at, end)
    return heard
