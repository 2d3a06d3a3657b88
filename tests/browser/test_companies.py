"""Companies in a browser: a stand drawn on the plan, found on the map, and a search that a phone can use."""

from playwright.sync_api import Browser, expect

from eventapp.companies import service
from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from tests.browser.conftest import Console, new_context, sign_in
from tests.server import Server, create_app_of
from tests.visitor import Visitor

ADMIN = "/admin/events/new-vision/companies"
PLAN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#eee"/></svg>'
)


def _hall(demo: Server) -> int:
    with create_app_of(demo).app_context():
        event = db.session.query(Event).filter_by(slug="new-vision").one()
        hall = service.create_hall(event, LocalizedText({"en": "Hall 9"}))
        service.set_plan(hall, PLAN)
        details = service.CompanyDetails(
            LocalizedText({"en": "Lantern Works", "zh-Hant": "燈籠工坊"}), stands=(service.StandPlace(hall.id, "9-A1"),)
        )
        service.create_company(event, details)
        number = hall.id
        db.engine.dispose()
    return number


def test_a_stand_is_drawn_on_the_plan_and_leads_visitors_to_its_company(
    browser: Browser, demo: Server, console: Console
) -> None:
    hall = _hall(demo)
    page = new_context(browser, phone=False, dark=False, locale="en").new_page()
    console.follow(page)
    sign_in(page, demo.url)
    page.goto(f"{demo.url}{ADMIN}/halls/{hall}")
    page.get_by_label("Stand", exact=True).fill("9-A1")
    box = page.locator(".floor-plan-drawing").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.75, steps=4)
    page.mouse.up()
    sides = [
        int(page.get_by_label(side).input_value()) for side in ("From the left", "From the top", "Width", "Height")
    ]
    assert [round(side, -2) for side in sides] == [2500, 5000, 2500, 2500]
    page.get_by_role("button", name="Mark the stand").click()
    expect(page.get_by_text("Stand 9-A1 is marked.")).to_be_visible()
    page.goto(f"{demo.url}/events/new-vision/companies/map/")
    page.get_by_role("link", name="9-A1: Lantern Works").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lantern Works")
    page.context.close()


def test_a_phone_finds_a_company_by_how_its_name_is_read(browser: Browser, demo: Server, console: Console) -> None:
    if not Visitor(demo.url).get("/events/new-vision/companies/?q=denglong").page.texts("//*[@class='company-name']"):
        _hall(demo)
    page = new_context(browser, phone=True, dark=True, locale="zh-HK").new_page()
    console.follow(page)
    page.goto(f"{demo.url}/events/new-vision/companies/")
    page.get_by_role("searchbox").fill("denglong")
    page.get_by_role("button", name="搜尋").click()
    page.get_by_role("link", name="燈籠工坊").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("燈籠工坊")
    page.context.close()
