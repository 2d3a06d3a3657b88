"""CP-SAT over a whole round, or over a part of it while the rest stays as it is."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from eventapp.meetings.rounds.draft import NOWHERE, Draft
from eventapp.meetings.rounds.problem import FIRST_MEETINGS, MOVED, bits


class Outcome(NamedTuple):
    """Whether it is proved that nothing is better, and the bound: no timetable is worth more."""

    is_best: bool
    bound: float


def solve_part(
    draft: Draft, wishes: Iterable[int], seconds: float, *, workers: int = 2, progress: Callable[[], bool] | None = None
) -> Outcome:
    """Find the best slots for some wishes. The draft has them afterwards; it is never worse than before.

    `progress` is called whenever a better answer is found, and may end the search by saying True.
    """
    from ortools.sat.python import cp_model

    free = [wish for wish in wishes if wish not in draft.problem.kept]
    former = {wish: draft.take(wish) for wish in free if draft.slot_of[wish] != NOWHERE}
    model = cp_model.CpModel()
    met = _variables(model, draft, free)
    _one_at_a_time(model, draft, met)
    _tables(model, draft, met)
    _days(model, draft, met)
    _walking(model, draft, met)
    worth, constant = _worth(model, draft, met)
    model.maximize(sum(worth))
    for (wish, slot), variable in met.items():
        model.add_hint(variable, former.get(wish) == slot)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 7
    status = solver.solve(model, _Progress(progress)) if progress else solver.solve(model)
    found = dict(former)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = {wish: slot for (wish, slot), variable in met.items() if solver.value(variable)}
    for wish, slot in found.items():
        draft.put(wish, slot)
    return Outcome(status == cp_model.OPTIMAL, solver.best_objective_bound + constant)


def _Progress(progress: Callable[[], bool]) -> Any:  # noqa: N802  # makes an object of a class that OR-Tools has
    from ortools.sat.python import cp_model

    class Told(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if progress():
                self.stop_search()

    return Told()


Met = dict[tuple[int, int], Any]


def _variables(model: Any, draft: Draft, free: list[int]) -> Met:
    """Whether a wish is met in a slot, for every slot that the rest leaves it."""
    met: Met = {}
    for wish in free:
        own = {slot: model.new_bool_var("") for slot in bits(draft.fits(wish))}
        if own:
            model.add_at_most_one(own.values())
        met.update({(wish, slot): variable for slot, variable in own.items()})
    return met


def _grouped(draft: Draft, met: Met) -> dict[int, dict[int, list[tuple[int, Any]]]]:
    """The variables of each person by slot, with their wishes."""
    found: dict[int, dict[int, list[tuple[int, Any]]]] = {}
    for (wish, slot), variable in met.items():
        one = draft.problem.wishes[wish]
        for person in (one.host, one.guest):
            found.setdefault(person, {}).setdefault(slot, []).append((wish, variable))
    return found


def _one_at_a_time(model: Any, draft: Draft, met: Met) -> None:
    for slots in _grouped(draft, met).values():
        for variables in slots.values():
            if len(variables) > 1:
                model.add_at_most_one(variable for _wish, variable in variables)


def _tables(model: Any, draft: Draft, met: Met) -> None:
    wanted: dict[tuple[int, int], list[Any]] = {}
    for (wish, slot), variable in met.items():
        wanted.setdefault((draft.problem.wishes[wish].place, slot), []).append(variable)
    for (place, slot), variables in wanted.items():
        left = draft.problem.places[place].tables - len(draft.at_place[place][slot])
        if len(variables) > left:
            model.add(sum(variables) <= left)


def _days(model: Any, draft: Draft, met: Met) -> None:
    for person, slots in _grouped(draft, met).items():
        limit = draft.problem.people[person].day_limit
        if limit is None:
            continue
        for day, mask in draft.problem.day_masks.items():
            variables = [one for slot, found in slots.items() if mask >> slot & 1 for _wish, one in found]
            if len(variables) > (left := limit - draft.meetings_on(person, day)):
                model.add(sum(variables) <= left)


def _walking(model: Any, draft: Draft, met: Met) -> None:
    """Nobody is in two halls in slots that follow each other too soon."""
    problem = draft.problem
    for slots in _grouped(draft, met).values():
        for slot, here in slots.items():
            after = slots.get(slot + 1)
            if not after:
                continue
            for hall in range(problem.halls):
                far = [other for other in range(problem.halls) if problem.too_far[hall][other] >> slot & 1]
                leaving = [one for wish, one in here if problem.places[problem.wishes[wish].place].hall == hall]
                coming = [one for wish, one in after if problem.places[problem.wishes[wish].place].hall in far]
                if leaving and coming:
                    model.add_at_most_one(leaving + coming)


def _worth(model: Any, draft: Draft, met: Met) -> tuple[list[Any], int]:
    """What the variables add, and what the rest is worth already."""
    problem = draft.problem
    worth = []
    for (wish, slot), variable in met.items():
        stays = MOVED if problem.before.get(wish) == slot else 0
        worth.append((problem.wishes[wish].worth + stays) * variable)
    by_person: dict[int, list[Any]] = {}
    for (wish, _slot), variable in met.items():
        for person in (problem.wishes[wish].host, problem.wishes[wish].guest):
            by_person.setdefault(person, []).append(variable)
    for person, variables in by_person.items():
        levels = FIRST_MEETINGS[draft.meetings[person] :]
        reached = [model.new_bool_var("") for _level in levels]
        if reached:
            model.add(sum(reached) <= sum(variables))
            worth += [level * one for level, one in zip(levels, reached, strict=True)]
    return worth, draft.value_with_stays()
