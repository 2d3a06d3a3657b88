"""A newcomer's first quarter of an hour: the README's command on an empty folder, and everything clicked at once."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from eventapp.core.files import ROOT
from tests.browser import steps
from tests.browser.conftest import Console, new_context, sign_in
from tests.factories import tomorrow
from tests.mailserver import free_port
from tests.visitor import Answer, Visitor

READY = 120  # seconds in which a slow machine has the forum prepared
EVENT, ADMIN = "/events/new-vision/", "/admin/events/new-vision/"


@dataclass
class Demo:
    """What `make demo` printed, and where it serves."""

    url: str
    said: str


def command(port: int) -> str:
    """The README's own, on a port that is free."""
    readme = (ROOT / "README.md").read_text()
    (found,) = re.findall(r'`(make demo DEMO="--port 8001")`', readme)
    return str(found).replace("8001", str(port))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, on a folder that is empty, by the command that stands in the README."""
    folder = tmp_path_factory.mktemp("first")
    log = folder / "said"
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")}
    environment["EVENTAPP_DATA_DIR"] = str(folder / "data")
    with log.open("wb") as said:
        process = subprocess.Popen(
            command(port), shell=True, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    demo = Demo(f"http://127.0.0.1:{port}", "")
    try:
        wait_until_ready(demo.url, process, log)
        demo.said = log.read_text()
        yield demo
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = monotonic() + READY
    while monotonic() < deadline and process.poll() is None:
        try:
            if Visitor(url).get("/readyz").status == 200:
                return
        except OSError:
            sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def organiser(demo: Demo) -> Visitor:
    """Signed in with the address and the password that the demo prints."""
    email, password = re.findall(r"sign in with +(\S+) +/ +(\S+)", demo.said)[0]
    visitor = Visitor(demo.url)
    assert visitor.submit("/login", email=email, password=password).headers["Location"] == "/admin/"
    return visitor


def a_guest(organiser: Visitor) -> str:
    """The page of somebody whom the demo has registered."""
    listed = organiser.get(f"{ADMIN}registrations/?state=confirmed").page.links()
    return next(link for link in listed if re.fullmatch(f"{ADMIN}registrations/[A-Z0-9]{{8}}", link))


def document(answer: Answer) -> tuple[int, str, bytes]:
    """What tells a PDF from a page that says why there is none."""
    return answer.status, answer.headers["Content-Type"], answer.body[:5]


PDF = (200, "application/pdf", b"%PDF-")


def test_it_says_where_to_look(demo: Demo) -> None:
    said = re.findall(r"http://\S+", demo.said)
    assert said == [f"{demo.url}{EVENT}", f"{demo.url}/admin/", f"{demo.url}/checkin/"]


def test_a_guests_ticket_is_a_document(organiser: Visitor, demo: Demo) -> None:
    private = next(link for link in organiser.get(a_guest(organiser)).page.links() if "/r/" in link)
    assert document(Visitor(demo.url).get(f"{private}ticket.pdf")) == PDF


@pytest.mark.parametrize("what", ["programme", "signs"])
def test_the_programme_is_printed(organiser: Visitor, what: str) -> None:
    printed = [link for link in organiser.get(f"{ADMIN}import-export/").page.links() if f"/print/{what}/" in link]
    assert [document(organiser.get(link)) for link in printed] == [PDF, PDF, PDF]


def test_a_badge_is_printed(organiser: Visitor) -> None:
    guest = a_guest(organiser)
    token = organiser.get(guest).page.values["csrf_token"]
    answer = organiser.post(f"{ADMIN}door/badges/{guest.rsplit('/', 1)[1]}", {"csrf_token": token})
    assert document(answer) == PDF


def test_its_mails_are_kept_with_their_tickets(organiser: Visitor) -> None:
    pages = [organiser.get(f"{ADMIN}messages/?page={number}").page.links() for number in range(1, 7)]
    mails = [link for links in pages for link in links if re.fullmatch(r".*/messages/\d+", link)]
    attached = (link for mail in mails for link in organiser.get(mail).page.links() if "/attachments/" in link)
    documents = (document(organiser.get(link)) for link in attached)
    assert next(found for found in documents if found[1] == "application/pdf") == PDF


def test_ones_own_event_from_the_first_click_to_the_second_scan(browser: Browser, demo: Demo, console: Console) -> None:
    day = tomorrow().strftime("%Y-%m-%d")
    organiser = new_context(browser).new_page()
    console.follow(organiser)
    sign_in(organiser, demo.url)
    steps.create_event(organiser, "my-forum", day)
    steps.add_sessions(organiser, demo.url, "my-forum", day)
    steps.add_ticket(organiser, demo.url, "my-forum")
    organiser.goto(f"{demo.url}/admin/events/my-forum/")
    organiser.get_by_role("button", name="Publish").click()
    expect(organiser.get_by_text("The event is public.")).to_be_visible()

    visitor = new_context(browser, phone=True, locale="zh-HK").new_page()
    console.follow(visitor)
    code = steps.register(visitor, demo.url, "my-forum")
    ticket = visitor.request.get(f"{visitor.url}ticket.pdf")
    assert (ticket.status, ticket.body()[:5]) == (200, b"%PDF-")

    open_kept_mail(organiser, demo)
    attached = organiser.locator("main a.button", has_text=".pdf").get_attribute("href")
    assert organiser.request.get(f"{demo.url}{attached}").body()[:5] == b"%PDF-"
    feed = Visitor(demo.url).get("/events/my-forum/calendar.ics").body
    entries = [str(entry["SUMMARY"]) for entry in Calendar.from_ical(feed).walk("VEVENT")]
    assert sorted(entries) == ["AI in production", "Short drama goes abroad"]

    door = new_context(browser, phone=True).new_page()
    console.follow(door)
    steps.pair(organiser, door, demo.url, "my-forum")
    steps.scan_twice(door, code)


def open_kept_mail(page: Page, demo: Demo) -> None:
    """Opens the event's first mail once the demo has made it."""
    deadline = monotonic() + 30
    while not page.get_by_role("row", name="你的門票：新視野論壇").filter(has_text="Kept here").count():
        assert monotonic() < deadline, "the mail was not made in time"
        sleep(0.2)
        page.goto(f"{demo.url}/admin/events/my-forum/messages/")
    page.get_by_role("link", name="你的門票：新視野論壇").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("你的門票：新視野論壇")
