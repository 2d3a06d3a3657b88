"""The guided start, the checklist, archiving, cloning, and series."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import Event, Membership
from eventapp.events.queries import event_by_slug
from eventapp.events.service import SeriesDetails, details_of, update_event
from eventapp.programme import queries as programme
from eventapp.registration.models import Registration
from eventapp.registration.queries import questions_of, ticket_types_of
from tests.factories import Factories, text, tomorrow
from tests.pages import SURE, page_of


@pytest.fixture
def admin(make: Factories, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.user("admin@example.org", is_admin=True))


def test_an_event_is_made_step_by_step_and_any_step_can_be_skipped(make: Factories, admin: FlaskClient) -> None:
    data = {
        "name-en": "New Vision", "slug": "new-vision", "starts_at": "2030-03-18T09:00",
        "ends_at": "2030-03-18T18:00", "timezone": "Asia/Hong_Kong", "main_locale": "en",
        "contact_email": "hello@example.org",
    }  # fmt: skip
    step = admin.post("/admin/events/new", data=data).location
    steps = []
    while "/setup/" in step:
        steps.append(step.rsplit("/", 1)[-1])
        (onwards,) = page_of(admin.get(step)).tree.xpath("//form//a[@class='button']/@href")
        if steps[-1] == "place":
            onwards = admin.post(step, data={"venue-en": "Convention Centre"}).location
        step = onwards
    assert steps == ["about", "place", "languages", "look", "registration"]
    with make.inside():
        made = event_by_slug("new-vision")
        assert made is not None
        assert (made.venue, made.locales, made.status) == (
            {"en": "Convention Centre"},
            ["en", "zh-Hant", "zh-Hans"],
            "draft",
        )


def test_a_step_changes_its_own_fields_alone(make: Factories, admin: FlaskClient) -> None:
    event = make.event(published=False, capacity=100)
    admin.post("/admin/events/forum/setup/languages", data={"main_locale": "zh-Hant", "locales": ["en"]})
    with make.inside():
        found = db.session.get_one(Event, event.id)
        assert (found.main_locale, found.locales, found.capacity, found.venue) == (
            "zh-Hant", ["en", "zh-Hant"], 100, {"en": "The Hall"},
        )  # fmt: skip


def test_the_checklist_says_what_is_missing(make: Factories, admin: FlaskClient) -> None:
    event = make.event(published=False, venue=text(""))

    def missing() -> list[str]:
        return page_of(admin.get("/admin/events/forum/")).texts("//*[@class='checklist']/li[not(@class='is-done')]/a")

    assert "People know where to go" in missing()
    assert "There is a ticket to register for" in missing()
    make.ticket_type(event)
    assert "There is a ticket to register for" not in missing()


def test_an_archived_event_stays_to_be_read_and_registers_nobody(
    make: Factories, admin: FlaskClient, client: FlaskClient
) -> None:
    event = make.event()
    make.session(event)
    make.ticket_type(event)
    admin.post("/admin/events/forum/archive", data=SURE)
    assert client.get("/events/forum/schedule/").status_code == 200
    assert client.get("/events/forum/calendar.ics").status_code == 200
    assert "ticket_type" not in page_of(client.get("/events/forum/register/")).values


@pytest.fixture
def pattern(make: Factories) -> Event:
    """An event with something of everything."""
    event = make.event(registration_closes_at=tomorrow(0))
    room, track, ada = make.room(event), make.track(event), make.speaker(event)
    make.session(event, "A talk", room_id=room.id, track_id=track.id, speakers=(ada,))
    make.session(event, "Off", status="cancelled")
    ticket_type = make.ticket_type(event, opens_at=tomorrow(0))
    question = make.question(
        event, "choice", options=[{"key": "a", "label": {"en": "A"}}], ticket_type_ids=[ticket_type.id]
    )
    make.question(event, label="And?", depends_on_id=question.id, depends_on_values=["a"])
    make.gate(event)
    make.member(event, "door")
    make.registration(event, make.ticket_type(event, "Open"), choices=None)
    return event


PARTS = ["places", "speakers", "sessions", "tickets", "questions", "texts", "gates", "team"]


def clone(admin: FlaskClient, **changes: Any) -> Any:
    data = {"name-en": "Next", "slug": "next", "starts_at": "2031-03-18T09:00", "parts": PARTS}
    return admin.post("/admin/events/forum/clone", data={**data, **changes})


def test_a_clone_has_the_chosen_parts_with_times_moved(make: Factories, admin: FlaskClient, pattern: Event) -> None:
    assert clone(admin).location == "/admin/events/next/"
    with make.inside():
        made = event_by_slug("next")
        assert made is not None
        shift = made.local(made.starts_at).date() - pattern.local(pattern.starts_at).date()
        (session,) = programme.sessions_with_drafts(made.id)
        assert (session.title["en"], session.room.name["en"], session.track.name["en"]) == ("A talk", "Hall", "Policy")
        assert [one.name["en"] for one in session.speakers] == ["Ada Wong"]
        assert made.local(session.starts_at) == pattern.local(tomorrow(2)) + shift
        ticket_types = ticket_types_of(made.id)
        assert [made.local(ticket_type.opens_at) if ticket_type.opens_at else None for ticket_type in ticket_types] == [
            pattern.local(tomorrow(0)) + shift, None,
        ]  # fmt: skip
        first, second = questions_of(made.id)
        assert (first.ticket_type_ids, second.depends_on_id) == ([ticket_types[0].id], first.id)
        roles = select(Membership.role).where(Membership.event_id == made.id).order_by(Membership.role)
        assert list(db.session.scalars(roles)) == ["door", "owner"]
        people = select(func.count()).where(Registration.event_id == made.id)
        assert (made.status, made.taken, made.previous_id, db.session.scalar(people)) == ("draft", 0, pattern.id, 0)


def test_a_clone_without_parts_has_none(make: Factories, admin: FlaskClient, pattern: Event) -> None:
    clone(admin, parts=["sessions", "questions"])
    with make.inside():
        made = event_by_slug("next")
        assert made is not None
        (session,) = programme.sessions_with_drafts(made.id)
        assert (session.room, session.speakers, ticket_types_of(made.id)) == (None, [], [])
        assert questions_of(made.id) == []


def test_a_clones_hours_stay_across_a_change_of_clocks(make: Factories, admin: FlaskClient) -> None:
    event = make.event(timezone="Europe/Berlin")
    make.session(event)
    clone(admin, starts_at="2031-07-01T09:00")
    with make.inside():
        made = event_by_slug("next")
        assert made is not None
        (session,) = programme.sessions_with_drafts(made.id)
        assert made.local(session.starts_at).time() == event.local(tomorrow(2)).time()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": "forum"}, "Another event has this link. Choose a different one."),
        ({"slug": "No Slug"}, "Use small letters, digits and single dashes only."),
        ({"name-en": "", "name-zh_hant": ""}, "Enter this in at least one language."),
        ({"starts_at": ""}, "Enter the start time."),
    ],
)
def test_a_clone_that_cannot_be_is_explained(
    make: Factories, admin: FlaskClient, pattern: Event, changes: dict, message: str
) -> None:
    answer = clone(admin, **changes)
    assert (answer.status_code, message in page_of(answer).errors) == (422, True)
    with make.inside():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def in_series(make: Factories, *events: Event) -> None:
    with make.inside():
        series = service.create_series("market", SeriesDetails(text("The Market", zh_Hant="影視展")))
        for event in events:
            found = db.session.get_one(Event, event.id)
            update_event(found, replace(details_of(found), series_id=series.id))


def test_a_series_has_a_page_with_its_speakers_and_a_feed(make: Factories, client: FlaskClient) -> None:
    first, second = make.event("one", name=text("Forum One")), make.event("two", name=text("Forum Two"))
    hidden = make.event("three", published=False, name=text("Secret"))
    make.session(first, "A talk", speakers=(make.speaker(first, "Ada Wong"),))
    in_series(make, first, second, hidden)
    words = page_of(client.get("/series/market/")).text
    assert [name in words for name in ("The Market", "Forum One", "Forum Two", "Ada Wong", "Secret")] == [True] * 4 + [
        False
    ]
    answer = client.get("/series/market/calendar.ics")
    entries = Calendar.from_ical(answer.data).walk("VEVENT")
    assert {str(entry["SUMMARY"]) for entry in entries} == {"A talk", "Forum Two"}
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/series/market/calendar.ics", headers=known).status_code == 304
    make.session(second, "News")
    assert client.get("/series/market/calendar.ics", headers=known).status_code == 200


def test_a_series_without_public_events_is_not_there(make: Factories, client: FlaskClient) -> None:
    in_series(make, make.event("three", published=False))
    assert [client.get(f"/series/market/{end}").status_code for end in ("", "calendar.ics")] == [404, 404]


def test_a_series_is_made_and_kept_while_events_are_in_it(make: Factories, admin: FlaskClient) -> None:
    in_series(make, make.event())
    again = admin.post("/admin/series/new", data={"name-en": "Again", "slug": "market", "accent": "jade"})
    assert page_of(again).errors == ["Another series has this link. Choose a different one."]
    admin.post("/admin/series/market/delete", data=SURE)
    assert "Events are in this series" in page_of(admin.get("/admin/series/")).text


def test_the_dashboard_compares_with_the_one_before(make: Factories, admin: FlaskClient) -> None:
    before, now = (
        make.event("before", starts_at=tomorrow(1) - timedelta(days=100), ends_at=tomorrow(2)),
        make.event("now"),
    )
    ticket_type = make.ticket_type(before)
    with clock.frozen_at(clock.now() - timedelta(days=120)):
        make.registration(before, ticket_type)
    with clock.frozen_at(clock.now() - timedelta(days=50)):
        make.registration(before, ticket_type)
    make.registration(now, make.ticket_type(now))
    with make.inside():
        found = db.session.get_one(Event, now.id)
        update_event(found, replace(details_of(found), previous_id=before.id))
    page = page_of(admin.get("/admin/events/now/"))
    assert "1 Previous edition, at this point" in page.text.replace("1Previous", "1 Previous")
