"""What browsers play: H.264 and AAC in MP4, in several sizes, each as a file of its own and cut for HLS (RFC 8216)."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eventapp.recordings.media.errors import MediaRefused
from eventapp.recordings.media.ffmpeg import Limits, Progress, run, source_options
from eventapp.recordings.media.probing import Probed

LOUDNESS, PEAK, RANGE = -16, -1.5, 11
"""Integrated loudness in LUFS, highest true peak in dBTP and range in LU (EBU R 128), as online services have them."""
SEGMENT_SECONDS = 6
MOST_FRAMES = 30
"""A second."""
TIMES_ITS_LENGTH = 20
"""A step that takes longer than so many times the recording's length, and a minute, is given up."""
SILENT = -70.0
"""LUFS below which nothing is to be heard, and nothing made louder."""


class Rendition(NamedTuple):
    """One size: `height` is of the shorter side; bits a second for the picture."""

    name: str
    height: int
    bits: int


SIZES = (Rendition("360p", 360, 700_000), Rendition("720p", 720, 2_200_000), Rendition("1080p", 1080, 4_500_000))
SOUND_BITS = 128_000
SOUND = "sound"
PLAYLIST = "stream.m3u8"
DESCRIBES_VIDEO = "public.accessibility.describes-video"
"""RFC 8216 section 4.3.4.1: what says of a sound that it has an audio description."""
DOWNLOAD, SOUND_DOWNLOAD = "video.mp4", "sound.m4a"
"""The whole as one file to take along: with a picture, or sound alone."""


def renditions_of(probed: Probed) -> list[Rendition]:
    """The sizes in which a recording is made: none larger than it is, but one in any case; none for sound alone."""
    if probed.width is None or probed.height is None:
        return []
    shorter = min(probed.width, probed.height)
    return [one for one in SIZES if one.height <= shorter] or [Rendition(f"{shorter}p", shorter, SIZES[0].bits)]


def limits_of(probed: Probed) -> Limits:
    return Limits(seconds=60 + probed.seconds * TIMES_ITS_LENGTH)


def loudness_of(source: Path, probed: Probed, progress: Progress) -> dict[str, float]:
    """How loud it is, as ffmpeg's filter is told; nothing where nothing is to be heard. Raises MediaRefused."""
    if not probed.has_sound:
        return {}
    measure = f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:print_format=json"
    said = run(
        [*source_options(source), "-map", "0:a:0", "-af", measure, "-f", "null", "-"], limits_of(probed), progress
    )  # fmt: skip
    found = re.search(r"\{[^{}]*\}\s*$", said[: said.rfind("}") + 1])
    if found is None:
        raise MediaRefused("damaged", words=said[-300:])
    told: dict[str, Any] = json.loads(found.group())
    names = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")
    measured = {name: float(told[name]) for name in names}
    if not measured["input_i"] > SILENT or not all(abs(value) < 1000 for value in measured.values()):
        return {}
    return measured


def make_files(
    source: Path, folder: Path, probed: Probed, loudness: dict[str, float], progress: Progress
) -> dict[str, Path]:
    """An MP4 of each size, and one of the sound alone; by their names. Raises MediaRefused."""
    arguments = source_options(source)
    made: dict[str, Path] = {}
    for rendition in renditions_of(probed):
        made[rendition.name] = folder / f"{rendition.name}.mp4"
        arguments += ["-map", "0:V:0", *_picture(rendition)]
        if probed.has_sound:
            arguments += ["-map", "0:a:0", *_sound(loudness)]
        arguments += _mp4(made[rendition.name])
    if probed.has_sound:
        made[SOUND] = folder / f"{SOUND}.mp4"
        arguments += ["-map", "0:a:0", *_sound(loudness), *_mp4(made[SOUND])]
    run(arguments, limits_of(probed), progress)
    return made


