"""The door without a network: two phones scan on, are closed and opened again, and lose nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import func, select

from eventapp.checkin import queries, service
from eventapp.checkin.models import Gate, Scan
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from tests.browser.conftest import Console, new_context
from tests.browser.phones import KEPT, Phone
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.server import Server, running

GUESTS, EACH, SHARED = 50, 30, 10


@pytest.fixture
def guests(make: Factories, event: Event) -> list[Registration]:
    ticket_type = make.ticket_type(event)
    phones = {3: "+852 5123 4567"}
    return [
        make.registration(event, ticket_type, name=f"Guest {number:02}", phone=phones.get(number, ""))
        for number in range(GUESTS)
    ]


@pytest.fixture
def server(database_url: str, tmp_path: Path, guests: object) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0") as server:
        yield server


@pytest.mark.timeout(170)
def test_sixty_scans_on_two_phones_without_a_network_all_arrive(
    browser: Browser, server: Server, make: Factories, event: Event, guests: list[Registration]
) -> None:
    phones = [Phone(browser, server, make, make.gate(event, name)) for name in ("North", "South")]
    server.kill()
    halves = guests[:EACH], guests[EACH - SHARED :]
    for number in range(EACH):
        if number == EACH // 2:
            phones[0].reopen()
        for phone, half in zip(phones, halves, strict=True):
            assert phone.scan(half[number].spoken_code) == "admitted"
    assert phones[0].scan(guests[0].spoken_code) == "already_admitted"
    assert phones[0].scan("AAAA-AAAA") == "unknown"
    assert phones[0].scan(guests[1].spoken_code) == "already_admitted"
    phones[1].says(f"Scans to be sent: {EACH}")

    server.start()
    for phone in phones:
        phone.all_sent()
    with make.inside():
        assert db.session.scalar(select(func.count(Scan.id))) == 2 * EACH + 3
        doubles = {double.person.name for double in queries.double_entries(event.id)}
        assert queries.admitted_count(event.id) == GUESTS
    assert doubles == {guest.name for guest in guests[EACH - SHARED : EACH]}
    assert phones[1].scan(guests[0].spoken_code) == "already_admitted"
    for phone in phones:
        phone.context.close()


@ON_SQLITE
def test_who_shows_a_ticket_before_the_list_has_arrived_is_judged_when_it_has(
    browser: Browser, server: Server, make: Factories, event: Event, guests: list[Registration]
) -> None:
    context = new_context(browser, phone=True)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/checkin/api/bundle*", lambda route, _request: held.append(route))
    with make.inside():
        code = service.open_pairing(db.session.get_one(Gate, make.gate(event).id))
    page.goto(f"{server.url}/checkin/#pair={code}")
    page.get_by_label("Code or name").fill(guests[0].spoken_code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The list of guests is not on this phone yet.")).to_be_visible()
    while not held:
        page.wait_for_timeout(20)  # Playwright hands a held request over when it is asked
    held[0].continue_()
    expect(page.locator("#verdict")).to_have_attribute("data-outcome", "admitted")
    expect(page.get_by_text("The list of guests is not on this phone yet.")).to_be_hidden()
    context.close()


@ON_SQLITE
def test_what_one_phone_admits_the_other_knows_within_five_seconds(
    browser: Browser, server: Server, make: Factories, event: Event, guests: list[Registration], console: Console
) -> None:
    north, south = (Phone(browser, server, make, make.gate(event, name)) for name in ("North", "South"))
    console.follow(south.page)
    assert north.scan(guests[0].spoken_code) == "admitted"
    expect(south.page.locator("[data-part=admitted]")).to_have_text("1", timeout=5_000)
    assert south.scan(guests[0].spoken_code) == "already_admitted"
    south.page.get_by_label("Code or name").fill("guest 07")
    found = south.page.get_by_role("button", name=re.compile("Guest 07"))
    expect(found).to_be_visible()
    south.page.get_by_label("Code or name").fill("4567")
    expect(south.page.get_by_role("button", name=re.compile("Guest 03"))).to_be_visible()
    for phone in (north, south):
        phone.context.close()


@ON_SQLITE
def test_a_revoked_phone_forgets_its_guests_at_the_next_contact(
    browser: Browser, server: Server, make: Factories, event: Event
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    with make.inside():
        (device,) = queries.devices_of(event.id)
        service.revoke_device(device)
    expect(phone.page.get_by_text("This phone is no longer paired.")).to_be_visible(timeout=10_000)
    assert phone.page.evaluate(KEPT) == {"pages": 0, "people": 0, "passages": 0, "badges": 0, "queue": 0}
    phone.context.close()
