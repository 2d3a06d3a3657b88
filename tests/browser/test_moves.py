"""Pages that ask before something happens, and what the public sees of it, in three languages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.accounts.models import User
from eventapp.events.models import Event
from tests.browser.conftest import Console, new_context, sign_in
from tests.browser.test_pages import looks
from tests.databases import ON_SQLITE
from tests.factories import PASSWORD, Factories, tomorrow
from tests.server import Server, Servers
from tests.thorough import first_of

ADMIN = "/admin/events/forum"
SCREENS = first_of("phone, dark, zh-Hant", "desk, light, en", "phone, light, zh-Hans")
pytestmark = ON_SQLITE


@pytest.fixture
def owner(make: Factories) -> User:
    return make.user("organiser@example.org", is_admin=True)


@pytest.fixture
def event(make: Factories, owner: User) -> Event:
    event = make.event(owner=owner)
    make.session(event, "Opening", room_id=make.room(event).id)
    make.registration(event, make.ticket_type(event), name="Ada Wong")
    return event


@pytest.fixture
def server(database_url: str, event: Event, tmp_path_factory: pytest.TempPathFactory, servers: Servers,
           shared_folder: object) -> Server:  # fmt: skip
    return servers.at(database_url, shared_folder)  # type: ignore[arg-type]


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, browser: Browser, server: Server, console: Console) -> Iterator[Page]:
    device, scheme, locale = request.param.split(", ")
    page = new_context(browser, phone=device == "phone", dark=scheme == "dark").new_page()
    console.follow(page)
    sign_in(page, server.url, password=PASSWORD)
    page.goto(f"{server.url}/lang/{locale}")
    yield page
    page.context.close()


def test_an_event_that_moves_asks_and_its_sessions_follow(page: Page, server: Server, event: Event) -> None:
    page.goto(f"{server.url}{ADMIN}/settings")
    later = event.starts_at + timedelta(days=1, hours=8)
    page.locator("[name=starts_at]").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.locator("[name=ends_at]").fill(f"{later + timedelta(hours=10):%Y-%m-%dT%H:%M}")
    page.locator("main form .button-primary").last.click()
    expect(page.locator("input[name=programme]")).to_have_count(2)
    looks(page)
    page.locator("main form .button-primary").click()
    expect(page.locator(".notice, .flash").first).to_be_visible()
    page.goto(f"{server.url}/events/forum/schedule/")
    day = (tomorrow(2) + timedelta(days=1, hours=8)).day
    assert f"{day}" in page.locator("main").inner_text()


def test_an_event_is_taken_back_after_a_question_and_says_so(page: Page, server: Server) -> None:
    page.goto(f"{server.url}{ADMIN}/")
    page.locator("form[action$=unpublish] button").click()
    looks(page)
    expect(page.locator("main form .button-danger")).to_have_count(1)
    page.goto(f"{server.url}/events/forum/")
    expect(page.locator("h1")).to_have_count(1)
    page.goto(f"{server.url}{ADMIN}/")
    page.locator("form[action$=unpublish] button").click()
    page.locator("main form .button-danger").click()
    expect(page.locator("form[action$='/publish'] button")).to_be_visible()
    looks(page)


def test_what_the_public_sees_of_an_event_taken_back(
    browser: Browser, server: Server, make: Factories, event: Event
) -> None:
    from eventapp.core.db import db
    from eventapp.events import service

    with make.inside():
        service.unpublish(db.session.get_one(Event, event.id))
    page = new_context(browser, phone=True).new_page()
    answer = page.goto(f"{server.url}/events/forum/schedule/")
    assert answer is not None
    assert (answer.status, page.locator("h1").inner_text()) == (410, "The Forum is not public for now")
    looks(page)
    page.context.close()


def test_two_sessions_are_swapped_and_a_rooms_sessions_moved(
    page: Page, server: Server, make: Factories, event: Event
) -> None:
    make.session(event, "Closing", starts_at=tomorrow(8), ends_at=tomorrow(9))
    make.room(event, "Loft")
    page.goto(f"{server.url}{ADMIN}/sessions/")
    page.get_by_role("link", name="Opening").first.click()
    looks(page)
    page.locator("#swap button").click()
    expect(page.locator("[name=starts_at]")).to_have_value(f"{tomorrow(8) + timedelta(hours=8):%Y-%m-%dT%H:%M}")
    page.goto(f"{server.url}{ADMIN}/rooms/hall")
    looks(page)
    page.locator("button[value=swap]").click()
    page.goto(f"{server.url}{ADMIN}/rooms/loft")
    expect(page.locator("select[name=to]")).to_have_count(1)


def test_the_admins_search_is_read_by_everybody(page: Page, server: Server) -> None:
    for text in ("ada", "csv", "nothing of the kind"):
        page.goto(f"{server.url}{ADMIN}/search?q={text}")
        looks(page)
    page.locator("#admin-search").fill("ada")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ada Wong")).to_be_visible()


def test_the_web_address_follows_the_name_until_it_is_typed(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/admin/events/new")
    name, slug = page.locator("[name=name-en]"), page.locator("[name=slug]")
    name.press_sequentially("The Très Grand Forum 2027")
    expect(slug).to_have_value("the-tres-grand-forum-2027")
    slug.fill("grand")
    name.fill("Another name")
    expect(slug).to_have_value("grand")
    looks(page)
