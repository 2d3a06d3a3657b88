"""Rounds: asked for, made by a process of its own, looked at, confirmed, and made again."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingRound
from eventapp.meetings.round_making import confirm_rounds, make
from eventapp.meetings.rounds.problem import Person, Place, Round, Slot, Wish
from eventapp.meetings.rounds.process import read, written
from eventapp.meetings.service.rounds import SILENCE
from eventapp.registration.models import Registration
from eventapp.registration.service import cancel
from tests.meetings.conftest import ADMIN, Market, slot


@pytest.fixture
def people(market: Market) -> list[Registration]:
    """Six who wish to meet each other; two of them cannot meet for want of time."""
    found = [market.person(f"Guest {number}") for number in range(6)]
    with market.make.inside():
        for number, one in enumerate(found):
            for other in found[number + 1 : number + 3]:
                service.wish(market.profile(one), market.profile(other))
    return found


def make_round(market: Market, **options: Any) -> int:
    """A round is asked for and made, as the worker does it."""
    with market.make.inside():
        event = db.session.get_one(Event, market.event.id)
        made = service.ask_for_round(event, 5, **options)
        work = service.begin_round()
        if work is not None:
            make(work)
        return made.id


def round_now(round_id: int) -> MeetingRound:
    return db.session.get_one(MeetingRound, round_id, populate_existing=True)


def confirm(market: Market, round_id: int) -> tuple[int, int, int]:
    """Confirmed as the worker does it: how many were made, moved and left out."""
    with market.make.inside():
        service.confirm_round(round_now(round_id))
        confirm_rounds()
        while confirm_rounds():
            pass
        found = round_now(round_id)
        assert found.state == "confirmed"
        return found.made, found.moved, found.left_out


def nobody_twice() -> bool:
    held: Counter[Any] = Counter()
    for meeting in db.session.scalars(select(Meeting).where(Meeting.status == "confirmed")):
        held["table", meeting.table_id, meeting.starts_at] += 1
        held.update(("person", one.registration_id, one.held_from) for one in meeting.participants)
    return max(held.values(), default=0) == 1


def test_every_wish_that_can_be_met_is_met_and_proved(market: Market, people: list[Registration]) -> None:
    round_id = make_round(market)
    with market.make.inside():
        found = round_now(round_id)
        assert (found.state, found.wishes, found.met, found.is_best, found.unmet) == ("made", 9, 9, True, [])
    assert confirm(market, round_id) == (9, 0, 0)
    with market.make.inside():
        assert nobody_twice()
        assert queries.status_counts(market.event.id) == {"confirmed": 9}


def test_each_unmet_wish_has_its_reason(market: Market) -> None:
    early = service.ProfileDetails(unavailable=tuple(slot(number) for number in range(4, 8)))
    late = service.ProfileDetails(unavailable=tuple(slot(number) for number in range(4)))
    one, other = market.person("Early", details=early), market.person("Late", details=late)
    with market.make.inside():
        service.wish(market.profile(one), market.profile(other))
    round_id = make_round(market)
    with market.make.inside():
        assert round_now(round_id).unmet == [[one.id, other.id, "never_together", None]]


def test_what_people_agreed_by_themselves_stays_and_a_request_counts_as_a_wish(
    market: Market, people: list[Registration]
) -> None:
    agreed = market.confirmed(people[0], people[5], 3)
    asked = market.request(people[1], people[5])
    confirm(market, make_round(market))
    with market.make.inside():
        found = [market.meeting(code) for code in (agreed, asked)]
        assert [(one.status, one.sequence) for one in found] == [("confirmed", 0), ("confirmed", 0)]
        assert found[0].starts_at == slot(3)
        assert nobody_twice()


def test_who_has_to_meet_does(market: Market) -> None:
    market.settings(hours=((slot(0), slot(1)),))
    wong, lee, chan = market.person(), market.person(), market.person()
    with market.make.inside():
        service.wish(market.profile(wong), market.profile(lee))
        event = db.session.get_one(Event, market.event.id)
        assert service.owe_meetings(event, [(market.profile(wong), market.profile(chan))]) == 1
    confirm(market, make_round(market))
    with market.make.inside():
        [meeting] = queries.confirmed_meetings(market.event.id)
        assert {one.registration_id for one in meeting.participants} == {wong.id, chan.id}


def test_what_changed_meanwhile_is_left_out_and_counted(market: Market, people: list[Registration]) -> None:
    round_id = make_round(market)
    with market.make.inside():
        cancel(db.session.get_one(Registration, people[2].id))
    assert confirm(market, round_id) == (5, 0, 4)


def test_after_late_changes_another_round_leaves_the_others_where_they_are(
    market: Market, people: list[Registration]
) -> None:
    confirm(market, make_round(market))
    with market.make.inside():
        before = {one.code: one.starts_at for one in queries.confirmed_meetings(market.event.id)}
    late = market.person("Late")
    with market.make.inside():
        service.wish(market.profile(late), market.profile(people[0]))
    made, moved, left_out = confirm(market, make_round(market, may_move=True))
    with market.make.inside():
        after = {one.code: one.starts_at for one in queries.confirmed_meetings(market.event.id)}
    assert (made, moved, left_out, {code: after[code] for code in before}) == (1, 0, 0, before)


def test_what_moves_changes_places_or_stays_all_of_it(market: Market) -> None:
    """Two meetings of a round that are to change places in time do so in one step; where one cannot, neither does."""
    ones, others = [market.person() for _ in range(2)], [market.person() for _ in range(2)]
    with market.make.inside():
        for one, other in zip(ones, others, strict=True):
            service.wish(market.profile(one), market.profile(other))
    confirm(market, make_round(market))
    with market.make.inside():
        found = queries.confirmed_meetings(market.event.id)
        for number, meeting in enumerate(found):
            service.move_by_team(meeting, slot(number))
        tables = [[table.id for table in zone.tables] for zone in queries.zones_of(market.event.id)]
    seen = []
    for targets in ((1, 0), (2, 20)):
        with market.make.inside():
            found = queries.confirmed_meetings(market.event.id)
            entries = [
                [
                    one.of("requester").registration_id,
                    one.of("recipient").registration_id,
                    slot(target).isoformat(),
                    True,
                    0,
                ]
                for one, target in zip(found, targets, strict=True)
            ]
            made = MeetingRound(
                event_id=market.event.id,
                state="made",
                created_at=clock.now(),
                timetable=entries,
                places=tables,
                may_move=True,
            )
            db.session.add(made)
            db.session.commit()
            round_id = made.id
        outcome = confirm(market, round_id)
        with market.make.inside():
            assert nobody_twice()
            seen.append((outcome, [one.starts_at for one in queries.confirmed_meetings(market.event.id)]))
    assert seen == [((0, 2, 0), [slot(0), slot(1)]), ((0, 0, 2), [slot(0), slot(1)])]


def test_a_round_is_not_confirmed_twice(market: Market, people: list[Registration]) -> None:
    round_id = make_round(market)
    confirm(market, round_id)
    with pytest.raises(service.NotYours):
        confirm(market, round_id)


def test_a_maker_that_ends_without_a_word_leaves_a_round_that_failed(
    market: Market, people: list[Registration]
) -> None:  # fmt: skip
    with market.make.inside():
        made = service.ask_for_round(db.session.get_one(Event, market.event.id), 5)
        work = service.begin_round()
        assert work is not None
        service.end_round(work)
        assert round_now(made.id).state == "failed"


def test_a_round_whose_maker_fell_silent_is_begun_anew(
    market: Market, people: list[Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    with market.make.inside():
        service.ask_for_round(db.session.get_one(Event, market.event.id), 5)
        assert service.begin_round() is not None
        assert service.begin_round() is None
        later = clock.now() + SILENCE * 2
        monkeypatch.setattr(clock, "now", lambda: later)
        assert service.begin_round() is not None


def test_the_organiser_asks_looks_and_confirms(market: Market, team: FlaskClient, people: list[Registration]) -> None:
    asked = team.post(f"{ADMIN}/rounds", data={"seconds": "5"})
    path = asked.headers["Location"]
    assert team.get(f"{path}/progress").json == {"state": "running", "position": 0, "total": 0}
    assert "What is found will do" in team.get(path).text
    with market.make.inside():
        work = service.begin_round()
        assert work is not None
        make(work)
    assert "Confirm all meetings" in team.get(path).text
    answer = team.post(f"{path}/confirm", follow_redirects=True)
    assert "Is being confirmed" in answer.text
    assert team.get(f"{path}/progress").json == {"state": "running", "position": 0, "total": 9}
    with market.make.inside():
        confirm_rounds()
    assert "9 meetings are confirmed." in team.get(path).text
    assert team.post(f"{path}/explode").status_code == 404


@pytest.mark.parametrize("seconds", ["", "0", "601", "soon"])
def test_a_round_of_no_or_endless_time_is_not_made(market: Market, team: FlaskClient, seconds: str) -> None:
    answer = team.post(f"{ADMIN}/rounds", data={"seconds": seconds})
    with market.make.inside():
        assert (answer.status_code, list(db.session.scalars(select(MeetingRound.id)))) == (422, [])


def test_pairs_that_name_nobody_are_told_and_nothing_is_owed(
    market: Market, team: FlaskClient, people: list[Registration]
) -> None:
    good = f"{people[0].email}, {people[1].code}"
    bad = team.post(f"{ADMIN}/rounds/owed", data={"pairs_text": f"{good}\nnobody@example.org, {people[1].email}"})
    with market.make.inside():
        assert (bad.status_code, "nobody@example.org" in bad.text) == (422, True)
        assert service.number_of_wishes(market.event.id)[1] == 0
    team.post(f"{ADMIN}/rounds/owed", data={"pairs_text": good})
    with market.make.inside():
        assert service.number_of_wishes(market.event.id)[1] == 1


def test_a_problem_reads_back_as_it_was_written() -> None:
    problem = Round(
        slots=(Slot(0, 600, 630), Slot(1, 600, 630)), places=(Place(0, 2), Place(1, 1)),
        people=(Person(3), Person(1, 2)), wishes=(Wish(0, 1, 1, 50, True),), walking={(0, 1): 5}, kept={0: 1},
        before={},
    )  # fmt: skip
    assert read(written(problem)) == problem


def test_a_worker_that_ends_between_two_portions_loses_nothing(
    market: Market, people: list[Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventapp.meetings.service.rounds.PORTION", 4)
    round_id = make_round(market)
    with market.make.inside():
        service.confirm_round(round_now(round_id))
        assert service.confirm_portion(round_id)
        found = round_now(round_id)
        seen = (found.state, found.position, found.made, queries.status_counts(market.event.id))
        assert seen == ("confirming", 4, 4, {"confirmed": 4})
    with market.make.inside():
        while confirm_rounds():
            pass
        found = round_now(round_id)
        assert (found.state, found.made, queries.status_counts(market.event.id)) == ("confirmed", 9, {"confirmed": 9})
        assert not service.confirm_portion(round_id)
