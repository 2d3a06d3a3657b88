"""Sessions at the same time: pure rules over what somebody has in their agenda."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple, Protocol, TypeVar


class Slotted(Protocol):
    """Anything that has a time, or has none yet."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


class Slot(NamedTuple):
    """A time by itself."""

    starts_at: datetime | None
    ends_at: datetime | None


AnySlotted = TypeVar("AnySlotted", bound=Slotted)


def overlap(one: Slotted, other: Slotted) -> bool:
    """Whether two sessions share a moment; touching ends do not, and what has no time never does."""
    if one.starts_at is None or one.ends_at is None or other.starts_at is None or other.ends_at is None:
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def overlapping_pairs(sessions: Sequence[AnySlotted]) -> list[tuple[AnySlotted, AnySlotted]]:
    """Every two that are at the same time, in the order given."""
    return [(one, other) for one, other in combinations(sessions, 2) if overlap(one, other)]


class Change(NamedTuple):
    """Two sessions in different rooms with so few minutes between them."""

    one: Any
    other: Any
    minutes: int


def hurried_changes(sessions: Sequence[Any], needed: int) -> list[Change]:
    """Where somebody has to be in another room sooner than after `needed` minutes; those of one room need no time."""
    timed = sorted((one for one in sessions if one.starts_at is not None), key=lambda one: one.starts_at)
    found = []
    for at, one in enumerate(timed):
        for other in timed[at + 1 :]:
            between = int((other.starts_at - one.ends_at).total_seconds()) // 60
            if between >= needed:
                break
            if between >= 0 and None not in (one.room_id, other.room_id) and one.room_id != other.room_id:
                found.append(Change(one, other, between))
    return found


def beside_booked(marked: Iterable[Any], booked: Sequence[Any]) -> dict[int, Any]:
    """By the id of a session that is only marked: a booked one at the same time, where there is one."""
    found = ((session, next((one for one in booked if overlap(session, one)), None)) for session in marked)
    return {session.id: other for session, other in found if other is not None}
