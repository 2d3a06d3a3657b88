"""What an organiser, a visitor and somebody at the door click, from an empty instance to the second scan."""

import re

from playwright.sync_api import Page, expect


def fill_session(page: Page, title: str, begins: str, ends: str) -> None:
    page.get_by_role("group", name="Title", exact=True).get_by_label("English").fill(title)
    page.get_by_label("Starts").fill(begins)
    page.get_by_label("Ends").fill(ends)


def create_event(page: Page, slug: str, day: str) -> None:
    page.get_by_role("link", name="New event").first.click()
    names = page.get_by_role("group", name="Name", exact=True)
    names.get_by_label("English").fill("New Vision")
    names.get_by_label("繁體中文").fill("新視野論壇")
    page.get_by_label("Link").fill(slug)
    page.get_by_label("Starts").fill(f"{day}T09:00")
    page.get_by_label("Ends").fill(f"{day}T18:00")
    page.get_by_label("Contact address").fill("hello@example.org")
    page.get_by_role("button", name="Create the event").click()
    expect(page.get_by_text("The event is created as a draft.")).to_be_visible()


def add_sessions(page: Page, base: str, slug: str, day: str) -> None:
    for title, begins, ends in (("Short drama goes abroad", "09:30", "10:30"), ("AI in production", "11:00", "12:00")):
        page.goto(f"{base}/admin/events/{slug}/sessions/new")
        fill_session(page, title, f"{day}T{begins}", f"{day}T{ends}")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("The session is added.")).to_be_visible()


def add_ticket(page: Page, base: str, slug: str) -> None:
    page.goto(f"{base}/admin/events/{slug}/tickets/new")
    page.get_by_role("group", name="Name", exact=True).get_by_label("English").fill("Delegate")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The ticket type is added.")).to_be_visible()


def register(page: Page, base: str, slug: str) -> str:
    """Registers in Traditional Chinese, with one mistake on the way; gives back the ticket's code."""
    page.goto(f"{base}/events/{slug}/")
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


def pair(organiser: Page, door: Page, base: str, slug: str) -> None:
    organiser.goto(f"{base}/admin/events/{slug}/door/")
    organiser.get_by_role("group", name="Name", exact=True).get_by_label("English").fill("Main entrance")
    organiser.get_by_role("button", name="Add the gate").click()
    organiser.get_by_role("button", name="Show the pairing code").click()
    code = organiser.locator(".pairing-code").inner_text()
    door.goto(f"{base}/checkin/")
    door.get_by_label("Pairing code").fill(code)
    door.get_by_role("button", name="Pair").click()
    expect(door.get_by_text("Main entrance")).to_be_visible()


def scan_twice(door: Page, code: str) -> None:
    for outcome in ("Admitted", "Already admitted"):
        door.get_by_label("Code or name").fill(code)
        door.get_by_role("button", name="Check").click()
        verdict = door.get_by_role("dialog")
        expect(verdict.get_by_text(outcome, exact=True)).to_be_visible()
        expect(verdict.get_by_text("陳大文")).to_be_visible()
        verdict.get_by_role("button", name="Next").click()
    door.get_by_label("Code or name").fill("大文")
    expect(door.get_by_role("button", name="陳大文")).to_contain_text("Already checked in")
