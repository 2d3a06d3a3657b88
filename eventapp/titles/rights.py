"""How the rights of a title stand in one country and medium, where several lines speak of it."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from eventapp.titles.territories import breadth, covers

_CAUTIOUS = {"free": 0, "optioned": 1, "sold": 2}


class Right(Protocol):
    """One line of a title's rights."""

    territory: str
    medium: str
    state: str
    begins_on: date | None
    ends_on: date | None


def standing(rights: Iterable[Right], country: str, medium: str, on: date) -> str | None:
    """`free`, `optioned` or `sold`; None where no line speaks of it.

    What is said of fewer countries goes before what is said of more, then what is said of this medium before what is
    said of all; of two that are as close the more cautious one holds.
    """
    near = [
        (breadth(one.territory), one.medium == "all", -_CAUTIOUS[one.state], one.state)
        for one in rights
        if covers(one.territory, country) and one.medium in ("all", medium) and _runs(one, on)
    ]
    return min(near)[3] if near else None


def is_free(rights: Iterable[Right], country: str, medium: str, on: date) -> bool:
    """Whether a right can be had; an empty country or medium asks whether it can be had anywhere, or for anything."""
    lines = list(rights)
    if country and medium:
        return standing(lines, country, medium, on) == "free"
    open_lines = [one for one in lines if one.state == "free" and _runs(one, on)]
    if country:
        media = {one.medium for one in open_lines if covers(one.territory, country)}
        return any(standing(lines, country, one, on) == "free" for one in media)
    return any(not medium or one.medium in ("all", medium) for one in open_lines)


def _runs(right: Right, on: date) -> bool:
    """A line without a term holds for ever, one that has ended no more, and one that begins later already."""
    return right.ends_on is None or right.ends_on >= on
