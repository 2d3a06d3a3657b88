"""The organiser's programme, through its forms."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme.models import Room, Session, SessionSpeaker, Speaker, Track
from tests.factories import Factories, tomorrow
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum"


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event()


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "programme"))


def form(event: Event, **changes: Any) -> dict[str, Any]:
    values = {
        "title-en": "Short drama",
        "title-zh_hant": "微短劇",
        "starts_at": event.local(tomorrow(2)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": event.local(tomorrow(3)).strftime("%Y-%m-%dT%H:%M"),
        "status": "confirmed",
    }
    return {**values, **changes}


def sessions(make: Factories) -> list[Session]:
    with make.inside():
        return list(db.session.scalars(select(Session).order_by(Session.id)))


def test_a_session_is_added_with_its_people(team: FlaskClient, make: Factories, event: Event) -> None:
    room, track, ada, ben = make.room(event), make.track(event), make.speaker(event), make.speaker(event, "Ben Ho")
    data = form(
        event,
        room_id=room.id,
        track_id=track.id,
        **{
            "speakers-0-speaker": ben.id, "speakers-0-role": "moderator",
            "speakers-1-speaker": "", "speakers-1-role": "speaker",
            "speakers-2-speaker": ada.id, "speakers-2-role": "panellist",
        },
    )  # fmt: skip
    made = team.post(f"{ADMIN}/sessions/new", data=data).location
    team.post(f"{ADMIN}/release")
    (session,) = sessions(make)
    assert made == f"{ADMIN}/sessions/{session.code}"
    assert (session.title, session.room_id, session.track_id, session.starts_at) == (
        {"en": "Short drama", "zh-Hant": "微短劇"}, room.id, track.id, tomorrow(2),
    )  # fmt: skip
    with make.inside():
        rows = db.session.execute(
            select(SessionSpeaker.speaker_id, SessionSpeaker.role).order_by(SessionSpeaker.position)
        ).all()
    assert [tuple(row) for row in rows] == [(ben.id, "moderator"), (ada.id, "panellist")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title-en": "", "title-zh_hant": ""}, "Enter this in at least one language."),
        ({"title-en": "x" * 301}, "Field cannot be longer than 300 characters."),
        ({"starts_at": ""}, "Give both the start and the end, or neither."),
        ({"ends_at": "2000-01-01T00:00"}, "The end must come after the start."),
        ({"starts_at": "nine"}, "Not a valid datetime value."),
        ({"room_id": "999"}, "Not a valid choice."),
        ({"room_id": "first"}, "Choose one from the list."),
        ({"language": "tlh"}, "Not a valid choice."),
        ({"status": "maybe"}, "Not a valid choice."),
        ({"stream_url": "javascript:alert(1)"}, "Enter a whole link, starting with https://."),
        ({"speakers-0-speaker": "999", "speakers-0-role": "speaker"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_stored(
    team: FlaskClient, make: Factories, event: Event, changes: dict[str, str], message: str
) -> None:
    answer = team.post(f"{ADMIN}/sessions/new", data=form(event, **changes))
    page = page_of(answer)
    assert answer.status_code == 422
    assert message in page.errors
    assert page.values["title-zh_hant"] == changes.get("title-zh_hant", "微短劇")
    assert sessions(make) == []


def test_a_clash_is_saved_and_shown(team: FlaskClient, make: Factories, event: Event) -> None:
    room = make.room(event)
    make.session(event, "First", room_id=room.id)
    team.post(f"{ADMIN}/sessions/new", data=form(event, room_id=room.id))
    page = page_of(team.get(f"{ADMIN}/sessions/"))
    assert "It is saved, but something about it needs a look: see below." in page.text
    assert "Hall has two sessions at once" in page.text


def test_editing_keeps_what_is_not_changed(team: FlaskClient, make: Factories, event: Event) -> None:
    speaker = make.speaker(event)
    session = make.session(event, "Short drama", speakers=(speaker,), status="confirmed")
    shown = page_of(team.get(f"{ADMIN}/sessions/{session.code}"))
    assert shown.values["title-en"] == "Short drama"
    data = form(event, **{"speakers-0-speaker": speaker.id, "speakers-0-role": "speaker", "title-zh_hant": ""})
    team.post(f"{ADMIN}/sessions/{session.code}", data=data)
    (again,) = sessions(make)
    assert (again.sequence, again.changed_at) == (session.sequence, session.changed_at)


def test_cancelling_and_restoring(team: FlaskClient, make: Factories, event: Event) -> None:
    session = make.session(event)
    team.post(f"{ADMIN}/sessions/{session.code}/cancel", data=SURE)
    assert [one.status for one in sessions(make)] == ["confirmed"]
    team.post(f"{ADMIN}/release")
    assert [one.status for one in sessions(make)] == ["cancelled"]
    team.post(f"{ADMIN}/sessions/{session.code}", data=form(event, status="cancelled", **{"title-en": "Renamed"}))
    team.post(f"{ADMIN}/release")
    assert [(one.status, one.title["en"]) for one in sessions(make)] == [("cancelled", "Renamed")]
    team.post(f"{ADMIN}/sessions/{session.code}/restore")
    team.post(f"{ADMIN}/release")
    assert [one.status for one in sessions(make)] == ["confirmed"]


def test_another_events_session_is_not_found(team: FlaskClient, make: Factories) -> None:
    foreign = make.session(make.event("other"))
    for path in ("", "/cancel", "/restore"):
        assert team.post(f"{ADMIN}/sessions/{foreign.code}{path}").status_code == 404
    assert [one.status for one in sessions(make)] == ["confirmed"]


def test_a_speaker_is_added_changed_and_deleted(team: FlaskClient, make: Factories, event: Event) -> None:
    team.post(f"{ADMIN}/speakers/new", data={"name-en": "Ada Wong", "post-en": "Producer", "email": "ada@example.org"})
    with make.inside():
        speaker = db.session.scalars(select(Speaker)).one()
    assert (speaker.name, speaker.post, speaker.email) == ({"en": "Ada Wong"}, {"en": "Producer"}, "ada@example.org")
    team.post(f"{ADMIN}/speakers/{speaker.code}", data={"name-en": "Ada Lovelace"})
    assert "Ada Lovelace" in page_of(team.get(f"{ADMIN}/speakers/")).text
    team.post(f"{ADMIN}/speakers/{speaker.code}/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(Speaker)).all() == []


def test_a_speaker_on_stage_is_not_deleted(team: FlaskClient, make: Factories, event: Event) -> None:
    speaker = make.speaker(event)
    make.session(event, speakers=(speaker,))
    team.post(f"{ADMIN}/speakers/{speaker.code}/delete", data=SURE)
    page = page_of(team.get(f"{ADMIN}/speakers/"))
    assert "1 sessions still need this: change them first. Nothing was deleted." in page.text
    assert "Ada Wong" in page.text


def test_a_speakers_address_is_never_public(team: FlaskClient, make: Factories, event: Event) -> None:
    speaker = make.speaker(event, email="secret@example.org")
    session = make.session(event, speakers=(speaker,))
    for path in ("/speakers/", f"/speakers/{speaker.code}/", f"/sessions/{session.code}/", "/calendar.ics"):
        assert "secret@example.org" not in team.get(f"/events/forum{path}").text


@pytest.mark.parametrize(("kind", "model"), [("rooms", Room), ("tracks", Track)])
def test_rooms_and_tracks_are_added_renamed_and_deleted(
    team: FlaskClient, make: Factories, event: Event, kind: str, model: Any
) -> None:
    team.post(f"{ADMIN}/{kind}/new", data={"name-en": "Green One", "capacity": "80", "colour": "3"})
    assert "Green One" in page_of(team.get(f"{ADMIN}/rooms/")).text
    team.post(f"{ADMIN}/{kind}/green-one", data={"name-en": "Blue One", "colour": "3"})
    with make.inside():
        assert db.session.scalars(select(model)).one().name == {"en": "Blue One"}
    team.post(f"{ADMIN}/{kind}/green-one/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(model)).all() == []


def test_two_rooms_of_one_name_have_two_addresses(team: FlaskClient, make: Factories, event: Event) -> None:
    for _ in range(2):
        team.post(f"{ADMIN}/rooms/new", data={"name-en": "Hall", "name-zh_hant": "大廳"})
    team.post(f"{ADMIN}/rooms/new", data={"name-zh_hant": "大廳"})
    with make.inside():
        assert db.session.scalars(select(Room.slug).order_by(Room.id)).all() == ["hall", "hall-2", "room"]


def test_a_room_has_a_things_name_and_no_persons(team: FlaskClient, make: Factories, event: Event) -> None:
    """Chinese has two words for what English calls a name."""
    make.room(event, "Hall")
    page = page_of(team.get(f"{ADMIN}/rooms/", headers={"Accept-Language": "zh-Hant"}))
    assert page.texts("//th")[0] == "名稱"
