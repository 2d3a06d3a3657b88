"""Names as a directory sorts them, as they are looked for, and as stands are called."""

from eventapp.companies.models import Company
from eventapp.core.romanisation import romanised
from eventapp.core.types import LocalizedText
from eventapp.registration.search import in_both_scripts

LONGEST_SEARCH_TEXT = 6_000
"""Characters."""


def in_order_of_names(name: str) -> str:
    """A name as lists sort it: folded, and Chinese by how it is read in Mandarin."""
    reading = romanised(name)
    return (reading[0] if reading and not name[:1].isascii() else name).casefold()


def searchable_text(name: LocalizedText, text: LocalizedText, *more: str) -> str:
    """What a search looks in: names as they are read, and names and words in both Chinese scripts."""
    names = " ".join((*name.values(), *more))
    words = " ".join((names, *text.values())).casefold()
    return " ".join((*romanised(names), *in_both_scripts(words)))[:LONGEST_SEARCH_TEXT]


def stand_names(company: Company, locale: str, main_locale: str) -> list[str]:
    """A company's stands as people look for them: the hall and the number."""
    stands = (link.stand for link in company.stand_links)
    return [f"{stand.hall.name.text(locale, main_locale)} {stand.number}" for stand in stands]
