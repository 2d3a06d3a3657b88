"""What is answered while the database is away, and where nothing can be stored: in words, and never half done."""

import errno
import logging
import os
import sqlite3
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eventapp.core import stale_if_error
from eventapp.core.db import give_up_connections, may_begin_anew, one_line_error
from eventapp.core.http import error_response, json_error, kept_bodies, wants_json, without_cookies
from eventapp.core.log_throttle import throttle
from eventapp.core.logs import request_id

_away = logging.getLogger(f"{__name__}.database")
_storage = logging.getLogger(f"{__name__}.storage")
throttle(_away.name, _storage.name)  # whoever reads the log knows by the first line of a minute

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PROBE = b"0" * 65_536


class Fault(StrEnum):
    """What keeps the instance from doing what it was asked for; the operator's to mend, and no error of the code."""

    AWAY = "away"
    FULL = "full"
    READ_ONLY = "read-only"


_SAID = {
    Fault.AWAY: "The database does not answer. Try again.",
    Fault.FULL: "The disk is full: nothing was stored. Try again later.",
    Fault.READ_ONLY: "The disk cannot be written: nothing was stored. Try again later.",
}
_SQLITE = (
    ("SQLITE_FULL", Fault.FULL),
    ("SQLITE_READONLY_DBMOVED", Fault.AWAY),
    ("SQLITE_READONLY", Fault.READ_ONLY),
    ("SQLITE_IOERR_WRITE", Fault.FULL),
    ("SQLITE_IOERR_SHM", Fault.FULL),
    ("SQLITE_IOERR", Fault.AWAY),
    ("SQLITE_BUSY", Fault.AWAY),
    ("SQLITE_LOCKED", Fault.AWAY),
    ("SQLITE_CANTOPEN", Fault.AWAY),
    ("SQLITE_PROTOCOL", Fault.AWAY),
)
"""The result codes of SQLite by the beginning of their names (https://sqlite.org/rescode.html), the first that fits."""
_POSTGRESQL = {"53100": Fault.FULL, "25006": Fault.READ_ONLY}
"""disk_full and read_only_sql_transaction, of PostgreSQL's appendix A."""


def fault_of(error: BaseException) -> Fault | None:
    """The fault behind what SQLAlchemy, a driver or the system raised; None for every other error."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, PoolTimeout):
        return Fault.AWAY
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "") or ""
        return next((fault for begins, fault in _SQLITE if name.startswith(begins)), None)
    if original is not None and hasattr(original, "sqlstate"):
        return _fault_of_postgresql(original)
    if isinstance(original, OSError):
        return Fault.FULL if original.errno in _FULL else Fault.READ_ONLY if original.errno == errno.EROFS else None
    return None


def _fault_of_postgresql(error: BaseException) -> Fault | None:
    import psycopg  # the one who raised it has loaded it; an instance on SQLite goes without

    if not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate in _POSTGRESQL:
        return _POSTGRESQL[error.sqlstate]
    return Fault.AWAY if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) else None


def storage_fault(folder: Path) -> Fault | None:
    """Whether a folder can be written at this moment, tried with a file that has no name."""
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.write(_PROBE)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return Fault.FULL if error.errno in _FULL else Fault.READ_ONLY
    return None


def set_up(app: Flask) -> None:
    """Answer faults. What is no fault is left to the page for errors of the code."""
    kinds: list[type[Exception]] = [DBAPIError, PoolTimeout, sqlite3.Error, OSError]
    if app.extensions["eventapp_settings"].database_url.startswith("postgresql"):
        import psycopg

        kinds.append(psycopg.Error)
    for kind in kinds:
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> Any:
    fault = fault_of(error)
    if fault is None:
        return error_response(error)
    if fault is not Fault.AWAY:
        give_up_connections()  # one that was opened to read stays so when the disk can be written again
        _storage.error("nothing can be stored (%s) at %s: %s", fault, request.endpoint, one_line_error(error))
        return _refused(fault)
    if may_begin_anew():
        try:
            return current_app.make_response(current_app.dispatch_request())
        except Exception as again:
            if fault_of(again) is not Fault.AWAY:
                return current_app.make_response(current_app.handle_user_exception(again))
            error = again
    _away.error("the database does not answer at %s: %s", request.endpoint, one_line_error(error))
    without_cookies()
    return stale_if_error.find(kept_bodies()) or _refused(fault)


def _refused(fault: Fault) -> Response | tuple[Any, int, dict[str, str]]:
    headers = {"Retry-After": "5" if fault is Fault.AWAY else "60", "Cache-Control": "no-store"}
    if wants_json(request):
        return json_error(503, "Service Unavailable", _SAID[fault]), 503, headers
    reason = "away" if fault is Fault.AWAY else "storage"
    page = render_template("errors/error.html", status=503, reason=reason, reference=request_id())
    return page, 503, headers
