"""The whole story, as three people live it: an organiser, a visitor and somebody at the door."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Console, new_context, sign_in
from tests.browser.steps import add_sessions, add_ticket, create_event, fill_session, pair, register, scan_twice
from tests.factories import PASSWORD, Factories, tomorrow
from tests.mailserver import Inbox, mailserver, parts
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

FEED = "/events/new-vision/calendar.ics"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailserver() as inbox:
        yield inbox


@pytest.fixture
def server(database_url: str, tmp_path: Path, make: Factories, inbox: Inbox) -> Iterator[Server]:
    make.user("organiser@example.org", is_admin=True)
    with running(database_url, tmp_path, smtp_url=inbox.url, mail_from="events@example.org") as server:
        yield server


def test_from_programme_to_door(browser: Browser, server: Server, inbox: Inbox, console: Console) -> None:
    day = tomorrow().strftime("%Y-%m-%d")
    organiser = new_context(browser).new_page()
    console.follow(organiser)
    sign_in(organiser, server.url, password=PASSWORD)

    create_event(organiser, "new-vision", day)
    add_sessions(organiser, server.url, "new-vision", day)
    add_ticket(organiser, server.url, "new-vision")
    organiser.goto(f"{server.url}/admin/events/new-vision/")
    organiser.get_by_role("button", name="Publish").click()
    expect(organiser.get_by_text("The event is public.")).to_be_visible()

    visitor = new_context(browser, phone=True, locale="zh-HK").new_page()
    console.follow(visitor)
    code = register(visitor, server.url, "new-vision")
    _read_mail(waited_for(lambda: inbox.mails, 10)[0], server)

    _move_a_session(organiser, server, day)

    door = new_context(browser, phone=True).new_page()
    console.follow(door)
    pair(organiser, door, server.url, "new-vision")
    scan_twice(door, code)
    organiser.goto(f"{server.url}/admin/events/new-vision/door/")
    expect(organiser.get_by_text("1 / 1")).to_be_visible()


def _read_mail(mail: EmailMessage, server: Server) -> None:
    assert (mail["Subject"], mail["To"]) == ("你的門票：新視野論壇", "陳大文 <taiman@example.org>")
    found = parts(mail)
    assert f"{server.url}/r/" in found["text/plain"].get_content()
    assert found["application/pdf"].get_content()[:5] == b"%PDF-"
    invitation = Calendar.from_ical(found["text/calendar"].get_content())
    (entry,) = invitation.walk("VEVENT")
    assert (str(invitation["METHOD"]), str(entry["SUMMARY"]), str(entry["ATTENDEE"])) == (
        "REQUEST", "新視野論壇", "mailto:taiman@example.org",
    )  # fmt: skip


def _move_a_session(page: Page, server: Server, day: str) -> None:
    subscriber = Visitor(server.url)
    first = subscriber.get(FEED)
    entries = {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(first.body).walk("VEVENT")}
    assert set(entries) == {"Short drama goes abroad", "AI in production"}
    known = {"If-None-Match": first.headers["ETag"]}
    assert subscriber.get(FEED, known).status == 304

    page.goto(f"{server.url}/admin/events/new-vision/sessions/")
    page.get_by_role("link", name="AI in production").click()
    fill_session(page, "AI in production", f"{day}T14:00", f"{day}T15:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The session is saved.")).to_be_visible()
    assert subscriber.get(FEED, known).status == 304
    page.get_by_role("button", name="Release this session now").click()
    expect(page.get_by_text("Version 2 is public")).to_be_visible()

    second = subscriber.get(FEED, known)
    assert second.status == 200
    assert second.headers["ETag"] != first.headers["ETag"]
    moved = {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(second.body).walk("VEVENT")}
    assert moved["AI in production"]["SEQUENCE"] == entries["AI in production"]["SEQUENCE"] + 1
    assert moved["AI in production"].decoded("DTSTART").strftime("%H:%M") == "14:00"
    assert moved["AI in production"]["UID"] == entries["AI in production"]["UID"]
    assert moved["Short drama goes abroad"]["SEQUENCE"] == entries["Short drama goes abroad"]["SEQUENCE"]
