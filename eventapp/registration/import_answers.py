"""What a cell answers to one of the event's questions."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from eventapp.core.cell_values import read_moment
from eventapp.core.forms import one_line, stripped
from eventapp.registration.country_names import country_code
from eventapp.registration.models import Question

_YES = ("yes", "y", "true", "1", "x", "ok", "agreed", "✓", "ja", "oui", "是", "有", "同意", "はい")
_NO = ("no", "n", "false", "0", "nein", "non", "否", "不", "不同意", "沒有", "没有", "いいえ")
_BETWEEN = re.compile(r"[\s,;，；、|/]*")


class AnswerRefused(Exception):
    """A cell that is no answer to its question; the message says why."""


def read_answer(question: Question, cell: str) -> Any:
    """The answer as it is stored; None for an empty cell. Raises AnswerRefused."""
    if not cell.strip():
        return None
    return _READERS[question.kind](question, cell)


def _text(_question: Question, cell: str) -> str:
    return _no_longer_than(500, one_line(cell) or "")


def _long_text(_question: Question, cell: str) -> str:
    return _no_longer_than(5_000, stripped(cell) or "")


def _no_longer_than(most: int, text: str) -> str:
    if len(text) > most:
        raise AnswerRefused(_("an answer has more than %(number)s characters", number=most))
    return text


def _number(_question: Question, cell: str) -> int | float:
    try:
        value = Decimal(cell.strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**12:
        raise AnswerRefused(_("“%(text)s” is no number", text=cell[:40]))
    return int(value) if value == value.to_integral_value() else float(value)


def _labels(question: Question) -> dict[str, str]:
    """{words or key in small letters: key}"""
    found = {option["key"].casefold(): option["key"] for option in question.options}
    for option in question.options:
        found |= {" ".join(words.casefold().split()): option["key"] for words in option["label"].values()}
    return found


def _choice(question: Question, cell: str) -> str:
    key = _labels(question).get(" ".join(cell.casefold().split()))
    if key is None:
        raise AnswerRefused(_("“%(text)s” is none of the choices", text=cell[:40]))
    return key


def _choices(question: Question, cell: str) -> list[str]:
    """Words may hold what parts them, so the longest that fits is taken first."""
    labels = _labels(question)
    rest, found = " ".join(cell.casefold().split()), []
    while rest:
        words = max((one for one in labels if rest.startswith(one)), key=len, default="")
        if not words:
            raise AnswerRefused(_("“%(text)s” is none of the choices", text=rest[:40]))
        found.append(labels[words])
        rest = rest[len(words) :]
        rest = rest[_BETWEEN.match(rest).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    return list(dict.fromkeys(found))


def _country(_question: Question, cell: str) -> str:
    code = country_code(cell)
    if code is None:
        raise AnswerRefused(_("“%(text)s” is no country or region", text=cell[:40]))
    return code


def _date(_question: Question, cell: str) -> str:
    try:
        day = read_moment(cell).day
    except ValueError:
        day = None
    if day is None:
        raise AnswerRefused(_("“%(text)s” is no date", text=cell[:40]))
    return day.isoformat()


def _link(_question: Question, cell: str) -> str:
    link = _no_longer_than(500, one_line(cell) or "")
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AnswerRefused(_("“%(text)s” is no link", text=link[:40]))
    return link


def _consent(_question: Question, cell: str) -> bool | None:
    plain = cell.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return None
    raise AnswerRefused(_("“%(text)s” is neither yes nor no", text=cell[:40]))


_READERS: dict[str, Callable[[Question, str], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "country": _country,
    "date": _date,
    "link": _link,
    "consent": _consent,
}
