"""The values of columns as JSON, and back: checked, since an archive may come from anywhere."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table, Uuid
from sqlalchemy.orm import Mapped

from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime

_MOST = 2**63 - 1


class ValueWrong(Exception):
    """A value that its column cannot hold."""


def as_json(value: Any) -> Any:
    """Instants are ISO 8601 in UTC, days are ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def from_json(column: Column[Any], value: Any) -> Any:
    """What a column holds, from its JSON. Raises ValueWrong."""
    if value is None:
        if column.nullable:
            return None
        raise ValueWrong
    try:
        return _read(column, value)
    except (ValueError, TypeError, OverflowError):
        raise ValueWrong from None


def _read(column: Column[Any], value: Any) -> Any:
    for kind, read in _READERS:
        if isinstance(column.type, kind):
            return read(value)
    if not _fits(value, _hint(column)):
        raise ValueWrong
    return value


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _texts(value: Any) -> LocalizedText:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValueWrong
    return LocalizedText(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value <= _MOST:
        raise ValueWrong
    return value


def _text(value: Any) -> str:
    text: str = _of(value, str)
    if "\0" in text:
        raise ValueWrong
    text.encode()  # half a character is none
    return text


def _of(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueWrong
    return value


_READERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (UtcDateTime, _instant),
    (Date, lambda value: date.fromisoformat(_of(value, str))),
    (Uuid, lambda value: UUID(_of(value, str))),
    (LocalizedTextType, _texts),
    (Boolean, lambda value: _of(value, bool)),
    (Integer, _whole),
    (Float, lambda value: float(_of(value, (int, float)))),
    (String, _text),
)


def _hint(column: Column[Any]) -> Any:
    """What the model says that a JSON column holds."""
    return _hints(column.table)[column.name]


@cache
def _hints(table: Table) -> Mapping[str, Any]:
    model = next(mapper.class_ for mapper in Model.registry.mappers if mapper.local_table is table)
    hints: dict[str, Any] = model.__annotations__
    return {name: get_args(hint)[0] for name, hint in hints.items() if getattr(hint, "__origin__", None) is Mapped}


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type such as `list[dict[str, Any]]`."""
    if hint is Any:
        return True
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is list:
        return isinstance(value, list) and all(_fits(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(one, inner[1]) for one in value.values())
    return value is None if hint is type(None) else isinstance(value, hint)
