"""Finds places for sessions with CP-SAT: what must hold is a constraint, what would be good has a price.

OR-Tools is an extra of the package (`eventapp[solver]`): an instance may be without it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any

SECONDS = 15.0
_LEFT_OUT = 100_000
_MOVED = 2_000
_TRACK_PEAK = 300
_TOO_FEW_SEATS = 20
Window = tuple[int, int]


@dataclass(frozen=True)
class Task:
    """A session to be placed. Minutes count from the first day's beginning.

    `windows` are when all its speakers can, None for always. `at` is where it is: (begin, room index).
    """

    code: str
    minutes: int
    speakers: tuple[int, ...]
    track: int | None
    audience: int
    windows: tuple[tuple[Window, ...], ...]
    at: tuple[int, int] | None
    is_fixed: bool


@dataclass(frozen=True)
class Problem:
    """`days` are the windows in which sessions may lie, `seats` the rooms', None for unknown."""

    tasks: tuple[Task, ...]
    days: tuple[Window, ...]
    seats: tuple[int | None, ...]
    step: int
    changeover: int
    apart: bool
    big_rooms: bool


@dataclass(frozen=True)
class Answer:
    """`places` are (begin, room index) by code; `left_out` says for each session without one what stands in its way."""

    places: dict[str, tuple[int, int]]
    left_out: dict[str, list[str]]
    is_best: bool


def starts_of(problem: Problem, task: Task, *, ignoring: str = "") -> list[int]:
    """Where a session may begin as far as it alone is concerned."""
    found = []
    for begin, end in problem.days:
        first = -(-begin // problem.step) * problem.step
        for start in range(first, end - task.minutes + 1, problem.step):
            if ignoring == "away" or _everybody_can(task, start):
                found.append(start)
    return found


def _everybody_can(task: Task, start: int) -> bool:
    return all(
        any(begin <= start and start + task.minutes <= end for begin, end in windows) for windows in task.windows
    )


def rooms_for(problem: Problem, task: Task, *, ignoring: str = "") -> list[int]:
    """The rooms that hold the people who have booked or are expected."""
    if ignoring == "small":
        return list(range(len(problem.seats)))
    return [room for room, seats in enumerate(problem.seats) if seats is None or seats >= task.audience]


def is_available() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def solve(problem: Problem, seconds: float = SECONDS) -> Answer:
    """Place as many as can be, what is fixed staying where it is. The same problem gives the same answer in the end."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    parts = _Parts(model, problem)
    for task in problem.tasks:
        parts.add(task)
    parts.keep_apart()
    parts.hint(first_places(problem))
    model.minimize(sum(parts.costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 7
    status = solver.solve(model)
    places: dict[str, tuple[int, int]] = {}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        places = {code: place for code, place in parts.read(solver) if place is not None}
    for task in problem.tasks:
        if task.is_fixed and task.at is not None:
            places.setdefault(task.code, task.at)
    left_out = {
        task.code: obstacles(problem, task, places) for task in problem.tasks if task.code not in places
    }  # fmt: skip
    return Answer(places, left_out, status == cp_model.OPTIMAL)


class _Parts:
    """The model's variables while it is put together."""

    def __init__(self, model: Any, problem: Problem) -> None:
        self.model, self.problem = model, problem
        self.costs: list[Any] = []
        self._starts: dict[str, Any] = {}
        self._placed: dict[str, Any] = {}
        self._in_room: dict[str, dict[int, Any]] = {}
        self._by_room: dict[int, list[Any]] = {}
        self._by_speaker: dict[int, list[Any]] = {}
        self._by_track: dict[int, list[Any]] = {}

    def add(self, task: Task) -> None:
        from ortools.sat.python import cp_model

        if task.is_fixed and task.at is not None:
            self._add_fixed(task, *task.at)
            return
        starts, rooms = starts_of(self.problem, task), rooms_for(self.problem, task)
        if not starts or not rooms:
            return
        model = self.model
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(starts), f"start {task.code}")
        placed = model.new_bool_var(f"placed {task.code}")
        choices = {room: model.new_bool_var(f"{task.code} in {room}") for room in rooms}
        model.add(sum(choices.values()) == placed)
        self._starts[task.code], self._placed[task.code], self._in_room[task.code] = start, placed, choices
        self.costs.append(_LEFT_OUT * (1 - placed))
        length = task.minutes + self.problem.changeover
        for room, chosen in choices.items():
            interval = model.new_optional_fixed_size_interval_var(start, length, chosen, f"{task.code} {room}")
            self._by_room.setdefault(room, []).append(interval)
        self._prefer(task, start, placed, choices)
        self._occupy(task, start, placed)

    def _add_fixed(self, task: Task, begin: int, room: int) -> None:
        interval = self.model.new_fixed_size_interval_var(begin, task.minutes, task.code)
        self._by_room.setdefault(room, []).append(interval)
        for speaker in task.speakers:
            self._by_speaker.setdefault(speaker, []).append(interval)
        if task.track is not None:
            self._by_track.setdefault(task.track, []).append(interval)

    def _occupy(self, task: Task, start: Any, placed: Any) -> None:
        name = f"people {task.code}"
        own = self.model.new_optional_fixed_size_interval_var(start, task.minutes, placed, name)
        moving = self.model.new_optional_fixed_size_interval_var(
            start, task.minutes + self.problem.changeover, placed, f"{name} moving"
        )
        for speaker in task.speakers:
            self._by_speaker.setdefault(speaker, []).append(moving)
        if task.track is not None:
            self._by_track.setdefault(task.track, []).append(own)

    def _prefer(self, task: Task, start: Any, placed: Any, choices: dict[int, Any]) -> None:
        if self.problem.big_rooms:
            for room, chosen in choices.items():
                seats = self.problem.seats[room]
                if seats is not None:
                    # A big audience in a small room costs; so does a small audience in a big one, a little.
                    self.costs.append(_misfit(task.audience, seats) * chosen)
        if task.at is not None:
            stays = self.model.new_bool_var(f"stays {task.code}")
            self.model.add(start == task.at[0]).only_enforce_if(stays)
            if task.at[1] in choices:
                self.model.add(choices[task.at[1]] == 1).only_enforce_if(stays)
            else:
                self.model.add(stays == 0)
            self.costs.append(_MOVED * (1 - stays))

    def hint(self, places: dict[str, tuple[int, int]]) -> None:
        """Have the search begin where these places are."""
        for code, start in self._starts.items():
            place = places.get(code)
            self.model.add_hint(self._placed[code], place is not None)
            if place is not None:
                self.model.add_hint(start, place[0])
            for room, chosen in self._in_room[code].items():
                self.model.add_hint(chosen, place is not None and place[1] == room)

    def keep_apart(self) -> None:
        """One session a room and a person at a time; as few of one track at once as can be, where that is wanted."""
        for intervals in (*self._by_room.values(), *self._by_speaker.values()):
            if len(intervals) > 1:
                self.model.add_no_overlap(intervals)
        if self.problem.apart:
            for track, intervals in self._by_track.items():
                if len(intervals) > 1:
                    peak = self.model.new_int_var(1, len(intervals), f"peak {track}")
                    self.model.add_cumulative(intervals, [1] * len(intervals), peak)
                    self.costs.append(_TRACK_PEAK * (peak - 1))

    def read(self, solver: Any) -> Iterable[tuple[str, tuple[int, int] | None]]:
        for code, choices in self._in_room.items():
            room = next((room for room, chosen in choices.items() if solver.value(chosen)), None)
            yield code, None if room is None else (int(solver.value(self._starts[code])), room)


