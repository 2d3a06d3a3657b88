"""SubRip (SRT) and Advanced SubStation Alpha (ASS), by pysubs2.

Neither can say a brace, a tag, a backslash or a clock time as what it is: there a word joiner (U+2060), which nobody
sees, stands behind it, and is taken away again. SRT has no place for speakers. ASS has times of hundredths of a second,
and none from ten hours on: lines after that are left out of it.
"""

import re
import warnings
from collections.abc import Iterable
from typing import Literal, NamedTuple

from eventapp.recordings.subtitles.cues import Cue

_JOINER = "\u2060"
_SPECIAL = re.compile(rf"([<{{\\]|--|(?<=\d):(?=\d))(?!{_JOINER})")
_JOINED = re.compile(rf"([<{{\\]|--|(?<=\d):(?={_JOINER}\d)){_JOINER}")
_OVERRIDE = re.compile(rf"\{{(?!{_JOINER})[^{{}}]*\}}")
_LINE_END = re.compile(rf"\\(?!{_JOINER})([Nnh])")
_TAG = re.compile(rf"</?(?!{_JOINER})[a-zA-Z][^<>]*>")
Kind = Literal["srt", "ass"]
LATEST_OF_ASS = 10 * 3600 * 1000 - 10


class Look(NamedTuple):
    """How lines are drawn where they become part of the picture; sizes are of a picture 360 pixels high."""

    font: str
    size: float = 30.0
    outline: float = 1.8
    from_below: int = 16


def write_subtitles(cues: Iterable[Cue], kind: Kind, look: Look | None = None) -> str:
    """`look` is for ASS alone."""
    from pysubs2 import SSAEvent, SSAFile

    file = SSAFile()
    if look is not None:
        file.info |= {"PlayResX": "640", "PlayResY": "360", "WrapStyle": "0", "ScaledBorderAndShadow": "yes"}
        style = file.styles["Default"]
        style.fontname, style.fontsize, style.outline = look.font, look.size, look.outline
        style.shadow, style.marginv = 0.0, look.from_below
    for cue in cues:
        if kind == "ass" and cue.ends_ms > LATEST_OF_ASS:
            break
        text = _SPECIAL.sub(rf"\1{_JOINER}", cue.text).replace("\n", r"\N")
        name = cue.speaker.replace(",", "，") if kind == "ass" else ""
        file.append(SSAEvent(start=cue.starts_ms, end=cue.ends_ms, text=text, name=name))
    options = {"header_notice": ""} if kind == "ass" else {"keep_ssa_tags": True}
    return file.to_string(kind, **options)


def read_subtitles(text: str, kind: Kind) -> list[Cue]:
    """Raises ValueError for what is none."""
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    options = {"keep_html_tags": True} if kind == "srt" else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = SSAFile.from_string(text, format_=kind, **options)
    except (Pysubs2Error, ValueError) as error:
        raise ValueError(str(error)) from None
    return [
        Cue(event.start, event.end, _plain(event.text), event.name)
        for event in file if not event.is_comment and not event.is_drawing
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Without what says how it looks."""
    plain = _TAG.sub("", _OVERRIDE.sub("", text))
    rows = _LINE_END.sub(lambda found: "\n" if found[1] == "N" else " ", plain)
    return _JOINED.sub(r"\1", rows)
