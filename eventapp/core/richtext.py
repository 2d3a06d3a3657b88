"""Markdown from organisers and imports, as safe HTML."""

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": True, "linkify": False, "breaks": True}).enable("table")
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h3", "h4", "h5", "hr", "i", "li", "ol",
    "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# What may mean something to Markdown or HTML. A text without any of it is paragraphs, and needs no parser.
_MARKS = re.compile(
    r"[^ -~\n\u00a1-\u167f\u2010-\u2027\u3001-\ud7ff\uff01-\uffee]|[\\`*_\[\]<>&|]"
    r"|^(?:    | *(?:[-+=~#:]|\d+[.)]))",
    re.MULTILINE,
)


def to_html(text: str) -> Markup:
    """Markdown (with some HTML, as programme files have it) to sanitised HTML; links get rel=noopener nofollow."""
    text = text.replace("\r\n", "\n")
    return _clean(_markdown.render(text)) if _MARKS.search(text) else _paragraphs_as_html(text)


def to_plain(text: str) -> str:
    """The same text without marks, for calendars and previews."""
    text = text.replace("\r\n", "\n")
    return _bare(_markdown.render(text)) if _MARKS.search(text) else _paragraphs_as_plain(text)


def html_and_plain(text: str) -> tuple[Markup, str]:
    """Both; what has to be parsed is parsed once."""
    text = text.replace("\r\n", "\n")
    if not _MARKS.search(text):
        return _paragraphs_as_html(text), _paragraphs_as_plain(text)
    raw = _markdown.render(text)
    return _clean(raw), _bare(raw)


def plain_beginning(text: str, longest: int) -> str:
    """The same text without marks, and no more of it than so many characters."""
    plain = to_plain(text)
    return plain if len(plain) <= longest else f"{plain[:longest].rstrip()}…"


def _clean(raw: str) -> Markup:
    return Markup(nh3.clean(raw, tags=_TAGS, link_rel="noopener nofollow"))


def _bare(raw: str) -> str:
    raw = raw.replace("</p>", "</p>\n")
    return (
        re.sub(r"\n{3,}", "\n\n", nh3.clean(raw, tags=set()))
        .strip()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .replace("&quot;", '"')
    )


def _paragraphs_as_html(text: str) -> Markup:
    return Markup("".join("<p>" + "<br>\n".join(lines) + "</p>\n" for lines in _paragraphs(text)))


def _paragraphs_as_plain(text: str) -> str:
    return "\n\n".join("\n".join(lines) for lines in _paragraphs(text))


def _paragraphs(text: str) -> Iterator[list[str]]:
    """The paragraphs' lines, as Markdown takes them."""
    lines: list[str] = []
    for line in text.split("\n"):
        if stripped := line.strip(" "):
            lines.append(stripped)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines
