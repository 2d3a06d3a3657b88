"""How answers are written: the fields that marshmallow has none of in our form."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from marshmallow import Schema, fields

from eventapp.core.api.bodies import moment


class Localized(fields.Field[Any]):
    """A text in the languages that it has."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return dict(value or {})


class Moment(fields.Field[Any]):
    """An instant, in UTC (RFC 3339)."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return moment(value)


class Plain(fields.Field[Any]):
    """A value that is as JSON has it already; `schema` says what it is."""

    def __init__(self, schema: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.schema = schema

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


def text(**kwargs: Any) -> Plain:
    return Plain({"type": "string"}, **kwargs)


def text_or_null(**kwargs: Any) -> Plain:
    return Plain({"type": ["string", "null"]}, **kwargs)


def number(**kwargs: Any) -> Plain:
    return Plain({"type": "integer"}, **kwargs)


def number_or_null(**kwargs: Any) -> Plain:
    return Plain({"type": ["integer", "null"]}, **kwargs)


def flag(**kwargs: Any) -> Plain:
    return Plain({"type": "boolean"}, **kwargs)


def texts(**kwargs: Any) -> Plain:
    return Plain({"type": "array", "items": {"type": "string"}}, **kwargs)


def schema_name(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("Schema")


def field_names(schema: type[Schema]) -> list[str]:
    return list(schema._declared_fields)


@lru_cache(maxsize=512)
def _writer(schema: type[Schema], only: tuple[str, ...]) -> Schema:
    return schema(only=only) if only else schema()


def written(schema: type[Schema], value: Any, only: Iterable[str] = ()) -> dict[str, Any]:
    """One thing as JSON has it; with `only`, some of its fields."""
    found: dict[str, Any] = _writer(schema, tuple(only)).dump(value)
    return found
