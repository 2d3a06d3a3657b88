"""Files of subtitles, in and out, by the kind that their name or their first words tell."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from eventapp.core.spreadsheets import TableUnreadable, decoded_text
from eventapp.recordings.subtitles.cues import MOST_CUES, Cue, InOrder, clock_time, in_order
from eventapp.recordings.subtitles.subrip_and_ass import read_subtitles, write_subtitles
from eventapp.recordings.subtitles.ttml import read_ttml, write_ttml
from eventapp.recordings.subtitles.webvtt import read_webvtt, write_webvtt

LARGEST_FILE = 10 * 1024 * 1024


class FileRefused(Exception):
    """A file that has no lines with times that we can read. `reason`: unreadable, too_large, too_many or empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Written(NamedTuple):
    """How a kind of file is called, and what it is for the web."""

    write: Callable[[Iterable[Cue], str], str]
    media_type: str


KINDS = {
    "vtt": Written(write_webvtt, "text/vtt"),
    "srt": Written(lambda cues, _language: write_subtitles(cues, "srt"), "application/x-subrip"),
    "ttml": Written(write_ttml, "application/ttml+xml"),
    "ass": Written(lambda cues, _language: write_subtitles(cues, "ass"), "text/x-ssa"),
    "txt": Written(lambda cues, _language: _plain(cues), "text/plain"),
}


def _plain(cues: Iterable[Cue]) -> str:
    """A transcript to be read: each speaker once, with the moment."""
    rows: list[str] = []
    last = None
    for cue in cues:
        words = cue.text.replace("\n", " ")
        if cue.speaker != last or last is None:
            rows.append(f"\n[{clock_time(cue.starts_ms)[:8]}] {cue.speaker + ': ' if cue.speaker else ''}{words}")
        else:
            rows.append(words)
        last = cue.speaker
    return "\n".join(rows).lstrip("\n") + "\n"


def write_file(cues: Iterable[Cue], kind: str, language: str) -> bytes:
    """Raises KeyError for a kind that is none."""
    return KINDS[kind].write(cues, language).encode()


def read_file(content: bytes, name: str) -> InOrder:
    """The lines of a file, mended where they overlap. Raises FileRefused."""
    if len(content) > LARGEST_FILE:
        raise FileRefused("too_large")
    try:
        cues = _read(content, name.lower())
    except (ValueError, RecursionError, OverflowError, TableUnreadable):
        raise FileRefused("unreadable") from None
    if len(cues) > MOST_CUES:
        raise FileRefused("too_many")
    found = in_order(cues)
    if not found.cues:
        raise FileRefused("empty")
    return found


def _read(content: bytes, name: str) -> list[Cue]:
    """By what is in it first: names are changed more easily."""
    text = decoded_text(content)[0].lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    begins = text.lstrip()[:2000]
    if begins.startswith("WEBVTT"):
        return read_webvtt(text.lstrip())
    if begins.startswith("<") and ("ttml" in begins or "<tt" in begins):
        return read_ttml(content)
    if begins.startswith("[Script Info]") or name.endswith((".ass", ".ssa")):
        return read_subtitles(text, "ass")
    if "-->" in begins or name.endswith(".srt"):
        return read_subtitles(text, "srt")
    raise ValueError("no subtitles")
