"""When a picture changes as a whole: where one slide gives way to the next."""

import re
from pathlib import Path

from eventapp.recordings.media.ffmpeg import Progress, quoted_path, run
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import limits_of

FRAMES_A_SECOND = 2
CHANGED = 0.12
"""How much of a picture is another one, from 0 to 1, for it to be another slide."""
SHORTEST_MS = 10_000
"""A slide that is shown for less is one that was passed by."""


def slide_changes(video: Path, folder: Path, probed: Probed, progress: Progress) -> list[int]:
    """When each slide begins, in milliseconds, the first at 0; of a video that we made. Raises MediaRefused."""
    found = folder / "slides.txt"
    graph = f"fps={FRAMES_A_SECOND},scale=320:-2,select='gt(scene,{CHANGED})',metadata=print:file={quoted_path(found)}"
    run(["-i", f"file:{video}", "-an", "-vf", graph, "-f", "null", "-"], limits_of(probed), progress)
    changes = [round(float(at) * 1000) for at in re.findall(r"pts_time:([\d.]+)", found.read_text())]
    begins = [0]
    for at in changes:
        if at - begins[-1] >= SHORTEST_MS and probed.duration_ms - at >= SHORTEST_MS:
            begins.append(at)
    return begins
