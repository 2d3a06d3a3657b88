"""An exhibitor's phone scans badges, with and without a network; the visitor decides on their page who knows them."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventapp.companies import service as companies
from eventapp.companies.service import CompanyDetails
from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.demo import seed
from eventapp.events.models import Event
from eventapp.leads import service
from eventapp.leads.service import QuestionDetails, SettingsDetails
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.registration.tickets import sign_ticket
from tests.browser.conftest import Console, new_context
from tests.server import Server, create_app_of


class Visitor(NamedTuple):
    page: str
    badge: str
    code: str


class Stand(NamedTuple):
    """A company's own page, and two visitors of its stand."""

    page: str
    first: Visitor
    second: Visitor


@pytest.fixture
def stand(demo: Server) -> Stand:
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        service.set_settings(event, SettingsDetails(is_open=True, details=("email", "phone")))
        named = LocalizedText({"en": "Leadhouse", "zh-Hant": "領先影業"})
        company = companies.create_company(event, CompanyDetails(named, email="leads@example.org"))
        companies.ask_company(company)
        service.set_questions(company, [("", QuestionDetails("Looking for?", ("A film", "Finance")))])
        query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
        people = db.session.scalars(query.order_by(Registration.id.desc()).offset(4).limit(2)).all()
        for number, one in enumerate(people):
            one.name, one.company = ("Nora Lam", "Joe Fong")[number], "Visitor Films"
        db.session.commit()
        visitors = [
            Visitor(f"{demo.url}/r/{links.page_token(one)}/", sign_ticket(one), one.spoken_code) for one in people
        ]
        made = Stand(f"{demo.url}/c/{companies.company_token(company)}/", *visitors)
        db.engine.dispose()
    return made


def _paired(browser: Browser, stand: Stand) -> Page:
    """A phone that the company's own page paired."""
    page = new_context(browser, phone=True, dark=True, locale="en").new_page()
    page.goto(stand.page)
    page.get_by_role("link", name="Pair a phone").click()
    page.get_by_label("Whose phone is it?").fill("Mei's phone")
    page.get_by_role("button", name="Pair a phone").click()
    page.get_by_role("link", name="Pair this device instead").click()
    expect(page.locator("[data-part=gate]")).to_have_text("Leadhouse")
    expect(page.locator("[data-part=state]")).to_contain_text("in step at")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def _scan(page: Page, text: str) -> None:
    page.locator("#typed").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("[data-lead=form]")).to_be_visible()


def _in_step(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")


def test_a_lead_is_noted_agreed_to_and_taken_back(
    browser: Browser, demo: Server, stand: Stand, console: Console
) -> None:
    phone = _paired(browser, stand)
    console.follow(phone)
    _scan(phone, stand.first.badge)
    expect(phone.locator("[data-lead=state]")).to_have_text("Has not agreed yet")
    assert "Nora" not in (phone.locator("body").text_content() or "")
    phone.get_by_label("Hot").check()
    phone.get_by_label("Notes").fill("Wants the harbour film")
    phone.get_by_label("Looking for?").select_option("A film")
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator("[data-lead=list] .chip")).to_have_text("Has not agreed yet")

    visitor = new_context(browser, phone=True, dark=False, locale="en").new_page()
    console.follow(visitor)
    visitor.goto(stand.first.page)
    visitor.get_by_role("link", name="Exhibitors (1 asks)").click()
    visitor.get_by_label("Exhibitors who scan my badge may have my name and company").check()
    visitor.get_by_label("Email").check()
    visitor.get_by_role("button", name="Save").click()
    expect(visitor.get_by_text("Knows you")).to_be_visible()

    _in_step(phone)
    phone.locator("[data-lead=list]").get_by_role("button", name=re.compile("Nora Lam")).click()
    expect(phone.locator("[data-lead=company]")).to_have_text("Visitor Films")
    expect(phone.locator("[data-lead=details]")).to_contain_text("@")
    expect(phone.get_by_label("Notes")).to_have_value("Wants the harbour film")

    office = new_context(browser, phone=False, dark=False, locale="en").new_page()
    console.follow(office)
    office.goto(stand.page)
    office.get_by_role("link", name="See 1 lead").click()
    expect(office.locator("article")).to_contain_text("Wants the harbour film")
    expect(office.locator("article")).to_contain_text("A film")

    visitor.get_by_role("button", name="Take it back", exact=True).click()
    expect(visitor.get_by_text("what it noted is deleted")).to_be_visible()
    _in_step(phone)
    expect(phone.locator("[data-lead=list] .chip")).to_have_text("Took it back")
    assert "Nora" not in (phone.locator("body").text_content() or "")
    office.reload()
    expect(office.get_by_text("1 person took it back.")).to_be_visible()
    for page in (phone, visitor, office):
        page.context.close()


def test_without_a_network_badges_are_kept_through_a_restart_and_sent_when_it_is_back(
    browser: Browser, demo: Server, stand: Stand
) -> None:
    phone = _paired(browser, stand)
    phone.context.set_offline(True)
    _scan(phone, stand.second.code)
    expect(phone.locator("[data-lead=state]")).to_have_text("Kept on this phone")
    phone.get_by_label("Notes").fill("Call in May")
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator("[data-part=state]")).to_contain_text("Leads to be sent: 1")
    phone.reload()
    expect(phone.locator("[data-lead=list]")).to_contain_text("Call in May")
    phone.locator("summary", has_text="Latest scans").press("Enter")
    phone.get_by_role("button", name="Unpair this phone").click()
    expect(phone.locator("#scanner-message")).to_contain_text("Leads to be sent: 1. Unpair this phone when")
    phone.context.set_offline(False)
    _in_step(phone)
    expect(phone.locator("[data-lead=list] .chip")).to_have_text("Has not agreed yet", timeout=20_000)
    expect(phone.locator("[data-part=state]")).not_to_contain_text("Leads to be sent")
    phone.context.close()


def test_a_badge_that_is_not_genuine_is_told_without_a_network(browser: Browser, demo: Server, stand: Stand) -> None:
    phone = _paired(browser, stand)
    phone.context.set_offline(True)
    phone.locator("#typed").fill(stand.first.badge[:-6] + "AAAAAA")
    phone.keyboard.press("Enter")
    expect(phone.locator("#scanner-message")).to_have_text("That badge is not genuine.")
    expect(phone.locator("[data-lead=form]")).to_be_hidden()
    phone.context.close()


def test_a_phone_that_is_unpaired_forgets_everybody(browser: Browser, demo: Server, stand: Stand) -> None:
    phone = _paired(browser, stand)
    _scan(phone, stand.first.badge)
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator("[data-part=state]")).not_to_contain_text("Leads to be sent")
    office = new_context(browser, phone=False, dark=False, locale="en").new_page()
    office.goto(f"{stand.page}leads/setup")
    office.get_by_role("button", name="Unpair").first.click()
    expect(office.get_by_text("no longer paired").first).to_be_visible()
    _in_step(phone)
    expect(phone.locator("#scanner-message")).to_contain_text("This phone is no longer paired.")
    expect(phone.locator("[data-part=pairing]")).to_be_visible()
    kept = phone.evaluate("""async () => {
      const opened = await new Promise((resolve) => {
        const asked = indexedDB.open("eventapp-leads");
        asked.onsuccess = () => resolve(asked.result);
      });
      return new Promise((resolve) => {
        const asked = opened.transaction("leads").objectStore("leads").count();
        asked.onsuccess = () => resolve(asked.result);
      });
    }""")
    assert kept == 0
    for page in (phone, office):
        page.context.close()
