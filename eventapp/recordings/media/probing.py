"""What a file is: how long, how large a picture, which streams; refused where it is too much of anything."""

from pathlib import Path
from typing import Any, NamedTuple

from eventapp.recordings.media.errors import MediaRefused
from eventapp.recordings.media.ffmpeg import MOST_PIXELS, Limits, look_at, run, source_options

PROBE_LIMITS = Limits(seconds=60)
MEASURE_LIMITS = Limits(seconds=600)
MOST_STREAMS = 64


class Probed(NamedTuple):
    """Width and height are in pixels as they are shown, upright; None without a picture."""

    duration_ms: int
    width: int | None
    height: int | None
    has_sound: bool

    @property
    def seconds(self) -> float:
        return self.duration_ms / 1000


def probe(path: Path, longest_hours: float) -> Probed:
    """Raises MediaRefused for what is no recording, or is longer than that."""
    found = look_at(path, PROBE_LIMITS)
    streams: list[dict[str, Any]] = found.get("streams", [])
    if len(streams) > MOST_STREAMS:
        raise MediaRefused("no_media")
    pictures = [one for one in streams if one.get("codec_type") == "video" and not _is_attached(one)]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    if not pictures and not sounds:
        raise MediaRefused("no_media")
    width, height = _size(pictures[0]) if pictures else (None, None)
    seconds = _seconds(path, found, [*pictures, *sounds])
    if seconds > longest_hours * 3600:
        raise MediaRefused("too_long", hours=longest_hours)
    return Probed(round(seconds * 1000), width, height, bool(sounds))


def _is_attached(stream: dict[str, Any]) -> bool:
    """A cover or thumbnail is no picture of the recording."""
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _seconds(path: Path, found: dict[str, Any], streams: list[dict[str, Any]]) -> float:
    """What is in the file counts, where that says another length, or none as what browsers record. Raises
    MediaRefused."""
    said, measured = _said_seconds(found, streams), _measured_seconds(path)
    if not measured and not said:
        raise MediaRefused("no_length")
    is_about_right = said and (not measured or abs(said - measured) <= 1 + said / 50)
    return said if is_about_right else measured


def _measured_seconds(path: Path) -> float:
    """How long all that is in a file takes, without decoding it. Raises MediaRefused."""
    seconds = 0.0

    def note(done: float) -> bool:
        nonlocal seconds
        seconds = max(seconds, done)
        return False

    streams = ["-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy"]
    run([*source_options(path), *streams, "-f", "null", "-"], MEASURE_LIMITS, note)
    return seconds


def _said_seconds(found: dict[str, Any], streams: list[dict[str, Any]]) -> float:
    for said in (found.get("format", {}).get("duration"), *(one.get("duration") for one in streams)):
        try:
            seconds = float(said)
        except (TypeError, ValueError):
            continue
        if seconds > 0:
            return seconds
    return 0.0


def _size(picture: dict[str, Any]) -> tuple[int, int]:
    width, height = int(picture.get("width") or 0), int(picture.get("height") or 0)
    if width < 16 or height < 16:
        raise MediaRefused("no_media")
    if width * height > MOST_PIXELS:
        raise MediaRefused("too_many_pixels")
    turned = any(abs(int(one.get("rotation") or 0)) % 180 == 90 for one in picture.get("side_data_list", []))
    return (height, width) if turned else (width, height)
