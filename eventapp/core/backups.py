"""The whole instance in one file: every table as JSON lines, and the secret that its links are made with.

The same file restores on SQLite and on PostgreSQL.
"""

import base64
import io
import json
import tarfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import LargeBinary, Table, Uuid, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core import clock
from eventapp.core.db import Model, alembic, db, migrations_are_current, transactional
from eventapp.core.types import UtcDateTime

FORMAT = 1
_BATCH = 1_000


_DATED = "eventapp-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z.tar.gz"

Tables = dict[Table, list[dict[str, Any]]]


class Contents(NamedTuple):
    """What a backup holds."""

    rows: int
    tables: int
    is_of_this_release: bool


class BackupError(Exception):
    """A backup that cannot be written or read; the message says why and what is as it was."""


def write(path: Path) -> None:
    """Write a backup from one consistent view of the database. Raises BackupError."""
    if path.exists():
        raise BackupError(f"{path} is there already; choose another name")
    partial = path.with_name(path.name + ".partial")
    try:
        with db.engine.connect() as connection, tarfile.open(partial, "w:gz") as archive:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            about = {"format": FORMAT, "revisions": _heads()}
            _add(archive, "about.json", json.dumps(about).encode())
            _add(archive, "secret-key", current_app.config["SECRET_KEY"].encode())
            for table in Model.metadata.sorted_tables:
                lines = [json.dumps(_plain(dict(row._mapping))) for row in connection.execute(select(table))]
                _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
        partial.chmod(0o600)
        partial.rename(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BackupError(f"{path} cannot be written: {error.strerror}") from None


def write_into(folder: Path, keep: int) -> tuple[Path, Contents]:
    """Write a backup named for this moment into a folder, read it back, and drop all but the `keep` newest of such
    files. Raises BackupError; then nothing is dropped."""
    path = folder / f"eventapp-{clock.now():%Y-%m-%dT%H%M%SZ}.tar.gz"
    write(path)
    contents = verify(path)
    for old in sorted(folder.glob(_DATED))[:-keep]:
        old.unlink(missing_ok=True)
    return path, contents


def verify(path: Path) -> Contents:
    """Read a backup as a restore would, and change nothing. Raises BackupError where it is not whole."""
    about, _, tables = _load(path)
    return Contents(
        rows=sum(map(len, tables.values())), tables=len(tables), is_of_this_release=about.get("revisions") == _heads()
    )


def read(path: Path) -> None:
    """Replace everything by what a backup holds, in one transaction. Raises BackupError, having changed nothing."""
    about, secret, tables = _load(path)
    if about.get("revisions") != _heads():
        raise BackupError(
            "This backup is of another release of eventapp. Nothing was changed; restore it with that one."
        )
    if not migrations_are_current():
        alembic.upgrade()
    try:
        _replace(tables)
    except SQLAlchemyError as error:
        raise BackupError(f"{path} does not fit together ({type(error).__name__}). Nothing was changed.") from None
    _restore_secret(secret)


def _load(path: Path) -> tuple[dict[str, Any], str, Tables]:
    try:
        with tarfile.open(path) as archive:
            about = json.loads(_member(archive, "about.json"))
            kept = set(archive.getnames())
            is_of_this_release = about.get("revisions") == _heads()
            tables = {
                table: _rows(table, _member(archive, f"tables/{table.name}.jsonl"))
                for table in Model.metadata.sorted_tables
                if is_of_this_release or f"tables/{table.name}.jsonl" in kept
            }
            return about, _member(archive, "secret-key").decode(), tables
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}. Nothing was changed.") from None
    except (tarfile.TarError, ValueError, KeyError, EOFError, AttributeError):
        raise BackupError(f"{path} is no whole backup of eventapp. Nothing was changed.") from None


def _heads() -> list[str]:
    return sorted(alembic.script_directory.get_heads())


@transactional
def _replace(tables: Tables) -> None:
    for table in reversed(tables):
        db.session.execute(delete(table))
    for table, rows in tables.items():
        for start in range(0, len(rows), _BATCH):
            db.session.execute(insert(table), rows[start : start + _BATCH])
    if db.engine.dialect.name == "postgresql":
        _move_sequences_on(tables)


def _move_sequences_on(tables: Tables) -> None:
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            name = db.engine.dialect.identifier_preparer.format_table(table)
            sequence = func.pg_get_serial_sequence(name, column.name)
            db.session.execute(select(func.setval(sequence, func.coalesce(func.max(column), 1))))


def _restore_secret(secret: str) -> None:
    """Links and tickets were made with the backup's key: without it they would all be dead."""
    if secret == current_app.config["SECRET_KEY"]:
        return
    path = Path(current_app.config["DATA_DIR"]) / "secret-key"
    path.touch(mode=0o600)
    path.write_text(secret)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _encode(value) for key, value in values.items()}


def _encode(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _rows(table: Table, content: bytes) -> list[dict[str, Any]]:
    return [_decoded(table, json.loads(line)) for line in content.decode().splitlines() if line]


def _decoded(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value is None else _decode(table.columns[key].type, value) for key, value in values.items()}


def _decode(column_type: Any, value: Any) -> Any:
    if isinstance(column_type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column_type, Uuid):
        return UUID(value)
    if isinstance(column_type, LargeBinary):
        return base64.b64decode(value)
    return value


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()
