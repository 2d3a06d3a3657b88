"""`python -m eventapp.demo.making_rehearsal`: makes the files of rehearsal/ anew, with ffmpeg and espeak-ng.

The demo has them ready, so that its recording is there at once, and where no ffmpeg is.
"""

import json
import subprocess
import wave
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventapp.core.files import ROOT
from eventapp.demo.rehearsal import FILES, SAID, SLIDES, STEPS
from eventapp.recordings.media import pictures, renditions, sound
from eventapp.recordings.media.probing import Probed, probe

FONT = ROOT / "eventapp" / "static" / "vendor" / "fonts" / "NotoSansHK_700Bold.ttf"
PAUSE = 0.5
BACKGROUNDS = ("0x14213d", "0x1d3a35", "0x3a1d2e")
renditions.SOUND_BITS = 40_000
"""A second, since the files come with every installation."""


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        talk, times = _talk(folder)
        probed = probe(talk, 1)
        FILES.mkdir(exist_ok=True)
        STEPS.write_text(json.dumps(_prepare(talk, folder, probed) | {"said": times}, indent=1) + "\n")


def _talk(folder: Path) -> tuple[Path, list[list[int]]]:
    """The talk before its slides, and when each line is said, in milliseconds."""
    lines = []
    for number, line in enumerate(SAID):
        path = folder / f"{number}.wav"
        _run("espeak-ng", "-v", "en-gb", "-s", "145", "-w", str(path), line.english)
        lines.append(path)
    times: list[list[int]] = []
    with wave.open(str(folder / "said.wav"), "wb") as said:
        for number, path in enumerate(lines):
            with wave.open(str(path)) as one:
                if not number:
                    said.setparams(one.getparams())
                begins = said.tell()
                said.writeframes(one.readframes(one.getnframes()))
                ends = said.tell()
                said.writeframes(bytes(2 * round(PAUSE * one.getframerate())))
                times.append([round(at * 1000 / one.getframerate()) for at in (begins, ends)])
    return _with_slides(folder, times), times


def _with_slides(folder: Path, times: list[list[int]]) -> Path:
    begins = [times[slide.first_line][0] / 1000 for slide in SLIDES[1:]]
    ends = [*begins, 600.0]
    drawn = []
    for slide, at, until, colour in zip(SLIDES, [0.0, *begins], ends, BACKGROUNDS, strict=True):
        on = f"enable='between(t,{at:.3f},{until:.3f})'"
        words = folder / f"{slide.first_line}.txt"
        words.write_text(f"{slide.english}\n{slide.chinese}")
        drawn += [
            f"drawbox=c={colour}:t=fill:{on}",
            f"drawtext=fontfile={FONT}:textfile={words}:fontsize=36:line_spacing=14:fontcolor=white:x=48:y=(h-th)/2:{on}",
        ]
    talk = folder / "talk.mp4"
    picture = ["-f", "lavfi", "-i", "color=c=black:size=640x360:rate=5"]
    coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", f"{times[-1][1] / 1000 + PAUSE:.2f}"]
    _run(
        "ffmpeg", "-v", "error", "-y", *picture, "-i", str(folder / "said.wav"), "-vf", ",".join(drawn), *coded,
        str(talk),
    )  # fmt: skip
    return talk


def _prepare(talk: Path, folder: Path, probed: Probed) -> dict[str, Any]:
    """What a preparation makes, and what each of its steps finds out."""

    def go_on(_seconds: float) -> bool:
        return False

    loudness = renditions.loudness_of(talk, probed, go_on)
    made = renditions.make_files(talk, folder, probed, loudness, go_on)
    for name, path in made.items():
        renditions.cut(path, name, FILES, probed, go_on)
    moments = pictures.make_pictures(made["360p"], FILES, probed, go_on)
    points = sound.waveform(made[renditions.SOUND], folder, probed, go_on)
    (FILES / sound.PEAKS).write_text(json.dumps({"points_a_second": sound.POINTS_A_SECOND, "points": points}))
    (FILES / renditions.DOWNLOAD).write_bytes(made["360p"].read_bytes())
    heard = sound.speech(made[renditions.SOUND], probed, go_on)
    return {
        "gather": {}, "probe": probed._asdict(), "loudness": loudness, "encode": {"names": list(made)}, "cut": {},
        "pictures": moments._asdict(), "sound": {"speech": heard},
    }  # fmt: skip


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    main()
