"""Makes a round in a process of its own: it takes memory and both processors, and whoever asked goes on meanwhile.

`python -m eventapp.meetings.rounds.process SECONDS` reads a problem as JSON from standard input, and writes a line of
JSON for each better answer and one for the last.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from eventapp.meetings.rounds.draft import Timetable, value_of
from eventapp.meetings.rounds.making import make_round
from eventapp.meetings.rounds.problem import Person, Place, Round, Slot, Wish
from eventapp.meetings.rounds.reasons import reasons_of


def written(problem: Round) -> str:
    """A problem as JSON; what is named by pairs is a list of them."""
    lists = ("slots", "places", "people", "wishes")
    whole: dict[str, Any] = {name: [asdict(one) for one in getattr(problem, name)] for name in lists}
    walking = [[*pair, minutes] for pair, minutes in problem.walking.items()]
    pairs = {"kept": list(problem.kept.items()), "before": list(problem.before.items())}
    return json.dumps({**whole, "walking": walking, **pairs})


def read(text: str) -> Round:
    """The same problem again."""
    found: dict[str, Any] = json.loads(text)
    return Round(
        slots=tuple(Slot(**one) for one in found["slots"]),
        places=tuple(Place(**one) for one in found["places"]),
        people=tuple(Person(**one) for one in found["people"]),
        wishes=tuple(Wish(**one) for one in found["wishes"]),
        walking={(one, other): minutes for one, other, minutes in found["walking"]},
        kept=dict(found["kept"]),
        before=dict(found["before"]),
    )


def main(seconds: float) -> None:
    problem = read(sys.stdin.read())

    def tell(timetable: Timetable) -> bool:
        _say(timetable=list(timetable.items()), value=value_of(problem, timetable), is_last=False)
        return False

    answer = make_round(problem, seconds, progress=tell)
    reasons = {wish: list(reason) for wish, reason in reasons_of(problem, answer.timetable).items()}
    _say(
        timetable=list(answer.timetable.items()), value=answer.value, first_value=answer.first_value,
        bound=None if answer.bound == float("inf") else answer.bound, is_best=answer.is_best,
        reasons=list(reasons.items()), is_last=True,
    )  # fmt: skip


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
