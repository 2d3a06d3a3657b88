"""A newcomer moves in: a table of a call for papers, an Outlook calendar and a list of people, by clicking alone."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.core.files import ROOT
from tests.browser.conftest import Console, new_context, sign_in
from tests.browser.steps import add_ticket, create_event
from tests.factories import PASSWORD, Factories, tomorrow
from tests.server import Server, running

FIELD = ROOT / "tests" / "field"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def server(database_url: str, tmp_path: Path, make: Factories) -> Iterator[Server]:
    make.user("organiser@example.org", is_admin=True)
    with running(database_url, tmp_path, jobs="1") as server:
        yield server


def bring(page: Page, base: str, kind: str, file: Path) -> None:
    """A programme's file: checked, looked at, imported."""
    page.goto(f"{base}/admin/events/moved/import-export/")
    page.get_by_label(kind).check()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()


def test_from_other_peoples_files_to_a_public_event(
    browser: Browser, server: Server, console: Console, tmp_path: Path
) -> None:
    began, day = monotonic(), tomorrow().strftime("%Y-%m-%d")
    proposals = tmp_path / "proposals.csv"
    proposals.write_text((FIELD / "sessions-from-a-cfp-tool.csv").read_text().replace("2026-12-17", day))
    page = new_context(browser).new_page()
    console.follow(page)
    sign_in(page, server.url, password=PASSWORD)
    create_event(page, "moved", day)

    bring(page, server.url, "A table of sessions", proposals)
    expect(page.get_by_text("Imported: 2 added, 0 updated.")).to_be_visible()
    bring(page, server.url, "A programme: schedule.xml", FIELD / "repeated-and-whole-day.ics")
    expect(page.get_by_text("These were imported otherwise than the file has them")).to_be_visible()

    add_ticket(page, server.url, "moved")
    page.goto(f"{server.url}/admin/events/moved/registrations/imports/")
    page.get_by_label("Table").set_input_files(FIELD / "people-big5.csv")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_label("Encoding")).to_have_value("big5hkscs")
    page.get_by_role("button", name="Check all rows").click()
    expect(page.get_by_text("Every row is in order. Nothing is written yet.")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("1 person is registered.")).to_be_visible(timeout=15_000)

    page.goto(f"{server.url}/admin/events/moved/")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The event is public.")).to_be_visible()

    visitor = new_context(browser, phone=True).new_page()
    console.follow(visitor)
    visitor.goto(f"{server.url}/events/moved/schedule/?day={day}")
    expect(visitor.locator(".slot-title")).to_have_text(["Keynote", "Panel"])
    visitor.get_by_role("link", name="All days").click()
    expect(visitor.locator(".slot-title").filter(has_text="Summer session")).to_be_visible()
    page.goto(f"{server.url}/admin/events/moved/registrations/")
    expect(page.get_by_role("link", name="陳大文")).to_be_visible()
    assert monotonic() - began < 600
