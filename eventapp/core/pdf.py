"""PDF from Typst templates, with the fonts that carry all three languages."""

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Any, Literal

from eventapp.core import typst_process
from eventapp.core.deadlines import DeadlineExceeded, within
from eventapp.core.files import FONTS, TEMPLATES
from eventapp.core.typst_process import WORDS, read_message, write_message

IDLE_SECONDS = 60
"""How long the process that sets documents waits for the next: with its fonts it weighs as much as a server process."""

SHORTEST_DEADLINE = 20.0
"""Seconds that any document may take; a ticket takes a hundredth of one."""
BYTES_A_SECOND = 50_000
"""What a document says beyond that gives it more time: three hundred badges are about 1.5 MB, and take a second."""


class DocumentUnavailable(Exception):
    """A document could not be made in time. Nothing was changed, and asking again may help."""


class _Compiler:
    """The process that sets this one's documents; started when there is one to set, and again after it ended."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._one_at_a_time = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def compile(self, asked: bytes, seconds: float) -> bytes:
        """Raises DocumentUnavailable where it is not done in so many seconds."""
        ends = monotonic() + seconds
        if seconds <= 0 or not self._one_at_a_time.acquire(timeout=seconds):
            raise DocumentUnavailable(f"no answer within {seconds:g} seconds")
        try:
            answer = self._answer(asked, ends)
        finally:
            self._one_at_a_time.release()
        if answer[:1] == WORDS:
            raise RuntimeError(answer[1:].decode())
        return answer[1:]

    def _answer(self, asked: bytes, ends: float) -> bytes:
        for _ in range(2):  # it may have ended while nobody asked: then another is asked
            try:
                return within(max(ends - monotonic(), 0), lambda: self._ask(asked))
            except (OSError, EOFError):
                self.end()
            except DeadlineExceeded as error:
                self.end()
                raise DocumentUnavailable(str(error)) from error
        raise DocumentUnavailable("the process that sets documents ended")

    def _ask(self, asked: bytes) -> bytes:
        if self._process is None:
            # -P: the modules beside it are not meant by the names of the standard library
            command = [sys.executable, "-P", typst_process.__file__, str(FONTS), str(IDLE_SECONDS)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        setting = self._process
        assert setting.stdin is not None
        assert setting.stdout is not None
        write_message(setting.stdin, asked)
        return read_message(setting.stdout)

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()


def render(template: str, values: Any, made_at: int) -> bytes:
    """A template of templates/, after the beginning that all share. The same values and time give the same bytes.

    `values` have `language` (a locale) and `accent` (a hex colour) beside what the template needs. Raises
    DocumentUnavailable.
    """
    return _compiled(template, values, "pdf", made_at)


def picture(template: str, values: Any) -> bytes:
    """The same as SVG, for a document of one page. Raises DocumentUnavailable."""
    return _compiled(template, values, "svg", 0)


def _compiled(template: str, values: Any, kind: Literal["pdf", "svg"], made_at: int) -> bytes:
    source = (TEMPLATES / "_printed.typ").read_bytes() + (TEMPLATES / template).read_bytes()
    written = json.dumps(values)
    options = {"format": kind, "sys_inputs": {"values": written}, "timestamp": made_at}
    asked = json.dumps(options).encode() + b"\0" + source
    try:
        return _compiler().compile(asked, SHORTEST_DEADLINE + len(written) / BYTES_A_SECOND)
    except DocumentUnavailable as error:
        raise DocumentUnavailable(f"{template}: {error}") from error


_known: list[_Compiler] = []
_making = Lock()


def _compiler() -> _Compiler:
    """This process's own: one that was made before a fork is its parent's."""
    with _making:
        if not _known or _known[0].owner != os.getpid():
            _known[:] = [_Compiler()]
        return _known[0]


@atexit.register
def _end() -> None:
    if _known and _known[0].owner == os.getpid():
        _known[0].end()
