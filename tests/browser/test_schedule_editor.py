"""The schedule editor as organisers use it: by mouse, by keyboard, and by two of them at once."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.interchange import read_schedule
from tests.browser.conftest import Console, new_context, sign_in
from tests.browser.test_pages import looks
from tests.databases import ON_SQLITE
from tests.factories import PASSWORD, Factories, tomorrow
from tests.server import Server, Servers

EDITOR = "/admin/events/forum/schedule/"


@pytest.fixture
def event(make: Factories) -> Event:
    """Two rooms; a talk in each, and one on the shelf."""
    make.user("organiser@example.org", is_admin=True)
    event = make.event()
    hall, studio, ada = make.room(event), make.room(event, "Studio"), make.speaker(event)
    make.session(event, "Opening", room_id=hall.id, speakers=(ada,))
    make.session(event, "Workshop", room_id=studio.id)
    make.session(event, "Idea", starts_at=None, ends_at=None, planned_minutes=30, speakers=(ada,))
    return event


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, event: Event) -> Server:
    return servers.at(database_url, shared_folder)


@pytest.fixture
def editors(browser: Browser, server: Server, console: Console) -> Iterator[list[Page]]:
    """Two organisers with the editor open."""
    pages = []
    for _ in range(2):
        page = new_context(browser).new_page()
        console.follow(page)
        sign_in(page, server.url, password=PASSWORD)
        page.goto(server.url + EDITOR)
        pages.append(page)
    yield pages
    for page in pages:
        page.context.close()


def block(page: Page, title: str) -> Locator:
    return page.locator(".board-block", has=page.get_by_text(title, exact=True))


def box_of(found: Locator) -> FloatRect:
    """Where it is; a block that is drawn anew at this very moment is nowhere."""
    deadline = monotonic() + 10
    while (box := found.bounding_box()) is None:
        assert monotonic() < deadline, "it is not on the page"
        sleep(0.05)
    return box


def drag(page: Page, title: str, sideways: float, down: float, *, at: float = 8) -> None:
    box = box_of(block(page, title))
    x, y = box["x"] + box["width"] / 2, box["y"] + at
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + sideways * step / 10, y + down * step / 10)
    page.mouse.up()


def stored(make: Factories, event: Event, title: str) -> Any:
    with make.inside():
        return next(one for one in queries.sessions_with_drafts(event.id) if one.title["en"] == title)


def expect_stored(make: Factories, event: Event, title: str, **wanted: Any) -> None:
    """The server has it within ten seconds: the page draws a move before it is stored."""
    deadline = monotonic() + 10
    while True:
        found = stored(make, event, title)
        now = {"starts_at": found.starts_at, "ends_at": found.ends_at, "room": found.room and found.room.name["en"]}
        if {name: now[name] for name in wanted} == wanted:
            return
        assert monotonic() < deadline, now
        sleep(0.05)


def clock(event: Event, hour: int, minute: int = 0) -> str:
    return event.local(tomorrow(hour, minute)).strftime("%H:%M")


def expect_at(event: Event, page: Page, title: str, begins: int, ends: int, room: str) -> None:
    label = f"{title}: {clock(event, begins)}–{clock(event, ends)}, {room}"
    expect(block(page, title)).to_have_attribute("title", label)


@ON_SQLITE
def test_a_session_is_dragged_resized_and_undone(make: Factories, event: Event, editors: list[Page]) -> None:
    page = editors[0]
    column = box_of(page.locator(".board-column").first)
    drag(page, "Opening", column["width"], 88)
    expect(block(page, "Opening")).to_have_attribute("title", f"Opening: {clock(event, 3)}–{clock(event, 4)}, Studio")
    edge = box_of(block(page, "Opening"))
    drag(page, "Opening", 0, 44, at=edge["height"] - 3)
    longer = f"Opening: {clock(event, 3)}–{clock(event, 4, 30)}, Studio"
    expect(block(page, "Opening")).to_have_attribute("title", longer)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    expect_stored(make, event, "Opening", starts_at=tomorrow(2), ends_at=tomorrow(3), room="Hall")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    expect_stored(make, event, "Opening", room="Studio")


@ON_SQLITE
def test_an_idea_leaves_the_shelf_and_a_clash_is_explained(make: Factories, event: Event, editors: list[Page]) -> None:
    page = editors[0]
    shelf, target = box_of(block(page, "Idea")), box_of(block(page, "Workshop"))
    drag(page, "Idea", target["x"] - shelf["x"] - 40, target["y"] - shelf["y"] + 20)
    expect(page.locator(".board-warnings")).to_contain_text("Ada Wong is in two sessions at once")
    found = stored(make, event, "Idea")
    assert (found.minutes, found.room.name["en"]) == (30, "Studio")


@ON_SQLITE
def test_everything_goes_by_keyboard(make: Factories, event: Event, editors: list[Page]) -> None:
    page = editors[0]
    block(page, "Opening").focus()
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    moved = f"Opening: {clock(event, 2, 5)}–{clock(event, 3)}, Studio"
    expect(block(page, "Opening")).to_have_attribute("title", moved)
    expect(block(page, "Opening")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator(".shelf")).to_contain_text("Opening")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".shelf")).not_to_contain_text("Opening")
    page.keyboard.press("Control+z")
    expect(page.locator(".shelf")).to_contain_text("Opening")
    block(page, "Opening").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Opening")


def test_two_who_drag_at_once_see_both_changes(make: Factories, event: Event, editors: list[Page]) -> None:
    one, other = editors
    drag(one, "Opening", 0, 88)
    drag(other, "Workshop", 0, 176)
    for page in editors:
        expect(block(page, "Opening")).to_have_attribute("title", f"Opening: {clock(event, 3)}–{clock(event, 4)}, Hall")
        expect(block(page, "Workshop")).to_have_attribute(
            "title", f"Workshop: {clock(event, 4)}–{clock(event, 5)}, Studio"
        )
    assert [stored(make, event, title).starts_at for title in ("Opening", "Workshop")] == [tomorrow(3), tomorrow(4)]


def test_the_slower_of_two_is_shown_what_the_first_did(make: Factories, event: Event, editors: list[Page]) -> None:
    one, other = editors
    other.route("**/schedule/state*", lambda route: route.fulfill(status=204))
    drag(one, "Opening", 0, 88)
    expect_at(event, one, "Opening", 3, 4, "Hall")
    expect_stored(make, event, "Opening", starts_at=tomorrow(3))
    drag(other, "Opening", 0, 176)
    expect(other.get_by_text("was faster: Opening is now where they put it.").first).to_be_visible()
    expect(block(other, "Opening")).to_have_attribute("title", f"Opening: {clock(event, 3)}–{clock(event, 4)}, Hall")
    assert stored(make, event, "Opening").starts_at == tomorrow(3)


@ON_SQLITE
def test_the_editor_is_as_readable_as_any_page(editors: list[Page]) -> None:
    looks(editors[0])


@ON_SQLITE
def test_a_congress_of_138_talks_is_drawn_within_bounds(
    app: Flask, make: Factories, event: Event, editors: list[Page], server: Server, data: Path
) -> None:
    with make.inside():
        service.import_schedule("congress", read_schedule((data / "31c3-schedule.xml").read_bytes()))
    page = editors[0]
    page.goto(f"{server.url}/admin/events/congress/schedule/")
    expect(page.locator(".board-block").first).to_be_visible()
    sizes = page.evaluate(
        "[performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')]"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
    assert 0 < sizes < 200_000
    assert page.locator(".board-column .board-block").count() > 20
