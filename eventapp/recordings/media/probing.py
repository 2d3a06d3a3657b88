"""What a file is: how long, how large a picture, which streams; refused where it is too much of anything."""

from pathlib import Path
from typing import Any, NamedTuple

from eventapp.recordings.media.errors import MediaRefused
from eventapp.recordings.media.ffmpeg import MOST_PIXELS, Limits, look_at

PROBE_LIMITS = Limits(seconds=60)
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
    seconds = _seconds(found, [*pictures, *sounds])
    if seconds > longest_hours * 3600:
        raise MediaRefused("too_long", hours=longest_hours)
    width, height = _size(pictures[0]) if pictures else (None, None)
    return Probed(round(seconds * 1000), width, height, bool(sounds))


def _is_attached(stream: dict[str, Any]) -> bool:
    """A cover or thumbnail is no picture of the recording."""
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _seconds(found: dict[str, Any], streams: list[dict[str, Any]]) -> float:
    for said in (found.get("format", {}).get("duration"), *(one.get("duration") for one in streams)):
        try:
            seconds = float(said)
        except (TypeError, ValueError):
            continue
        if seconds > 0:
            return seconds
    raise MediaRefused("no_length")


def _size(picture: dict[str, Any]) -> tuple[int, int]:
    width, height = int(picture.get("width") or 0), int(picture.get("height") or 0)
    if width < 16 or height < 16:
        raise MediaRefused("no_media")
    if width * height > MOST_PIXELS:
        raise MediaRefused("too_many_pixels")
    turned = any(abs(int(one.get("rotation") or 0)) % 180 == 90 for one in picture.get("side_data_list", []))
    return (height, width) if turned else (width, height)
