"""Widgets on a site of another origin, as an organiser pastes them there."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import Event
from tests.browser.conftest import new_context
from tests.browser.test_pages import looks
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.server import Server, Servers

pytestmark = ON_SQLITE
LINES = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Our association</title>
<meta name="viewport" content="width=device-width"><style>:root {{ color-scheme: light dark }}</style></head><body>
<main><h1>Our association</h1><script type="module" src="{site}/embed.js"></script>
{widgets}<p id="below">What stands below</p></main></body></html>"""
WIDGET = """<eventapp-{name} event="forum" {more}>
  <a href="{site}/events/forum/">The Forum</a>
</eventapp-{name}>"""
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""

Site = Callable[..., str]


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, make: Factories, event: Event) -> Server:
    for title in ("Opening", "Panel"):
        make.session(event, title)
    make.ticket_type(event, "Delegate", capacity=9)
    return servers.at(database_url, shared_folder)


@pytest.fixture
def site(server: Server, make: Factories, event: Event) -> Iterator[Site]:
    """Another origin; `site(...)` is the address of a page of it. The event's list names it unless told otherwise."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    other = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=other.serve_forever, args=(0.05,), daemon=True).start()
    origin = f"http://127.0.0.1:{other.server_address[1]}"

    def page_with(*names: str, lang: str = "en", more: str = "", is_listed: bool = True) -> str:
        with make.inside():
            service.set_widget_sites(db.session.get_one(Event, event.id), [origin] if is_listed else [])
        widgets = "\n".join(WIDGET.format(name=name, site=server.url, more=more) for name in names)
        pages["/page"] = LINES.format(site=server.url, lang=lang, widgets=widgets)
        return f"{origin}/page"

    yield page_with
    other.shutdown()
    other.server_close()


@pytest.fixture(params=["desk, light", "phone, dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    device, scheme = request.param.split(", ")
    page = new_context(browser, phone=device == "phone", dark=scheme == "dark").new_page()
    yield page
    page.context.close()


def height(page: Page, name: str) -> int:
    """A frame's, once it is that of the page inside."""
    wanted: int = (
        page.frame_locator(f"eventapp-{name} iframe")
        .locator("html")
        .evaluate("(html) => Math.ceil(html.getBoundingClientRect().height)")
    )
    page.wait_for_function(
        "([name, wanted]) => document.querySelector(name).shadowRoot.firstChild.clientHeight === wanted",
        arg=[f"eventapp-{name}", wanted],
    )
    return wanted


def test_each_shows_its_part_as_high_as_it_is_and_axe_finds_nothing(page: Page, site: Site) -> None:
    page.goto(site("schedule", "register", "countdown"))
    expect(page.frame_locator("eventapp-schedule iframe").get_by_role("heading", name="Opening")).to_be_visible()
    expect(page.frame_locator("eventapp-register iframe").get_by_text("9 places left")).to_be_visible()
    expect(page.frame_locator("eventapp-countdown iframe").get_by_role("timer")).to_be_visible()
    for name in ("schedule", "register", "countdown"):
        assert height(page, name) > 50
        inside = page.frame_locator(f"eventapp-{name} iframe").locator("html")
        assert inside.evaluate("(html) => html.scrollWidth - html.clientWidth") == 0
    looks(page)


def test_colours_follow_the_reader(page: Page, site: Site) -> None:
    page.goto(site("register"))
    inside = page.frame_locator("eventapp-register iframe").locator("html")
    is_dark = "matchMedia('(prefers-color-scheme: dark)').matches"
    assert inside.evaluate(f"() => {is_dark}") == page.evaluate(is_dark)


def test_a_link_opens_beside_the_site(page: Page, site: Site) -> None:
    page.goto(site("register"))
    with page.context.expect_page() as opened:
        page.frame_locator("eventapp-register iframe").get_by_role("link", name="Register").click()
    assert opened.value.url.endswith("/events/forum/register/")
    assert page.url.endswith("/page")


def test_the_language_is_that_of_the_page_around_it(page: Page, site: Site) -> None:
    page.goto(site("register", lang="zh-Hant"))
    expect(page.frame_locator("eventapp-register iframe").get_by_role("link", name="登記")).to_be_visible()


def test_what_stands_below_does_not_move_where_the_height_is_known(page: Page, site: Site) -> None:
    page.goto(site("schedule"))
    expect(page.frame_locator("eventapp-schedule iframe").get_by_role("heading", name="Opening")).to_be_visible()
    known = f'height="{height(page, "schedule")}"'
    page.goto("about:blank")
    page.goto(site("schedule", more=known))
    expect(page.frame_locator("eventapp-schedule iframe").get_by_role("heading", name="Opening")).to_be_visible()
    assert page.evaluate(SHIFTS) < 0.05


def test_without_the_script_a_link_remains(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site("schedule"))
    expect(page.get_by_role("link", name="The Forum")).to_be_visible()
    context.close()


def test_on_a_site_that_is_not_listed_a_link_remains(page: Page, site: Site) -> None:
    page.clock.install()
    page.goto(site("schedule", is_listed=False))
    expect(page.locator("eventapp-schedule iframe")).to_be_visible()
    page.clock.fast_forward(11_000)
    expect(page.get_by_role("link", name="The Forum")).to_be_visible()
    expect(page.locator("eventapp-schedule iframe")).to_have_count(0)
