"""Files of subtitles: what was stored comes back, other programs' files are read, bad ones are refused."""

import json
import re
import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.files import ROOT
from eventapp.recordings.subtitles import cues as lines
from eventapp.recordings.subtitles.cues import Cue, clean_name, clean_text, in_order
from eventapp.recordings.subtitles.files import KINDS, FileRefused, read_file, write_file
from tests.node import node_command

EXACT = {"vtt": 1, "srt": 1, "ttml": 1, "ass": 10}
"""The smallest part of a second that a kind can say, in milliseconds."""
WITH_SPEAKERS = ("vtt", "ass")

times = st.lists(st.integers(0, 3_500_000), min_size=2, max_size=20, unique=True).map(sorted)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(clean_text).filter(bool)
names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters=","), max_size=20).map(clean_name)


@st.composite
def many_cues(draw: st.DrawFn) -> list[Cue]:
    """Cues in their order, of any text."""
    found = draw(times)
    pairs = zip(found[::2], found[1::2], strict=False)
    return [Cue(start * 10, end * 10, draw(texts), draw(names)) for start, end in pairs]


@pytest.mark.parametrize("kind", EXACT)
@given(cues=many_cues())
def test_what_is_written_is_read_back_as_it_was(kind: str, cues: list[Cue]) -> None:
    found = read_file(write_file(cues, kind, "en"), f"talk.{kind}")
    expected = cues if kind in WITH_SPEAKERS else [cue._replace(speaker="") for cue in cues]
    assert (found.cues, found.shortened, found.left_out) == (expected, 0, 0)


@pytest.mark.parametrize("kind", ["vtt", "srt", "ttml"])
@given(start=st.integers(0, lines.LATEST - 1), length=st.integers(1, 10_000_000))
def test_every_millisecond_is_kept(kind: str, start: int, length: int) -> None:
    cue = Cue(start, min(start + length, lines.LATEST), "Good morning")
    assert read_file(write_file([cue], kind, "en"), f"x.{kind}").cues == [cue]


TRICKY = [
    "-->", "a --> b", "00:00:01.000 --> 00:00:02.000", "00:00:01,000 --> 00:00:02,000", "<b>bold</b>", "<v Ni Ni>she",
    "&lt;b&gt; &amp;", "{\\b1}bold{\\b0}", "{comment}", "a\\Nb\\nc\\h", "1", "12\n34", "NOTE a note", "STYLE", "WEBVTT",
    "REGION\nid:x", "<script>alert(1)</script>", "=1+1", "倪妮（Ni Ni）：「合作」", "مرحبا",
    "👩‍👩‍👧‍👦", "]]>", "<!--", "a\u2028b",
    "Dialogue: 0,0:00:00.00", "[Script Info]", "\u2060<", "\\", "--", "<", "{", "}", "X-TIMESTAMP-MAP=x",
]  # fmt: skip


@pytest.mark.parametrize("kind", EXACT)
def test_texts_that_look_like_something_else_are_what_they_are(kind: str) -> None:
    cues = [Cue(number * 1000, number * 1000 + 900, clean_text(text)) for number, text in enumerate(TRICKY)]
    assert read_file(write_file(cues, kind, "en"), f"talk.{kind}").cues == cues


CHECK = """
const { WebVTTParser } = require(process.argv[2]);
const text = require("fs").readFileSync(0, "utf8");
const found = new WebVTTParser().parse(text, "subtitles/captions/descriptions");
const cues = found.cues.map((cue) => [Math.round(cue.startTime * 1000), Math.round(cue.endTime * 1000)]);
console.log(JSON.stringify({ errors: found.errors, cues }));
"""


def test_a_strict_parser_finds_nothing_to_say_about_webvtt(tmp_path: Path) -> None:
    script = tmp_path / "check.cjs"
    script.write_text(CHECK)
    cues = [
        Cue(number * 1000, number * 1000 + 900, clean_text(text), "Ni Ni & <co>") for number, text in enumerate(TRICKY)
    ]
    parser = ROOT / "node_modules" / "webvtt-parser"
    found = subprocess.run(
        [*node_command(script), str(parser)], input=write_file(cues, "vtt", "zh-Hant"), capture_output=True, check=True
    )  # fmt: skip
    told = json.loads(found.stdout)
    assert told == {"errors": [], "cues": [[cue.starts_ms, cue.ends_ms] for cue in cues]}


# Files that others made

