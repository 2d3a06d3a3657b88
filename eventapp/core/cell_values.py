"""Dates, lengths and numbers as people and their spreadsheets write them in cells."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from dateutil import parser

_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Excel's calendar, as far as days after February 1900 go."""
_DAY_FIRST = re.compile(r"^\D{0,4}(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b")
_OF_THE_DAY = (("上午", "AM"), ("下午", "PM"), ("早上", "AM"), ("晚上", "PM"), ("午前", "AM"), ("午後", "PM"))
_CLOCK = re.compile(r"(\d{1,2})[:.：](\d{2})(?:[:.：](\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})\s*([ap])\.?m\.?", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?:(\d{1,3})\s*(?:h|hrs?|hours?|std|小時|小时|時間))?\s*"
    r"(?:(\d{1,4})\s*(?:m|mins?|minutes?|minuten|分鐘|分钟|分))?",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\+?\d(?:[.,]\d+)?E\+?\d{2,}", re.IGNORECASE)


class Moment(NamedTuple):
    """A date, a time of day, or both, as far as a cell says them; a time that names an offset keeps it."""

    day: date | None
    at: time | None


def is_day_first(cells: Iterable[str]) -> bool:
    """Whether numbers such as 17/3/2026 begin with the day: unless one of the column can only begin with the month."""
    parts = [match for cell in cells if (match := _DAY_FIRST.match(cell.strip()))]
    return not any(int(match[2]) > 12 for match in parts)


def read_moment(text: str, *, day_first: bool = True) -> Moment:
    """What a cell says of a moment; a time with an offset keeps it. Raises ValueError."""
    text = _plain(text)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        moment = datetime.combine(_FIRST_DAY, time()) + timedelta(minutes=round(float(text) * 24 * 60))
        return Moment(moment.date(), moment.time() if "." in text else None)
    if (clock := _clock_time(text)) is not None:
        return Moment(None, clock)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _by_parser(text, day_first=day_first)
    return Moment(found.date(), None if len(text) <= 10 else found.timetz())


def _plain(text: str) -> str:
    """The same with the words of Chinese and Japanese dates written as others write them."""
    text = " ".join(text.split())
    for words, short in _OF_THE_DAY:
        if words in text:
            text = f"{text.replace(words, ' ')} {short}"
    text = re.sub(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})[日號号]?", r"\1-\2-\3 ", text)
    text = re.sub(r"(\d{1,2})[時时點点](\d{1,2})分?", r"\1:\2", text)
    text = re.sub(r"(\d{1,2})[時时點点]", r"\1:00", text)
    text = re.sub(r"[(（]?(?:星期|週|周)[一二三四五六日天][)）]?", " ", text)
    return " ".join(text.replace("：", ":").split())


def _clock_time(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    if match is not None:
        hour, minute, half = int(match[1]), int(match[2]), match[4]
    elif (match := _HOUR.fullmatch(text)) is not None:
        hour, minute, half = int(match[1]), 0, match[2]
    else:
        return None
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return time(hour, minute)


def _by_parser(text: str, *, day_first: bool) -> Moment:
    """What the library makes of it, if it finds a year, a month and a day in it. Raises ValueError."""
    if len(text) > 60 or not any(character.isdigit() for character in text):
        raise ValueError(text)
    year_first = re.match(r"\d{4}", text) is not None
    readings = []
    for filled in (datetime(2001, 1, 1), datetime(2002, 2, 2, 1, 1)):  # noqa: DTZ001  # only to see what is filled in
        try:
            readings.append(parser.parse(text, dayfirst=day_first and not year_first, default=filled))
        except (ValueError, OverflowError, TypeError):
            raise ValueError(text) from None
    one, other = readings
    if one.date() != other.date():
        raise ValueError(text)
    return Moment(one.date(), one.timetz() if one.time() == other.time() else None)


def read_minutes(text: str) -> int:
    """A length as `45`, `0:45`, `45 min`, `1 h 30 min` or `90分鐘`, in minutes. Raises ValueError."""
    text = " ".join(text.split())
    if re.fullmatch(r"\d{1,5}(?:[.,]0+)?", text):
        return int(re.split(r"[.,]", text)[0])
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::\d{2})?", text):
        return int(match[1]) * 60 + int(match[2])
    match = _LENGTH.fullmatch(text)
    if not text or match is None or not (match[1] or match[2]):
        raise ValueError(text)
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def read_number(text: str) -> int:
    """A whole number that is not negative, also as `1,200` or `300.0`. Raises ValueError."""
    plain = re.sub(r"[\s,']", "", text)
    if not re.fullmatch(r"\d{1,9}(?:\.0+)?", plain):
        raise ValueError(text)
    return int(plain.split(".")[0])


def read_phone(text: str) -> str:
    """A telephone number that a spreadsheet may have taken for a number. Raises ValueError where it lost digits."""
    text = " ".join(text.split()).removeprefix("'")
    if re.fullmatch(r"\d{6,15}\.0+", text):
        return text.split(".")[0]
    if not _SHORTENED.fullmatch(text):
        return text
    digits, _e, power = text.upper().replace(",", ".").partition("E")
    places = len(digits.partition(".")[2])
    if places < int(power):  # the rest became zeros
        raise ValueError(text)
    return str(int(float(text.replace(",", "."))))


LONGEST_ADDRESS = 500


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web, with a host that has a dot."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and len(text) <= LONGEST_ADDRESS
