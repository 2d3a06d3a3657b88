"""Long lists, a page at a time: by a cursor that holds where the page before ended, so that nothing is skipped or told
twice while rows come and go."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_

from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.codes import base64url, from_base64url
from eventapp.core.db import db

USUAL_SIZE = 100
LARGEST_SIZE = 500
LONGEST_CURSOR = 2_000
PARAMETERS = {
    "limit": {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": USUAL_SIZE},
    "cursor": {"type": "string", "maxLength": LONGEST_CURSOR},
}
"""What every list takes, as JSON Schema."""


class PageRequest(NamedTuple):
    """Which page is asked for: how many rows, behind which place, in which order (a name, with `-` from the end)."""

    limit: int = USUAL_SIZE
    cursor: str = ""
    sort: str = ""


class Page(NamedTuple):
    """Some rows, and the cursor of those that follow; none at the end."""

    items: list[Any]
    next: str | None


Order = Mapping[str, Sequence[Any]]
"""By the name of a sort: its columns, the last of which no two rows share. None of them is ever null."""


def page_of_query(query: Select[Any], orders: Order, asked: PageRequest) -> Page:
    """A page of rows, read with the index of the order. Raises Problem for another order, or a cursor of another."""
    name, is_descending, columns = _order(orders, asked)
    if asked.cursor:
        query = query.where(_behind(columns, _place(asked, len(columns)), is_descending=is_descending))
    ordered = query.order_by(*(column.desc() if is_descending else column for column in columns))
    placed = [column.label(f"place_{number}") for number, column in enumerate(columns)]
    rows = db.session.execute(ordered.add_columns(*placed).limit(asked.limit + 1)).all()
    shown = rows[: asked.limit]
    items = [row[0] if len(row) == 1 + len(columns) else row for row in shown]
    return Page(items, cursor_at(name, tuple(shown[-1][-len(columns) :])) if len(rows) > asked.limit else None)


def page_of_list(rows: Sequence[Any], key: Callable[[Any], Any], asked: PageRequest) -> Page:
    """A page of rows that are there already, in their own order; `key` tells each from the others.

    Where the row is gone behind which the page begins, the list is told from its beginning.
    """
    start = 0
    if asked.cursor:
        (last,) = _place(asked, 1)
        keys = [key(row) for row in rows]
        start = keys.index(last) + 1 if last in keys else 0
    shown = list(rows[start : start + asked.limit])
    has_more = len(rows) > start + asked.limit
    return Page(shown, cursor_at("", (key(shown[-1]),)) if has_more else None)


def _order(orders: Order, asked: PageRequest) -> tuple[str, bool, Sequence[Any]]:
    name = asked.sort.removeprefix("-") or next(iter(orders))
    if name not in orders:
        known = ", ".join(orders)
        raise Problem("invalid-parameter", errors=[FieldError("sort", _("Sort by one of: %(names)s.", names=known))])
    return asked.sort, asked.sort.startswith("-"), orders[name]


def _behind(columns: Sequence[Any], place: Sequence[Any], *, is_descending: bool) -> ColumnElement[bool]:
    """That a row comes after a place, in the order of several columns."""
    alternatives = []
    for number, column in enumerate(columns):
        same = [one == value for one, value in zip(columns[:number], place[:number], strict=True)]
        further = column < place[number] if is_descending else column > place[number]
        alternatives.append(and_(*same, further))
    return or_(*alternatives)


def cursor_at(sort: str, place: Sequence[Any]) -> str:
    values = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in place]
    return base64url(json.dumps([sort, *values], separators=(",", ":")).encode())


def _place(asked: PageRequest, length: int) -> list[Any]:
    try:
        sort, *values = json.loads(from_base64url(asked.cursor))
        place = [datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one for one in values]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _no_cursor() from None
    is_good = all(_is_place(one) for one in place)
    if sort != asked.sort or len(place) != length or not is_good:
        raise _no_cursor()
    return place


def _is_place(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.tzinfo is not None
    if isinstance(value, int):
        return abs(value) < 2**63
    return isinstance(value, str) and "\x00" not in value


def _no_cursor() -> Problem:
    wanted = _("Give the `next` of an earlier answer, with the same `sort`.")
    return Problem("invalid-parameter", errors=[FieldError("cursor", wanted)])
