"""One concept, one word in each language: the catalogues say what docs/glossary.md says."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from eventapp.core.files import ROOT
from eventapp.translations.update import BY_HAND, FROM_IT, path_of


class Term(NamedTuple):
    concept: str
    code: str
    english: str
    traditional: str
    simplified: str
    source: str
    avoided: str


def terms() -> list[Term]:
    rows = [line.strip("|").split("|") for line in (ROOT / "docs/glossary.md").read_text().splitlines()]
    found = [Term(*(cell.strip() for cell in row)) for row in rows if len(row) == 7]
    return [term for term in found if term.concept not in ("Concept", "---")]


def messages(locale: str) -> Iterator[tuple[str, str]]:
    """(English, translation) of every text, its plural forms too."""
    with path_of(locale).open("rb") as file:
        for message in read_po(file, locale=locale):
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,) * len(ids)
            yield from ((english, texts[min(number, len(texts) - 1)]) for number, english in enumerate(ids) if english)


def test_every_concept_has_one_row() -> None:
    concepts = [term.concept for term in terms()]
    assert sorted(concepts) == sorted(set(concepts))
    assert len(concepts) > 50


@pytest.mark.parametrize(("locale", "column"), [(BY_HAND, "traditional"), (FROM_IT, "simplified")])
def test_the_pages_call_each_concept_as_the_glossary_does(locale: str, column: str) -> None:
    texts = dict(messages(locale))
    said = {term.english: texts[term.english] for term in terms() if term.english in texts}
    assert said == {term.english: getattr(term, column) for term in terms() if term.english in texts}


def test_every_english_term_is_said_somewhere() -> None:
    everything = "\n".join(english for english, _ in messages(BY_HAND)).casefold()
    assert [term.english for term in terms() if term.english.casefold() not in everything] == []


def test_no_text_says_what_the_glossary_avoids() -> None:
    avoided = [word.strip() for term in terms() for word in term.avoided.split(",") if word.strip()]
    pattern = re.compile(
        "|".join(rf"\b{re.escape(word)}\b(?! server)" if word.isascii() else re.escape(word) for word in avoided), re.I
    )
    pairs = [*messages(BY_HAND), *messages(FROM_IT)]
    assert [text for pair in pairs for text in pair if pattern.search(text)] == []


def test_what_stands_in_the_code_is_there() -> None:
    paths = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", (ROOT / "docs/glossary.md").read_text())
    known = [path.as_posix() for path in (ROOT / "eventapp").rglob("*.py")]
    assert [path for path in paths if not any(name.endswith("/" + path) for name in known)] == []
