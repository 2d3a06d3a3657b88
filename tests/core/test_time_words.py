"""How spans of time and the zones of an event are said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventapp.core.templating import time_span, zone_names


def at(zone: str, day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "days", "said"),
    [
        ("Asia/Hong_Kong", (27, 28), "GMT+8"),
        ("Europe/Berlin", (27, 28), "GMT+1, from 28 Mar GMT+2"),
        ("Europe/London", (27, 28), "GMT+0, from 28 Mar GMT+1"),
        ("America/New_York", (13, 14), "GMT−5, from 14 Mar GMT−4"),
        ("Europe/Berlin", (28, 28), "GMT+2"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_weekend_on_which_the_clocks_are_changed_names_both(
    app: Flask, zone: str, days: tuple[int, int], said: str
) -> None:
    with app.test_request_context():
        assert zone_names(zone, at(zone, days[0], 9), at(zone, days[1], 18)) == said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_event_of_two_days_has_both_in_words(app: Flask) -> None:
    zone = "Asia/Hong_Kong"
    with app.test_request_context():
        said = time_span(at(zone, 27, 9), at(zone, 28, 18), zone)
    assert said == "Saturday, 27 March 2027, 09:00 – Sunday, 28 March 2027, 18:00"