ASS_HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,a note
"""
VTT_HEAD = "WEBVTT - Talk\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\nintro\n"
TT = 'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en"'
OTHERS = {
    "no-hours.vtt": VTT_HEAD + "00:01.500 --> 00:03.000 line:0 align:start\n"
    "<v.first Ni Ni>Good <i>morning</i> &amp; welcome</v>\n- all of you\n",
    "windows.srt": "\ufeff1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Good</i> morning & welcome\r\n- all of you\r\n\r\n",
    "old-mac.srt": "1\r00:00:01,500 --> 00:00:03,000\rGood morning & welcome\r- all of you\r\r",
    "styled.ass": ASS_HEAD + "Dialogue: 0,0:00:01.50,0:00:03.00,Default,Ni Ni,0,0,0,,"
    r"{\an8}Good {\i1}morning{\i0} & welcome\N- all of you" + "\n",
    "broadcast.ttml": f'<?xml version="1.0"?><tt {TT}><body><div><p begin="00:00:01.500" end="00:00:03.000">Good '
    '<span tts:fontStyle="italic">morning</span> &amp; welcome<br/>- all of you</p></div></body></tt>',
    "nested.ttml": f'<tt {TT}><body begin="1s"><div begin="0.5s"><p begin="0s" dur="1.5s">'
    "Good morning &amp; welcome<br/>- all of you</p></div></body></tt>",
}


@pytest.mark.parametrize("name", OTHERS)
def test_files_that_others_made_are_read(name: str) -> None:
    (cue,) = read_file(OTHERS[name].encode(), name).cues
    assert cue._replace(speaker="") == Cue(1500, 3000, "Good morning & welcome\n- all of you")
    assert cue.speaker == ("Ni Ni" if name in ("no-hours.vtt", "styled.ass") else "")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "各位早上好，欢迎来到合作与创新论坛。我们先谈香港电影。"),
        ("big5", "各位早上好，歡迎來到合作與創新論壇。我們先談香港電影。"),
        ("utf-16", "Good morning, everybody"),
    ],
)
def test_files_of_other_encodings_are_read(encoding: str, text: str) -> None:
    content = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}" for n in range(1, 6)).encode(encoding)
    assert {cue.text for cue in read_file(content, "talk.srt").cues} == {text}


def test_lines_that_overlap_are_cut_short_and_counted() -> None:
    found = in_order([Cue(0, 2000, "one"), Cue(3000, 9000, "three"), Cue(1000, 3500, "two"), Cue(3000, 4000, "also")])
    assert found == (
        [Cue(0, 1000, "one"), Cue(1000, 3000, "two"), Cue(3000, 9000, "also\nthree")], 3, 0
    )  # fmt: skip


@given(
    st.lists(
        st.builds(Cue, st.integers(-10, 500), st.integers(-10, 500), st.text(max_size=5), st.text(max_size=3)),
        max_size=30,
    )
)
def test_what_is_put_in_order_has_no_overlap_and_is_kept_by_a_second_time(cues: list[Cue]) -> None:
    found = in_order(cues).cues
    assert all(cue.starts_ms < cue.ends_ms for cue in found)
    assert all(one.ends_ms <= two.starts_ms for one, two in pairwise(found))
    assert in_order(found) == (found, 0, 0)


IN_TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="1s">&b;</p></div></body></tt>'
BILLION = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + IN_TTML
OUTSIDE = '<!DOCTYPE t [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + IN_TTML


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unreadable"), (b"Good morning", "unreadable"), (b"WEBVTT\n", "empty"), (b"\x00" * 100, "unreadable"),
        (b"<tt xmlns='http://www.w3.org/ns/ttml'>", "unreadable"), (b"<svg onload='alert(1)'/>", "unreadable"),
        (b"WEBVTT\n\n00:00:05.000 --> 00:00:01.000\nback in time\n", "empty"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n\n", "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (OUTSIDE.encode(), "unreadable"),
    ],
)  # fmt: skip
def test_what_has_no_lines_with_times_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(content, "talk.vtt")
    assert refused.value.reason == reason


def test_too_many_lines_are_refused() -> None:
    content = "WEBVTT\n\n" + "\n\n".join(
        f"{lines.clock_time(n)} --> {lines.clock_time(n + 1)}\nx" for n in range(50_001)
    )
    with pytest.raises(FileRefused) as refused:
        read_file(content.encode(), "talk.vtt")
    assert refused.value.reason == "too_many"


@pytest.mark.parametrize("content", [BILLION, OUTSIDE])
def test_what_a_file_names_elsewhere_or_repeats_without_end_is_not_read(content: str) -> None:
    with pytest.raises(FileRefused):
        read_file(content.encode(), "talk.ttml")


def test_a_transcript_names_each_speaker_once() -> None:
    cues = [
        Cue(1000, 2000, "Good morning.", "Ada"),
        Cue(2000, 3000, "Welcome.", "Ada"),
        Cue(63_000, 64_000, "Thanks.", "Ben"),
    ]
    assert (
        write_file(cues, "txt", "en").decode() == "[00:00:01] Ada: Good morning.\nWelcome.\n\n[00:01:03] Ben: Thanks.\n"
    )


def test_every_kind_says_what_it_is_for_the_web() -> None:
    assert {kind: found.media_type for kind, found in KINDS.items()} == {
        "vtt": "text/vtt", "srt": "application/x-subrip", "ttml": "application/ttml+xml", "ass": "text/x-ssa",
        "txt": "text/plain",
    }  # fmt: skip


@given(st.text(max_size=200))
def test_a_clean_text_has_no_blank_row_no_control_character_and_stays_clean(text: str) -> None:
    found = clean_text(text)
    assert not any(unicodedata.category(one) == "Cc" for one in found.replace("\n", ""))
    assert not re.search(r"\n\s*\n|^\s|\s$", found)
    assert clean_text(found) == found
