"""What the editor says of a line while somebody writes: by the measures that the server has."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from eventapp.core.files import ROOT
from eventapp.recordings.subtitles import checks
from tests.node import node_command

SCRIPT = ROOT / "eventapp" / "static" / "js" / "track-editor" / "remarks.js"
MEASURES = {
    "fastest": checks.FASTEST, "fastestWide": checks.FASTEST_WIDE, "longestRow": checks.LONGEST_ROW,
    "longestRowWide": checks.LONGEST_ROW_WIDE, "mostRows": checks.MOST_ROWS, "shortest": checks.SHORTEST_MS,
    "longest": checks.LONGEST_MS, "smallestGap": checks.SMALLEST_GAP_MS,
}  # fmt: skip
WORDS = {"terms": [["short drama", "微短劇"], ["Ni Ni", "倪妮"]], "avoided": ["短片"]}


def remarks(
    text: str, *, seconds: float = 4.0, gap_ms: int = 500, source: str = "", speakers: tuple[str, str] = ("", "")
) -> list[list[Any]]:
    ends = round(seconds * 1000)
    asked = {
        "cue": {"starts_ms": 0, "ends_ms": ends, "text": text, "speaker": speakers[0]},
        "following": {"starts_ms": ends + gap_ms}, "source": {"text": source, "speaker": speakers[1]},
        "measures": MEASURES, "words": WORDS,
    }  # fmt: skip
    script = Path(__file__).with_name("remarks.mjs")
    done = subprocess.run(
        [*node_command(script), str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )  # fmt: skip
    found: list[list[Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"text": "x" * 17, "seconds": 1.0}, []), ({"text": "x" * 18, "seconds": 1.0}, [["too_fast", 18]]),
        ({"text": "字" * 9, "seconds": 1.0}, []), ({"text": "字" * 10, "seconds": 1.0}, [["too_fast", 10]]),
        ({"text": "x" * 42}, []), ({"text": "x" * 43}, [["row_too_long", 43]]),
        ({"text": "字" * 16}, []), ({"text": "字" * 17}, [["row_too_long", 17]]),
        ({"text": "one\ntwo"}, []), ({"text": "one\ntwo\nthree"}, [["too_many_rows", 3]]),
        ({"text": "hi", "seconds": 0.7}, [["too_short", ""]]), ({"text": "hi", "seconds": 7.1}, [["too_long", ""]]),
        ({"text": "hi", "gap_ms": -1}, [["overlap", ""]]), ({"text": "hi", "gap_ms": 0}, []),
        ({"text": "hi", "gap_ms": 40}, [["small_gap", ""]]), ({"text": "hi", "gap_ms": 80}, []),
        ({"text": "倪妮演微短劇", "source": "Ni Ni in a short drama"}, []),
        ({"text": "倪妮演短片", "source": "Ni Ni in a short drama"},
         [["term_missing", "微短劇"], ["term_forbidden", "短片"]]),
        ({"text": "1,200 people", "source": "1200 people"}, []),
        ({"text": "120 people", "source": "1200 people"}, [["number_missing", "1200"]]),
        ({"text": "早", "source": "Morning", "speakers": ("Ada", "Ada")}, []),
        ({"text": "早", "source": "Morning", "speakers": ("Ada", "Bo")}, [["speaker_differs", "Bo"]]),
        ({"text": "早", "source": "Morning", "speakers": ("", "Bo")}, []),
    ],
)  # fmt: skip
def test_a_line_is_remarked_on_where_it_passes_a_measure(told: dict[str, Any], found: list[list[Any]]) -> None:
    assert remarks(**told) == found
