"""The whole instance in one file: every table as JSON lines, and the secret that its links are made with.

The same file restores on SQLite and on PostgreSQL.
"""

import base64
import gzip
import io
import json
import os
import tarfile
import zlib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import LargeBinary, Table, Uuid, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core import clock, encryption, migrations
from eventapp.core.db import Model, db, transactional
from eventapp.core.types import UtcDateTime

FORMAT = 1
_BATCH = 1_000
_READ_AT_ONCE = 1 << 20
_MOMENT = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"
_DATED = (f"eventapp-{_MOMENT}.tar.gz", f"eventapp-{_MOMENT}.tar.gz.age")
_LAST = "last-backup"
_NOT_WHOLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, EOFError, AttributeError)

Tables = dict[Table, list[dict[str, Any]]]


class Contents(NamedTuple):
    """What a backup holds."""

    rows: int
    tables: int
    is_of_this_release: bool


class BackupError(Exception):
    """A backup that cannot be written or read; the message says why and what is as it was."""


def write(path: Path, to: str = "") -> Contents:
    """Write a backup from one consistent view of the database, and read it back. Raises BackupError.

    With `to`, public keys of age or ssh, nobody can read it but who has one of their private keys.
    """
    if path.exists():
        raise BackupError(f"{path} is there already; choose another name")
    partial, encrypted = path.with_name(f".{path.name}.partial"), path.with_name(f".{path.name}.encrypted")
    try:
        _write_plain(partial)
        contents = verify(partial)
        if to:
            encryption.encrypt(partial, encrypted, to)
            encrypted.rename(path)
        else:
            partial.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}") from None
    except encryption.KeyRefused as error:
        raise BackupError(f"{error}. Nothing was written.") from None
    finally:
        partial.unlink(missing_ok=True)
        encrypted.unlink(missing_ok=True)
    _remember(path)
    return contents


def _write_plain(path: Path) -> None:
    path.unlink(missing_ok=True)  # of a process that was killed
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with (
        os.fdopen(descriptor, "wb") as file, db.engine.connect() as connection,
        tarfile.open(fileobj=file, mode="w:gz") as archive,
    ):  # fmt: skip
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        about = {"format": FORMAT, "revisions": _heads()}
        _add(archive, "about.json", json.dumps(about).encode())
        _add(archive, "secret-key", current_app.config["SECRET_KEY"].encode())
        for table in Model.metadata.sorted_tables:
            lines = [json.dumps(_plain(dict(row._mapping))) for row in connection.execute(select(table))]
            _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())


def write_into(folder: Path, keep: int, to: str = "") -> tuple[Path, Contents]:
    """Write a backup named for this moment into a folder, and drop all but the `keep` newest of such files.

    Raises BackupError; then nothing is dropped.
    """
    path = folder / f"eventapp-{clock.now():%Y-%m-%dT%H%M%SZ}.tar.gz{'.age' if to else ''}"
    contents = write(path, to)
    for old in sorted((path for pattern in _DATED for path in folder.glob(pattern)), key=lambda one: one.name)[:-keep]:
        old.unlink(missing_ok=True)
    return path, contents


def _remember(path: Path) -> None:
    with suppress(OSError):
        (Path(current_app.config["DATA_DIR"]) / _LAST).write_text(f"{clock.now().isoformat()} {path.resolve()}")


def last_written() -> tuple[datetime, Path] | None:
    """When and where the last backup was written from this machine."""
    try:
        at, path = (Path(current_app.config["DATA_DIR"]) / _LAST).read_text().split(" ", 1)
        return datetime.fromisoformat(at), Path(path)
    except (OSError, ValueError):
        return None


def verify(path: Path, identity: Path | None = None) -> Contents:
    """Read a backup as a restore would, and change nothing. Raises BackupError where it is not whole.

    `identity` is a private key's file, for one that is encrypted.
    """
    about, _, tables = _load(path, identity)
    return Contents(
        rows=sum(map(len, tables.values())), tables=len(tables), is_of_this_release=about.get("revisions") == _heads()
    )


def read(path: Path, identity: Path | None = None) -> None:
    """Replace everything by what a backup holds, in one transaction. Raises BackupError, having changed nothing."""
    about, secret, tables = _load(path, identity)
    if about.get("revisions") != _heads():
        raise BackupError(
            "This backup is of another release of eventapp. Nothing was changed; restore it with that one."
        )
    if not migrations.are_current():
        migrations.upgrade()
    try:
        _replace(tables)
    except SQLAlchemyError as error:
        raise BackupError(f"{path} does not fit together ({type(error).__name__}). Nothing was changed.") from None
    _restore_secret(secret)


def _load(path: Path, identity: Path | None) -> tuple[dict[str, Any], str, Tables]:
    try:
        with (
            _opened(path, identity) as source,
            gzip.open(source) as unpacked,
            tarfile.open(fileobj=unpacked) as archive,
        ):
            about = json.loads(_member(archive, "about.json"))
            kept = set(archive.getnames())
            is_of_this_release = about.get("revisions") == _heads()
            tables = {
                table: _rows(table, _member(archive, f"tables/{table.name}.jsonl"))
                for table in Model.metadata.sorted_tables
                if is_of_this_release or f"tables/{table.name}.jsonl" in kept
            }
            secret = _member(archive, "secret-key").decode()
            _read_to_the_end(unpacked)
            return about, secret, tables
    except encryption.KeyRefused as error:
        raise BackupError(f"{error}. Nothing was changed.") from None
    except _NOT_WHOLE:
        raise BackupError(f"{path} is no whole backup of eventapp. Nothing was changed.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}. Nothing was changed.") from None


def _read_to_the_end(unpacked: gzip.GzipFile) -> None:
    """A checksum stands at the end of the file: what is cut off there has not arrived whole either."""
    while unpacked.read(_READ_AT_ONCE):
        pass


def _opened(path: Path, identity: Path | None) -> BinaryIO:
    if not encryption.is_encrypted(path):
        return path.open("rb")
    if identity is None:
        raise BackupError(f"{path} is encrypted: name the file of its private key with --identity.")
    return io.BytesIO(encryption.decrypted(path, identity))


def _heads() -> list[str]:
    return [migrations.newest_revision()]


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
    """Columns that this release does not know are those of another, which only `verify` reads."""
    return {
        key: None if value is None else _decode(table.columns[key].type, value)
        for key, value in values.items()
        if key in table.columns
    }


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
