"""What a round of meetings is made from. Sets of slots are bit masks: bit `s` stands for slot `s`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

FIRST_MEETINGS = (60, 30, 10)
"""What a person's first, second and third meeting are worth beside the wishes: nobody is to be left with few."""
OWED = 1_000
"""What a meeting that has to be is worth beside its wish."""
MOVED = 25
"""What it costs to move a meeting that people know of already."""


@dataclass(frozen=True)
class Slot:
    """A time for one meeting, in minutes of its day. Slots come in order; those of one day follow each other."""

    day: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Place:
    """Tables in one hall: a zone of common ones, or a company's own stand. `tables` is how many meet there at once."""

    hall: int
    tables: int


@dataclass(frozen=True)
class Person:
    """Somebody who meets others: when they can, and how many meetings they take on one day (None: any number)."""

    available: int
    day_limit: int | None = None


@dataclass(frozen=True)
class Wish:
    """Two who may meet, and where. `weight` is how much both want it; `is_owed` that it has to be."""

    host: int
    guest: int
    place: int
    weight: int
    is_owed: bool = False

    @property
    def worth(self) -> int:
        return self.weight + (OWED if self.is_owed else 0)


@dataclass(frozen=True)
class Round:
    """A round to be made. People, places and wishes are named by their positions.

    `walking` is how many minutes it takes from one hall to another, by (lower, higher) number. `kept` are meetings that
    are confirmed and stay, `before` those that people know of already and that had better stay: {wish: slot}.
    """

    slots: tuple[Slot, ...]
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    walking: Mapping[tuple[int, int], int] = field(default_factory=dict)
    kept: Mapping[int, int] = field(default_factory=dict)
    before: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def day_masks(self) -> dict[int, int]:
        """The slots of each day."""
        masks: dict[int, int] = {}
        for number, slot in enumerate(self.slots):
            masks[slot.day] = masks.get(slot.day, 0) | 1 << number
        return masks

    @cached_property
    def wishes_of(self) -> list[list[int]]:
        """The wishes of each person."""
        found: list[list[int]] = [[] for _one in self.people]
        for number, wish in enumerate(self.wishes):
            found[wish.host].append(number)
            found[wish.guest].append(number)
        return found

    @cached_property
    def halls(self) -> int:
        return 1 + max((place.hall for place in self.places), default=0)

    @cached_property
    def too_far(self) -> list[list[int]]:
        """By two halls: the slots after which there is not enough time to walk from one to the other for the next."""
        pauses = [
            after.begins - now.ends if after.day == now.day else None
            for now, after in zip(self.slots, self.slots[1:], strict=False)
        ]
        return [
            [
                sum(1 << number for number, pause in enumerate(pauses) if pause is not None and pause < minutes)
                if (minutes := self.walking.get((min(one, other), max(one, other)), 0))
                else 0
                for other in range(self.halls)
            ]
            for one in range(self.halls)
        ]


def bits(mask: int) -> list[int]:
    """The slots of a mask, in order."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