def _misfit(audience: int, seats: int) -> int:
    return _TOO_FEW_SEATS * max(audience - seats, 0) + max(seats - max(audience, 1), 0) // 10


def obstacles(problem: Problem, task: Task, places: dict[str, tuple[int, int]]) -> list[str]:
    """Why a session has no place among the others: each of `away`, `small`, `speaker`, `room` whose lifting alone
    would give it one; all that stand in the way where no single one does; `long` where no day is long enough."""
    if not starts_of(problem, task, ignoring="away"):
        return ["long"]
    kinds = ("away", "small", "speaker", "room")
    alone = [kind for kind in kinds if free_place(problem, task, places, {kind})]
    needed = [kind for kind in kinds if not free_place(problem, task, places, set(kinds) - {kind})]
    return alone or needed or ["room", "speaker"]


def first_places(problem: Problem) -> dict[str, tuple[int, int]]:
    """A quick schedule to begin with: what has the fewest possibilities first, each where it fits first."""
    places = {task.code: task.at for task in problem.tasks if task.at is not None}
    waiting = [task for task in problem.tasks if task.code not in places]
    choices = {task.code: len(starts_of(problem, task)) * len(rooms_for(problem, task)) for task in waiting}
    for task in sorted(waiting, key=lambda one: (choices[one.code], -one.minutes, one.code)):
        if place := free_place(problem, task, places, set()):
            places[task.code] = place
    return places


def free_place(
    problem: Problem, task: Task, places: dict[str, tuple[int, int]], ignored: set[str]
) -> tuple[int, int] | None:
    """The first place for a session among the others, without heeding what is `ignored`; small rooms come first."""
    others = [(other, places[other.code]) for other in problem.tasks if other.code in places and other is not task]
    people = set(task.speakers)
    rooms = rooms_for(problem, task, ignoring="small" if "small" in ignored else "")
    rooms.sort(key=lambda room: problem.seats[room] or 0)
    gap = problem.changeover
    for start in starts_of(problem, task, ignoring="away" if "away" in ignored else ""):
        near = [(other, at) for other, at in others if _meets(start, task.minutes + gap, at[0], other.minutes + gap)]
        if "speaker" not in ignored and any(people & set(other.speakers) for other, _ in near):
            continue
        for room in rooms:
            if "room" in ignored or not any(at[1] == room for _, at in near):
                return start, room
    return None


def _meets(start: int, minutes: int, other: int, other_minutes: int) -> bool:
    return start < other + other_minutes and other < start + minutes


def minutes_since(origin: datetime, moment: datetime) -> int:
    return int((moment - origin) / timedelta(minutes=1))
