"""Two hundred calendar apps ask for a year, each in its own rhythm and its own way, while the programme changes."""

import gzip
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from werkzeug.test import EnvironBuilder

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.programme.models import Session
from tests.factories import Factories, text
from tests.thorough import part_of

SUBSCRIBERS, CHANGES = part_of(200), 40
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
END = NOW + timedelta(days=365)
DAILY, EAGER = timedelta(hours=24), timedelta(hours=6)
PATHS = ("calendar.ics", "calendar.ics?lang=zh-Hant", "rooms/hall/calendar.ics", "rooms/studio/calendar.ics",
         "tracks/policy/calendar.ics")  # fmt: skip


class App:
    """A calendar app: it keeps the last body, and asks with what it was told the last time."""

    def __init__(self, number: int, environ: dict[str, Any]) -> None:
        self.path = PATHS[number % len(PATHS)]
        self.rhythm = DAILY if number % 20 else EAGER
        self.asks_by_date = number % 7 == 0
        self.packs = number % 3 > 0
        self.due = NOW + timedelta(minutes=(37 * number) % 1440)
        self.body = b""
        self._environ = environ
        if self.packs:
            environ["HTTP_ACCEPT_ENCODING"] = "gzip"

    def ask(self, wsgi: Callable[..., Any]) -> str:
        """One request, as its server would get it. Returns the status."""
        heard: list[Any] = []
        environ = dict(self._environ)
        body = b"".join(wsgi(environ, lambda status, headers, _info=None: heard.extend((status, headers))))
        status, headers = str(heard[0])[:3], dict(heard[1])
        if status == "200":
            self.body = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
            if self.asks_by_date:
                self._environ["HTTP_IF_MODIFIED_SINCE"] = headers["Last-Modified"]
            else:
                self._environ["HTTP_IF_NONE_MATCH"] = headers["ETag"]
        self.due += self.rhythm
        return status


def change(make: Factories, rooms: list[int], talks: list[Session], chance: random.Random) -> None:
    """One of the things that happen to a programme."""
    talk = chance.choice(talks)
    what = chance.randrange(5)
    begins = NOW + timedelta(days=360, hours=chance.randrange(9), minutes=chance.randrange(4) * 15)
    make.change_session(
        talk,
        **(
            {"starts_at": begins, "ends_at": begins + timedelta(hours=1)},
            {"title": text(f"Title {chance.random()}")},
            {"room_id": chance.choice(rooms)},
            {"status": chance.choice(["confirmed", "cancelled"])},
            {"status": "confirmed", "abstract": text(f"Words {chance.random()}")},
        )[what],
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_end_in_the_servers_state_and_nineteen_of_twenty_answers_are_304(app: Flask, make: Factories) -> None:
    chance = random.Random(7)
    begins = NOW + timedelta(days=360)
    event: Event = make.event(starts_at=begins, ends_at=begins + timedelta(hours=10))
    rooms = [make.room(event, name).id for name in ("Hall", "Studio")]
    track = make.track(event)
    talks = [
        make.session(event, f"Talk {number}", starts_at=begins, ends_at=begins + timedelta(hours=1),
                     room_id=rooms[number % 2], track_id=track.id if number % 2 else None)
        for number in range(12)
    ]  # fmt: skip
    apps = [
        App(number, EnvironBuilder(path=f"/events/forum/{PATHS[number % len(PATHS)]}").get_environ())
        for number in range(SUBSCRIBERS)
    ]
    # Most of a programme is changed in its last days, many times a day.
    days = sorted([*(chance.randrange(330) for _ in range(8)), *(355 + chance.randrange(4) for _ in range(32))])
    changes = [NOW + timedelta(days=day, minutes=chance.randrange(1440)) for day in days]
    assert len(changes) == CHANGES
    answers: Counter[str] = Counter()
    wsgi = app.wsgi_app
    for moment in [*changes, END]:
        waiting = [one for one in apps if one.due < moment]
        while waiting:
            for one in waiting:
                with clock.frozen_at(one.due):
                    answers[one.ask(wsgi)] += 1
            waiting = [one for one in waiting if one.due < moment]
        with clock.frozen_at(moment):
            if moment < END:
                change(make, rooms, talks, chance)
    with clock.frozen_at(END + timedelta(hours=24)):
        for one in apps:
            one.ask(wsgi)
        now = {path: app.test_client().get(f"/events/forum/{path}").data for path in PATHS}
    assert [one.path for one in apps if one.body != now[one.path]] == []
    assert set(answers) == {"200", "304"}
    assert answers["304"] / answers.total() > 0.95
    assert {str(entry["UID"]) for entry in Calendar.from_ical(now["calendar.ics"]).walk("VEVENT")} == {
        str(talk.uid) for talk in talks
    }
