"""Column types: instants that are always UTC, and texts in three languages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from eventapp.core.locales import LOCALES, convert_chinese


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
        kept = {key: value.strip() for key, value in (texts or {}).items() if value and value.strip()}
        unknown = set(kept) - set(LOCALES)
        if unknown:
            raise ValueError(f"unknown locale {sorted(unknown)[0]!r}")
        super().__init__(kept)

    def resolve(self, locale: str, main_locale: str = "en") -> Resolved:
        """The text for a reader: asked locale, the other Chinese script, the main locale, then any."""
        if locale in self:
            return Resolved(self[locale], locale, False)
        other = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}.get(locale)
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
        return None if value is None else LocalizedText(value)


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """A CHECK that holds a string column to a set of values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)
