"""Pictures of a recording: the one that stands for it, and small ones of its moments in one file."""

from pathlib import Path
from typing import NamedTuple

from eventapp.recordings.media.ffmpeg import Progress, run
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import limits_of

POSTER, MOMENTS = "poster.jpg", "moments.jpg"
MOST_MOMENTS = 100
COLUMNS = 10
MOMENT_HEIGHT = 90


class Moments(NamedTuple):
    """How the small pictures lie in their file, row by row, one for each so many seconds. Sizes are in pixels."""

    seconds: float
    number: int
    columns: int
    width: int
    height: int


def make_pictures(made: Path, folder: Path, probed: Probed, progress: Progress) -> Moments:
    """Both files, from a file that we made ourselves."""
    assert probed.width is not None
    assert probed.height is not None
    at = min(probed.seconds / 10, 60.0)
    run(
        ["-ss", f"{at:.3f}", "-i", str(made), "-frames:v", "1", "-q:v", "4", "-update", "1", str(folder / POSTER)],
        limits_of(probed), progress,
    )  # fmt: skip
    every = max(1.0, probed.seconds / MOST_MOMENTS)
    number = max(1, int(probed.seconds / every))
    columns = min(COLUMNS, number)
    rows = -(-number // columns)
    width = max(2, round(MOMENT_HEIGHT * probed.width / probed.height / 2) * 2)
    tiled = f"fps=1/{every:.6f}:round=down,scale={width}:{MOMENT_HEIGHT},tile={columns}x{rows}"
    run(
        ["-skip_frame", "nokey" if every > 6 else "default", "-i", str(made), "-vf", tiled, "-frames:v", "1",
         "-q:v", "5", "-update", "1", str(folder / MOMENTS)],
        limits_of(probed), progress,
    )  # fmt: skip
    return Moments(every, number, columns, width, MOMENT_HEIGHT)
