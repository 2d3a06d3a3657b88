"""What the schedule editor says to the server, and hears from it."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.models import Session
from eventapp.programme.service import Place
from tests.factories import PASSWORD, Factories, text, tomorrow
from tests.pages import page_of
from tests.programme.conftest import ADMIN


def state(client: FlaskClient, since: int = -1) -> dict[str, Any]:
    return client.get(f"{ADMIN}/schedule/state?since={since}").json


def wanted(session: Session, client: FlaskClient, **changes: Any) -> dict[str, Any]:
    known = next(one for one in state(client)["sessions"] if one["code"] == session.code)
    values = {"starts_at": tomorrow(5).isoformat(), "ends_at": tomorrow(6).isoformat(), "room_id": None}
    return {"code": session.code, "version": known["version"], "since": 0, **values, **changes}


def place(make: Factories, session: Session) -> tuple[Any, Any, Any]:
    with make.inside():
        found = queries.session_with_draft(db.session.get_one(Session, session.id))
        return found.starts_at, found.ends_at, found.room_id


def test_a_move_is_stored_in_the_draft(make: Factories, event: Event, team: FlaskClient) -> None:
    room, session = make.room(event), make.session(event)
    answer = team.post(f"{ADMIN}/schedule/moves", json=wanted(session, team, room_id=room.id))
    (moved,) = [one for one in answer.json["sessions"] if one["code"] == session.code]
    assert (moved["room_id"], moved["change"], moved["by"]) == (room.id, "changed", "Programme")
    assert place(make, session) == (tomorrow(5), tomorrow(6), room.id)
    assert "10:00" in team.get("/events/forum/schedule/").text


def test_the_second_to_move_is_refused_and_told(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event)
    mine = wanted(session, team)
    with make.inside():
        service.move_session(db.session.get_one(Session, session.id), Place(tomorrow(8), tomorrow(9), None))
    answer = team.post(f"{ADMIN}/schedule/moves", json=mine)
    assert (answer.status_code, answer.json["refused"], answer.json["by"]) == (409, session.code, "system")
    assert place(make, session) == (tomorrow(8), tomorrow(9), None)


def test_what_others_did_comes_with_the_next_question(make: Factories, event: Event, team: FlaskClient) -> None:
    first, second = make.session(event, "One"), make.session(event, "Two")
    cursor = state(team)["cursor"]
    assert team.get(f"{ADMIN}/schedule/state?since={cursor}").status_code == 204
    with make.inside():
        service.move_session(db.session.get_one(Session, second.id), Place(tomorrow(8), tomorrow(9), None))
    heard = state(team, cursor)
    assert [one["code"] for one in heard["sessions"]] == [second.code]
    assert heard["cursor"] > cursor
    assert first.code not in str(heard["sessions"])


def test_the_shelf_keeps_how_long_a_session_was(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, starts_at=tomorrow(2), ends_at=tomorrow(3, 30))
    team.post(f"{ADMIN}/schedule/moves", json=wanted(session, team, starts_at=None, ends_at=None))
    (known,) = state(team)["sessions"]
    assert (known["starts_at"], known["minutes"]) == (None, 90)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"code": "NOTHERE2"}, 404),
        ({"starts_at": "tomorrow"}, 400),
        ({"starts_at": "2026-03-17T09:00:00"}, 400),
        ({"starts_at": ["2026"]}, 400),
        ({"room_id": "1"}, 400),
        ({"room_id": -1}, 400),
        ({"room_id": True}, 400),
        ({"room_id": 999_999}, 422),
        ({"version": "new"}, 400),
        ({"ends_at": None}, 422),
        ({"ends_at": "1995-01-01T00:00:00+00:00"}, 422),
    ],
)
def test_a_move_that_makes_no_sense_changes_nothing(
    make: Factories, event: Event, team: FlaskClient, changes: dict[str, Any], status: int
) -> None:
    session = make.session(event)
    before = place(make, session)
    answer = team.post(f"{ADMIN}/schedule/moves", json=wanted(session, team, **changes))
    assert (answer.status_code, place(make, session)) == (status, before)


@pytest.mark.parametrize("body", ["", "[]", "null", '"x"', "{"])
def test_what_is_no_move_is_refused(event: Event, team: FlaskClient, body: str) -> None:
    answer = team.post(f"{ADMIN}/schedule/moves", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_another_events_room_is_refused(make: Factories, event: Event, team: FlaskClient) -> None:
    session, foreign = make.session(event), make.room(make.event("other"))
    answer = team.post(f"{ADMIN}/schedule/moves", json=wanted(session, team, room_id=foreign.id))
    assert (answer.status_code, place(make, session)[2]) == (422, None)


def test_without_a_script_a_form_does_the_same(make: Factories, event: Event, team: FlaskClient) -> None:
    room, session = make.room(event), make.session(event)
    local = event.local(tomorrow(6)).strftime("%Y-%m-%dT%H:%M")
    data = {"code": session.code, "starts_at": local, "minutes": "30", "room_id": str(room.id)}
    team.post(f"{ADMIN}/schedule/move", data=data)
    assert place(make, session) == (tomorrow(6), tomorrow(6, 30), room.id)
    team.post(f"{ADMIN}/schedule/move", data={**data, "starts_at": "", "room_id": ""})
    assert place(make, session) == (None, None, None)


def test_the_form_says_what_is_wrong(make: Factories, event: Event, team: FlaskClient) -> None:
    make.room(event)
    session = make.session(event)
    team.post(f"{ADMIN}/schedule/move", data={"code": session.code, "minutes": "1", "room_id": ""})
    assert "Enter minutes, at least 5." in page_of(team.get(f"{ADMIN}/schedule/")).text


def test_every_warning_is_explained(make: Factories, event: Event, team: FlaskClient) -> None:
    hall, studio = make.room(event, capacity=10), make.room(event, "Studio")
    away = make.speaker(event, "Ada Wong", availability=((tomorrow(8), tomorrow(9)),))
    busy = make.speaker(event, "Ben Ho")
    make.session(event, "One", speakers=(away, busy), room_id=hall.id, expected_audience=50, interpretation=("yue",))
    make.session(event, "Two", room_id=hall.id)
    make.session(event, "Three", speakers=(busy,), room_id=studio.id, starts_at=tomorrow(3, 5), ends_at=tomorrow(4))
    make.session(event, "Four", speakers=(busy,), starts_at=tomorrow(3, 30), ends_at=tomorrow(12))
    with make.inside():
        db.session.get_one(Event, event.id).headsets = 20
        db.session.commit()
    assert [warning["text"] for warning in state(team)["warnings"]] == [
        "Hall has two sessions at once",
        "Ada Wong cannot be there at that time",
        "50 people are expected, and Hall has 10 seats",
        "Interpretation is offered, and no interpreter is named",
        "50 headsets are wanted at once, and there are 20",
        "Ben Ho has 5 minutes to change rooms, and 10 are needed",
        "Ben Ho is in two sessions at once",
        "It is outside the event's own times",
    ]


def test_two_who_move_at_once_lose_nothing(app: Flask, make: Factories, event: Event) -> None:
    sessions = [make.session(event, f"Talk {number}") for number in range(8)]
    users = [make.member(event, "programme", f"p{number}@example.org") for number in range(2)]
    barrier, statuses = Barrier(2), []

    def drag(number: int) -> None:
        client = app.test_client()
        client.post("/login", data={"email": users[number].email, "password": PASSWORD})
        own = [wanted(session, client) for session in sessions[number::2]]
        barrier.wait()
        statuses.extend(client.post(f"{ADMIN}/schedule/moves", json=move).status_code for move in own)

    threads = [Thread(target=drag, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert {place(make, session)[0] for session in sessions} == {tomorrow(5)}


def test_one_session_moved_by_two_at_once_goes_to_the_first(app: Flask, make: Factories, event: Event) -> None:
    session = make.session(event)
    users = [make.member(event, "programme", f"p{number}@example.org") for number in range(2)]
    barrier, answers = Barrier(2), {}

    def drag(number: int) -> None:
        client = app.test_client()
        client.post("/login", data={"email": users[number].email, "password": PASSWORD})
        begins = tomorrow(4 + number)
        move = wanted(session, client, starts_at=begins.isoformat(), ends_at=tomorrow(10).isoformat())
        barrier.wait()
        answers[begins] = client.post(f"{ADMIN}/schedule/moves", json=move).status_code

    threads = [Thread(target=drag, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 409]
    assert answers[place(make, session)[0]] == 200


def test_texts_are_converted_and_checked(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, "Short drama")
    with make.inside():
        found = db.session.get_one(Session, session.id)
        details = service.details_with_draft(found)
        service.edit_session(
            found, type(details)(**{**vars(details), "title": text("Short drama", zh_Hant="微短劇與電視")})
        )
    path = f"{ADMIN}/sessions/{session.code}"
    team.post(f"{path}/convert", data={"text": "title/zh-Hans"})
    page = page_of(team.get(path))
    assert page.values["title-zh_hans"] == "微短剧与电视"
    assert "简体中文 converted, to be checked" in page.text
    team.post(f"{path}/approve", data={"text": "title/zh-Hans"})
    assert "简体中文 checked" in page_of(team.get(path)).text


@pytest.mark.parametrize("asked", ["title/en", "title/fr", "notes/zh-Hans", "", "title/zh-Hans/x"])
def test_what_cannot_be_converted_is_refused(make: Factories, event: Event, team: FlaskClient, asked: str) -> None:
    session = make.session(event)
    assert team.post(f"{ADMIN}/sessions/{session.code}/convert", data={"text": asked}).status_code == 400
