"""Markdown becomes harmless HTML, and plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from eventapp.core.richtext import to_html, to_plain


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        '<a href="jav&#x09;ascript:alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<iframe src=//evil.example></iframe>",
        '<p style="position:fixed">x</p>',
        "<form action=//evil.example><input></form>",
    ],
)
def test_hostile_markup_is_taken_out(hostile: str) -> None:
    cleaned = str(to_html(hostile)).lower()
    for word in ("<script", "onerror", "onload", "<iframe", "<form", "<input", "<svg", "<img", "style=", 'href="j'):
        assert word not in cleaned


@given(st.text(max_size=300))
def test_nothing_but_known_elements_comes_out(text: str) -> None:
    cleaned = str(to_html(text))
    if cleaned.strip():
        tree = html.fragment_fromstring(cleaned, create_parent="div")
        attributes = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
        assert attributes <= {"href", "rel", "title", "start", "align", "colspan", "rowspan", "cite"}


def test_links_tell_their_targets_nothing() -> None:
    assert str(to_html("[x](https://example.org/)")) == (
        '<p><a href="https://example.org/" rel="noopener nofollow">x</a></p>\n'
    )


def test_plain_text_keeps_paragraphs_and_signs() -> None:
    assert to_plain('Fish & *chips*\n\n5 < 6, "yes"') == 'Fish & chips\n\n5 < 6, "yes"'
