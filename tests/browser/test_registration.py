"""What the form and the organiser's lists do beyond plain pages, by mouse and by keyboard; and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Console, new_context, sign_in
from tests.databases import ON_SQLITE
from tests.factories import PASSWORD, Factories
from tests.server import Server, Servers

OPTIONS = [{"key": "buy", "label": {"en": "Buying"}}, {"key": "sell", "label": {"en": "Selling"}}]
ADMIN = "/admin/events/forum"
pytestmark = ON_SQLITE


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, make: Factories) -> Server:
    make.user("organiser@example.org", is_admin=True)
    return servers.at(database_url, shared_folder)


@pytest.fixture
def page(browser: Browser, server: Server, console: Console) -> Iterator[Page]:
    """Needs the server so that it closes first: an open form looks for free seats now and then."""
    page = new_context(browser).new_page()
    console.follow(page)
    yield page
    page.context.close()


@pytest.fixture
def team(browser: Browser, server: Server, console: Console) -> Iterator[Page]:
    page = new_context(browser).new_page()
    console.follow(page)
    sign_in(page, server.url, password=PASSWORD)
    yield page
    page.context.close()


def test_questions_appear_when_they_apply_and_the_country_is_found_by_typing(
    page: Page, server: Server, make: Factories
) -> None:
    event = make.event()
    make.ticket_type(event, "Delegate")
    press = make.ticket_type(event, "Press")
    why = make.question(event, "choice", "What brings you?", options=OPTIONS)
    make.question(event, "text", "What do you buy?", depends_on_id=why.id, depends_on_values=["buy"])
    make.question(event, "file", "Your letter", ticket_type_ids=[press.id])
    page.goto(f"{server.url}/events/forum/register/")
    expect(page.get_by_label("What do you buy?")).to_be_hidden()
    expect(page.get_by_label("Your letter")).to_be_hidden()
    page.get_by_text("Buying", exact=True).click()
    page.get_by_text("Press", exact=True).click()
    expect(page.get_by_label("What do you buy?")).to_be_visible()
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.get_by_label("Your letter").set_input_files(letter)  # type: ignore[arg-type]
    page.get_by_role("combobox", name="Country or region").fill("japan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_role("checkbox", name="may store these details").check()
    page.get_by_role("button", name="Register").click()
    expect(page.locator(".field-error")).to_have_text("Enter your name as it should appear on your badge.")
    expect(page.get_by_text("letter.pdf is kept.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Country or region")).to_have_value("Japan")
    page.get_by_label("Name", exact=True).fill("Ada Wong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered, Ada Wong")
    expect(page.get_by_text("Japan")).to_be_visible()


def test_clashing_sessions_are_marked_while_they_are_chosen(page: Page, server: Server, make: Factories) -> None:
    event = make.event()
    make.ticket_type(event)
    for title in ("First talk", "Second talk"):
        make.session(event, title, needs_booking=True, capacity=9)
    page.goto(f"{server.url}/events/forum/register/")
    page.get_by_text("First talk").click()
    expect(page.locator(".clash:visible")).to_have_text(["At the same time as another choice"])


def test_a_group_gets_more_rows_and_a_pasted_table(page: Page, server: Server, make: Factories) -> None:
    make.ticket_type(make.event())
    page.goto(f"{server.url}/events/forum/register/group")
    page.get_by_role("button", name="More rows").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    page.locator("summary", has_text="Paste a table").click()
    page.get_by_role("textbox", name="Paste a table").fill("Ada Wong\t\tada@example.org\nBen Ito\t\tben@example.org")
    page.get_by_role("button", name="Fill in the rows").click()
    page.get_by_label("Company").fill("Harbour")
    page.get_by_label("Your name").fill("Li Si")
    page.get_by_label("Your email").fill("li@example.org")
    page.get_by_role("checkbox", name="Everybody agrees").check()
    page.get_by_role("button", name="Register the group").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your group: Harbour")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_questions_are_moved_by_keyboard(team: Page, server: Server, make: Factories) -> None:
    event = make.event()
    for label in ("First", "Second", "Third"):
        make.question(event, "text", label)
    team.goto(f"{server.url}{ADMIN}/tickets/questions/")
    team.get_by_role("button", name="Move First").focus()
    team.keyboard.press("ArrowDown")
    expect(team.get_by_role("status").last).to_have_text("2 / 3")
    team.reload()
    expect(team.locator(".question-list h2")).to_have_text(["Second", "First", "Third"])


def test_the_inbox_is_worked_through_by_keyboard_and_a_decision_undone(
    team: Page, server: Server, make: Factories
) -> None:
    event = make.event()
    press = make.ticket_type(event, "Press", needs_approval=True)
    for name in ("Ada", "Ben", "Cai"):
        make.registration(event, press, name=name)
    team.goto(f"{server.url}{ADMIN}/registrations/approvals/")
    expect(team.locator(".inbox-person h2")).to_have_text("Ada")
    team.keyboard.press("a")
    expect(team.get_by_text("1 person is approved.")).to_be_visible()
    expect(team.locator(".inbox-person h2")).to_have_text("Ben")
    team.keyboard.press("j")
    expect(team.locator(".inbox-person h2")).to_have_text("Cai")
    team.keyboard.press("d")
    team.keyboard.type("The list is full.")
    team.get_by_role("button", name="Decline").click()
    expect(team.get_by_text("1 person is declined.")).to_be_visible()
    team.keyboard.press("u")
    expect(team.get_by_text("The decision about Cai is undone.")).to_be_visible()
    expect(team.locator(".inbox-list strong")).to_have_text(["Ben", "Cai"])


def test_a_person_opens_beside_the_list_and_closes_with_escape(team: Page, server: Server, make: Factories) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Ada Wong")
    team.goto(f"{server.url}{ADMIN}/registrations/")
    team.get_by_role("link", name="Ada Wong").click()
    expect(team.locator("#side-panel h2").first).to_have_text("Ada Wong")
    team.keyboard.press("Escape")
    expect(team.locator("#side-panel")).to_be_hidden()
    expect(team.get_by_role("link", name="Ada Wong")).to_be_focused()


def test_everybody_is_ticked_and_acted_on_after_a_look(team: Page, server: Server, make: Factories) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    for name in ("Ada", "Ben"):
        make.registration(event, ticket_type, name=name)
    team.goto(f"{server.url}{ADMIN}/registrations/")
    team.get_by_label("Select everybody on this page").check()
    team.get_by_label("Action").select_option("cancel")
    team.get_by_role("button", name="Go on…").click()
    expect(team.get_by_text("This changes 2 people.")).to_be_visible()
    team.get_by_role("button", name="Cancel (2)").click()
    expect(team.get_by_text("Done for 2 people.")).to_be_visible()


def test_a_campaign_counts_its_people_and_takes_placeholders(team: Page, server: Server, make: Factories) -> None:
    event = make.event()
    ticket_type, other = make.ticket_type(event, "Delegate"), make.ticket_type(event, "Guest")
    make.registration(event, ticket_type)
    make.registration(event, other)
    team.goto(f"{server.url}{ADMIN}/messages/campaigns/new")
    expect(team.locator("[data-count-number]")).to_have_text("2")
    team.get_by_label("Ticket", exact=True).select_option("Guest")
    expect(team.locator("[data-count-number]")).to_have_text("1")
    team.get_by_role("group", name="Subject").get_by_label("English").fill("Hello ")
    team.get_by_role("button", name="{name}").click()
    team.get_by_role("group", name="Text").get_by_label("English").fill("It is soon.")
    team.get_by_role("button", name="Save", exact=True).click()
    expect(team.get_by_role("heading", level=1)).to_have_text("Hello [name]")


def test_the_form_works_without_scripts(browser: Browser, server: Server, make: Factories) -> None:
    event = make.event()
    make.ticket_type(event, "Delegate")
    why = make.question(event, "choice", "What brings you?", options=OPTIONS)
    make.question(event, "text", "What do you buy?", depends_on_id=why.id, depends_on_values=["buy"], is_required=True)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/events/forum/register/")
    expect(page.get_by_text("Only if you answered “What brings you?” so that it applies.")).to_be_visible()
    page.get_by_text("Selling", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Ada Wong")
    page.get_by_label("Mobile").fill("+852 5123 4567")
    page.get_by_label("Country or region").select_option("JP")
    page.get_by_role("checkbox", name="may store these details").check()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered, Ada Wong")
    context.close()
