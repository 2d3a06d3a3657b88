"""Markdown from organisers and imports, as safe HTML."""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": True, "linkify": False, "breaks": True}).enable("table")
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h3", "h4", "h5", "hr", "i", "li", "ol",
    "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def to_html(text: str) -> Markup:
    """Markdown (with some HTML, as programme files have it) to sanitised HTML; links get rel=noopener nofollow."""
    raw = _markdown.render(text.replace("\r\n", "\n"))
    return Markup(nh3.clean(raw, tags=_TAGS, link_rel="noopener nofollow"))


def to_plain(text: str) -> str:
    """The same text without marks, for calendars and previews."""
    raw = _markdown.render(text).replace("</p>", "</p>\n")
    return (
        re.sub(r"\n{3,}", "\n\n", nh3.clean(raw, tags=set()))
        .strip()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .replace("&quot;", '"')
    )
