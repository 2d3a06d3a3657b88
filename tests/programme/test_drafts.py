"""How the team's changes lie over what was released: what counts as a change, and what a session keeps."""

from datetime import timedelta
from typing import Any

import pytest

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.drafts import SessionWithDraft, Surroundings, in_order, with_draft
from eventapp.programme.models import Room, Session, SessionType, Speaker, Track
from tests.factories import Factories, text, tomorrow

OFF = service.Place(None, None, None)


@pytest.fixture
def talk(make: Factories, event: Event) -> Session:
    return make.session(event, "A talk", starts_at=tomorrow(2), ends_at=tomorrow(2) + timedelta(minutes=50))


def moved(make: Factories, session: Session, place: service.Place) -> tuple[bool, int | None]:
    """Whether it was a change, and how long the session is planned to take now."""
    with make.inside():
        found = db.session.get_one(Session, session.id)
        was_change = service.move_session(found, place)
        return was_change, service.details_with_draft(found).planned_minutes


def test_an_unscheduled_session_keeps_its_length(make: Factories, talk: Session) -> None:
    assert moved(make, talk, OFF) == (True, 50)
    assert moved(make, talk, OFF) == (False, 50)


def test_one_that_is_moved_has_no_length_beside_its_slot(make: Factories, talk: Session) -> None:
    place = service.Place(tomorrow(5), tomorrow(6), None)
    assert moved(make, talk, place) == (True, None)
    assert moved(make, talk, place) == (False, None)


def test_one_without_a_slot_keeps_the_length_that_was_planned(make: Factories, event: Event) -> None:
    talk = make.session(event, "A talk", starts_at=None, ends_at=None, planned_minutes=20)
    assert moved(make, talk, OFF) == (False, 20)


@pytest.mark.parametrize(
    ("values", "is_change"),
    [
        ({}, False),
        ({"subtitle": text("other")}, True),
        ({"internal_notes": "Call her"}, True),
        ({"capacity": 12}, True),
    ],
    ids=["nothing", "what waits for a release", "what the team keeps", "what holds at once"],
)
def test_a_change_is_what_makes_a_difference(
    make: Factories, talk: Session, values: dict[str, object], is_change: bool
) -> None:
    with make.inside():
        found = db.session.get_one(Session, talk.id)
        assert service.change_draft(found, **values) is is_change


def test_speakers_links_and_languages_come_out_of_a_draft_as_they_went_in(
    make: Factories, event: Event, talk: Session
) -> None:
    speaker = make.speaker(event, "Ada")
    values = {
        "speakers": ((speaker.id, "moderator"),), "links": (("Slides", "https://example.org/"),),
        "interpretation": ("yue", "cmn"),
    }  # fmt: skip
    with make.inside():
        found = db.session.get_one(Session, talk.id)
        service.change_draft(found, **values)
    with make.inside():
        details = service.details_with_draft(db.session.get_one(Session, talk.id))
    assert {name: getattr(details, name) for name in values} == values


HALL, STUDIO = Room(id=1), Room(id=2)
FILM = Track(id=1)
KEYNOTE, BREAK = (
    SessionType(id=1, default_minutes=30, is_break=False),
    SessionType(id=2, default_minutes=20, is_break=True),
)
ADA, BEN = Speaker(id=6), Speaker(id=7)
AROUND = Surroundings({1: HALL, 2: STUDIO}, {1: FILM}, {1: KEYNOTE, 2: BREAK}, {6: ADA, 7: BEN})


def seen(**changes: Any) -> SessionWithDraft:
    """A session as the team has it; nothing is stored."""
    plain = {"id": 1, "status": "confirmed", "taken": 0, "links": [], "interpretation": [], "language": ""}
    return with_draft(Session(**plain | changes), AROUND)


def test_a_session_lies_where_it_was_put_and_nowhere_else() -> None:
    everywhere = seen(room_id=1, track_id=1, type_id=1)
    assert (everywhere.room, everywhere.track, everywhere.type) == (HALL, FILM, KEYNOTE)
    assert (everywhere.room_id, everywhere.track_id, everywhere.type_id) == (1, 1, 1)
    nowhere = seen()
    assert (nowhere.room_id, nowhere.track_id, nowhere.type_id, nowhere.is_break) == (None, None, None, False)
    assert [seen(type_id=number).is_break for number in (1, 2)] == [False, True]


def test_it_lasts_as_long_as_its_slot_or_as_planned_or_as_its_type_does() -> None:
    slot = {"starts_at": tomorrow(2), "ends_at": tomorrow(2) + timedelta(minutes=61, seconds=59)}
    found = [
        seen(**slot, planned_minutes=90, type_id=1).minutes,
        seen(planned_minutes=90, type_id=1).minutes,
        seen(type_id=1).minutes,
        seen().minutes,
        seen(starts_at=tomorrow(2)).minutes,
    ]
    assert found == [61, 90, 30, 45, 45]


@pytest.mark.parametrize(("taken", "expected", "audience"), [(0, None, 0), (7, 5, 7), (7, 12, 12), (0, 3, 3)])
def test_as_many_people_are_expected_as_booked_or_as_the_team_thinks(
    taken: int, expected: int | None, audience: int
) -> None:
    assert seen(taken=taken, expected_audience=expected).audience == audience


def test_what_a_release_would_make_of_it() -> None:
    draft = {"language": "en"}
    found = [
        seen().change,
        seen(draft=draft).change,
        seen(draft=draft, status="draft").change,
        seen(status="draft").change,
    ]
    assert found == ["", "changed", "new", ""]


def test_interpreters_are_heard_and_not_on_stage() -> None:
    session = seen(draft={"speakers": [[6, "speaker"], [7, "interpreter"], [99, "speaker"]]})
    assert (session.speakers, session.on_stage) == ([ADA, BEN], [ADA])


def test_sessions_stand_by_time_then_room_then_as_they_came_and_the_unscheduled_last() -> None:
    at = {"starts_at": tomorrow(3), "ends_at": tomorrow(4)}
    sessions = [
        seen(id=1), seen(id=2, **at, room_id=2), seen(id=3, **at, room_id=1), seen(id=4, **at), seen(id=5, **at),
        seen(id=6, starts_at=tomorrow(2), ends_at=tomorrow(3), room_id=2), seen(id=7, room_id=1),
    ]  # fmt: skip
    assert [one.id for one in in_order(reversed(sessions))] == [6, 4, 5, 3, 2, 1, 7]
