"""Who should meet whom, and why: by what each seeks and offers. Pure rules over what both may know of each other.

A reason names only what the other person says of themselves and titles that the reader may see. Nothing else adds to a
score, so that no score tells what no reason says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from eventapp.titles.territories import GROUPS, WORLD

WEIGHTS: Mapping[str, int] = {
    "they_offer": 5,
    "they_seek": 5,
    "title_sought": 4,
    "own_title": 4,
    "genre": 3,
    "territory": 2,
    "regime": 2,
    "stage": 1,
    "language": 1,
}
"""What each kind of reason counts unless the event says otherwise, from 0 to 10."""
HEAVIEST = 10
_MOST_OF_A_KIND = 2
"""Of genres and the like, so that who ticks everything does not come first everywhere."""


@dataclass(frozen=True)
class TitleInterest:
    """What matters of a title that the reader may see."""

    code: str
    name: str
    sought: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    stage: str = ""
    regime: str | None = None


@dataclass(frozen=True)
class Interests:
    """What somebody says, and the titles that their company brings."""

    wanted: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    regimes: frozenset[str] = frozenset()
    titles: tuple[TitleInterest, ...] = field(default=())


class Reason(NamedTuple):
    """Why two should meet: a kind of WEIGHTS, what of it they share, and the title where it is about one."""

    kind: str
    what: str
    title: TitleInterest | None = None


class Suggestion(NamedTuple):
    """Somebody to meet, by whatever names them, with the reasons, the weightiest first."""

    key: int
    score: int
    reasons: tuple[Reason, ...]


def suggest(
    reader: Interests, others: Iterable[tuple[int, Interests]], weights: Mapping[str, int], most: int | None = None
) -> list[Suggestion]:
    """Those with whom there is anything in common, the best first; who counts the same comes in the order given."""
    found = []
    for key, other in others:
        reasons = reasons_to_meet(reader, other)
        score = score_of(reasons, weights)
        if score:
            counted = sorted(reasons, key=lambda one: -weights.get(one.kind, 0))
            found.append(Suggestion(key, score, tuple(one for one in counted if weights.get(one.kind, 0))))
    found.sort(key=lambda one: -one.score)
    return found[:most]


def score_of(reasons: Iterable[Reason], weights: Mapping[str, int]) -> int:
    """The weights of the reasons, of each kind those of the first few."""
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason.kind] = min(counts.get(reason.kind, 0) + 1, _MOST_OF_A_KIND)
    return sum(weights.get(kind, 0) * number for kind, number in counts.items())


def reasons_to_meet(reader: Interests, other: Interests) -> list[Reason]:
    """Everything that speaks for the two, from the reader's side."""
    found = [Reason("they_offer", one) for one in sorted(reader.wanted & other.offered)]
    found += [Reason("they_seek", one) for one in sorted(reader.offered & other.wanted)]
    found += [
        Reason("title_sought", one, title) for title in other.titles for one in sorted(title.sought & reader.offered)
    ]
    found += [
        Reason("own_title", one, title) for title in reader.titles for one in sorted(title.sought & other.offered)
    ]
    for kind, name in (("genre", "genres"), ("language", "languages"), ("stage", "stages"), ("regime", "regimes")):
        shared = _all_of(reader, name) & _all_of(other, name)
        found += [Reason(kind, one) for one in sorted(shared)]
    found += [Reason("territory", one) for one in _shared_territories(reader.territories, other.territories)]
    return found


def _all_of(person: Interests, name: str) -> frozenset[str]:
    """What somebody ticked, and what their titles have of it."""
    own: frozenset[str] = getattr(person, name)
    if name == "genres":
        return own.union(*(title.genres for title in person.titles))
    if name == "stages":
        return own | {title.stage for title in person.titles if title.stage}
    if name == "regimes":
        return own | {title.regime for title in person.titles if title.regime}
    return own


def _shared_territories(one: frozenset[str], other: frozenset[str]) -> list[str]:
    """The narrower of each two that overlap: who deals in Asia and who in South-East Asia share the latter."""
    shared = set()
    for mine in one:
        for theirs in other:
            if theirs in (mine, WORLD):
                shared.add(mine)
            elif mine == WORLD:
                shared.add(theirs)
            elif _countries(mine) & _countries(theirs):
                shared.add(min(mine, theirs, key=lambda name: len(_countries(name))))
    return sorted(shared)


def _countries(territory: str) -> frozenset[str]:
    return GROUPS.get(territory, frozenset({territory}))
