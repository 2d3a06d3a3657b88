"""A place held until the email is opened, and what a browser does while much comes from its network address."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import links, service
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices, Sender
from tests.browser.conftest import Console, new_context, sign_in
from tests.browser.test_pages import looks
from tests.factories import PASSWORD, Factories
from tests.server import Server, Servers
from tests.thorough import first_of

FORM = "/events/forum/register/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    name: str
    email: str
    register: str
    one_step: str
    confirm: str
    registered: str


SAID = {
    "en": Words("Name", "Email", "Register", "One step left, Ada", "Confirm", "You are registered, Ada"),
    "zh-Hant": Words("姓名", "電郵地址", "登記參加", "Ada，尚欠一步", "確認", "Ada，你已成功登記"),
    "zh-Hans": Words("姓名", "邮箱", "报名参加", "Ada，还差一步", "确认", "Ada，你已成功报名"),
}


@pytest.fixture
def server(database_url: str, servers: Servers, shared_folder: object, make: Factories) -> Server:
    make.user("organiser@example.org", is_admin=True)
    return servers.at(database_url, shared_folder)  # type: ignore[arg-type]


@pytest.fixture
def page(browser: Browser, server: Server, console: Console) -> Iterator[Page]:
    page = new_context(browser).new_page()
    console.follow(page)
    yield page
    page.context.close()


def fill_in(page: Page, server: Server, words: Words) -> None:
    page.goto(f"{server.url}{FORM}")
    page.get_by_label(words.name, exact=True).fill("Ada")
    page.get_by_label(words.email).fill("ada@example.org")
    page.get_by_role("checkbox").last.check()


def emailed_link(make: Factories, server: Server) -> str:
    with make.inside():
        found = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert found is not None
        path = links.confirmation_url(found, service.confirmation_key(found)).removeprefix("http://localhost")
    return server.url + path


def last_registered(make: Factories) -> tuple[str, bool]:
    with make.inside():
        found = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert found is not None
        return found.standing, found.holds_seat


def come_from_here(make: Factories, event: Event, ticket_type: TicketType, number: int) -> None:
    with make.inside():
        here = Choices(sender=Sender(service.origin_of("127.0.0.1")))
    for _ in range(number):
        make.registration(event, ticket_type, choices=here)


@pytest.mark.parametrize("screen", first_of("zh-Hant, phone", "en, desk", "zh-Hans, phone"))
def test_the_ticket_comes_with_the_link_in_the_email(
    browser: Browser, server: Server, make: Factories, console: Console, screen: str
) -> None:
    locale, device = screen.split(", ")
    words = SAID[locale]
    make.ticket_type(make.event(confirm_minutes=60))
    page = new_context(browser, phone=device == "phone", dark=device == "phone").new_page()
    console.follow(page)
    page.goto(f"{server.url}/lang/{locale}")
    fill_in(page, server, words)
    looks(page)
    page.get_by_role("button", name=words.register).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.one_step)
    looks(page)
    link = emailed_link(make, server)
    page.goto(link)
    looks(page)
    page.get_by_role("button", name=words.confirm, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.registered)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.registered)
    page.context.close()


def test_a_browser_works_for_its_place_where_much_comes_from_its_address(
    page: Page, server: Server, make: Factories
) -> None:
    event = make.event(capacity=300)
    hall = make.ticket_type(event)
    come_from_here(make, event, hall, 20)  # ten are in, and for ten a place is held
    fill_in(page, server, SAID["en"])
    page.get_by_role("button", name="Register").click()  # it may still be at its sum: then the form waits for it
    expect(page.get_by_role("heading", level=1)).to_have_text("One step left, Ada")
    assert last_registered(make) == ("unconfirmed", True)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"eventapp"}  # the form's own; the sum brings none


def test_without_scripts_the_email_is_enough(browser: Browser, server: Server, make: Factories) -> None:
    event = make.event(capacity=300)
    come_from_here(make, event, make.ticket_type(event), 20)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    fill_in(page, server, SAID["en"])
    page.get_by_role("button", name="Register").last.click()
    expect(page.get_by_text("with it you take your place")).to_be_visible()
    assert last_registered(make) == ("unconfirmed", False)
    page.goto(emailed_link(make, server))
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered, Ada")
    context.close()


def test_an_organiser_takes_back_what_is_suspicious(page: Page, server: Server, make: Factories) -> None:
    event = make.event(capacity=300)
    come_from_here(make, event, make.ticket_type(event), 14)
    sign_in(page, server.url, password=PASSWORD)
    page.goto(f"{server.url}/admin/events/forum/")
    page.get_by_role("link", name="14 suspicious registrations").click()
    looks(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Take back what is selected").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take 14 registrations back?")
    looks(page)
    page.get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_text("14 registrations are taken back.")).to_be_visible()
    expect(page.get_by_text("Nothing is suspicious")).to_be_visible()
    looks(page)
    with make.inside():
        assert service.seat_errors() == []
        assert db.session.get_one(Event, event.id).taken == 0
