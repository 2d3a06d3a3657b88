"""`python -m bench.meetings`: rounds of meetings from seeded wishes, on two cores.

A forum of 28 projects and 60 guests in 24 half-hour slots is proved best, or within 2 % of the bound, in 30 s. A market
of 760 companies and 2,000 buyers, 4 days of 16 slots, 400 tables and 12,000 wishes reaches 92 % of the upper bound in
120 s; 5 % of it changed is solved again in 15 s with fewer than 3 % of the other meetings moved. Every timetable is
looked through anew for what must hold.
"""

import argparse
import resource
import sys
import time
from dataclasses import replace
from random import Random

from eventapp.meetings.rounds.draft import Timetable, faults_of
from eventapp.meetings.rounds.making import Answer, make_round
from eventapp.meetings.rounds.problem import Person, Place, Round, Slot, Wish

FORUM_SECONDS, MARKET_SECONDS, AGAIN_SECONDS = 30.0, 120.0, 15.0
WITHIN, OF_BOUND, MOVED, MOST_BYTES = 0.98, 0.92, 0.03, 1_500_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.meetings", description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", choices=("forum", "market"))
    arguments = parser.parse_args()
    held = []
    if arguments.only != "market":
        held.append(_forum(arguments.seed))
    if arguments.only != "forum":
        held.append(_market(arguments.seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"memory: {peak / 1e6:.0f} MB at most (goal {MOST_BYTES / 1e6:.0f} MB)")
    return 0 if all(held) and peak <= MOST_BYTES else 1


def _forum(seed: int) -> bool:
    problem = forum(Random(seed))
    started = time.monotonic()
    answer = make_round(problem, FORUM_SECONDS)
    took = time.monotonic() - started
    _told("forum, 28 x 60 x 24", problem, answer)
    proved = "proved best" if answer.is_best else f"{100 * answer.share:.2f} % of the bound"
    print(f"  {proved} in {took:.1f} s (goal: proved, or {100 * WITHIN:.0f} % of the bound in {FORUM_SECONDS:.0f} s)")
    return (answer.is_best or answer.share >= WITHIN) and faults_of(problem, answer.timetable) == []


def _market(seed: int) -> bool:
    problem = market(Random(seed))
    started = time.monotonic()
    first: list[float] = []

    def note(_found: Timetable) -> bool:
        first.append(time.monotonic() - started)
        return False

    answer = make_round(problem, MARKET_SECONDS, progress=note)
    took = time.monotonic() - started
    _told("market, 760 x 2,000, 4 x 16 slots, 400 tables", problem, answer)
    better = answer.value / answer.first_value - 1
    print(f"  first answer after {first[0]:.2f} s, {100 * answer.first_value / answer.bound:.2f} % of the bound")
    print(f"  {100 * answer.share:.2f} % of the bound in {took:.1f} s (goal {100 * OF_BOUND:.0f} %), "
        f"{100 * better:.2f} % better than the first")  # fmt: skip
    again = _again(problem, answer.timetable, Random(seed + 1))
    return answer.share >= OF_BOUND and better > 0 and faults_of(problem, answer.timetable) == [] and again


def _again(problem: Round, timetable: Timetable, random: Random) -> bool:
    """5 % of the people can come at other times, and 5 % of the wishes are others."""
    changed = _changed(problem, timetable, random)
    started = time.monotonic()
    answer = make_round(changed, AGAIN_SECONDS)
    took = time.monotonic() - started
    stay = [wish for wish, slot in changed.before.items() if _may_stay(changed, wish, slot)]
    moved = sum(1 for wish in stay if answer.timetable.get(wish) != changed.before[wish]) / len(stay)
    print(f"  5 % changed: {len(answer.timetable)} meetings in {took:.1f} s, {100 * moved:.2f} % of the others moved "
        f"(goal under {100 * MOVED:.0f} % in {AGAIN_SECONDS:.0f} s)")  # fmt: skip
    return moved < MOVED and faults_of(changed, answer.timetable) == []


def _may_stay(problem: Round, wish: int, slot: int) -> bool:
    one = problem.wishes[wish]
    return all(problem.people[person].available >> slot & 1 for person in (one.host, one.guest))


def _told(name: str, problem: Round, answer: Answer) -> None:
    faults = faults_of(problem, answer.timetable)
    owed = [number for number, wish in enumerate(problem.wishes) if wish.is_owed]
    met = sum(1 for number in owed if number in answer.timetable)
    print(f"{name}: {len(answer.timetable)} of {len(problem.wishes)} wishes met, {met} of {len(owed)} owed, "
        f"{'valid' if not faults else faults[:3]}")  # fmt: skip


def forum(random: Random) -> Round:
    """28 projects and 60 guests, 24 slots in two days, 14 tables: each guest ranks eight, each project fifteen."""
    slots = _days(2, 12)
    people = [Person(_available(random, slots, 0.9), None) for _project in range(28)]
    people += [Person(_available(random, slots, 0.6), 8) for _guest in range(60)]
    pairs: dict[tuple[int, int], int] = {}
    for guest in range(28, 88):
        for rank, project in enumerate(random.sample(range(28), 8)):
            pairs[project, guest] = pairs.get((project, guest), 0) + 40 - 4 * rank
    for project in range(28):
        for rank, guest in enumerate(random.sample(range(28, 88), 15)):
            pairs[project, guest] = pairs.get((project, guest), 0) + 40 - 2 * rank
    owed = {(project, guest) for project in range(28) for guest in random.sample(range(28, 88), 2)}
    for pair in owed:
        pairs.setdefault(pair, 10)
    wishes = [Wish(host, guest, 0, weight, (host, guest) in owed) for (host, guest), weight in sorted(pairs.items())]
    return Round(tuple(slots), (Place(0, 14),), tuple(people), tuple(wishes))


def market(random: Random) -> Round:
    """760 companies and 2,000 buyers, four days of 16 slots; half the companies meet at their stands, the others at 400
    tables in four halls, some of which are ten minutes apart."""
    slots = _days(4, 16)
    places = [Place(hall, 100) for hall in range(4)]
    places += [Place(number % 4, random.choice((1, 1, 2))) for number in range(380)]
    people = [Person(_available(random, slots, 0.8), 14) for _company in range(760)]
    people += [Person(_available(random, slots, 0.35), 8) for _buyer in range(2_000)]
    where = [4 + company // 2 if company % 2 else random.randrange(4) for company in range(760)]
    fame = [random.paretovariate(1.2) for _company in range(760)]
    pairs: dict[tuple[int, int], int] = {}
    while len(pairs) < 12_000:
        for company in random.choices(range(760), fame, k=12_000 - len(pairs)):
            pairs.setdefault((company, 760 + random.randrange(2_000)), random.randint(1, 100))
    wishes = [Wish(host, guest, where[host], weight, random.random() < 0.02)
              for (host, guest), weight in sorted(pairs.items())]  # fmt: skip
    walking = {(0, 2): 10, (0, 3): 10, (1, 3): 10}
    return Round(tuple(slots), tuple(places), tuple(people), tuple(wishes), walking)


def _days(days: int, number: int) -> list[Slot]:
    """Half hours with five minutes between them."""
    return [Slot(day, 540 + 30 * one, 565 + 30 * one) for day in range(days) for one in range(number)]


def _available(random: Random, slots: list[Slot], share: float) -> int:
    """Blocks of two hours in which somebody can come."""
    mask = 0
    for first in range(0, len(slots), 4):
        if random.random() < share:
            mask |= 0b1111 << first
    return mask & ((1 << len(slots)) - 1) or 0b1111


def _changed(problem: Round, timetable: Timetable, random: Random) -> Round:
    people = list(problem.people)
    for person in random.sample(range(len(people)), len(people) // 20):
        people[person] = replace(people[person], available=_available(random, list(problem.slots), 0.5))
    wishes = list(problem.wishes)
    gone = set(random.sample(range(len(wishes)), len(wishes) // 20))
    for number in gone:
        guest = 760 + random.randrange(2_000)
        wishes[number] = replace(wishes[number], guest=guest, weight=random.randint(1, 100), is_owed=False)
    before = {wish: slot for wish, slot in timetable.items() if wish not in gone}
    return replace(problem, people=tuple(people), wishes=tuple(wishes), before=before)


if __name__ == "__main__":
    sys.exit(main())
