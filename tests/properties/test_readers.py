"""Whatever a file has become on its way, its reader gives what it can or refuses it in words, and soon."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.core.spreadsheets import TableUnreadable, read_table
from eventapp.programme.interchange import ScheduleError, is_schedule, read_schedule
from eventapp.registration.interchange import read_people
from tests.archives.test_peers import DOCUMENTS

FILES = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "field").iterdir())]
FILES += [json.dumps(document, ensure_ascii=False).encode() for document in DOCUMENTS]
SECONDS_A_MEGABYTE = 2
HANGS = 20
"""Seconds after which it is no matter of a busy machine any more."""
PIECES = [
    b"\r\n", b"\x00", b"\xff", b'"', b",", b";", b"<", b">", b"&", b"{", b"}", b"[", b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n", b"RRULE:FREQ=DAILY;COUNT=9\r\n", b"RRULE:FREQ=YEARLY;BYDAY=MO;BYSETPOS=99;COUNT=9\r\n",
    b"RDATE:20270101\r\n", b"DTSTART;TZID=Nowhere:20270706T100000\r\n", b"RECURRENCE-ID:20270706T100000Z\r\n",
    b"DURATION:-PT1H\r\n", b"99999999999999999999", b"-1", "字".encode(), "字".encode("gb18030"),
    b"<event>", b"</event>", b"<date/>",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def words() -> Iterator[None]:
    """What cannot be read is said in a language."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A file from the field in which places were cut out, doubled or written over."""
    content = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 40))
        change = draw(st.sampled_from(["cut", "double", "insert", "replace", "end"]))
        piece = draw(st.sampled_from(PIECES))
        if change == "cut":
            content = content[:at] + content[at + length :]
        elif change == "double":
            content = content[:at] + content[at : at + length * 4] + content[at:]
        elif change == "insert":
            content = content[:at] + piece + content[at:]
        elif change == "replace":
            content = content[:at] + piece + content[at + length :]
        else:
            content = content[:at]
    return content


def read(content: bytes) -> None:
    """As an import would, whatever it looks like; what is no file of its kind is refused in words."""
    began = perf_counter()
    for reader in (read_schedule, read_table, read_people):
        try:
            said = [problem.sentence for problem in getattr(reader(content), "problems", ())]
        except (ScheduleError, TableUnreadable) as refusal:
            said = [str(refusal)]
        assert all(said)
    assert perf_counter() - began < HANGS + SECONDS_A_MEGABYTE * len(content) / 1e6


@given(content=mangled())
@settings(max_examples=150, deadline=None)
def test_a_file_that_was_mangled_is_read_or_refused(content: bytes) -> None:
    read(content)


STARTS = [b"", b"<", b"{", b"[", b"BEGIN:VCALENDAR\r\n", b"\xff\xfe"]


@given(content=st.binary(max_size=300), start=st.sampled_from(STARTS))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    assert isinstance(is_schedule(start + content), bool)
    read(start + content)
