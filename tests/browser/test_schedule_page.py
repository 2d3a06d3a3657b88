"""The public schedule at any size: a forum, the 31C3, and a market of four days, on a screen and on a phone."""

import gzip
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.events.queries import event_by_slug
from eventapp.events.service import publish
from eventapp.programme import service
from eventapp.programme.interchange import read_schedule
from eventapp.programme.queries import public_sessions
from eventapp.registration.service import Choices
from tests.browser.conftest import Console, new_context
from tests.factories import Factories
from tests.server import Server, Servers

MEASURED = """() => {
  const boxes = [...document.querySelectorAll(".schedule-day .slot")]
    .filter((slot) => slot.offsetParent).map((slot) => slot.getBoundingClientRect());
  let over = 0;
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1))
      over += one.left < other.right - 1 && other.left < one.right - 1
        && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const spilt = [...document.querySelectorAll(".schedule-day .slot")].filter((slot) =>
    slot.offsetParent && (slot.scrollWidth > slot.clientWidth + 2 || slot.scrollHeight > slot.clientHeight + 2));
  return {
    sessions: boxes.length, over, spilt: spilt.length, width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    tools: document.querySelector(".schedule-tools").getBoundingClientRect().height,
  };
}"""
WORDS = ("new", "vision", "film", "market", "co-production", "Hong", "Kong", "mainland", "short", "drama", "novel")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def market(days: int, rooms: int, sessions: int, tracks: int) -> bytes:
    """A programme that is the same each time: `sessions` in each room on each day."""
    chance = random.Random(1)  # a programme, not a secret
    rows, number = [], 0
    for day in range(days):
        for room in range(rooms):
            at = datetime(2030, 3, 18, 1, tzinfo=UTC) + timedelta(days=day, minutes=chance.choice((0, 15, 30)))
            for _ in range(sessions):
                number, minutes = number + 1, chance.choice((5, 15, 30, 60, 90))
                title = " ".join(chance.sample(WORDS, chance.randint(2, 9)))
                rows.append(
                    f"<event guid='{number}'><date>{at.isoformat()}</date><duration>{minutes}</duration>"
                    f"<title>{title}</title><room>Hall {room} of the centre</room>"
                    f"<track>Track {chance.randrange(tracks)}</track><type>{chance.choice(('talk', 'panel'))}</type>"
                    f"<persons><person id='{number % 90}'>Speaker {number % 90}</person></persons></event>"
                )
                at += timedelta(minutes=minutes + chance.choice((0, 15, 45)))
    zone = "<conference><time_zone_name>Asia/Hong_Kong</time_zone_name></conference>"
    return f"<schedule>{zone}<day><room>{''.join(rows)}</room></day></schedule>".encode()


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, make: Factories) -> Server:
    with make.inside():
        for slug, content in (("forum", market(1, 2, 6, 2)), ("market", market(4, 24, 4, 20))):
            publish(service.import_schedule(slug, read_schedule(content)).event)
    return servers.at(database_url, shared_folder)


@pytest.fixture(params=[False, True], ids=["screen", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, console: Console) -> Iterator[Page]:
    context = new_context(browser, phone=request.param)
    page = context.new_page()
    console.follow(page)
    yield page
    context.close()


def measured(page: Page, address: str, sessions: int) -> None:
    """No session lies over another or out of its box, and the page is no wider than the screen."""
    page.goto(address)
    found = page.evaluate(MEASURED)
    assert page.viewport_size is not None
    assert (found["sessions"], found["over"], found["spilt"], found["width"]) == (
        sessions, 0, 0, page.viewport_size["width"],
    )  # fmt: skip
    assert found["tools"] <= 120
    assert len(gzip.compress(page.content().encode())) < 150_000
    if "view=grid" not in address:
        assert found["height"] < 15_000


@pytest.mark.parametrize(("slug", "sessions"), [("forum", 12), ("market", 96)])
def test_a_day_is_legible_in_each_view(server: Server, page: Page, slug: str, sessions: int) -> None:
    for view in ("", "grid", "list"):
        measured(page, f"{server.url}/events/{slug}/schedule/?view={view}", sessions)


def test_a_congress_is_legible(server: Server, make: Factories, page: Page, data: Path) -> None:
    with make.inside():
        publish(service.import_schedule("31c3", read_schedule((data / "31c3-schedule.xml").read_bytes())).event)
    measured(page, f"{server.url}/events/31c3/schedule/", 35)


def test_filters_say_how_many_they_leave_and_stay_in_the_address(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/events/market/schedule/?view=list")
    page.locator(".schedule-filters summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("panel").check()
    said = page.locator(".schedule-filters output")
    expect(said).to_have_text(re.compile(r"^\d+ of 96$"))
    shown = int(said.inner_text().split()[0])
    expect(page.locator(".schedule-list .slot:visible")).to_have_count(shown)
    assert 0 < shown < 96
    page.reload()
    expect(page.locator(".schedule-filters output")).to_have_text(f"{shown} of 96")
    page.locator(".schedule-filters summary").click()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".schedule-list .slot:visible")).to_have_count(96)
    assert page.url.endswith("?view=list")


def test_the_grid_of_a_market_scrolls_by_itself_below_its_heads(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/events/market/schedule/?view=grid")
    frame = page.locator(".timetable-frame").first
    frame.evaluate("frame => frame.scrollTo(900, 400)")
    head, time = page.locator(".timetable thead th").nth(5), page.locator(".timetable tbody th").nth(8)
    top, left = frame.evaluate("frame => [frame.getBoundingClientRect().top, frame.getBoundingClientRect().left]")
    assert abs(head.evaluate("cell => cell.getBoundingClientRect().top") - top) < 12
    assert abs(time.evaluate("cell => cell.getBoundingClientRect().left") - left) < 12
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("window.innerWidth")


def test_a_filter_shows_what_stands_in_ones_own_agenda(server: Server, make: Factories, page: Page) -> None:
    with make.inside():
        event = event_by_slug("market")
        assert event is not None
        chosen = public_sessions(event.id)[3]
        guest = make.registration(event, make.ticket_type(event), choices=Choices(session_ids=(chosen.id,)))
    address = f"{server.url}/events/market/schedule/?view=list&day=all"
    page.goto(address)
    page.locator(".schedule-filters summary").click()
    expect(page.get_by_label("In my agenda")).to_be_hidden()
    page.goto(f"{server.url}{make.page_path(guest)}agenda")
    page.goto(address)
    page.locator(".schedule-filters summary").click()
    page.get_by_label("In my agenda").check()
    expect(page.locator(".slot:visible .slot-title")).to_have_text([chosen.title["en"]])
    assert page.url.endswith("&agenda=mine")
    page.reload()
    expect(page.locator(".slot:visible .slot-title")).to_have_text([chosen.title["en"]])
