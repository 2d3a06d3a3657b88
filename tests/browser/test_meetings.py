"""Two people arrange to meet on their phones, without an account; the organiser lets a round be made and follows it."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.demo import seed
from eventapp.events.models import Event
from eventapp.meetings import service
from eventapp.meetings.round_making import confirm_rounds, make
from eventapp.registration import links
from eventapp.registration.models import Registration
from tests.browser.conftest import Console, new_context, sign_in
from tests.server import Server, create_app_of

ADMIN = f"/admin/events/{seed.SLUG}/meetings"


def _open_meetings(demo: Server) -> list[str]:
    """Meetings are open; the private pages of two people who have not said anything of themselves."""
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        begins = event.local(event.starts_at).replace(hour=10, minute=0, second=0, microsecond=0)
        hours = ((begins, begins.replace(hour=18)),)
        service.set_settings(event, service.SettingsDetails(is_open=True, takes_wishes=True, hours=hours))
        service.create_zone(event, service.ZoneDetails(LocalizedText({"en": "Lounge"}), ("L1", "L2", "L3")))
        query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
        people = db.session.scalars(query.order_by(Registration.id.desc()).limit(2)).all()
        for number, one in enumerate(people):
            one.name = ("Ada Wong", "Lee Mei")[number]
        db.session.commit()
        pages = [f"{demo.url}/r/{links.page_token(one)}/" for one in people]
        db.engine.dispose()
    return pages


def _take_part(page: Page, address: str, says: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Meetings").click()
    page.get_by_role("link", name="Take part in meetings").click()
    page.get_by_role("group", name=says).get_by_label("Finance").check()
    page.get_by_role("button", name="Take part in meetings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People to meet")


def test_two_people_meet_by_their_phones(browser: Browser, demo: Server, console: Console) -> None:
    addresses = _open_meetings(demo)
    phones = [new_context(browser, phone=True, dark=False, locale="en").new_page() for _ in addresses]
    wong, lee = phones
    for page in phones:
        console.follow(page)
    _take_part(wong, addresses[0], "Whom I would like to meet")
    _take_part(lee, addresses[1], "What I am to others")
    wong.get_by_role("link", name="People to meet").click()
    card = wong.locator("article", has_text="Lee Mei")
    expect(card).to_contain_text("Is what you are looking for: Finance")
    card.get_by_role("link").click()
    wong.get_by_label("What it is about").fill("Money for two films")
    wong.get_by_role("checkbox").first.check()
    wong.get_by_role("button", name="Send the request").click()
    expect(wong.get_by_text("Your request is sent.")).to_be_visible()
    lee.get_by_role("link", name="My meetings").click()
    lee.get_by_role("link", name="Ada Wong").click()
    lee.get_by_role("button", name="Accept", exact=True).click()
    expect(lee.get_by_text("It is in both your calendars.")).to_be_visible()
    expect(lee.locator(".meeting-facts")).to_contain_text("Lounge, table L1")
    wong.get_by_role("link", name="My meetings").click()
    expect(wong.locator(".meeting-row")).to_contain_text("Lounge, table L1")
    wong.get_by_role("link", name="Lee Mei").click()
    wong.get_by_text("Call it off").first.click()
    wong.get_by_label("A word of explanation").last.fill("Flight moved")
    wong.get_by_role("button", name="Call it off").click()
    expect(wong.locator(".chip").first).to_have_text("Called off")
    lee.reload()
    expect(lee.get_by_text("Flight moved")).to_be_visible()
    for page in phones:
        page.context.close()


def _as_the_worker(demo: Server) -> None:
    """What the worker does when it looks around; this demo is served without one."""
    with create_app_of(demo).app_context():
        work = service.begin_round()
        if work is not None:
            make(work)
        while confirm_rounds():
            pass
        db.engine.dispose()


def test_a_round_is_made_and_confirmed_while_the_organiser_looks(
    browser: Browser, demo: Server, console: Console
) -> None:
    _open_meetings(demo)
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
        people = db.session.scalars(query.order_by(Registration.id).offset(20).limit(3)).all()
        profiles = [service.switch_on(one, service.ProfileDetails()) for one in people]
        for other in profiles[1:]:
            service.wish(profiles[0], other)
        db.engine.dispose()
    page = new_context(browser, phone=False, dark=True, locale="en").new_page()
    console.follow(page)
    sign_in(page, demo.url)
    page.goto(f"{demo.url}{ADMIN}/rounds")
    page.get_by_label("Seconds").fill("5")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("What is found will do")).to_be_visible()
    _as_the_worker(demo)
    expect(page.get_by_text("No timetable is better: that is proved.")).to_be_visible(timeout=60_000)
    page.get_by_label("Send no emails").check()
    page.get_by_role("button", name="Confirm all meetings").click()
    expect(page.get_by_role("heading", name="Is being confirmed")).to_be_visible()
    _as_the_worker(demo)
    expect(page.get_by_text(re.compile(r"meetings? (is|are) confirmed\."))).to_be_visible(timeout=60_000)
    page.context.close()
