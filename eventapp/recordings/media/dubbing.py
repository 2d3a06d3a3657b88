"""A dub: each line spoken by a voice, fitted to the time of the original, and laid over it at a lower level."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from eventapp.recordings.media.ffmpeg import Limits, Progress, look_at, run
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import SOUND_BITS, limits_of

FASTEST, SLOWEST = 1.35, 0.85
"""How much a voice is hurried or held back to fit: beyond that it is no longer pleasant, and is flagged."""
ORIGINAL_LEVEL_DB = -16
"""Of the original while the voice speaks over it."""
RATE = 24_000
MOST_STRETCHES = 500
BOUNDS = Limits(seconds=60)


class Fitted(NamedTuple):
    """A spoken line as it lies in the dub: from when on, how long, how much it was hurried, and whether it is too long
    for its place."""

    starts_ms: int
    length_ms: int
    speed: float
    is_too_long: bool


def length_ms(path: Path) -> int:
    return round(float(look_at(path, BOUNDS)["format"]["duration"]) * 1000)


def fit(spoken: Path, path: Path, starts_ms: int, room_ms: int, progress: Progress) -> Fitted:
    """Write the line so that it fits its room, as far as that can be heard."""
    length = length_ms(spoken)
    wanted = length / max(room_ms, 1)
    speed = min(max(wanted, 1.0), FASTEST)
    run(["-i", str(spoken), "-af", f"atempo={speed:.4f}", "-ac", "1", "-ar", str(RATE), str(path)], BOUNDS, progress)
    fitted = length_ms(path)
    return Fitted(starts_ms, fitted, round(speed, 3), fitted > room_ms + 50)


def lay_over(
    original: Path, lines: Sequence[tuple[Fitted, Path]], path: Path, probed: Probed, progress: Progress
) -> None:
    """Write the dub as a sound file of the recording's length."""
    voice = _track_of(lines, path.parent, probed)
    level = 10 ** (ORIGINAL_LEVEL_DB / 20)
    lowered = f"volume={level:.3f}"
    if 0 < len(lines) <= MOST_STRETCHES:  # of more than that no filter keeps track: it is lowered throughout
        stretches = (one for one, _path in lines)
        lowered += f":enable='{'+'.join(map(_while_spoken, stretches))}'"
    graph = path.with_suffix(".graph")
    graph.write_text(
        f"[0:a:0]{lowered},aresample=48000[low];[1:a:0]aresample=48000,pan=stereo|c0=c0|c1=c0[voice];"
        "[low][voice]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.9[out]"
    )
    run(
        ["-i", str(original), "-i", str(voice), "-filter_complex_script", str(graph), "-map", "[out]", "-c:a", "aac",
         "-b:a", str(SOUND_BITS), "-ac", "2", "-movflags", "+faststart", "-f", "mp4", str(path)],
        limits_of(probed), progress,
    )  # fmt: skip


def _while_spoken(line: Fitted) -> str:
    """A line's stretch as a filter's option has it."""
    return f"between(t,{line.starts_ms / 1000:.3f},{(line.starts_ms + line.length_ms) / 1000:.3f})"


def _track_of(lines: Sequence[tuple[Fitted, Path]], folder: Path, probed: Probed) -> Path:
    """All lines in one raw file, each at its time, with silence between: memory stays flat however many there are."""
    raw = folder / "voice.raw"
    with raw.open("wb") as file:
        for fitted, path in lines:
            at = fitted.starts_ms * RATE // 1000 * 2
            if at > file.tell():
                file.write(bytes(at - file.tell()))
            file.write(_samples(path))
    wav = folder / "voice.wav"
    run(["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), str(wav)], limits_of(probed), lambda _: False)
    return wav


def _samples(path: Path) -> bytes:
    import wave

    with wave.open(str(path)) as sound:
        return sound.readframes(sound.getnframes())


def safe_name(kind: str, language: str) -> str:
    """What the files of a dub or an audio description are called."""
    return f"{kind.replace('_', '-')}-" + re.sub(r"[^A-Za-z-]", "", language)
