"""Why a wish was not met, as a key and whom it is about; words for it are the pages' own."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from eventapp.meetings.rounds.draft import NOWHERE, Timetable, draft_of
from eventapp.meetings.rounds.problem import Round, bits

Why = Literal["never_together", "booked_out", "limit", "no_table", "too_far", "outweighed"]


class Reason(NamedTuple):
    """`person` is whom it lies with, where it lies with one of them."""

    why: Why
    person: int | None = None


def reasons_of(problem: Round, timetable: Timetable) -> dict[int, Reason]:
    """For each wish that a timetable leaves unmet, the first thing that stands in its way:

    the two are never free at one time; one has no free slot left; one has reached the limit of every day; no table is
    free when both are; there is no time to walk; or what is met instead is worth more.
    """
    draft = draft_of(problem, timetable.items())
    found = {}
    for number, wish in enumerate(problem.wishes):
        if draft.slot_of[number] != NOWHERE:
            continue
        together = draft.reachable(number)
        if not together:
            found[number] = Reason("never_together")
            continue
        slots = bits(together)
        busy = {
            person: {slot for slot in slots if draft.meeting_at[person][slot] != NOWHERE}
            for person in (wish.host, wish.guest)
        }
        free = [slot for slot in slots if not any(slot in taken for taken in busy.values())]
        if not free:
            person = max(busy, key=lambda one: len(busy[one]))
            found[number] = Reason("booked_out", person)
            continue
        within = [slot for slot in free if not _limited(problem, draft.meetings_on, wish.host, slot)
                  and not _limited(problem, draft.meetings_on, wish.guest, slot)]  # fmt: skip
        if not within:
            limited = [one for one in (wish.host, wish.guest)
                       if all(_limited(problem, draft.meetings_on, one, slot) for slot in free)]  # fmt: skip
            found[number] = Reason("limit", limited[0] if limited else None)
        elif not any(draft.is_open(wish.place, slot) for slot in within):
            found[number] = Reason("no_table")
        elif not draft.fits(number):
            found[number] = Reason("too_far")
        else:
            found[number] = Reason("outweighed")
    return found


def _limited(problem: Round, meetings_on: Callable[[int, int], int], person: int, slot: int) -> bool:
    limit = problem.people[person].day_limit
    return limit is not None and meetings_on(person, problem.slots[slot].day) >= limit
