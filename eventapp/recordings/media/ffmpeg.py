"""Runs Debian's ffmpeg and ffprobe within bounds: of memory, time and size, without a network, and for containers that
hold all of themselves. A playlist that names other files or addresses is none of these."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from eventapp.recordings.media import contained_process
from eventapp.recordings.media.errors import MediaRefused, PreparationStopped

CONTAINERS = (
    "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mp3,wav,w64,flac,ogg,aac,mpegts,mpeg,asf,flv,aiff,caf,amr,mxf,ac3"
)
"""What ffmpeg may take a file for. HLS, DASH, concat and image sequences, which open other files, are not here."""
MOST_PIXELS = 8192 * 4608
MEMORY = 3 * 1024**3
LISTENING = 1.0
"""Seconds after which a program's progress is told, and whether to stop is asked."""
LONGEST_WORDS = 4_000
"""Characters of what a program says at its end that are kept."""


class Limits(NamedTuple):
    """What a program may take: seconds on the clock, seconds of processor time, and bytes of any file it writes."""

    seconds: float
    file_size: int = 64 * 1024**3

    @property
    def processor_seconds(self) -> int:
        return int(self.seconds * (os.cpu_count() or 1)) + 1


Progress = Callable[[float], bool]
"""Told how many seconds of the recording are done; returns whether to stop."""


def is_there() -> bool:
    """Whether this machine has ffmpeg."""
    return shutil.which("ffmpeg") is not None and shutil.which("ffprobe") is not None


def source_options(path: Path) -> list[str]:
    """The arguments by which a file of strangers is opened."""
    return [
        "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS, "-max_pixels", str(MOST_PIXELS),
        "-i", f"file:{path}",
    ]  # fmt: skip


def look_at(path: Path, limits: Limits) -> dict[str, Any]:
    """What ffprobe says of a file: its format and streams. Raises MediaRefused."""
    command = [
        "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-protocol_whitelist", "file",
        "-format_whitelist", CONTAINERS, f"file:{path}",
    ]  # fmt: skip
    try:
        found = subprocess.run(_contained(command, limits), capture_output=True, timeout=limits.seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise MediaRefused("took_too_long") from None
    if found.returncode != 0:
        raise MediaRefused("no_media")
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def run(arguments: Sequence[str], limits: Limits, progress: Progress) -> str:
    """Have ffmpeg do something, telling how far it is. Returns what it said, the end of it.

    Raises MediaRefused, and PreparationStopped where `progress` said so.
    """
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-y", "-progress", "pipe:1", "-stats_period", "1", *arguments]
    with tempfile.TemporaryFile() as said:
        maker = subprocess.Popen(  # noqa: S603
            _contained(command, limits), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        )
        with maker:
            try:
                assert maker.stdout is not None
                _follow(maker.stdout, limits, progress)
                status = maker.wait(timeout=30)
            except subprocess.TimeoutExpired:
                raise MediaRefused("took_too_long") from None
            finally:
                maker.kill()
        if status != 0:
            raise MediaRefused("damaged", words=_end_of(said)[-300:])
        return _end_of(said)


def _contained(command: list[str], limits: Limits) -> list[str]:
    bounds = (MEMORY, limits.processor_seconds, limits.file_size)
    return [sys.executable, "-IS", contained_process.__file__, *map(str, bounds), *command]


def _follow(answers: IO[bytes], limits: Limits, progress: Progress) -> None:
    """Until the program closes its end. Raises PreparationStopped and MediaRefused."""
    ends_at = time.monotonic() + limits.seconds
    rest, seconds = b"", 0.0
    while time.monotonic() < ends_at:
        if select.select([answers], [], [], LISTENING)[0]:
            read = os.read(answers.fileno(), 65_536)
            if not read:
                return
            *lines, rest = (rest + read).split(b"\n")
            seconds = max([seconds, *map(_seconds_in, lines)])
        if progress(seconds):
            raise PreparationStopped
    raise MediaRefused("took_too_long")


def _seconds_in(line: bytes) -> float:
    """What a line of its progress says of the time in the recording."""
    name, _, value = line.partition(b"=")
    if name != b"out_time_us" or not value.strip().isdigit():
        return 0.0
    return int(value) / 1_000_000


def _end_of(said: IO[bytes]) -> str:
    length = said.seek(0, os.SEEK_END)
    said.seek(max(0, length - LONGEST_WORDS))
    return said.read().decode(errors="replace")


def quoted_path(path: Path) -> str:
    """A path as an option of a filter in a graph: quoted once for the graph, and its colons for the option."""
    told = str(path).replace("\\", "\\\\").replace(":", "\\:").replace("'", "\\'")
    return "'" + told.replace("'", "'\\''") + "'"
