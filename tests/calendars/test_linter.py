"""The linter finds what it is there for: each fault in a file that was good before."""

import pytest

from tests.calendars.linter import problems

GOOD = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Asia/Hong_Kong
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20261201T000000Z
LAST-MODIFIED:20261201T000000Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:One\\, two
LOCATION:Hall
DTSTART;TZID=Asia/Hong_Kong:20261214T090000
DTEND;TZID=Asia/Hong_Kong:20261214T100000
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def test_a_good_file_has_no_problem() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "found"),
    [
        (b"\r\nUID:1", b"\nUID:1", "a line does not end in CRLF"),
        (b"SUMMARY:One", b"SUMMARY:" + b"x" * 80, "octets"),
        (b"SUMMARY:One", "SUMMARY:展".encode()[:-1] + b"\r\n " + "展".encode()[-1:], "cut inside a character"),
        (b"One\\, two", b"One, two", "not escaped"),
        (b"One\\, two", b"One\\x two", "an escape that is none"),
        (b"UID:1\r\n", b"", "has no UID"),
        (b"LOCATION:Hall\r\n", b"", "has no LOCATION"),
        (b"LOCATION:Hall", b"LOCATION:", "says nothing"),
        (b"UID:1", b"UID:1\r\nUID:2", "UID more than once"),
        (b"DTSTAMP:20261201T000000Z", b"DTSTAMP:20261201T000000", "not in UTC"),
        (b"DTSTART;TZID=Asia/Hong_Kong", b"DTSTART;TZID=Asia/Nowhere", "cannot be worked out"),
        (b"DTSTART;TZID=Asia/Hong_Kong", b"DTSTART", "floats"),
        (b"20261214T100000", b"20261214T080000", "ends before it begins"),
        (b"TZOFFSETTO:+0800", b"TZOFFSETTO:8", "no offset"),
        (b"DTSTART:19700101T000000", b"DTSTART:20300101T000000", "no rule of Asia/Hong_Kong covers"),
        (b"SEQUENCE:0", b"SEQUENCE:first", "no number"),
        (b"END:VEVENT\r\n", b"", "ends nothing"),
        (b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:PUBLISH", "METHOD is"),
        (b"SUMMARY:One", b"SUMMARY:One\x01", "no content line"),
        (b"SUMMARY:", b"SUMMARY", "no content line"),
    ],
)
def test_a_fault_is_found(good: bytes, bad: bytes, found: str) -> None:
    assert good in GOOD
    assert any(found in problem for problem in problems(GOOD.replace(good, bad, 1))), problems(
        GOOD.replace(good, bad, 1)
    )
