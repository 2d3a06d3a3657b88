"""What features above add to the scanner, told to check-in without its knowing them."""

from collections.abc import Callable
from typing import Any

PairingSource = Callable[[str, str], dict[str, Any] | None]
pairing_sources: list[PairingSource] = []


def add_pairing_source(source: PairingSource) -> PairingSource:
    """`source` turns a code and a name into the answer for a phone that is paired by it, with its token and role; None
    where the code is not one of its own."""
    pairing_sources.append(source)
    return source


def paired_elsewhere(code: str, name: str) -> dict[str, Any] | None:
    """The answer of the first feature that knows the code."""
    answers = (source(code, name) for source in pairing_sources)
    return next((answer for answer in answers if answer is not None), None)


scanner_parts: list[str] = []
"""Templates of what the scanner shows in roles that features above add."""
