"""Markdown becomes harmless HTML, and plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from eventapp.core import richtext
from eventapp.core.richtext import html_and_plain, to_html, to_plain


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


BLANKS_AND_MARKS = st.sampled_from(" \n\n.,:;-+=~#1a\"'()!?/@$%^{}合。·é\u00a0\u3000\u2028")
texts = st.text(st.one_of(BLANKS_AND_MARKS, st.characters(exclude_categories=["Cs", "Cc"])), max_size=40)


@given(texts)
def test_what_needs_no_parser_is_what_the_parser_makes_of_it(text: str) -> None:
    raw = richtext._markdown.render(text)
    assert html_and_plain(text) == (richtext._clean(raw), richtext._bare(raw))


@given(texts)
def test_both_at_once_are_each_by_itself(text: str) -> None:
    assert html_and_plain(text) == (to_html(text), to_plain(text))
