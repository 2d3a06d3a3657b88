"""A round of meetings from its wishes: a first answer at once, better ones while one waits."""

from collections.abc import Callable
from random import Random
from time import monotonic
from typing import NamedTuple

from eventapp.meetings.rounds.bounds import upper_bound
from eventapp.meetings.rounds.draft import NOWHERE, Draft, Timetable, draft_of, value_of
from eventapp.meetings.rounds.exact import solve_part
from eventapp.meetings.rounds.problem import Round
from eventapp.meetings.rounds.search import fill, improve

WHOLE = 60_000
"""Choices of a wish and a slot that CP-SAT looks at together; a round with more is made better part by part."""
_PART, _PART_SECONDS = 220, 2.0
_SEARCH = 0.15
"""The part of the time in which a small round is made better by moving meetings, before CP-SAT has it."""


class Answer(NamedTuple):
    """A timetable and what it is worth, what the first was worth, and what none is worth more than."""

    timetable: Timetable
    value: int
    first_value: int
    bound: float
    is_best: bool

    @property
    def share(self) -> float:
        """Of the bound."""
        return self.value / self.bound if self.bound else 1.0


Progress = Callable[[Timetable], bool]
"""Is told of better answers; says True where that one will do."""


def make_round(problem: Round, seconds: float, *, seed: int = 7, progress: Progress = lambda _found: False) -> Answer:
    """The best timetable that is found in so many seconds. What is kept stays; what people know of moves only where
    that wins more than it costs."""
    until = monotonic() + seconds
    making = _Making(problem, Random(seed), until, progress)
    if progress(making.draft.timetable()):
        return making.answer(float("inf"), is_best=False)
    choices = sum(making.draft.reachable(wish).bit_count() for wish in range(len(problem.wishes)))
    return making.whole(seconds) if choices <= WHOLE else making.in_parts()


class _Making:
    """A round on its way, which begins with the first answer."""

    def __init__(self, problem: Round, random: Random, until: float, progress: Progress) -> None:
        self.problem, self.random, self.until, self.progress = problem, random, until, progress
        self.draft: Draft = draft_of(problem, problem.before.items())
        fill(self.draft)
        self.first = value_of(problem, self.draft.timetable())

    def whole(self, seconds: float) -> Answer:
        """Everything before CP-SAT together, which proves that nothing is better or says how far it may be."""
        improve(self.draft, monotonic() + seconds * _SEARCH, self.random)
        if self.progress(self.draft.timetable()):
            return self.answer(upper_bound(self.problem), is_best=False)
        outcome = solve_part(self.draft, range(len(self.problem.wishes)), max(self.until - monotonic(), 0.1))
        if self.problem.before:  # the bound of the search speaks of staying too
            return self.answer(upper_bound(self.problem), is_best=outcome.is_best)
        return self.answer(outcome.bound, is_best=outcome.is_best)

    def in_parts(self) -> Answer:
        """Meetings are moved to make room while that helps; then CP-SAT looks at one part after the other."""
        bound = upper_bound(self.problem)
        improve(self.draft, self.until, self.random)
        while monotonic() < self.until and (part := self._part()):
            solve_part(self.draft, part, min(_PART_SECONDS, self.until - monotonic()))
            if self.progress(self.draft.timetable()):
                break
        return self.answer(bound, is_best=value_of(self.problem, self.draft.timetable()) >= bound)

    def answer(self, bound: float, *, is_best: bool) -> Answer:
        timetable = self.draft.timetable()
        return Answer(timetable, value_of(self.problem, timetable), self.first, bound, is_best)

    def _part(self) -> list[int]:
        """Wishes around one that is not met: those of its people, and of whom these meet. Nothing where all are met."""
        draft, problem = self.draft, self.problem
        unmet = [wish for wish, slot in enumerate(draft.slot_of) if slot == NOWHERE and draft.reachable(wish)]
        if not unmet:
            return []
        first = problem.wishes[self.random.choice(unmet)]
        chosen: dict[int, None] = {}
        waiting, seen = [first.host, first.guest], {first.host, first.guest}
        while waiting and len(chosen) < _PART:
            person = waiting.pop(0)
            chosen |= dict.fromkeys(problem.wishes_of[person])
            for wish in problem.wishes_of[person]:
                others = {problem.wishes[wish].host, problem.wishes[wish].guest} - seen
                seen |= others
                waiting += sorted(others)
        return list(chosen)[: 2 * _PART]
