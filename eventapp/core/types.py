"""Column types: instants that are always UTC, and texts in three languages."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from eventapp.core.locales import LOCALES, OTHER_SCRIPT, convert_chinese

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """A text as it can be kept in every format: line ends are `\\n`, and no other control character is left.

    iCalendar, XML and terminals have no way to write the others (RFC 5545 section 3.1, XML 1.0 section 2.2).
    """
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, gives back aware UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no instant: give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Resolved(NamedTuple):
    """A text as one reader gets it."""

    text: str
    locale: str
    converted: bool


class LocalizedText(dict[str, str]):
    """A text in some of the three languages; a language without text is simply absent."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        cleaned = {key: clean_text(value).strip() for key, value in (texts or {}).items() if value}
        kept = {key: value for key, value in cleaned.items() if value}
        unknown = set(kept) - set(LOCALES)
        if unknown:
            raise ValueError(f"unknown locale {sorted(unknown)[0]!r}")
        super().__init__(kept)

    @classmethod
    def stored(cls, texts: Mapping[str, str]) -> "LocalizedText":
        """The same from our own tables, where it was looked through on the way in."""
        found = cls.__new__(cls)
        found.update(texts)
        return found

    def resolve(self, locale: str, main_locale: str = "en") -> Resolved:
        """The text for a reader: asked locale, the other Chinese script, the main locale, then any."""
        if locale in self:
            return Resolved(self[locale], locale, False)
        other = OTHER_SCRIPT.get(locale)
        if other in self:
            assert other is not None
            return Resolved(convert_chinese(self[other], other, locale), locale, True)
        for candidate in (main_locale, *LOCALES):
            if candidate in self:
                return Resolved(self[candidate], candidate, False)
        return Resolved("", locale, False)

    def text(self, locale: str, main_locale: str = "en") -> str:
        return self.resolve(locale, main_locale).text


class LocalizedTextType(TypeDecorator[LocalizedText]):
    """Stores a LocalizedText as JSON. Assign a new value to change it; a changed dict is not noticed."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else dict(LocalizedText(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalizedText | None:
        return None if value is None else LocalizedText.stored(value)


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """A CHECK that holds a string column to a set of values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)
