"""A first timetable at once, and better ones by moving few meetings to make room for one more."""

import heapq
from random import Random
from time import monotonic

from eventapp.meetings.rounds.draft import NOWHERE, Draft
from eventapp.meetings.rounds.problem import MOVED, bits

DEEPEST = 3
"""How many meetings may be moved, each to make room for the one before."""
_TRIED = 8
"""Slots that are tried for a meeting that has to make room itself."""


def fill(draft: Draft) -> None:
    """Meet what can be met as it stands, what is worth most first. What a meeting is worth falls as its people have
    more of them, so each is looked at again when its turn comes. Who can seldom goes before who always can."""
    waiting = [
        (-draft.gain(wish), draft.reachable(wish).bit_count(), wish)
        for wish, slot in enumerate(draft.slot_of) if slot == NOWHERE
    ]  # fmt: skip
    heapq.heapify(waiting)
    while waiting:
        price, choices, wish = heapq.heappop(waiting)
        now = -draft.gain(wish)
        if now > price:
            heapq.heappush(waiting, (now, choices, wish))
        elif among := draft.fits(wish):
            draft.put(wish, draft.emptiest(wish, among))


def improve(draft: Draft, until: float, random: Random) -> int:
    """Meet more wishes by moving others, until nothing helps or the time (of `monotonic`) is over. Returns how many
    came to it."""
    gained = 0
    while monotonic() < until:
        unmet = [wish for wish, slot in enumerate(draft.slot_of) if slot == NOWHERE and draft.reachable(wish)]
        unmet = [wish for wish in unmet if draft.may_gain_room(wish)]
        unmet.sort(key=lambda wish: (-draft.gain(wish), random.random()))
        before = gained
        for wish in unmet:
            if monotonic() >= until:
                break
            if draft.may_gain_room(wish) and _Room(draft, random).make_for(wish):
                gained += 1
        if gained == before:
            break
    return gained


class _Room:
    """Room for one wish, made by moving what is in its way. `done` notes every change, to be undone."""

    def __init__(self, draft: Draft, random: Random) -> None:
        self.draft, self.random = draft, random
        self.done: list[tuple[int, int]] = []
        self.barred: set[int] = set()

    def make_for(self, wish: int) -> bool:
        """Meet a wish, moving nothing, or as little as helps. Nobody loses a meeting by it."""
        if among := self.draft.fits(wish):
            self.draft.put(wish, self.draft.emptiest(wish, among))
            return True
        slots = bits(self.draft.reachable(wish))
        for depth in range(1, DEEPEST + 1):
            self.random.shuffle(slots)
            for slot in slots:
                self.barred = {wish}
                if self._place(wish, slot, depth) and self._is_worth_it(wish):
                    return True
                self._undo(0)
        return False

    def _is_worth_it(self, wish: int) -> bool:
        """Whether what was won is more than what people had been told and is moved now."""
        before = self.draft.problem.before
        moved = sum(MOVED for other, former in self.done if former != NOWHERE and before.get(other) == former)
        return self.draft.loss(wish) > moved

    def _place(self, wish: int, slot: int, depth: int) -> bool:
        """Put a wish into a slot; what is in its way goes elsewhere."""
        for other in self._in_the_way(wish, slot):
            if other in self.barred or other in self.draft.problem.kept:
                return False
            self.done.append((other, self.draft.take(other)))
            self.barred.add(other)
            if elsewhere := self.draft.fits(other) & ~(1 << slot):
                self._put(other, self.draft.emptiest(other, elsewhere))
            elif depth <= 1 or not self._place_elsewhere(other, slot, depth - 1):
                return False
        if not self.draft.fits(wish) >> slot & 1:
            return False
        self._put(wish, slot)
        return True

    def _place_elsewhere(self, wish: int, left_slot: int, depth: int) -> bool:
        mark, barred = len(self.done), set(self.barred)
        for slot in bits(self.draft.reachable(wish) & ~(1 << left_slot))[:_TRIED]:
            if self._place(wish, slot, depth):
                return True
            self._undo(mark)
            self.barred = set(barred)
        return False

    def _in_the_way(self, wish: int, slot: int) -> list[int]:
        """What the two have in a slot, and one meeting of the place where no table is left."""
        draft, one = self.draft, self.draft.problem.wishes[wish]
        found = {draft.meeting_at[person][slot] for person in (one.host, one.guest)} - {NOWHERE}
        is_there = any(draft.problem.wishes[other].place == one.place for other in found)
        if not draft.is_open(one.place, slot) and not is_there:
            found.update(sorted(draft.at_place[one.place][slot])[:1])
        return sorted(found)

    def _put(self, wish: int, slot: int) -> None:
        self.done.append((wish, NOWHERE))
        self.draft.put(wish, slot)

    def _undo(self, back_to: int) -> None:
        """Take changes back, the last one first: each says where a wish was before."""
        while len(self.done) > back_to:
            wish, former = self.done.pop()
            if former == NOWHERE:
                self.draft.take(wish)
            else:
                self.draft.put(wish, former)
