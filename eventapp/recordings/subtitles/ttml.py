"""TTML as broadcasters have it: the IMSC 1.1 text profile (W3C), by ttconv. It has no place for speakers."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

from lxml import etree

from eventapp.recordings.subtitles.cues import Cue

DEEPEST = 50


def write_ttml(cues: Iterable[Cue], language: str = "") -> str:
    from ttconv import model
    from ttconv.imsc import writer

    document = model.ContentDocument()
    document.set_lang(language)
    region = model.Region("bottom", document)
    document.put_region(region)
    body, division = model.Body(document), model.Div(document)
    document.set_body(body)
    body.set_region(region)
    body.push_child(division)
    for cue in cues:
        division.push_child(_paragraph(document, cue))
    written = writer.from_model(document)
    return ElementTree.tostring(written.getroot(), encoding="unicode", xml_declaration=True) + "\n"


def _paragraph(document: Any, cue: Cue) -> Any:
    from ttconv import model

    paragraph = model.P(document)
    paragraph.set_begin(Fraction(cue.starts_ms, 1000))
    paragraph.set_end(Fraction(cue.ends_ms, 1000))
    for number, row in enumerate(cue.text.split("\n")):
        if number:
            paragraph.push_child(model.Br(document))
        span = model.Span(document)
        span.push_child(model.Text(document, row))
        paragraph.push_child(span)
    return paragraph


def read_ttml(content: bytes) -> list[Cue]:
    """Raises ValueError for what is none."""
    from ttconv.imsc import reader

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        safe = etree.tostring(etree.fromstring(content, parser), encoding="utf-8")
        document = reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(safe)))  # noqa: S314  # looked at
    except (etree.XMLSyntaxError, ElementTree.ParseError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    if document is None or document.get_body() is None:
        raise ValueError("no TTML")
    found: list[Cue] = []
    _collect(document.get_body(), Fraction(0), None, found, 0)
    return found


def _collect(element: Any, begins: Fraction, ends: Fraction | None, found: list[Cue], depth: int) -> None:
    """Each paragraph with a beginning and an end, its own or that of what it is in (TTML 2, section 12.1)."""
    from ttconv import model

    if depth > DEEPEST:
        raise ValueError("too deep")
    start = begins + (element.get_begin() or 0)
    own_end = element.get_end()
    end = begins + own_end if own_end is not None else ends
    if isinstance(element, model.P):
        spans = (
            [(start, end, _text(element))] if element.get_begin() is not None or begins else _timed(element, start, end)
        )
        found.extend(
            Cue(round(first * 1000), round(last * 1000), text) for first, last, text in spans if last is not None
        )
        return
    for child in element:
        _collect(child, start, end, found, depth + 1)


def _timed(paragraph: Any, begins: Fraction, ends: Fraction | None) -> list[tuple[Fraction, Fraction | None, str]]:
    """The spans of a paragraph that itself has no times."""
    spans = [span for span in paragraph if span.get_begin() is not None]
    if not spans:
        return [(begins, ends, _text(paragraph))]
    return [
        (begins + span.get_begin(), begins + span.get_end() if span.get_end() is not None else ends, _text(span))
        for span in spans
    ]


def _text(element: Any) -> str:
    from ttconv import model

    if isinstance(element, model.Text):
        return str(element.get_text())
    if isinstance(element, model.Br):
        return "\n"
    return "".join(_text(child) for child in element)
