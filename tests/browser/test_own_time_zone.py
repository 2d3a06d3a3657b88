"""A reader far away sees the programme in their own zone, and is told so; everybody else sees the event's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.events.models import Event
from tests.browser.conftest import PHONE, Console
from tests.browser.test_pages import looks
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.server import Server, Servers

pytestmark = ON_SQLITE
OWN = "Times are in your own time zone: America/Los_Angeles."
MORNING = datetime(2027, 3, 16, 1, 0, tzinfo=UTC)  # 09:00 in Hong Kong, 18:00 of the day before in Los Angeles


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event(starts_at=MORNING, ends_at=MORNING.replace(hour=9), timezone="Asia/Hong_Kong")
    hall = make.room(event)
    make.session(event, "Opening", starts_at=MORNING, ends_at=MORNING.replace(hour=2), room_id=hall.id)
    return event


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, event: Event) -> Server:
    return servers.at(database_url, shared_folder)


def page_in(browser: Browser, zone: str, console: Console) -> Page:
    context = browser.new_context(timezone_id=zone, locale="en", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    console.follow(page)
    return page


@pytest.fixture
def page(browser: Browser, console: Console) -> Iterator[Page]:
    page = page_in(browser, "America/Los_Angeles", console)
    yield page
    page.context.close()


def clocks(page: Page) -> set[str]:
    return set(page.locator("main time").all_inner_texts())


@pytest.mark.parametrize("view", ["grid", "list"])
def test_the_events_times_stay_until_one_asks_for_ones_own(page: Page, server: Server, view: str) -> None:
    schedule = f"{server.url}/events/forum/schedule/?view={view}"
    page.goto(schedule)
    expect(page.locator("[data-own-zone]")).to_contain_text("Times are those of the event's place: Asia/Hong_Kong.")
    assert {"09:00", "10:00"} >= clocks(page) > set()
    page.get_by_role("button", name="Show America/Los_Angeles").click()
    expect(page.locator("[data-own-zone] [data-words]")).to_have_text(OWN)
    assert {"18:00 Mon", "19:00 Mon"} >= clocks(page) > set()
    looks(page)
    page.get_by_role("link", name="Opening").click()
    expect(page.locator("[data-own-zone] [data-words]")).to_have_text(OWN)
    assert clocks(page) == {"18:00 Mon", "19:00 Mon"}
    page.get_by_role("button", name="Show Asia/Hong_Kong").click()
    assert clocks(page) == {"09:00", "10:00"}
    page.goto(schedule)
    assert "18:00 Mon" not in clocks(page)


@pytest.mark.parametrize("zone", ["Asia/Hong_Kong", "Asia/Singapore"])
def test_who_has_the_same_times_is_asked_nothing(browser: Browser, server: Server, console: Console, zone: str) -> None:
    page = page_in(browser, zone, console)
    page.goto(f"{server.url}/events/forum/schedule/")
    expect(page.get_by_role("heading", name="Programme", exact=True)).to_be_visible()
    expect(page.locator("[data-own-zone]")).to_be_hidden()
    page.context.close()
