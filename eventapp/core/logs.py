"""What the log says: lines or JSON objects, each with its request's id, and none with anything personal.

Addresses, private links, codes and whatever else tells of a person are masked before a line is written, whoever writes
it; statements are logged without their parameters.
"""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any, TextIO
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Engine

SLOW = 0.5
"""Seconds after which a statement is named in the log."""
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_MASKS = (
    (re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+"), "<address>"),
    (re.compile(r"/(r|g|i|s|c|d|team|unsubscribe|personal|board)/[A-Za-z0-9_.~-]{12,}"), r"/\1/<token>"),
    (re.compile(r"/(link|password|registrations|confirm)/[A-Za-z0-9_-]{20,}"), r"/\1/<token>"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b"), "<code>"),
    (re.compile(r"(?i)(bearer|password|token|secret)([=: ]+)[^\s&'\"]{6,}"), r"\1\2<secret>"),
    (re.compile(r"\+\d[\d ()-]{6,}\d"), "<number>"),
)
_logger = logging.getLogger(__name__)


def set_up(app: Flask) -> None:
    """Give every request an id, and every line of the log a form."""
    formatter = JsonFormatter() if app.config["LOG_FORMAT"] == "json" else LineFormatter()
    handler = _ErrorStream()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, LineFormatter | JsonFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-ID", "")
        trusted = app.config["TRUSTED_PROXIES"] and _GIVEN.fullmatch(given)
        g.request_id = given if trusted else uuid4().hex[:16]

    @app.after_request
    def tell_request(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response


def request_id() -> str:
    """The id under which the present request stands in the log; empty outside one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def masked(text: str) -> str:
    """A text without addresses, private links, codes, secrets and telephone numbers."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class _ErrorStream(logging.StreamHandler[TextIO]):
    """Standard error as it is when a line is written."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        """There is only one."""


class LineFormatter(logging.Formatter):
    """For people who read: time, level, where it comes from, what."""

    def __init__(self) -> None:
        super().__init__("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        name = request_id()
        return masked(super().format(record)) + (f" (request {name})" if name else "")


class JsonFormatter(logging.Formatter):
    """For programs that read: an object a line."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "process": record.process,
        }
        if has_request_context():
            found |= {"request": request_id(), "method": request.method, "endpoint": request.endpoint or ""}
        if record.exc_info:
            found["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(found, ensure_ascii=False)


def name_slow_statements(engine: Engine) -> None:
    """Have statements that take long named in the log, without what they were about."""

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context is not None:
            context.eventapp_began = time.monotonic()

    @event.listens_for(engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        seconds = time.monotonic() - context.eventapp_began if context is not None else 0.0
        if seconds >= SLOW:
            _logger.warning("a statement took %.1f s: %s", seconds, " ".join(statement.split())[:500])
