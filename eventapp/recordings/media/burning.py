"""A video with its subtitles in the picture, for places that show none of their own: a screen at a stand, a chat."""

from collections.abc import Iterable
from pathlib import Path

from eventapp.recordings.media.ffmpeg import Progress, quoted_path, run
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import limits_of
from eventapp.recordings.subtitles.cues import Cue
from eventapp.recordings.subtitles.subrip_and_ass import Look, write_subtitles

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
"""Those of our documents; what they lack the machine's own may have."""
FONT_OF = {"zh-Hans": "Noto Sans SC"}
FONT = "Noto Sans HK"
QUALITY = 21
"""x264's constant rate factor."""


def burn(source: Path, cues: Iterable[Cue], language: str, path: Path, *, probed: Probed, progress: Progress) -> None:
    """Write a copy of a video that we made ourselves, with the lines in its picture. Raises MediaRefused."""
    lines = path.with_suffix(".ass")
    lines.write_text(write_subtitles(cues, "ass", Look(FONT_OF.get(language, FONT))))
    graph = f"ass=filename={quoted_path(lines)}:fontsdir={quoted_path(FONTS)}"
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", str(QUALITY), "-pix_fmt", "yuv420p", "-c:a", "copy"]
    run(
        ["-i", f"file:{source}", "-vf", graph, *coded, "-movflags", "+faststart", "-f", "mp4", str(path)],
        limits_of(probed), progress,
    )  # fmt: skip


def name_of_burnt(kind: str, language: str, revision: int) -> str:
    """What the file of a track's lines at that revision is called."""
    return f"burnt-{kind}-{language}-{revision}.mp4"
