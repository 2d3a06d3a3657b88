"""What the scanner can do beside admitting, and what it makes of tickets that are not what they seem."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from eventapp.checkin import queries
from eventapp.checkin.models import BadgePrint, Scan
from eventapp.core.codes import base64url, new_signing_key, sign
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.tickets import sign_ticket
from tests.browser.conftest import Console, new_context
from tests.browser.phones import KEPT, Phone
from tests.factories import Factories, person, text
from tests.server import Server, running

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def guest(make: Factories, event: Event, ticket_type: TicketType) -> Registration:
    return make.registration(event, ticket_type, name="Ada Wong", company="Harbour Pictures")


@pytest.fixture
def server(database_url: str, tmp_path: Path, guest: object) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0") as server:
        yield server


def stored(make: Factories) -> list[tuple[str, str, str]]:
    with make.inside():
        rows = db.session.execute(select(Scan.direction, Scan.outcome, Scan.reason).order_by(Scan.device_seq))
        return [(row[0], row[1], row[2]) for row in rows]


def test_a_scan_is_taken_back_and_a_refused_guest_let_in_with_a_reason(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration, console: Console
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    console.follow(phone.page)
    assert phone.show(guest.spoken_code) == "admitted"
    phone.verdict.get_by_role("button", name="Undo").click()
    expect(phone.verdict).to_be_hidden()
    expect(phone.page.locator("[data-part=admitted]")).to_have_text("0")
    assert [phone.scan(guest.spoken_code), phone.show(guest.spoken_code)] == ["admitted", "already_admitted"]
    phone.verdict.get_by_role("button", name="Let in anyway").click()
    phone.verdict.get_by_label("Why are they let in?").fill("Fetched a parcel")
    phone.page.keyboard.press("Enter")
    expect(phone.verdict).to_have_attribute("data-outcome", "admitted")
    phone.dismiss()
    # By the keyboard: the page may still move under a pointer while the scans are sent.
    phone.page.locator("summary", has_text="Latest scans and this phone").press("Enter")
    phone.page.locator("[data-part=recent] button").first.click()
    expect(phone.page.locator("[data-part=recent] li").first).to_contain_text("Undone")
    phone.all_sent()
    assert stored(make) == [
        ("entry", "admitted", ""), ("undo", "admitted", ""), ("entry", "admitted", ""),
        ("entry", "already_admitted", ""), ("entry", "admitted", "Fetched a parcel"), ("undo", "admitted", ""),
    ]  # fmt: skip
    phone.context.close()


def test_a_steward_has_nothing_but_scanning(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event), role="steward")
    assert [phone.scan(guest.spoken_code), phone.show(guest.spoken_code)] == ["admitted", "already_admitted"]
    for name in ("Let in anyway", "Print the badge"):
        expect(phone.verdict.get_by_role("button", name=name)).to_be_hidden()
    phone.dismiss()
    phone.page.get_by_label("Code", exact=True).fill("Ada")
    expect(phone.page.locator("[data-part=guests] button")).to_have_count(0)
    assert phone.show("Ada") == "unknown"
    phone.context.close()


def test_a_name_that_is_kept_off_the_phone_leaves_the_ticket_type(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event, hides_names=True))
    phone.show(guest.spoken_code)
    expect(phone.verdict.locator("[data-part=name]")).to_have_text("Delegate")
    assert "Ada" not in (phone.page.locator("body").text_content() or "")
    phone.context.close()


def test_a_walk_in_without_a_network_is_registered_when_it_is_back(
    browser: Browser, server: Server, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.issuer(event, ticket_type, "FILMART", pattern="FM26-####")
    phone = Phone(browser, server, make, make.gate(event))
    server.kill()
    phone.show("FM26-0042")
    expect(phone.verdict.get_by_text("Not registered yet")).to_be_visible()
    phone.verdict.get_by_role("button", name=re.compile("Register and let in")).click()
    expect(phone.verdict).to_have_attribute("data-outcome", "admitted")
    phone.dismiss()
    phone.reopen()
    assert phone.scan("fm26-0042") == "already_admitted"
    server.start()
    phone.all_sent()
    with make.inside():
        (made,) = db.session.scalars(select(Registration).where(Registration.name != "Ada Wong"))
        assert (made.name, made.state, queries.admitted_count(event.id)) == ("FILMART FM26-0042", "confirmed", 1)
    assert phone.scan("FM26-0042") == "already_admitted"
    phone.context.close()


def test_tickets_that_are_not_what_they_seem_are_told_apart_with_and_without_a_network(
    browser: Browser, server: Server, make: Factories, event: Event, ticket_type: TicketType, guest: Registration
) -> None:
    other = make.event("other")
    elsewhere = make.registration(other, make.ticket_type(other))
    renewed, cancelled, photographed = (make.registration(event, ticket_type) for _ in range(3))
    with make.inside():
        good, foreign, old, off, shared = (
            sign_ticket(db.session.get_one(Registration, one.id))
            for one in (guest, elsewhere, renewed, cancelled, photographed)
        )
        registrations.renew_ticket(db.session.get_one(Registration, renewed.id))
        registrations.cancel(db.session.get_one(Registration, cancelled.id))
    payload, signature = good.removeprefix("EA1.").split(".")
    claims = json.loads(_decoded(payload))
    richer = base64url(json.dumps([*claims[:3], claims[3] + 1, claims[4]], separators=(",", ":")).encode())
    own_key = sign(new_signing_key()[0], _decoded(payload))
    shown = {
        "tampered with": (f"EA1.{richer}.{signature}", "forged"),
        "signed by another": (f"EA1.{payload}.{base64url(own_key)}", "forged"),
        "cut short": (good[:-9], "forged"),
        "of another event": (foreign, "unknown"),
        "renewed since": (old, "revoked"),
        "cancelled": (off, "cancelled"),
        "no ticket at all": ("https://example.org/menu", "unknown"),
    }
    expected = {name: outcome for name, (_ticket, outcome) in shown.items()}
    phone = Phone(browser, server, make, make.gate(event))
    closed = Phone(browser, server, make, make.gate(event, "Closed", closes_at=datetime.now(UTC) - timedelta(hours=1)))
    for is_online in (True, False):
        if not is_online:
            server.kill()
        assert {name: phone.scan(ticket) for name, (ticket, _outcome) in shown.items()} == expected
        assert closed.scan(good) == "not_valid_now"
        replayed = [phone.scan(shared), phone.scan(shared)] if is_online else [phone.scan(shared)]
        assert replayed == (["admitted", "already_admitted"] if is_online else ["already_admitted"])
    assert phone.scan(good) == "admitted"
    for one in (phone, closed):
        one.context.close()


def _decoded(part: str) -> bytes:
    from eventapp.core.codes import from_base64url

    return from_base64url(part)


def test_two_tabs_of_a_phone_are_one_door(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    second = phone.context.new_page()
    second.goto(phone.address)
    expect(second.locator("[data-part=state]")).to_contain_text("in step at")
    server.kill()
    assert phone.scan(guest.spoken_code) == "admitted"
    phone.page, first = second, phone.page
    assert phone.scan(guest.spoken_code) == "already_admitted"
    server.start()
    phone.all_sent()
    with make.inside():
        sequences = db.session.scalars(select(Scan.device_seq).order_by(Scan.device_seq)).all()
    assert sequences == [1, 2]
    first.close()
    phone.context.close()


def test_a_phone_whose_clock_is_hours_wrong_keeps_the_servers_time(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event), ahead=timedelta(hours=5))
    server.kill()
    assert phone.scan(guest.spoken_code) == "admitted"
    at = datetime.now(UTC)
    server.start()
    phone.all_sent()
    with make.inside():
        (scan,) = db.session.scalars(select(Scan))
    assert abs(scan.scanned_at - at) < timedelta(seconds=30)
    phone.context.close()


def test_the_badge_class_and_the_notes_are_said(
    browser: Browser, server: Server, make: Factories, event: Event
) -> None:
    ticket_type = make.ticket_type(event, "Guest of honour", badge_class="vip", door_note=text("Call the host"))
    guest = make.registration(event, ticket_type, name="陳大文")
    with make.inside():
        registrations.set_notes(db.session.get_one(Registration, guest.id), "", "Seat A3")
    phone = Phone(browser, server, make, make.gate(event))
    phone.show(guest.spoken_code)
    said = {
        name: phone.verdict.locator(f"[data-part={name}]").text_content() for name in ("name", "badge", "class", "note")
    }
    assert said == {"name": "陳大文", "badge": "VIP", "class": "Guest of honour", "note": "Seat A3 · Call the host"}
    phone.context.close()


def test_both_ways_through_one_gate(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event, directions="both"))
    told = [phone.scan(guest.spoken_code)]
    phone.page.get_by_label("Exit").check()
    phone.show(guest.spoken_code)
    expect(phone.verdict.get_by_text("Goodbye")).to_be_visible()
    phone.dismiss()
    phone.page.get_by_label("Entry").check()
    told.append(phone.scan(guest.spoken_code))
    assert told == ["admitted", "admitted"]
    phone.all_sent()
    assert [row[0] for row in stored(make)] == ["entry", "exit", "entry"]
    phone.context.close()


def test_a_kiosk_prints_the_badge_of_who_shows_a_ticket(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration, console: Console
) -> None:
    with make.inside():
        ticket = sign_ticket(db.session.get_one(Registration, guest.id))
    phone = Phone(browser, server, make, make.gate(event), role="kiosk")
    console.follow(phone.page)
    expect(phone.page.get_by_text("Welcome! Hold the code from your email before the camera.")).to_be_visible()
    expect(phone.page.locator("[data-part=typed-form]")).to_be_hidden()
    phone.page.evaluate(
        "document.getElementById('print-frame').addEventListener('load', () => { document.title = 'printing'; })"
    )
    with phone.page.expect_response("**/checkin/api/badge") as answer:
        phone.page.evaluate(
            """async (ticket) => {
              const typed = document.getElementById('typed');
              typed.value = ticket;
              typed.form.requestSubmit();
            }""",
            ticket,
        )
    assert (answer.value.status, answer.value.headers["content-type"]) == (200, "application/pdf")
    expect(phone.verdict).to_have_attribute("data-outcome", "admitted")
    expect(phone.verdict.get_by_role("button", name="Undo")).to_be_hidden()
    with make.inside():
        assert db.session.scalar(select(func.count(BadgePrint.id))) == 1
    phone.context.close()


def test_a_phone_that_is_nearly_full_says_so_while_it_still_scans(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    phone.page.evaluate("navigator.storage.estimate = async () => ({ quota: 1e9, usage: 1e9 - 1e6 })")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.page.get_by_text("This phone is nearly full.")).to_be_visible()
    assert phone.scan(guest.spoken_code) == "admitted"
    phone.context.close()


def test_a_phone_that_is_found_after_the_event_knows_nobody(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    assert phone.scan(guest.spoken_code) == "admitted"
    phone.all_sent()
    server.kill()
    phone.page.clock.set_fixed_time(event.ends_at + timedelta(days=1, minutes=1))
    phone.page.reload()
    expect(phone.page.locator("[data-part=admitted]")).to_have_text("0")
    phone.page.locator("#typed").fill(guest.spoken_code)
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_text("The event is over, and this phone has forgotten its guests.")).to_be_visible()
    assert phone.page.evaluate(KEPT) == {"pages": 0, "people": 0, "passages": 0, "badges": 0, "queue": 0}
    phone.context.close()


def test_a_ticket_that_was_opened_once_opens_without_a_network(
    browser: Browser, server: Server, make: Factories, guest: Registration, console: Console
) -> None:
    context = new_context(browser, phone=True)
    page = context.new_page()
    console.follow(page)
    page.goto(f"{server.url}{make.page_path(guest)}ticket")
    expect(page.get_by_text("Kept on this phone: it opens without a network too.")).to_be_visible()
    server.kill()
    page.goto("about:blank")
    page.goto(f"{server.url}{make.page_path(guest)}ticket")
    expect(page.get_by_role("img", name="QR code of your ticket")).to_be_visible()
    expect(page.get_by_text("Ada Wong")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.shown-ticket')).display") == "grid"
    console.complaints.clear()  # the browser says that nobody answers
    context.close()


def test_a_hardware_scanner_loses_nothing_while_a_verdict_shows(
    browser: Browser, server: Server, make: Factories, event: Event, ticket_type: TicketType, guest: Registration
) -> None:
    """It types a ticket in some milliseconds, and the next one before anybody has looked at the first."""
    people = [guest, *(make.registration(event, ticket_type) for _ in range(9))]
    with make.inside():
        tickets = [sign_ticket(db.session.get_one(Registration, one.id)) for one in people]
    phone = Phone(browser, server, make, make.gate(event))
    phone.page.locator("#typed").focus()
    for ticket in tickets:
        phone.page.keyboard.type(ticket)
        phone.page.keyboard.press("Enter")
    expect(phone.page.locator("[data-part=admitted]")).to_have_text("10")
    phone.dismiss()
    phone.all_sent()
    with make.inside():
        scanned = db.session.scalars(select(Scan.registration_id).order_by(Scan.device_seq)).all()
        assert list(scanned) == [one.id for one in people]
    phone.context.close()


def test_a_phone_that_was_in_step_still_says_when_after_it_was_started_without_a_network(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    phone.context.set_offline(True)
    phone.reopen()
    phone.says("in step at")
    phone.says("No network")
    assert phone.scan(guest.spoken_code) == "admitted"
    phone.context.close()


def test_a_phone_that_was_open_when_a_ticket_was_replaced_refuses_its_former_code_without_a_network(
    browser: Browser, server: Server, make: Factories, event: Event, guest: Registration
) -> None:
    phone = Phone(browser, server, make, make.gate(event))
    with make.inside():
        one = db.session.get_one(Registration, guest.id)
        old_ticket = sign_ticket(one)
        registrations.renew_ticket(one)
        new_code = one.spoken_code
        registrations.correct_details(one, person(name="Ada Wongka", email=one.email))
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.finds("wongka", "Ada Wongka")
    phone.context.set_offline(True)
    found = [phone.scan(guest.spoken_code), phone.scan(old_ticket), phone.scan(new_code)]
    assert found == ["revoked", "revoked", "admitted"]
    phone.context.close()
