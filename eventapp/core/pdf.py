"""PDF from Typst templates, with the fonts that carry all three languages."""

import json
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

import typst

from eventapp.core.files import FONTS, TEMPLATES

_one_at_a_time = Lock()
"""A compiler serves one thread at a time; a page takes a few milliseconds."""


def render(template: str, values: Any, made_at: int) -> bytes:
    """A template of templates/, after the beginning that all share. The same values and time give the same bytes.

    `values` have `language` (a locale) and `accent` (a hex colour) beside what the template needs.
    """
    pdf = _compiled(template, values, "pdf", made_at)
    assert isinstance(pdf, bytes)
    return pdf


def picture(template: str, values: Any) -> bytes:
    """The same as SVG, for a document of one page."""
    svg = _compiled(template, values, "svg", 0)
    return svg[0] if isinstance(svg, list) else svg


def _compiled(template: str, values: Any, kind: Literal["pdf", "svg"], made_at: int) -> bytes | list[bytes]:
    source = (TEMPLATES / "_printed.typ").read_bytes() + (TEMPLATES / template).read_bytes()
    inputs = {"values": json.dumps(values)}
    with _one_at_a_time:
        made = _compiler().compile(input=source, format=kind, sys_inputs=inputs, timestamp=made_at)
    assert made is not None
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """One compiler a process: reading the fonts takes a hundred times as long as a page."""
    return typst.Compiler(font_paths=[str(FONTS)])
