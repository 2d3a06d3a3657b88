"""How much a round can be worth at most: a linear program over who meets whom, without saying when."""

from typing import Any

from eventapp.meetings.rounds.problem import FIRST_MEETINGS, Round


def upper_bound(problem: Round) -> float:
    """No timetable is worth more. Each person meets in no more slots than they have, each place in no more than its
    tables have, and who can never come at one time does not meet."""
    from ortools.linear_solver import pywraplp

    solver: Any = pywraplp.Solver.CreateSolver("GLOP")
    people, places = problem.people, problem.places
    every = (1 << len(problem.slots)) - 1
    met = {
        number: solver.NumVar(0, 1, "")
        for number, wish in enumerate(problem.wishes)
        if number in problem.kept or people[wish.host].available & people[wish.guest].available
    }
    objective: list[Any] = [problem.wishes[number].worth * one for number, one in met.items()]
    for person, wishes in enumerate(problem.wishes_of):
        own = [met[one] for one in wishes if one in met]
        if not own:
            continue
        solver.Add(sum(own) <= _most_of(problem, person))
        levels = [solver.NumVar(0, 1, "") for _level in FIRST_MEETINGS]
        solver.Add(sum(levels) <= sum(own))
        objective += [worth * level for worth, level in zip(FIRST_MEETINGS, levels, strict=True)]
    by_place: dict[int, list[Any]] = {}
    for number, one in met.items():
        by_place.setdefault(problem.wishes[number].place, []).append(one)
    for place, own in by_place.items():
        solver.Add(sum(own) <= places[place].tables * every.bit_count())
    for number in problem.kept:
        solver.Add(met[number] == 1)
    solver.Maximize(sum(objective))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return float("inf")
    return float(solver.Objective().Value())


def _most_of(problem: Round, person: int) -> int:
    one = problem.people[person]
    held = sum(1 for wish in problem.wishes_of[person] if wish in problem.kept)
    days = (
        min((one.available & mask).bit_count(), one.day_limit if one.day_limit is not None else len(problem.slots))
        for mask in problem.day_masks.values()
    )
    return max(sum(days), held)
