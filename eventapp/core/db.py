"""The database: the base model, how SQLite is opened, and the one place where writes begin, commit and retry."""

import fcntl
import functools
import inspect
import logging
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, ParamSpec, TypeVar

from flask import Flask, current_app, g
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import PoolProxiedConnection, PoolResetState

from eventapp.core.personal_data import PersonalData

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

SQLITE_BUSY_TIMEOUT_MS = 5_000
_RETRYABLE_SQLSTATES = {"40001", "40P01"}  # serialization_failure, deadlock_detected
_ATTEMPTS = 5


class Model(DeclarativeBase):
    """The base of every table; names constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    personal_data: ClassVar[PersonalData | None]
    """What the table holds of people. Every model says so; None says that it holds nothing."""


class AppSession(Session):
    """The app's sessions, told from those of other libraries in the same process."""


db = SQLAlchemy(
    engine_options={"pool_pre_ping": False, "pool_recycle": 1800, "hide_parameters": True},
    session_options={"expire_on_commit": False, "class_": AppSession},
)


def init_app(app: Flask) -> None:
    """Give an app its database."""
    db.init_app(app)
    # We have no async sessions; closing none of them would start an event loop at the end of every request.
    app.teardown_appcontext_funcs = [
        function for function in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(function)
    ]


class WriteLock:
    """Lets one SQLite writer in at a time, across threads and processes, in order of arrival.

    SQLite's own busy handler sleeps and polls, so under load a writer may wait many times longer than the write takes.
    The kernel's file lock wakes the next one at once and is freed when a process dies.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self._descriptor: tuple[int, int] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._thread_lock:
            descriptor = self._own_descriptor()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _own_descriptor(self) -> int:
        # A descriptor inherited over fork() shares its lock with the parent: each process opens its own.
        if self._descriptor is None or self._descriptor[0] != os.getpid():
            try:
                self._descriptor = (os.getpid(), os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            except FileNotFoundError:
                raise _cannot_open(self._path) from None
        return self._descriptor[1]


def _cannot_open(path: str) -> sqlite3.OperationalError:
    """As SQLite says it of a file that is not there."""
    error = sqlite3.OperationalError(f"unable to open database file: {path} has gone")
    error.sqlite_errorname = "SQLITE_CANTOPEN"
    return error


# What it says of connections that ended is said by whoever needed one, in a line.
logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)


def set_up_engine(engine: Engine) -> None:
    """Give an SQLite engine the pragmas and explicit BEGINs that DESIGN section 3 asks for.

    PostgreSQL's connections leave the state in which `read_without_transaction` puts them when they are given back.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "reset", _begin_again)
        return
    engine.eventapp_write_lock = WriteLock(f"{engine.url.database}.write-lock")  # type: ignore[attr-defined]

    path = engine.url.database or ""
    known = {path} if os.path.exists(path) else set()

    @event.listens_for(engine, "do_connect")
    def refuse_another_file(*_: Any) -> None:
        """SQLite would make an empty database where the one that was there has gone."""
        if path in known and not os.path.exists(path):
            raise _cannot_open(path)

    @event.listens_for(engine, "connect")
    def open_connection(dbapi_connection: Any, _record: Any) -> None:
        known.add(path)
        dbapi_connection.isolation_level = None  # the driver must not begin on its own: `begin` below does
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout = {SQLITE_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("eventapp_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(AppSession, "after_begin")
def _read_without_transaction(_session: Session, _transaction: Any, connection: Connection) -> None:
    if not g.get("in_transaction", False):
        read_without_transaction(connection.connection)


@event.listens_for(AppSession, "before_flush")
def _write_in_a_transaction(session: Session, *_: Any) -> None:
    """What was changed where nothing is written, as a preview may do, is forgotten with the rest."""
    if not g.get("in_transaction", False) and db.engine.dialect.name == "postgresql":
        driver: Any = session.connection().connection.driver_connection
        driver.autocommit = False


def read_without_transaction(connection: PoolProxiedConnection) -> None:
    """Spare PostgreSQL a BEGIN and a ROLLBACK around what only reads: two of the six trips of a page.

    Each statement sees what is committed when it begins, as it does inside a transaction at READ COMMITTED. It holds
    until the connection is given back.
    """
    if db.engine.dialect.name == "postgresql":
        driver: Any = connection.driver_connection
        driver.autocommit = True


def _begin_again(dbapi_connection: Any, _record: Any, reset_state: PoolResetState) -> None:
    if not reset_state.terminate_only and dbapi_connection.autocommit:
        dbapi_connection.autocommit = False


@contextmanager
def write_turn(engine: Engine) -> Iterator[None]:
    """Be the one who writes to SQLite for the length of a `with` block; PostgreSQL lets many write at once."""
    lock: WriteLock | None = getattr(engine, "eventapp_write_lock", None)
    if lock is None:
        yield
    else:
        with lock.held():
            yield


def transactional(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run a service as one transaction: all of it is committed, or none.

    A service called by another joins the transaction that is open. Serialization failures and deadlocks start the
    whole function again, so it must have no effect outside the database; use `after_commit` for those.
    """

    @functools.wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if g.get("in_transaction", False):
            return function(*args, **kwargs)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return _run_once(function, *args, **kwargs)
            except DBAPIError as error:
                if attempt == _ATTEMPTS or getattr(error.orig, "sqlstate", None) not in _RETRYABLE_SQLSTATES:
                    raise
                time.sleep(random.uniform(0.005, 0.02) * attempt)
        raise AssertionError("unreachable")

    return run


def _run_once(function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    session = db.session
    session.rollback()  # what was read before this transaction may be old: reads begin anew inside it
    g.in_transaction = g.began_to_write = True
    g.after_commit = []
    g.done_in_transaction = set()
    try:
        with write_turn(db.engine):
            session.connection(execution_options={"eventapp_writing": True})
            result = function(*args, **kwargs)
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        g.in_transaction = False
    for action in g.after_commit:
        action()
    return result


class _TakenBack(Exception):
    """Ends a dry run: everything that it wrote goes."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def dry_run(action: Callable[[], Result]) -> Result:
    """What a service would give; nothing is written."""

    @transactional
    def attempt() -> None:
        raise _TakenBack(action())

    try:
        attempt()
    except _TakenBack as taken_back:
        result: Result = taken_back.result
        return result
    raise AssertionError("unreachable")


def after_commit(action: Callable[[], None]) -> None:
    """Run `action` once the present transaction is safely stored; never if it rolls back."""
    if action not in g.after_commit:
        g.after_commit.append(action)


def insert_unless_there(model: type[Model]) -> Any:
    """An INSERT that leaves a row alone which another transaction has made meanwhile."""
    if db.engine.dialect.name == "sqlite":
        return sqlite.insert(model).on_conflict_do_nothing()
    return postgresql.insert(model).on_conflict_do_nothing()


def first_in_transaction(what: Hashable) -> bool:
    """True the first time the present transaction asks for `what`: for what is worth doing only once."""
    if what in g.done_in_transaction:
        return False
    g.done_in_transaction.add(what)
    return True


def rows_changed(result: Any) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return int(result.rowcount)


def database_answers() -> bool:
    """Whether the database can be read at this moment."""
    try:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        return True
    except DBAPIError as error:
        current_app.logger.error("the database does not answer: %s", one_line_error(error))
        return False


def give_up_connections() -> None:
    """Have whoever needs the database next open a new connection."""
    db.session.rollback()
    # SQLite's connections of a process share what they know of the file; a line that was cut is not to be waited for.
    db.engine.dispose(close=db.engine.dialect.name == "sqlite")


def may_begin_anew() -> bool:
    """Whether what failed for want of a connection can be done once more: the first time, while nothing was written.

    A database that was away leaves connections behind that only seem to be open. All of them are given up.
    """
    give_up_connections()
    is_first = not g.get("began_anew", False) and not g.get("began_to_write", False)
    g.began_anew = True
    return is_first


def one_line_error(error: BaseException) -> str:
    """What a driver says of a failure, without the statement and the pointers to read on."""
    return " ".join(str(getattr(error, "orig", error)).split())
