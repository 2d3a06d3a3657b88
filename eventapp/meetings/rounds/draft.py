"""A timetable while it is made: who is busy when, which tables are taken, and where a wish still fits."""

from collections.abc import Iterable

from eventapp.meetings.rounds.problem import FIRST_MEETINGS, MOVED, Round, bits

NOWHERE = -1
Timetable = dict[int, int]
"""{wish: slot}"""


class Draft:
    """Holds at every moment what must hold: one meeting a person at a time, tables, limits of days, time to walk."""

    def __init__(self, problem: Round) -> None:
        self.problem = problem
        self.slot_of = [NOWHERE] * len(problem.wishes)
        self.meetings = [0] * len(problem.people)
        self.meeting_at = [[NOWHERE] * len(problem.slots) for _person in problem.people]
        self._busy = [0] * len(problem.people)
        every = (1 << len(problem.slots)) - 1
        self._full = [every if person.day_limit == 0 else 0 for person in problem.people]
        self._in_hall = [[0] * problem.halls for _person in problem.people]
        self._on_day = [dict.fromkeys(problem.day_masks, 0) for _person in problem.people]
        self._taken = [[0] * len(problem.slots) for _place in problem.places]
        self.at_place: list[list[set[int]]] = [[set() for _slot in problem.slots] for _place in problem.places]
        self._open = [every if place.tables else 0 for place in problem.places]

    def fits(self, wish: int) -> int:
        """The slots in which a wish can be met as things are."""
        one = self.problem.wishes[wish]
        free = self._open[one.place]
        hall = self.problem.places[one.place].hall
        for person in (one.host, one.guest):
            free &= self.problem.people[person].available & ~self._busy[person] & ~self._full[person]
            if free:
                free &= ~self._beyond_walking(person, hall)
        return free

    def reachable(self, wish: int) -> int:
        """The slots in which both can come at all, whatever they have there now."""
        one, people = self.problem.wishes[wish], self.problem.people
        return people[one.host].available & people[one.guest].available

    def may_gain_room(self, wish: int) -> bool:
        """Whether moving others can help: nobody has fewer meetings by that, so both need a slot that is free now, and
        the place a table."""
        one = self.problem.wishes[wish]
        free = (
            self.problem.people[person].available & ~self._busy[person] & ~self._full[person]
            for person in (one.host, one.guest)
        )
        return bool(self._open[one.place]) and all(free)

    def _beyond_walking(self, person: int, hall: int) -> int:
        blocked = 0
        for other, there in enumerate(self._in_hall[person]):
            far = self.problem.too_far[hall][other]
            if there and far:
                blocked |= (there & far) << 1 | there >> 1 & far
        return blocked

    def put(self, wish: int, slot: int) -> None:
        """Have two meet in a slot that `fits`."""
        one = self.problem.wishes[wish]
        bit, hall, day = 1 << slot, self.problem.places[one.place].hall, self.problem.slots[slot].day
        self.slot_of[wish] = slot
        for person in (one.host, one.guest):
            self._busy[person] |= bit
            self._in_hall[person][hall] |= bit
            self.meeting_at[person][slot] = wish
            self.meetings[person] += 1
            self._on_day[person][day] += 1
            limit = self.problem.people[person].day_limit
            if limit is not None and self._on_day[person][day] >= limit:
                self._full[person] |= self.problem.day_masks[day]
        self._taken[one.place][slot] += 1
        self.at_place[one.place][slot].add(wish)
        if self._taken[one.place][slot] >= self.problem.places[one.place].tables:
            self._open[one.place] &= ~bit

    def take(self, wish: int) -> int:
        """Have two meet no more. Returns when they would have."""
        one, slot = self.problem.wishes[wish], self.slot_of[wish]
        bit, hall, day = 1 << slot, self.problem.places[one.place].hall, self.problem.slots[slot].day
        self.slot_of[wish] = NOWHERE
        for person in (one.host, one.guest):
            self._busy[person] &= ~bit
            self._in_hall[person][hall] &= ~bit
            self.meeting_at[person][slot] = NOWHERE
            self.meetings[person] -= 1
            self._on_day[person][day] -= 1
            if self.problem.people[person].day_limit:
                self._full[person] &= ~self.problem.day_masks[day]
        self._taken[one.place][slot] -= 1
        self.at_place[one.place][slot].discard(wish)
        self._open[one.place] |= bit
        return slot

    def is_open(self, place: int, slot: int) -> bool:
        return bool(self._open[place] >> slot & 1)

    def emptiest(self, wish: int, among: int) -> int:
        """The slot of a mask with the most tables left, so that none fills up before its time; where people know of a
        slot already, that one."""
        known = self.problem.before.get(wish, NOWHERE)
        if known != NOWHERE and among >> known & 1:
            return known
        taken = self._taken[self.problem.wishes[wish].place]
        return min(bits(among), key=lambda slot: (taken[slot], slot))

    def gain(self, wish: int) -> int:
        """What a wish that is not met would add."""
        one = self.problem.wishes[wish]
        return one.worth + self._next_worth(self.meetings[one.host]) + self._next_worth(self.meetings[one.guest])

    def loss(self, wish: int) -> int:
        """What a wish that is met adds now."""
        one = self.problem.wishes[wish]
        worth = sum(self._next_worth(self.meetings[person] - 1) for person in (one.host, one.guest))
        return one.worth + worth + (MOVED if self.stays(wish) else 0)

    def stays(self, wish: int) -> bool:
        """Whether a meeting is where people know of it."""
        return self.slot_of[wish] != NOWHERE and self.problem.before.get(wish, NOWHERE) == self.slot_of[wish]

    def meetings_on(self, person: int, day: int) -> int:
        return self._on_day[person][day]

    def value_with_stays(self) -> int:
        """What it is worth, with what it is worth that people need not be told anew."""
        stays = sum(MOVED for wish in self.problem.before if self.stays(wish))
        return value_of(self.problem, self.timetable()) + stays

    @staticmethod
    def _next_worth(meetings: int) -> int:
        return FIRST_MEETINGS[meetings] if meetings < len(FIRST_MEETINGS) else 0

    def timetable(self) -> Timetable:
        return {wish: slot for wish, slot in enumerate(self.slot_of) if slot != NOWHERE}


