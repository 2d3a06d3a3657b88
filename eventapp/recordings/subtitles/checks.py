"""What is looked at while somebody writes subtitles, by the measures that broadcasters and online services share."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from eventapp.recordings.subtitles.cues import Cue, is_wide, read_length

FASTEST, FASTEST_WIDE = 17, 9
"""Characters a second that are read: of alphabets, and of Chinese, Japanese and Korean."""
LONGEST_ROW, LONGEST_ROW_WIDE = 42, 16
MOST_ROWS = 2
SHORTEST_MS, LONGEST_MS = 800, 7_000
SMALLEST_GAP_MS = 80
"""Between two lines: none at all, or so much that it is seen."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Remark(NamedTuple):
    """What is to be looked at in a line. `kind` is a key of the words in recordings/remarks.py, with its values."""

    kind: str
    value: str = ""


def remarks_on(cue: Cue, following: Cue | None = None, source: Cue | None = None) -> list[Remark]:
    """On one line, the next one, and what it was translated from."""
    found = [*_times(cue, following), *_rows(cue)]
    if source is not None:
        found += [Remark("number_missing", number) for number in _missing_numbers(source.text, cue.text)]
    return found


def _times(cue: Cue, following: Cue | None) -> list[Remark]:
    length = cue.ends_ms - cue.starts_ms
    found = []
    if following is not None and following.starts_ms < cue.ends_ms:
        found.append(Remark("overlap"))
    elif following is not None and 0 < following.starts_ms - cue.ends_ms < SMALLEST_GAP_MS:
        found.append(Remark("small_gap"))
    if length < SHORTEST_MS:
        found.append(Remark("too_short"))
    if length > LONGEST_MS:
        found.append(Remark("too_long"))
    fastest = FASTEST_WIDE if is_wide(cue.text) else FASTEST
    speed = read_length(cue.text) * 1000 / max(length, 1)
    if speed > fastest:
        found.append(Remark("too_fast", f"{speed:.0f}"))
    return found


def _rows(cue: Cue) -> list[Remark]:
    rows = cue.text.split("\n")
    longest = LONGEST_ROW_WIDE if is_wide(cue.text) else LONGEST_ROW
    found = [Remark("too_many_rows", str(len(rows)))] if len(rows) > MOST_ROWS else []
    if (length := max(map(read_length, rows))) > longest:
        found.append(Remark("row_too_long", str(length)))
    return found


def _missing_numbers(source: str, text: str) -> list[str]:
    there = [_plain(number) for number in _NUMBER.findall(text)]
    return [number for number in dict.fromkeys(_NUMBER.findall(source)) if _plain(number) not in there]


def _plain(number: str) -> str:
    return re.sub(r"[.,]", "", number)


def source_of(cue: Cue, sources: Sequence[Cue]) -> Cue | None:
    """Of the lines from which a track was made, what is said while this one is shown."""
    said = [one for one in sources if one.starts_ms < cue.ends_ms and one.ends_ms > cue.starts_ms]
    if not said:
        return None
    return Cue(said[0].starts_ms, said[-1].ends_ms, "\n".join(one.text for one in said), said[0].speaker)
