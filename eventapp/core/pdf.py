"""PDF from Typst templates, with the fonts that carry all three languages."""

import json
import os
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

from eventapp.core.deadlines import DeadlineExceeded, within
from eventapp.core.files import FONTS, TEMPLATES

SHORTEST_DEADLINE = 20.0
"""Seconds that any document may take; a ticket takes a hundredth of one."""
BYTES_A_SECOND = 50_000
"""What a document says beyond that gives it more time: three hundred badges are about 1.5 MB, and take a second."""


class DocumentUnavailable(Exception):
    """A document could not be made in time. Nothing was changed, and asking again may help."""


class _Compiler:
    """The fonts take a hundred times as long to read as a page to set, so they are read once a process.

    Typst works with threads of its own. They do not survive a fork, and whoever waits for them waits for ever: a
    process that was forked after its parent made a document makes none, and says so at once.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self._one_at_a_time = Lock()
        self._fonts: Any = None

    def compile(self, **asked: Any) -> bytes | list[bytes] | None:
        if self.process != os.getpid():
            raise DocumentUnavailable("this process was forked from one that had made documents")
        import typst

        with self._one_at_a_time:
            if self._fonts is None:
                self._fonts = typst.Compiler(font_paths=[str(FONTS)])
            made: bytes | list[bytes] | None = self._fonts.compile(**asked)
            return made


def render(template: str, values: Any, made_at: int) -> bytes:
    """A template of templates/, after the beginning that all share. The same values and time give the same bytes.

    `values` have `language` (a locale) and `accent` (a hex colour) beside what the template needs. Raises
    DocumentUnavailable.
    """
    pdf = _compiled(template, values, "pdf", made_at)
    assert isinstance(pdf, bytes)
    return pdf


def picture(template: str, values: Any) -> bytes:
    """The same as SVG, for a document of one page. Raises DocumentUnavailable."""
    svg = _compiled(template, values, "svg", 0)
    return svg[0] if isinstance(svg, list) else svg


def _compiled(template: str, values: Any, kind: Literal["pdf", "svg"], made_at: int) -> bytes | list[bytes]:
    source = (TEMPLATES / "_printed.typ").read_bytes() + (TEMPLATES / template).read_bytes()
    written = json.dumps(values)
    asked: dict[str, Any] = {"input": source, "format": kind, "sys_inputs": {"values": written}, "timestamp": made_at}
    compiler = _compiler()
    try:
        made = within(SHORTEST_DEADLINE + len(written) / BYTES_A_SECOND, lambda: compiler.compile(**asked))
    except DeadlineExceeded as error:
        _compiler.cache_clear()  # whoever comes next does not queue behind what may never end
        raise DocumentUnavailable(f"{template}: {error}") from error
    assert made is not None
    return made


@lru_cache(maxsize=1)
def _compiler() -> _Compiler:
    return _Compiler()