def draft_of(problem: Round, timetable: Iterable[tuple[int, int]]) -> Draft:
    """A draft that begins with what is kept, and then as much of a timetable as still holds."""
    draft = Draft(problem)
    for wish, slot in problem.kept.items():
        draft.put(wish, slot)
    for wish, slot in timetable:
        if draft.slot_of[wish] == NOWHERE and draft.fits(wish) >> slot & 1:
            draft.put(wish, slot)
    return draft


def value_of(problem: Round, timetable: Timetable) -> int:
    """What a timetable is worth: its wishes, what is owed, and that nobody is left with few."""
    meetings = [0] * len(problem.people)
    for wish in timetable:
        meetings[problem.wishes[wish].host] += 1
        meetings[problem.wishes[wish].guest] += 1
    return sum(problem.wishes[wish].worth for wish in timetable) + sum(sum(FIRST_MEETINGS[:one]) for one in meetings)


def faults_of(problem: Round, timetable: Timetable) -> list[str]:
    """What does not hold in a timetable, in words; nothing where it is valid. Worked out anew from the wishes alone."""
    found = [f"wish {wish} was kept at {slot}" for wish, slot in problem.kept.items() if timetable.get(wish) != slot]
    busy: dict[tuple[int, int], int] = {}
    tables: dict[tuple[int, int], int] = {}
    days: dict[tuple[int, int], int] = {}
    for wish, slot in timetable.items():
        one = problem.wishes[wish]
        tables[one.place, slot] = tables.get((one.place, slot), 0) + 1
        for person in (one.host, one.guest):
            if (person, slot) in busy:
                found.append(f"person {person} is twice at {slot}")
            busy[person, slot] = problem.places[one.place].hall
            days[person, problem.slots[slot].day] = days.get((person, problem.slots[slot].day), 0) + 1
            if wish not in problem.kept and not problem.people[person].available >> slot & 1:
                found.append(f"person {person} cannot come at {slot}")
    found += [
        f"place {place} has {number} meetings at {slot}"
        for (place, slot), number in tables.items()
        if number > problem.places[place].tables
    ]
    for (person, day), number in days.items():
        limit = problem.people[person].day_limit
        if limit is not None and number > limit:
            found.append(f"person {person} has {number} meetings on day {day}")
    for (person, slot), hall in busy.items():
        after = busy.get((person, slot + 1))
        if after is not None and problem.too_far[hall][after] >> slot & 1:
            found.append(f"person {person} has no time to walk after {slot}")
    return found
