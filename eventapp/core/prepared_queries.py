"""Reads of a few columns by one key, for what is asked with every visit and poll.

A session and its transaction cost many times what such a read takes. These go to the driver by a pooled connection of
their own, so they see what is committed, also inside a transaction.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.engine import Dialect

from eventapp.core.db import db, read_without_transaction


class _Prepared(NamedTuple):
    """A statement as one dialect's driver takes it, and how each column comes back."""

    sql: str
    positions: tuple[str, ...] | None
    constants: dict[str, Any]
    processors: tuple[Callable[[Any], Any] | None, ...]


class PreparedQuery:
    """A SELECT of columns with named parameters, put together once for each kind of database."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._prepared: dict[str, _Prepared] = {}
        names = [column.key or "" for column in statement.selected_columns]
        row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self._row_of: Callable[[Iterable[Any]], Any] = row._make

    def one(self, **parameters: Any) -> Any:
        """The first row, with the columns' names as attributes; None where there is none."""
        rows = self.all(**parameters)
        return rows[0] if rows else None

    def all(self, **parameters: Any) -> list[Any]:
        engine = db.engine
        prepared = self._prepared.get(engine.dialect.name) or self._prepare(engine.dialect)
        named = {**prepared.constants, **parameters}
        values = named if prepared.positions is None else tuple(named[name] for name in prepared.positions)
        connection = engine.raw_connection()
        try:
            read_without_transaction(connection)
            cursor = connection.cursor()
            cursor.execute(prepared.sql, values)
            found = cursor.fetchall()
            cursor.close()
        finally:
            connection.close()
        return [self._made(row, prepared.processors) for row in found]

    def _made(self, row: Any, processors: tuple[Callable[[Any], Any] | None, ...]) -> Any:
        return self._row_of(
            process(value) if process else value for value, process in zip(row, processors, strict=True)
        )

    def _prepare(self, dialect: Dialect) -> _Prepared:
        compiled: Any = self._statement.compile(dialect=dialect)
        types = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        prepared = _Prepared(
            sql=str(compiled),
            positions=tuple(compiled.positiontup) if compiled.positional else None,
            constants={name: value for name, value in compiled.params.items() if value is not None},
            processors=tuple(kind.result_processor(dialect, None) for kind in types),
        )
        self._prepared[dialect.name] = prepared
        return prepared
