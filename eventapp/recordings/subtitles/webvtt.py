"""WebVTT (W3C): what browsers show. Written so that a strict parser finds nothing to say."""

import re
from collections.abc import Iterable
from html import unescape

from eventapp.recordings.subtitles.cues import Cue, clock_time

_TAG = re.compile(r"<[^>]*>")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")


def write_webvtt(cues: Iterable[Cue], language: str = "") -> str:
    """`language` is a BCP 47 tag, said in a comment."""
    blocks = ["WEBVTT" + (f"\n\nNOTE {language}" if language else "")]
    blocks += [
        f"{number}\n{clock_time(cue.starts_ms)} --> {clock_time(cue.ends_ms)}\n{_spoken(cue)}"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n\n".join(blocks) + "\n"


def _spoken(cue: Cue) -> str:
    """Section 4.2.2: a voice span need not end where it is the whole text."""
    voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
    return voice + _escaped(cue.text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def read_webvtt(text: str) -> list[Cue]:
    """Raises ValueError for what is no WebVTT."""
    import webvtt
    from webvtt.errors import MalformedFileError

    try:
        captions = webvtt.from_string(text).captions
    except (MalformedFileError, ValueError) as error:
        raise ValueError(str(error)) from None
    return [_cue(one.start, one.end, one.raw_text) for one in captions]


def _cue(start: str, end: str, raw: str) -> Cue:
    voice = _VOICE.search(raw)
    return Cue(milliseconds(start), milliseconds(end), unescape(_TAG.sub("", raw)), unescape(voice[1]) if voice else "")


def milliseconds(text: str) -> int:
    """What a clock time says. Raises ValueError."""
    seconds, _, thousandths = text.replace(",", ".").partition(".")
    total = 0
    for part in seconds.split(":"):
        total = total * 60 + int(part)
    return total * 1000 + int(thousandths.ljust(3, "0")[:3] or 0)
