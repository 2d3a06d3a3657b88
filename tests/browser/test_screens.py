"""A display at a room's door: it turns over by itself, without a network too, and follows a release."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, new_context
from tests.factories import Factories, text
from tests.server import Servers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOLLOWS_WITHIN = 10_000


def test_a_screen_turns_over_without_a_network_and_follows_a_release_with_one(
    make: Factories, servers: Servers, database_url: str, shared_folder: Path, browser: Browser
) -> None:
    event = make.event()
    hall = make.room(event, "Hall")
    change = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    make.session(event, "Ending", room_id=hall.id, starts_at=change - timedelta(hours=1), ends_at=change)
    following = make.session(
        event, "Following", room_id=hall.id, starts_at=change, ends_at=change + timedelta(hours=1)
    )  # fmt: skip
    context = new_context(browser, locale="en")
    page = context.new_page()
    page.goto(f"{servers.at(database_url, shared_folder).url}/events/forum/screens/hall/")
    on = page.locator(".screen-session.is-on")
    expect(on).to_contain_text("Ending")
    expect(page.locator(".screen-session").nth(1)).to_contain_text("Up next")
    context.set_offline(True)
    expect(on).to_contain_text("Following", timeout=30_000)
    expect(page.get_by_text("No network: shown as it was known last.")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("No network: shown as it was known last.")).to_be_hidden()
    make.release(following, title=text("Welcome"))
    expect(on).to_contain_text("Welcome", timeout=FOLLOWS_WITHIN)
    context.close()


def test_rooms_that_do_not_fit_take_turns(
    make: Factories, servers: Servers, database_url: str, shared_folder: Path, browser: Browser
) -> None:
    event = make.event()
    now = datetime.now(UTC)
    for number in range(24):
        make.session(
            event, f"Talk {number}", room_id=make.room(event, f"Room {number}").id,
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1),
        )  # fmt: skip
    context = browser.new_context(viewport=DESK, locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{servers.at(database_url, shared_folder).url}/events/forum/screens/now/")
    first = page.locator("[data-room]:visible h2").all_inner_texts()
    assert 0 < len(first) < 24
    assert first == [f"Room {number}" for number in range(len(first))]
    expect(page.get_by_role("heading", name=f"Room {len(first)}", exact=True)).to_be_visible(timeout=20_000)
    context.close()
