"""A line with its times, and what holds for any list of them."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

LONGEST_TEXT = 1_000
"""Characters of one line, however many rows it has."""
LONGEST_SPEAKER = 120
MOST_CUES = 50_000
LATEST = 100 * 3600 * 1000 - 1
"""Milliseconds: what hours of two digits can say."""


class Cue(NamedTuple):
    """What is shown from `starts_ms` up to `ends_ms`, in milliseconds of the recording; who says it, where that is
    known. Rows of the text are separated by line feeds."""

    starts_ms: int
    ends_ms: int
    text: str
    speaker: str = ""


class InOrder(NamedTuple):
    """Cues in their order, none of which overlaps another, and how many had to be mended or left out for that."""

    cues: list[Cue]
    shortened: int
    left_out: int


def clean_text(text: str) -> str:
    """A text in rows without blank ends, blank rows and control characters, composed (NFC)."""
    rows = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    plain = (" ".join(_without_controls(row).split()) for row in rows)
    return "\n".join(row for row in plain if row)


def clean_name(text: str) -> str:
    """A speaker's name on one row."""
    return clean_text(text).replace("\n", " ")[:LONGEST_SPEAKER].strip()


def _without_controls(row: str) -> str:
    return "".join(one if unicodedata.category(one) not in ("Cc", "Cs") else " " for one in row)


def in_order(cues: Iterable[Cue]) -> InOrder:
    """Clean, sorted by their beginning, none beginning before the last one ends: an earlier one is cut short for that.

    Of those that begin at the same moment the later is put below the earlier. What is empty, or ends before it begins,
    is left out.
    """
    made: list[Cue] = []
    shortened = left_out = 0
    for cue in sorted(cues, key=lambda one: (one.starts_ms, one.ends_ms)):
        whole = Cue(cue.starts_ms, cue.ends_ms, clean_text(cue.text)[:LONGEST_TEXT], clean_name(cue.speaker))
        if not whole.text or not 0 <= whole.starts_ms < whole.ends_ms <= LATEST:
            left_out += 1
            continue
        if made and whole.starts_ms < made[-1].ends_ms:
            shortened += 1
            before = made[-1]
            if before.starts_ms == whole.starts_ms:
                together = clean_text(f"{before.text}\n{whole.text}")[:LONGEST_TEXT]
                made[-1] = before._replace(text=together, ends_ms=max(before.ends_ms, whole.ends_ms))
                continue
            made[-1] = before._replace(ends_ms=whole.starts_ms)
        made.append(whole)
    return InOrder(made, shortened, left_out)


def clock_time(milliseconds: int, point: str = ".") -> str:
    """A time as WebVTT has it, with hours: 00:01:02.345; SRT has a comma for the point."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{point}{thousandths:03}"


def is_wide(text: str) -> bool:
    """Whether a text is of wide characters (Chinese, Japanese, Korean), which are read more slowly."""
    letters = [one for one in text if one.isalpha()]
    return 2 * sum(unicodedata.east_asian_width(one) in "WF" for one in letters) > len(letters)
