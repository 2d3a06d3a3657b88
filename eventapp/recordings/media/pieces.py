"""Speech in pieces for engines that hear: whole stretches between silences, none too long, each as a WAV file."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from eventapp.recordings.media.ffmpeg import Limits, run
from eventapp.recordings.subtitles.cues import Cue, is_wide

LONGEST_MS = 25_000
LONGEST_LINE, LONGEST_LINE_WIDE = 84, 32
"""Characters of two rows of subtitles."""
BOUNDS = Limits(seconds=60)


def pieces_of(speech: Sequence[Sequence[int]], longest: int = LONGEST_MS) -> list[tuple[int, int]]:
    """Stretches of speech put together as far as they fit; one that is too long is cut into even parts."""
    pieces: list[tuple[int, int]] = []
    for starts, ends in speech:
        if pieces and ends - pieces[-1][0] <= longest and starts - pieces[-1][1] < 1_000:
            pieces[-1] = (pieces[-1][0], ends)
            continue
        parts = -(-(ends - starts) // longest)
        bounds = [starts + (ends - starts) * part // parts for part in range(parts + 1)]
        pieces += list(pairwise(bounds))
    return pieces


def write_piece(sound: Path, piece: tuple[int, int], path: Path) -> None:
    """A stretch of a recording's sound, as engines want it: one channel of 16 kHz."""
    starts, ends = piece[0] / 1000, piece[1] / 1000
    cut = ["-ss", f"{starts:.3f}", "-to", f"{ends:.3f}", "-i", str(sound), "-map", "0:a:0", "-ac", "1", "-ar", "16000"]
    run([*cut, "-c:a", "pcm_s16le", str(path)], BOUNDS, lambda _seconds: False)


def into_lines(cue: Cue) -> list[Cue]:
    """What was heard at one stretch as lines that can be read, cut between sentences and words; times by length."""
    longest = LONGEST_LINE_WIDE if is_wide(cue.text) else LONGEST_LINE
    parts = _parts(" ".join(cue.text.split()), longest)
    total = sum(map(len, parts)) or 1
    lines, at = [], 0
    for part in parts:
        begins = cue.starts_ms + (cue.ends_ms - cue.starts_ms) * at // total
        at += len(part)
        ends = cue.starts_ms + (cue.ends_ms - cue.starts_ms) * at // total
        lines.append(cue._replace(starts_ms=begins, ends_ms=ends, text=part))
    return lines


def _parts(text: str, longest: int) -> list[str]:
    """Cut at the ends of sentences first, then at commas, then between words, and last anywhere."""
    if len(text) <= longest:
        return [text] if text else []
    for marks in ("。！？.!?", "，、；,;:", " "):
        inner = range(len(text) // 5, len(text) * 4 // 5)
        places = [place for place in inner if text[place] in marks]
        if places:
            at = min(places, key=lambda place: abs(place - len(text) / 2)) + 1
            return [*_parts(text[:at].strip(), longest), *_parts(text[at:].strip(), longest)]
    return [text[:longest], *_parts(text[longest:], longest)]


def in_rows(text: str) -> str:
    """A line of subtitles as one row or two of about the same length."""
    text = " ".join(text.split())
    longest = 16 if is_wide(text) else 42
    if len(text) <= longest:
        return text
    middle = len(text) / 2
    places = [place for place, one in enumerate(text) if one in " ，、。；：！？"]
    if not places:
        return text if not is_wide(text) else f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}"
    at = min(places, key=lambda place: abs(place - middle)) + 1
    return f"{text[:at].strip()}\n{text[at:].strip()}"
