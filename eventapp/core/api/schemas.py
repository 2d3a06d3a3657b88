"""How answers are written: a schema is a class whose fields say what stands in an answer, and where it comes from.

Fields read their attributes directly: a library that looks at each object and field anew takes most of the time that a
page of five hundred people takes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, ClassVar

from eventapp.core.api.bodies import moment as in_utc

Values = dict[str, Any]
Write = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """`schema` is what it is as JSON Schema. It is read from the attribute of its name, or at the dotted path `of`, and
    written by `convert`, or as it is where there is none. `compute` makes it of the whole thing instead."""

    schema: Values
    of: str = ""
    convert: Write | None = None
    compute: Write | None = None


class Schema:
    """The base of all. Subclasses have the fields of those above them, and these first."""

    fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        cls.fields = cls.fields | {name: value for name, value in vars(cls).items() if isinstance(value, Field)}


def value(schema: Values, *, of: str = "") -> Field:
    """What is as JSON has it already."""
    return Field(schema, of)


def text(description: str = "", *, of: str = "") -> Field:
    return Field({"type": "string"} | ({"description": description} if description else {}), of)


def text_or_null(*, of: str = "") -> Field:
    return Field({"type": ["string", "null"]}, of)


def texts() -> Field:
    return Field({"type": "array", "items": {"type": "string"}})


def number() -> Field:
    return Field({"type": "integer"})


def number_or_null() -> Field:
    return Field({"type": ["integer", "null"]})


def flag() -> Field:
    return Field({"type": "boolean"})


def localized() -> Field:
    """A text in the languages that it has."""
    return Field(
        {"type": "object", "additionalProperties": {"type": "string"}}, convert=lambda found: dict(found or {})
    )


def moment() -> Field:
    """An instant, in UTC (RFC 3339)."""
    return Field({"type": "string", "format": "date-time"}, convert=in_utc)


def moment_or_null() -> Field:
    return Field({"type": ["string", "null"], "format": "date-time"}, convert=in_utc)


def uuid() -> Field:
    """Or null."""
    return Field(
        {"type": ["string", "null"], "format": "uuid"}, convert=lambda found: None if found is None else str(found)
    )


def computed(compute: Write, schema: Values) -> Field:
    """What is made of the whole thing."""
    return Field(schema, compute=compute)


@lru_cache(maxsize=512)
def _writers(schema: type[Schema], only: tuple[str, ...]) -> list[tuple[str, Write]]:
    return [(name, _write(name, field)) for name, field in schema.fields.items() if not only or name in only]


def _write(name: str, field: Field) -> Write:
    if field.compute is not None:
        return field.compute
    read, of_mapping, convert = _reader(field.of or name), itemgetter(name), field.convert
    if convert is None:
        return lambda thing: of_mapping(thing) if isinstance(thing, dict) else read(thing)
    return lambda thing: convert(of_mapping(thing) if isinstance(thing, dict) else read(thing))


def _reader(path: str) -> Write:
    """The attribute at a path; None where a part of it is None."""
    if "." not in path:
        return attrgetter(path)
    parts = path.split(".")

    def read(found: Any) -> Any:
        for part in parts:
            found = None if found is None else getattr(found, part)
        return found

    return read


def written(schema: type[Schema], thing: Any, only: Iterable[str] = ()) -> Values:
    """One thing as JSON has it; with `only`, some of its fields."""
    return {name: write(thing) for name, write in _writers(schema, tuple(only))}  # type: ignore[arg-type]  # a class is hashable
