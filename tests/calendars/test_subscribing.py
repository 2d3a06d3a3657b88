"""The pages that help to subscribe: every feed has one, and every link on it leads to that feed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.factories import Factories
from tests.pages import page_of


@pytest.fixture
def paths(make: Factories, event: Event) -> dict[str, str]:
    """(page: feed) of every kind."""
    ada = make.speaker(event)
    talk: Session = make.session(event, room_id=make.room(event).id, track_id=make.track(event).id, speakers=(ada,))
    base = "/events/forum/"
    return {
        "/calendar/": "/calendar.ics",
        f"{base}calendar/": f"{base}calendar.ics",
        f"{base}sessions/{talk.code}/calendar/": f"{base}sessions/{talk.code}.ics",
        f"{base}tracks/policy/calendar/": f"{base}tracks/policy/calendar.ics",
        f"{base}rooms/hall/calendar/": f"{base}rooms/hall/calendar.ics",
        f"{base}speakers/{ada.code}/calendar/": f"{base}speakers/{ada.code}/calendar.ics",
    }


def subscribed(link: str) -> str:
    """The feed's address that a link hands to a calendar app."""
    parts = urlsplit(link)
    query = parse_qs(parts.query)
    return (query.get("cid") or query.get("url") or [link])[0] if parts.netloc.count(".") > 1 else link


@pytest.mark.parametrize("locale", ["en", "zh-Hant", "zh-Hans"])
def test_every_feed_has_a_page_whose_links_lead_to_it(client: FlaskClient, paths: dict[str, str], locale: str) -> None:
    for path, feed in paths.items():
        page = page_of(client.get(f"{path}?lang={locale}"))
        wanted = f"localhost{feed}?lang={locale}"
        apps = [link for link in page.links() if "webcal" in link]
        assert [subscribed(link) for link in apps] == [f"webcal://{wanted}"] * 4, path
        assert page.tree.xpath("//input[@id='feed-address']/@value") == [f"http://{wanted}"]
        assert len(page.tree.xpath("//figure//*[local-name()='svg']")) == 1
        assert client.get(f"{feed}?lang={locale}").status_code == 200


def test_pages_of_what_is_not_public_are_not_there(make: Factories, client: FlaskClient, event: Event) -> None:
    draft = make.session(event, status="draft")
    hidden = make.event("hidden", published=False)
    answers = [
        client.get(f"/events/forum/sessions/{draft.code}/calendar/"),
        client.get(f"/events/{hidden.slug}/calendar/"),
        client.get("/events/none/calendar/"),
        client.get("/events/forum/rooms/none/calendar/"),
        client.get("/series/none/calendar/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_ones_own_page_offers_the_own_feed_and_shows_a_password_once(
    make: Factories, client: FlaskClient, event: Event
) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    page = page_of(client.get(f"{path}calendar/"))
    (address,) = page.tree.xpath("//input[@id='feed-address']/@value")
    assert client.get(urlsplit(address).path).status_code == 200
    made = page_of(client.post(f"{path}calendar/passwords", data={"label": "My <b>phone</b>"}))
    (password,) = made.tree.xpath("//code[@id='new-password']/text()")
    again = client.get(f"{path}calendar/")
    assert (len(password), password in again.text, "<b>phone" in again.text) == (35, False, False)
    assert "My <b>phone</b>" in page_of(again).text


@pytest.mark.parametrize("label", ["", "  ", "x" * 61])
def test_a_device_needs_a_name(make: Factories, client: FlaskClient, event: Event, label: str) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    answer = client.post(f"{path}calendar/passwords", data={"label": label})
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)


def test_twenty_devices_are_enough_for_anybody(make: Factories, client: FlaskClient, event: Event) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    for number in range(20):
        client.post(f"{path}calendar/passwords", data={"label": f"Device {number}"})
    refused = client.post(f"{path}calendar/passwords", data={"label": "One more"})
    assert refused.status_code == 422
    assert page_of(refused).errors == ["You have as many devices as can be. Remove one that you no longer use."]


def test_somebody_elses_device_cannot_be_removed(make: Factories, client: FlaskClient, event: Event) -> None:
    ticket_type = make.ticket_type(event)
    ada, li = (make.page_path(make.registration(event, ticket_type)) for _ in range(2))
    client.post(f"{ada}calendar/passwords", data={"label": "Ada's phone"})
    assert client.post(f"{li}calendar/passwords/1/revoke").status_code == 404
    assert "Ada's phone" in page_of(client.get(f"{ada}calendar/")).text


def test_who_was_never_let_in_has_no_calendar(make: Factories, client: FlaskClient, event: Event) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event, needs_approval=True)))
    assert client.get(f"{path}calendar/").status_code == 404


def test_a_cancelled_one_keeps_theirs_to_hear_of_it(make: Factories, client: FlaskClient, event: Event) -> None:
    registration = make.registration(event, make.ticket_type(event))
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, registration.id))
    assert client.get(f"{make.page_path(registration)}calendar/").status_code == 200
