"""Numbers on other organisers' badges: how they are compared, matched and written into scans.

The scanner has the same rules in static/js/scanner/badges.js.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

PREFIX = "FB1."
LONGEST_NUMBER = 80
_MEANINGS = {"#": "[0-9]", "@": "[A-Z]", "*": "[A-Z0-9]+"}


class BadgeKey(NamedTuple):
    """One issuer's badge. Equal numbers of two issuers are two badges."""

    issuer_id: int
    number: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.issuer_id}.{self.number}"


def normal_number(text: str) -> str:
    """As it is stored and compared: without blanks and case, and full-width letters as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()[:LONGEST_NUMBER]


def key_from(text: str) -> BadgeKey | None:
    """The badge that a scan names in full (`FB1.3.A-17`), as a phone writes it once it knows the issuer."""
    if not text.startswith(PREFIX):
        return None
    issuer, _, number = text.removeprefix(PREFIX).partition(".")
    number = normal_number(number)
    return BadgeKey(int(issuer), number) if re.fullmatch("[0-9]{1,9}", issuer) and number else None


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_MEANINGS.get(letter, re.escape(letter)) for letter in normal_number(pattern)))


def fits(pattern: str, number: str) -> bool:
    """Whether a normal number is one of a pattern's: `#` a digit, `@` a letter, `*` some of either. None fits none."""
    return bool(pattern) and _matcher(pattern).fullmatch(number) is not None
