"""The whole story, as three people live it: an organiser, a visitor and somebody at the door."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Console, new_context, sign_in
from tests.factories import PASSWORD, Factories, tomorrow
from tests.mailserver import Inbox, mailserver, parts
from tests.server import Server, running
from tests.visitor import Visitor

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


def waited_for(found: Callable[[], Any]) -> Any:
    """What turns up within ten seconds: the mail leaves a moment after the answer."""
    deadline = monotonic() + 10
    while not (result := found()):
        assert monotonic() < deadline, "it did not happen"
        sleep(0.05)
    return result


def fill_session(page: Page, title: str, begins: str, ends: str) -> None:
    page.get_by_role("group", name="Title", exact=True).get_by_label("English").fill(title)
    page.get_by_label("Begins").fill(begins)
    page.get_by_label("Ends").fill(ends)


def test_from_programme_to_door(browser: Browser, server: Server, inbox: Inbox, console: Console) -> None:
    day = tomorrow().strftime("%Y-%m-%d")
    organiser = new_context(browser).new_page()
    console.follow(organiser)
    sign_in(organiser, server.url, password=PASSWORD)

    _create_event(organiser, day)
    _add_sessions(organiser, server, day)
    _add_ticket(organiser, server)
    organiser.goto(f"{server.url}/admin/events/new-vision/")
    organiser.get_by_role("button", name="Publish").click()
    expect(organiser.get_by_text("The event is public.")).to_be_visible()

    visitor = new_context(browser, phone=True, locale="zh-HK").new_page()
    console.follow(visitor)
    code = _register(visitor, server)
    _read_mail(waited_for(lambda: inbox.mails)[0], server)

    _move_a_session(organiser, server, day)

    door = new_context(browser, phone=True).new_page()
    console.follow(door)
    _pair(organiser, door, server)
    _scan_twice(door, code)
    organiser.goto(f"{server.url}/admin/events/new-vision/door/")
    expect(organiser.get_by_text("1 / 1")).to_be_visible()


def _create_event(page: Page, day: str) -> None:
    page.get_by_role("link", name="New event").first.click()
    names = page.get_by_role("group", name="Name", exact=True)
    names.get_by_label("English").fill("New Vision")
    names.get_by_label("繁體中文").fill("新視野論壇")
    page.get_by_label("Address", exact=True).fill("new-vision")
    page.get_by_label("Begins").fill(f"{day}T09:00")
    page.get_by_label("Ends").fill(f"{day}T18:00")
    page.get_by_label("Contact address").fill("hello@example.org")
    page.get_by_role("button", name="Create the event").click()
    expect(page.get_by_text("The event is created as a draft.")).to_be_visible()


def _add_sessions(page: Page, server: Server, day: str) -> None:
    for title, begins, ends in (("Short drama goes abroad", "09:30", "10:30"), ("AI in production", "11:00", "12:00")):
        page.goto(f"{server.url}/admin/events/new-vision/sessions/new")
        fill_session(page, title, f"{day}T{begins}", f"{day}T{ends}")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The session is added.")).to_be_visible()


def _add_ticket(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/admin/events/new-vision/tickets/new")
    page.get_by_role("group", name="Name", exact=True).get_by_label("English").fill("Delegate")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The ticket type is added.")).to_be_visible()


def _register(page: Page, server: Server) -> str:
    """Registers in Traditional Chinese, with one mistake on the way; gives back the ticket's code."""
    page.goto(f"{server.url}/events/new-vision/")
    expect(page.get_by_role("heading", level=1)).to_have_text("新視野論壇")
    page.get_by_role("navigation").get_by_role("link", name="登記參加").click()
    page.get_by_label("姓名", exact=True).fill("陳大文")
    page.get_by_label("電郵地址").fill("taiman")
    page.get_by_label("公司").fill("港燈影業")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="登記參加").click()
    expect(page.locator(".field-error")).to_have_text("這不是電郵地址。正確格式如 name@example.org。")
    expect(page.get_by_label("姓名", exact=True)).to_have_value("陳大文")
    page.get_by_label("電郵地址").fill("taiman@example.org")
    page.get_by_role("button", name="登記參加").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("陳大文，你已成功登記")
    expect(page.get_by_role("img", name="門票二維碼")).to_be_visible()
    (code,) = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", page.locator(".ticket").inner_text())
    return str(code)


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
    page.get_by_role("button", name="Save").click()
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


def _pair(organiser: Page, door: Page, server: Server) -> None:
    organiser.goto(f"{server.url}/admin/events/new-vision/door/")
    organiser.get_by_role("group", name="Name", exact=True).get_by_label("English").fill("Main entrance")
    organiser.get_by_role("button", name="Add the gate").click()
    organiser.get_by_role("button", name="Show the pairing code").click()
    code = organiser.locator(".pairing-code").inner_text()
    door.goto(f"{server.url}/checkin/")
    door.get_by_label("Pairing code").fill(code)
    door.get_by_role("button", name="Pair").click()
    expect(door.get_by_text("Main entrance")).to_be_visible()


def _scan_twice(door: Page, code: str) -> None:
    for outcome in ("Admitted", "Already admitted"):
        door.get_by_label("Code or name").fill(code)
        door.get_by_role("button", name="Check").click()
        verdict = door.get_by_role("dialog")
        expect(verdict.get_by_text(outcome, exact=True)).to_be_visible()
        expect(verdict.get_by_text("陳大文")).to_be_visible()
        verdict.get_by_role("button", name="Next").click()
    door.get_by_label("Code or name").fill("大文")
    expect(door.get_by_role("button", name="陳大文")).to_contain_text("Came in already")
