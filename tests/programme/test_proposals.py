"""Proposals: what the solver finds, what it cannot and why, and how a proposal is taken."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.models import ScheduleProposal, Session
from eventapp.programme.service import Place
from eventapp.programme.solver import Problem, Task, first_places, solve
from tests.factories import Factories, tomorrow
from tests.pages import page_of
from tests.programme.conftest import ADMIN

FEW_SECONDS = 4.0


def task(code: str, minutes: int = 60, **changes: Any) -> Task:
    plain = Task(code, minutes, (), track=None, audience=0, windows=(), at=None, is_fixed=False)
    return replace(plain, **changes)


def problem(*tasks: Task, **changes: Any) -> Problem:
    plain = Problem(tasks, days=((0, 480),), seats=(100, 30), step=15, changeover=0, apart=True, big_rooms=True)
    return replace(plain, **changes)


def test_nobody_and_no_room_is_asked_for_twice() -> None:
    asked = problem(*(task(f"T{number}", speakers=(number % 3,)) for number in range(12)), changeover=10)
    places = solve(asked, FEW_SECONDS).places
    spans = [(places[one.code], one) for one in asked.tasks]
    for (begin, room), one in spans:
        for (other_begin, other_room), other in spans:
            if one is not other and begin < other_begin + 70 and other_begin < begin + 70:
                assert room != other_room
                assert set(one.speakers).isdisjoint(other.speakers)
    assert len(places) == 12


def test_a_speaker_is_put_where_they_can() -> None:
    answer = solve(problem(task("T", windows=(((200, 300),),))), FEW_SECONDS)
    assert 200 <= answer.places["T"][0] <= 240


def test_many_people_get_the_big_room() -> None:
    answer = solve(problem(task("few", audience=10), task("many", audience=90)), FEW_SECONDS)
    assert (answer.places["few"][1], answer.places["many"][1]) == (1, 0)


def test_what_is_fixed_stays_and_what_may_move_moves_little() -> None:
    fixed, loose = task("fixed", at=(0, 0), is_fixed=True), task("loose", at=(120, 0))
    answer = solve(problem(fixed, loose, task("new")), FEW_SECONDS)
    assert (answer.places["fixed"], answer.places["loose"]) == ((0, 0), (120, 0))


def test_one_track_is_kept_apart() -> None:
    answer = solve(problem(task("one", track=1), task("two", track=1)), FEW_SECONDS)
    begins = sorted(begin for begin, _ in answer.places.values())
    assert begins[1] - begins[0] >= 60


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        (problem(task("T", minutes=600)), ["long"]),
        (problem(task("T", audience=500)), ["small"]),
        (problem(task("T", windows=(((0, 30),),))), ["away"]),
        (problem(task("T"), *(task(f"F{room}", 480, at=(0, room), is_fixed=True) for room in (0, 1))), ["room"]),
        (problem(task("T", speakers=(1,)), task("F", 480, at=(0, 1), is_fixed=True, speakers=(1,))), ["speaker"]),
    ],
)
def test_what_stands_in_the_way_is_named(asked: Problem, reasons: list[str]) -> None:
    assert solve(asked, FEW_SECONDS).left_out == {"T": reasons}


def test_a_quick_schedule_is_there_before_the_search() -> None:
    tasks = [task(f"T{number}", (30, 45, 60)[number % 3], speakers=(number % 40,)) for number in range(150)]
    asked = problem(*tasks, days=tuple((day * 1440, day * 1440 + 540) for day in range(3)), seats=(300,) * 8)
    assert len(first_places(asked)) == 150


@pytest.fixture
def asked(make: Factories, event: Event) -> ScheduleProposal:
    """A proposal for one session on the shelf, beside one in its place."""
    room = make.room(event)
    make.session(event, "Fixed", room_id=room.id)
    make.session(event, "Loose", starts_at=None, ends_at=None, planned_minutes=30)
    with make.inside():
        return service.ask_for_proposal(db.session.get_one(Event, event.id), {"step": 15})


def work(make: Factories) -> None:
    with make.inside():
        assert service.work_out_proposals()


def place(make: Factories, event: Event, title: str) -> Any:
    with make.inside():
        return next(one for one in queries.sessions_with_drafts(event.id) if one.title["en"] == title)


def test_a_proposal_is_looked_at_and_taken(
    make: Factories, event: Event, team: FlaskClient, asked: ScheduleProposal
) -> None:
    path = f"{ADMIN}/schedule/proposals/{asked.id}"
    assert team.get(f"{path}/progress").json == {"state": "queued"}
    work(make)
    assert team.get(f"{path}/progress").json == {"state": "done"}
    assert page_of(team.get(path)).texts("//tbody/tr/td")[:2] == ["Loose", "Unscheduled"]
    assert place(make, event, "Loose").starts_at is None
    team.post(f"{path}/apply")
    loose, fixed = place(make, event, "Loose"), place(make, event, "Fixed")
    assert (loose.minutes, loose.room.name["en"], fixed.starts_at) == (30, "Hall", tomorrow(2))
    assert loose.ends_at <= fixed.starts_at or loose.starts_at >= fixed.ends_at
    team.post(f"{path}/apply")
    assert "This proposal cannot be taken now: ask for a new one." in page_of(team.get(f"{ADMIN}/schedule/")).text


def test_what_somebody_moved_meanwhile_stays(
    make: Factories, event: Event, team: FlaskClient, asked: ScheduleProposal
) -> None:
    work(make)
    with make.inside():
        found = place(make, event, "Loose").released
        service.move_session(db.session.get_one(Session, found.id), Place(tomorrow(8), tomorrow(9), None))
    team.post(f"{ADMIN}/schedule/proposals/{asked.id}/apply")
    assert place(make, event, "Loose").starts_at == tomorrow(8)


def test_a_proposal_whose_worker_died_is_begun_again(
    make: Factories, event: Event, team: FlaskClient, asked: ScheduleProposal, shared_folder: Path
) -> None:
    (shared_folder / "workers").mkdir(exist_ok=True)
    (shared_folder / "workers" / "gone.lock").touch()
    with make.inside():
        found = db.session.get_one(ScheduleProposal, asked.id)
        found.state, found.claimed_by = "running", "gone"
        db.session.commit()
    work(make)
    assert team.get(f"{ADMIN}/schedule/proposals/{asked.id}/progress").json == {"state": "done"}


def test_the_form_asks_for_one(make: Factories, event: Event, team: FlaskClient) -> None:
    make.room(event)
    answer = team.post(f"{ADMIN}/schedule/proposals", data={"step": "30", "apart": "y"})
    with make.inside():
        (found,) = db.session.query(ScheduleProposal)
        assert answer.location.endswith(f"/proposals/{found.id}")
        assert found.options == {"step": 30, "apart": True, "big_rooms": False, "may_move": False}
    refused = team.post(f"{ADMIN}/schedule/proposals", data={"step": "7"})
    assert refused.location == f"{ADMIN}/schedule/"
