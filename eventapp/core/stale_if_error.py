"""The last good copy of each public answer, for as long as the database is away (docs/decisions/0037).

Every cached public answer is noted by its address and language: which kept body it was, and when it was last known to
be right. While the database does not answer, that body is sent again, marked as a copy.
"""

import hashlib
import os
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from flask import Response, current_app, request
from flask_babel import ngettext
from markupsafe import escape

from eventapp.core.locales import reader_locale
from eventapp.core.response_cache import answers

OLDEST = 3600
"""Seconds for which a copy is better than none."""
_WRITE_EVERY = 60
"""Seconds after which a copy that is still right is written down again, for the other processes."""
_MOST = 10_000


class Copy(NamedTuple):
    """A kept body, and the moment (seconds since 1970) at which the database last said that it is right."""

    key: str
    content_type: str
    vary: str
    at: float


class _Known:
    """What this process knows; the folder has what any process has known."""

    def __init__(self) -> None:
        self._copies: OrderedDict[str, tuple[Copy, Copy]] = OrderedDict()  # the newest, and the one written down
        self._lock = threading.Lock()

    def keep(self, address: str, copy: Copy) -> bool:
        """Remember a copy; True where it has to be written down too."""
        with self._lock:
            _, written = self._copies.get(address, (copy, None))
            is_fresh = written is not None and written.key == copy.key and copy.at - written.at < _WRITE_EVERY
            self._copies[address] = (copy, written if written is not None and is_fresh else copy)
            if len(self._copies) > _MOST:
                self._copies.popitem(last=False)
            return not is_fresh

    def get(self, address: str) -> Copy | None:
        with self._lock:
            newest, _ = self._copies.get(address, (None, None))
            return newest


_known = _Known()


def note(key: str, content_type: str, vary: str) -> None:
    """Say that a public answer of this request is right at this moment."""
    address = _address()
    copy = Copy(key, content_type, vary, time.time())
    if _known.keep(address, copy):
        _write(_folder() / address, copy)


def find(bodies: Path) -> Response | None:
    """The copy of what this request asks for, from the folder of kept bodies; None where there is none, or none that
    is young enough."""
    if request.method not in ("GET", "HEAD"):
        return None
    address = _address()
    known = [copy for copy in (_known.get(address), _read(_folder() / address)) if copy]
    copy = max(known, key=lambda one: one.at, default=None)
    age = int(time.time() - copy.at) if copy else 0
    if copy is None or age > OLDEST:
        return None
    body = answers.kept(copy.key, bodies)
    if body is None:
        return None
    is_page = copy.content_type.startswith("text/html")
    headers = {
        "Age": str(max(age, 0)), "Warning": '110 - "Response is Stale"', "Cache-Control": "no-store" if is_page
        else "no-cache", "Vary": copy.vary,
    }  # fmt: skip
    return Response(_marked(body, age) if is_page else body, headers=headers, content_type=copy.content_type)


def _marked(page: bytes, age: int) -> bytes:
    """The page with a line above its content that says what it is."""
    said = ngettext(
        "Our database cannot be reached for a moment: this page is as it was %(num)s minute ago. It renews itself.",
        "Our database cannot be reached for a moment: this page is as it was %(num)s minutes ago. It renews itself.",
        max(age // 60, 1),
    )
    mark = f'<p class="notice notice-warning" role="status">{escape(said)}</p>'
    return page.replace(b'<main id="content">', b'<main id="content">' + mark.encode(), 1)


def _address() -> str:
    """Where and in which language: what an answer's body depends on, beside the database."""
    asked = f"{request.path}?{request.query_string.decode('latin-1')}#{reader_locale()}"
    return hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()


def _folder() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "last-good"


def _write(path: Path, copy: Copy) -> None:
    """A folder that cannot be written is no reason not to answer."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text("\n".join((copy.key, copy.content_type, copy.vary, repr(copy.at))))
        temporary.replace(path)


def _read(path: Path) -> Copy | None:
    try:
        key, content_type, vary, at = path.read_text().split("\n")
        return Copy(key, content_type, vary, float(at))
    except (OSError, ValueError):
        return None
