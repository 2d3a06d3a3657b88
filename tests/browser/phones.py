"""A volunteer's phone in a real browser."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from eventapp.checkin import service
from eventapp.checkin.models import Gate
from eventapp.core.db import db
from tests.browser.conftest import new_context
from tests.factories import Factories
from tests.server import Server

KEPT = """async () => {
  const opened = await new Promise((resolve) => {
    const asked = indexedDB.open("eventapp-door");
    asked.onsuccess = () => resolve(asked.result);
  });
  const names = ["pages", "people", "passages", "badges", "queue"];
  const count = (name) => new Promise((resolve) => {
    const asked = opened.transaction(name).objectStore(name).count();
    asked.onsuccess = () => resolve([name, asked.result]);
  });
  return Object.fromEntries(await Promise.all(names.map(count)));
}"""
"""How many of what a phone keeps."""


class Phone:
    """A volunteer's own phone at a gate."""

    def __init__(
        self,
        browser: Browser,
        server: Server,
        make: Factories,
        gate: Gate,
        *,
        role: str = "supervisor",
        ahead: timedelta | None = None,
    ) -> None:
        self.context: BrowserContext = new_context(browser, phone=True)
        if ahead:  # the phone's clock is wrong by so much
            self.context.clock.install(time=datetime.now(UTC) + ahead)
        self.address = f"{server.url}/checkin/"
        with make.inside():
            code = service.open_pairing(db.session.get_one(Gate, gate.id), role)
        self.page: Page = self.context.new_page()
        self.page.goto(f"{self.address}#pair={code}")
        self.says("in step at")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def says(self, words: str) -> None:
        expect(self.page.locator("[data-part=state]")).to_contain_text(words, timeout=40_000)

    def reopen(self) -> None:
        """As when the phone was restarted."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(self.address)
        expect(self.page.locator("#typed")).to_be_visible()

    @property
    def verdict(self) -> Locator:
        return self.page.locator("#verdict")

    def show(self, text: str) -> str:
        """Type a code, or have a hardware scanner type a ticket; the verdict stays on the screen."""
        self.page.locator("#typed").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.verdict).to_be_visible()
        return self.verdict.get_attribute("data-outcome") or ""

    def scan(self, text: str) -> str:
        outcome = self.show(text)
        self.dismiss()
        return outcome

    def finds(self, text: str, name: str) -> None:
        """Look for somebody again and again: the news about them are on their way."""
        deadline = monotonic() + 40
        field = self.page.get_by_label("Code or name")
        while not self.page.get_by_role("button", name=name).count():
            assert monotonic() < deadline, f"{text} is not found"
            field.fill("")
            field.fill(text)
            self.page.wait_for_timeout(800)  # the list waits for whoever types on
        field.fill("")

    def dismiss(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.verdict).to_be_hidden()

    def all_sent(self) -> None:
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.says("Online")
        expect(self.page.locator("[data-part=state]")).not_to_contain_text("Scans to be sent")
