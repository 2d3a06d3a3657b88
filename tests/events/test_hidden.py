"""An event that is taken back says so: its pages, its feeds, its calendars; and all is as before once it is back."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import Event
from tests.factories import Factories
from tests.pages import page_of


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event()
    make.session(event, "Opening")
    return event


def entries(client: FlaskClient, path: str = "/events/forum/calendar.ics") -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    return {str(entry["UID"]): entry for entry in Calendar.from_ical(answer.data).walk("VEVENT")}


def change(make: Factories, act: Callable[[Event], None]) -> None:
    with make.inside():
        act(db.session.scalars(select(Event)).one())


@pytest.mark.parametrize("path", ["", "schedule/", "speakers/", "register/", "calendar/", "changes/"])
def test_its_pages_say_what_happened(client: FlaskClient, make: Factories, event: Event, path: str) -> None:
    change(make, service.unpublish)
    answer = client.get(f"/events/forum/{path}")
    assert (answer.status_code, page_of(answer).heading) == (410, "The Forum is not public for now")


def test_an_event_that_never_was_public_is_not_there(client: FlaskClient, make: Factories) -> None:
    make.event(published=False)
    assert client.get("/events/forum/").status_code == 404
    assert client.get("/events/forum/calendar.ics").status_code == 404


def test_its_entries_are_cancelled_and_come_back_under_the_same_uid(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    before = entries(client)
    change(make, service.unpublish)
    hidden = entries(client)
    change(make, service.publish)
    again = entries(client)
    assert set(before) == set(hidden) == set(again)
    for uid, entry in before.items():
        states = [str(found[uid].get("STATUS", "CONFIRMED")) for found in (before, hidden, again)]
        assert states == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
        assert entry["SEQUENCE"] < hidden[uid]["SEQUENCE"] < again[uid]["SEQUENCE"]


def test_the_sites_feed_strikes_it_out_too(client: FlaskClient, make: Factories, event: Event) -> None:
    before = entries(client, "/calendar.ics")
    change(make, service.unpublish)
    hidden = entries(client, "/calendar.ics")
    assert set(before) == set(hidden)
    assert {str(entry["STATUS"]) for entry in hidden.values()} == {"CANCELLED"}


def test_a_persons_page_stays_and_says_so(client: FlaskClient, make: Factories, event: Event) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    change(make, service.unpublish)
    said = "The organiser has taken the event's public pages back for now. What you have here stays."
    assert said in page_of(client.get(path)).text
