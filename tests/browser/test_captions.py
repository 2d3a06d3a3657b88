"""A captioner types, a phone and a screen in the room follow; without a network lines wait and keep their order."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.demo import seed
from eventapp.events.models import Event
from eventapp.programme.queries import public_sessions
from eventapp.recordings import queries, service
from tests.browser.conftest import Console, new_context
from tests.server import Server, create_app_of


class Links(NamedTuple):
    writer: str
    screen: str
    reader: str


@pytest.fixture
def links(demo: Server) -> Links:
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        session = next(one for one in public_sessions(event.id)[::-1] if not queries.feeds_of(one.id))
        feed = service.open_feed(session, "zh-Hant", is_public=True)
        made = Links(
            f"{demo.url}/captions/{service.captioner_token(feed)}/",
            f"{demo.url}/captions/screen/{service.screen_token(feed)}/",
            f"{demo.url}/events/{seed.SLUG}/sessions/{session.code}/",
        )
        db.engine.dispose()
    return made


def test_what_is_typed_is_read_on_a_phone_and_on_a_screen(
    browser: Browser, demo: Server, links: Links, console: Console
) -> None:
    writer = new_context(browser, phone=False, dark=False, locale="en").new_page()
    phone = new_context(browser, phone=True, dark=True, locale="zh-Hans").new_page()
    screen = new_context(browser, phone=False, dark=True, locale="en").new_page()
    for page in (writer, phone, screen):
        console.follow(page)
    writer.goto(links.writer)
    screen.goto(links.screen)
    phone.goto(links.reader)
    phone.locator("a[href*=captions]").click()
    field = writer.get_by_label("What is said")
    field.fill("歡迎各位來到香港")
    field.press("Enter")
    expect(field).to_have_value("")
    expect(writer.locator("[data-written]")).to_contain_text("歡迎各位來到香港")
    expect(screen.locator(".captions p")).to_have_text(["歡迎各位來到香港"])
    expect(phone.locator(".captions p")).to_have_text(["欢迎各位来到香港"])
    expect(phone.locator(".captions")).to_have_attribute("lang", "zh-Hans")
    writer.get_by_role("link", name="Correct").click()
    writer.get_by_label("What is said").fill("歡迎大家來到香港")
    writer.get_by_role("button", name="Save").click()
    expect(screen.locator(".captions p")).to_have_text(["歡迎大家來到香港"])
    for page in (writer, phone, screen):
        page.context.close()


def test_without_a_network_lines_wait_and_keep_their_order(browser: Browser, demo: Server, links: Links) -> None:
    writer = new_context(browser, phone=True, dark=False, locale="en").new_page()
    screen = new_context(browser, phone=False, dark=True, locale="en").new_page()
    writer.goto(links.writer)
    screen.goto(links.screen)
    writer.context.set_offline(True)
    for words in ("第一句", "第二句"):
        writer.get_by_label("What is said").fill(words)
        writer.get_by_label("What is said").press("Enter")
    expect(writer.locator("[data-caption-state]")).to_have_text("To be sent: 2")
    writer.context.set_offline(False)
    expect(writer.locator("[data-caption-state]")).to_have_text("All is sent.", timeout=15_000)
    expect(screen.locator(".captions p")).to_have_text(["第一句", "第二句"])
    for page in (writer, screen):
        page.context.close()