def _picture(rendition: Rendition) -> list[str]:
    """Even sides, as H.264 wants them; a key frame at each cut, so that every size is cut at the same times."""
    side = rendition.height // 2 * 2
    scaled = f"scale='if(gt(iw,ih),-2,{side})':'if(gt(iw,ih),{side},-2)'"
    return [
        "-vf", f"{scaled},format=yuv420p", "-fpsmax", str(MOST_FRAMES), "-c:v", "libx264", "-preset", "veryfast",
        "-profile:v", "high", "-b:v", str(rendition.bits), "-maxrate", str(rendition.bits * 3 // 2),
        "-bufsize", str(rendition.bits * 2), "-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT_SECONDS})",
        "-x264-params", "scenecut=0:open-gop=0",
    ]  # fmt: skip


def _sound(loudness: dict[str, float]) -> list[str]:
    coded = ["-c:a", "aac", "-b:a", str(SOUND_BITS), "-ac", "2", "-ar", "48000"]
    if not loudness:
        return coded
    told = ":".join(
        f"measured_{name.removeprefix('input_')}={value}" if name != "target_offset" else f"offset={value}"
        for name, value in loudness.items()
    )  # fmt: skip
    named = told.replace("measured_i=", "measured_I=").replace("measured_tp=", "measured_TP=")
    named = named.replace("measured_lra=", "measured_LRA=")
    return ["-af", f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:{named}:linear=true", *coded]


def _mp4(path: Path) -> list[str]:
    """Without what the original says of its place and device, and playable before it is there as a whole."""
    return [
        "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-movflags", "+faststart", "-f", "mp4", str(path)
    ]  # fmt: skip


def cut(made: Path, name: str, folder: Path, probed: Probed, progress: Progress) -> tuple[Path, Path]:
    """One file's HLS playlist, and the one file of its segments, which are found in it by their bytes. Files named by a
    height are cut to their picture, all others to their sound."""
    playlist = folder / f"{name}.m3u8"
    stream = "0:v:0" if re.fullmatch(r"\d+p", name) else "0:a:0"
    cut_up = ["-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_list_size", "0", "-hls_playlist_type", "vod"]
    in_one = ["-hls_segment_type", "fmp4", "-hls_flags", "single_file+independent_segments"]
    named = ["-hls_segment_filename", str(folder / f"{name}.m4s"), str(playlist)]
    run(["-i", str(made), "-map", stream, "-c", "copy", *cut_up, *in_one, *named], limits_of(probed), progress)
    return playlist, folder / f"{name}.m4s"


class SoundTrack(NamedTuple):
    """A sound that can be listened to: the original's, a dub, or one with an audio description. `name` is of its
    playlist, without an ending; `address` leads to it where it is not beside the others."""

    name: str
    language: str
    words: str
    is_default: bool = False
    is_described: bool = False
    address: str = ""


def master_playlist(probed: Probed, sounds: Sequence[SoundTrack]) -> str:
    """The playlist of all sizes and sounds. Words are quoted strings of RFC 8216, which hold no quotes or line ends."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for sound in sounds:
        words = re.sub(r'["\r\n]', " ", sound.words)
        yes = "YES" if sound.is_default else "NO"
        described = f',CHARACTERISTICS="{DESCRIBES_VIDEO}"' if sound.is_described else ""
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="{words}",LANGUAGE="{sound.language}",'
            f'DEFAULT={yes},AUTOSELECT=YES{described},URI="{sound.address or sound.name + ".m3u8"}"'
        )
    group = ',AUDIO="sound"' if sounds else ""
    coded_sound = ",mp4a.40.2" if sounds else ""
    for rendition in renditions_of(probed):
        width, height = _scaled(probed, rendition)
        bits = rendition.bits * 3 // 2 + (SOUND_BITS if sounds else 0)
        lines.append(
            f'#EXT-X-STREAM-INF:BANDWIDTH={bits},RESOLUTION={width}x{height},CODECS="avc1.640028{coded_sound}"{group}'
        )
        lines.append(f"{rendition.name}.m3u8")
    if not probed.width:
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={SOUND_BITS},CODECS="mp4a.40.2"{group}')
        lines.append(f"{next((one.name for one in sounds if one.is_default), SOUND)}.m3u8")
    return "\n".join(lines) + "\n"


def _scaled(probed: Probed, rendition: Rendition) -> tuple[int, int]:
    assert probed.width is not None
    assert probed.height is not None
    longer, shorter = max(probed.width, probed.height), min(probed.width, probed.height)
    other = round(rendition.height * longer / shorter / 2) * 2
    return (other, rendition.height) if probed.width >= probed.height else (rendition.height, other)
