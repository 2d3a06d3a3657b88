"""Pages of the programme read as many times with thirty sessions as with three."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as listening

from eventapp.core.db import db
from eventapp.core.http import answers
from eventapp.events.models import Event
from tests.factories import Factories, tomorrow
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


def fill(make: Factories, event: Event, first: int, last: int) -> None:
    for number in range(first, last):
        starts_at = tomorrow(1) + timedelta(minutes=10 * number)
        make.session(
            event, f"Talk {number}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10),
            room_id=make.room(event, f"Room {number}").id, speakers=(make.speaker(event, f"Speaker {number}"),),
            track_id=make.track(event, f"Track {number}").id,
        )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/events/forum/schedule/", "/events/forum/schedule.xml", "/events/forum/calendar.ics", "/events/forum/",
        f"{ADMIN}/sessions/", f"{ADMIN}/schedule/", f"{ADMIN}/schedule/state", f"{ADMIN}/release", f"{ADMIN}/speakers/",
        f"{ADMIN}/", f"{ADMIN}/preview/", f"{ADMIN}/exchange/sessions.csv",
    ],
)  # fmt: skip
def test_queries_do_not_grow_with_sessions(
    app: Flask, make: Factories, event: Event, team: FlaskClient, path: str
) -> None:
    numbers = []
    for first, last in ((0, 3), (3, 30)):
        fill(make, event, first, last)
        answers.clear()
        with counted(app) as statements:
            assert team.get(path).status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
