"""How answers are written: the fields that marshmallow has none of in our form."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter, itemgetter
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


class Id(Plain):
    """A UUID as a text, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__({"type": ["string", "null"], "format": "uuid"}, **kwargs)


def texts(**kwargs: Any) -> Plain:
    return Plain({"type": "array", "items": {"type": "string"}}, **kwargs)


def schema_name(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("Schema")


def field_names(schema: type[Schema]) -> list[str]:
    return list(schema._declared_fields)


Write = Callable[[Any], Any]
_CONVERSIONS: dict[type[Any], Write] = {
    Moment: moment,
    Localized: lambda value: dict(value or {}),
    Id: lambda value: None if value is None else str(value),
}


@lru_cache(maxsize=512)
def _writers(schema: type[Schema], only: tuple[str, ...]) -> list[tuple[str, Write]]:
    made = schema(only=only) if only else schema()
    return [(name, _write(made, name, field)) for name, field in made.dump_fields.items()]


def _write(schema: Schema, name: str, field: Any) -> Write:
    """How one field is written. Our own kinds read their attribute at once: five times as fast as marshmallow, which
    asks each object anew whether it is a mapping."""
    if isinstance(field, (Plain, Moment, Localized)):
        read, of_mapping = _reader(field.attribute or name), itemgetter(name)
        convert = _CONVERSIONS.get(type(field))
        if convert is None:
            return lambda value: of_mapping(value) if isinstance(value, dict) else read(value)
        return lambda value: convert(of_mapping(value) if isinstance(value, dict) else read(value))
    return lambda value: field.serialize(name, value, schema.get_attribute)


def _reader(path: str) -> Write:
    """The attribute at a path; None where a part of it is None."""
    if "." not in path:
        return attrgetter(path)
    parts = path.split(".")

    def read(value: Any) -> Any:
        for part in parts:
            value = None if value is None else getattr(value, part)
        return value

    return read


def written(schema: type[Schema], value: Any, only: Iterable[str] = ()) -> dict[str, Any]:
    """One thing as JSON has it; with `only`, some of its fields."""
    return {name: write(value) for name, write in _writers(schema, tuple(only))}
