"""Pages of the programme read as many times with thirty sessions as with three."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as listening

from eventapp.core.db import db, transactional
from eventapp.core.response_cache import answers
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.service import RoomDetails, SpeakerDetails, TrackDetails
from tests.factories import Factories, session_details, text, tomorrow
from tests.programme.conftest import ADMIN


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are run inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    listening.listen(engine, "before_cursor_execute", note)
    yield statements
    listening.remove(engine, "before_cursor_execute", note)


@transactional
def fill(event_id: int, first: int, last: int) -> None:
    event = db.session.get_one(Event, event_id)
    for number in range(first, last):
        starts_at = tomorrow(1) + timedelta(minutes=10 * number)
        ada = service.create_speaker(event, SpeakerDetails(text(f"Speaker {number}")))
        details = session_details(
            f"Talk {number}", (ada,), starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10),
            room_id=service.create_room(event, RoomDetails(text(f"Room {number}"))).id,
            track_id=service.create_track(event, TrackDetails(text(f"Track {number}"))).id,
        )  # fmt: skip
        service.create_session(event, details)


PAGES = (
    "/events/forum/schedule/", "/events/forum/schedule.xml", "/events/forum/calendar.ics", "/events/forum/",
    "/events/forum/screens/now/part",
    f"{ADMIN}/sessions/", f"{ADMIN}/schedule/", f"{ADMIN}/schedule/state", f"{ADMIN}/release", f"{ADMIN}/speakers/",
    f"{ADMIN}/", f"{ADMIN}/preview/", f"{ADMIN}/import-export/sessions.csv",
)  # fmt: skip


def queries_of(app: Flask, client: FlaskClient, path: str) -> int:
    answers.clear()
    with counted(app) as statements:
        assert client.get(path).status_code == 200
    return len(statements)


def test_queries_do_not_grow_with_sessions(app: Flask, make: Factories, event: Event, team: FlaskClient) -> None:
    numbers = []
    for first, last in ((0, 3), (3, 30)):
        with make.inside():
            fill(event.id, first, last)
        numbers.append({path: queries_of(app, team, path) for path in PAGES})
    assert numbers[0] == numbers[1]
