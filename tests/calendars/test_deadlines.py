"""A team member's calendar of deadlines: what is due in their events, as far as their role shows it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, Membership
from eventapp.events.service import set_retention
from eventapp.messages.campaigns import reminder
from eventapp.messages.models import Campaign
from eventapp.messages.service import create_campaign, start_campaign
from tests.factories import Factories
from tests.pages import page_of

PAGE = "/admin/deadlines/"


@pytest.fixture
def forum(make: Factories) -> Event:
    """An event with something of every kind that has its moment."""
    now = clock.now()
    event = make.event(registration_opens_at=now + timedelta(hours=1), registration_closes_at=now + timedelta(hours=20))
    make.ticket_type(event, "Early", opens_at=now + timedelta(hours=2), closes_at=now + timedelta(hours=10))
    with make.inside():
        found = db.session.get_one(Event, event.id)
        campaign = create_campaign(found, reminder(found), "Owner")
        campaign.send_at = now + timedelta(hours=3)
        db.session.commit()
        set_retention(found, {"registrations": 90})
    return event


@pytest.fixture
def subscribed(make: Factories, forum: Event, client: FlaskClient) -> Callable[[str], str]:
    """Gives the path of the calendar of a new member in this role."""

    def subscribed(role: str) -> str:
        browser = make.signed_in(make.member(forum, role).email)
        return _address(browser)

    return subscribed


def _address(browser: FlaskClient) -> str:
    (value,) = page_of(browser.get(PAGE)).attributes("//input[@id='feed-address']", "value")
    return value.removeprefix("http://localhost").split("?")[0]


def told(client: FlaskClient, path: str) -> list[str]:
    calendar = Calendar.from_ical(client.get(path).data)
    return [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")]


def test_an_owner_is_told_of_everything_in_its_order(client: FlaskClient, subscribed: Callable[[str], str]) -> None:
    assert told(client, subscribed("owner")) == [
        "Registration opens · The Forum",
        "Ticket on offer: Early · The Forum",
        "Campaign should go out, and is still a draft: Soon: The Forum · The Forum",
        "Ticket no longer on offer: Early · The Forum",
        "Registration closes · The Forum",
        "The event begins · The Forum",
        "The event ends · The Forum",
        "Removed from today: Registrations · The Forum",
    ]


def test_the_door_is_told_when_the_event_is(client: FlaskClient, subscribed: Callable[[str], str]) -> None:
    assert told(client, subscribed("door")) == ["The event begins · The Forum", "The event ends · The Forum"]


def test_a_deadline_that_moves_is_another_entry_at_the_new_time(
    make: Factories, forum: Event, client: FlaskClient, subscribed: Callable[[str], str]
) -> None:
    path = subscribed("owner")
    before = {str(entry["UID"]): entry for entry in Calendar.from_ical(client.get(path).data).walk("VEVENT")}
    moved = clock.now().replace(microsecond=0) + timedelta(hours=5)
    with make.inside():
        db.session.get_one(Event, forum.id).registration_opens_at = moved
        db.session.commit()
    after = {str(entry["UID"]): entry for entry in Calendar.from_ical(client.get(path).data).walk("VEVENT")}
    ((gone,), (come,)) = (set(before) - set(after), set(after) - set(before))
    assert str(before[gone]["SUMMARY"]) == str(after[come]["SUMMARY"]) == "Registration opens · The Forum"
    assert after[come]["DTSTART"].dt == moved


def test_a_campaign_that_is_scheduled_is_one_that_goes_out(
    make: Factories, client: FlaskClient, forum: Event, subscribed: Callable[[str], str]
) -> None:
    path = subscribed("owner")
    with make.inside():
        start_campaign(db.session.scalars(select(Campaign)).one())
    assert "Campaign goes out: Soon: The Forum · The Forum" in told(client, path)


def test_it_answers_304_until_something_changes(
    make: Factories, forum: Event, client: FlaskClient, subscribed: Callable[[str], str]
) -> None:
    path = subscribed("owner")
    tag = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, headers=tag).status_code == 304
    with make.inside():
        db.session.get_one(Event, forum.id).name = LocalizedText({"en": "Another name"})
        db.session.commit()
    assert client.get(path, headers=tag).status_code == 200


def test_it_speaks_the_language_that_is_asked_for(client: FlaskClient, subscribed: Callable[[str], str]) -> None:
    assert told(client, subscribed("door") + "?lang=zh-Hant") == ["活動開始 · 論壇", "活動結束 · 論壇"]


def test_a_new_link_ends_the_one_before(client: FlaskClient, make: Factories, forum: Event) -> None:
    browser = make.signed_in(make.member(forum, "owner").email)
    before = _address(browser)
    browser.post("/admin/deadlines/renew")
    after = _address(browser)
    assert (client.get(before).status_code, client.get(after).status_code, before == after) == (404, 200, False)


def test_who_left_the_team_or_is_disabled_is_told_nothing(
    make: Factories, app: Flask, forum: Event, client: FlaskClient
) -> None:
    member = make.member(forum, "owner")
    path = _address(make.signed_in(member.email))
    with make.inside():
        db.session.delete(db.session.scalars(select(Membership)).one())
        db.session.commit()
    assert told(client, path) == []
    with make.inside():
        db.session.get_one(User, member.id).is_disabled = True
        db.session.commit()
    assert client.get(path).status_code == 404


def test_events_of_others_are_not_in_it(client: FlaskClient, make: Factories, forum: Event) -> None:
    make.member(make.event("other"), "owner", "ben@example.org")
    path = _address(make.signed_in("ben@example.org"))
    assert len(told(client, path)) == 2


def test_the_page_lists_what_is_still_to_come(make: Factories, forum: Event) -> None:
    browser = make.signed_in(make.member(forum, "owner").email)
    assert "Registration opens" in page_of(browser.get(PAGE)).text
    with clock.frozen_at(clock.now() + timedelta(hours=1, minutes=1)):
        assert "Registration opens" not in page_of(browser.get(PAGE)).text
