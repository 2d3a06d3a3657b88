"""Each way in, and each way to lose it, as people go through them: on a phone and a desk, in three languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventapp.accounts import service as accounts
from eventapp.accounts.service import ProviderDetails
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events import service as events
from eventapp.events.models import Event
from tests.accounts.oidc_server import SECRET, RealProvider
from tests.accounts.test_passwords import NEW
from tests.browser.conftest import Console, new_context
from tests.browser.test_pages import looks
from tests.factories import PASSWORD, Factories
from tests.server import Server, running
from tests.thorough import first_of
from tests.waiting import waited_for

EMAIL = "ada@example.org"
TEN_CODES = re.compile(r"^([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n?){10}$")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    """What the buttons say in one language."""

    sign_in: str
    with_passkey: str
    add_passkey: str
    kept: str
    go_on: str
    set_up: str
    send: str
    change: str


SAID = {
    "en": Words("Sign in", "Sign in with a passkey", "Add a passkey", "I have kept them", "Go on", "Set up the app",
                "Send the link", "Change the password"),
    "zh-Hant": Words("登入", "以密碼金鑰登入", "加入密碼金鑰", "我已妥善保存", "繼續", "設定應用程式", "發送連結",
                     "更改密碼"),
    "zh-Hans": Words("登录", "以通行密钥登录", "加入通行密钥", "我已妥善保存", "继续", "设置应用", "发送链接",
                     "更改密码"),
}  # fmt: skip


@pytest.fixture
def server(database_url: str, tmp_path: Path, make: Factories) -> Iterator[Server]:
    make.user(EMAIL)
    with running(database_url, tmp_path, jobs="1") as server:
        server.url = server.url.replace("127.0.0.1", "localhost")  # passkeys have names
        yield server


@pytest.fixture
def provider(server: Server, tmp_path: Path) -> Iterator[RealProvider]:
    provider = RealProvider(tmp_path, server.environment["EVENTAPP_BASE_URL"])
    yield provider
    provider.stop()


@pytest.fixture(params=first_of("zh-Hant, phone", "en, desk", "zh-Hans, desk"))
def visit(request: pytest.FixtureRequest, browser: Browser, server: Server, console: Console) -> Iterator["Visit"]:
    locale, device = request.param.split(", ")
    context = new_context(browser, phone=device == "phone", dark=device == "phone")
    page = context.new_page()
    console.follow(page)
    page.goto(f"{server.url}/lang/{locale}?next=/login")
    yield Visit(page, server.url, SAID[locale], locale)
    context.close()


class Visit:
    """Somebody at the site with a browser, in one language."""

    def __init__(self, page: Page, url: str, words: Words, locale: str) -> None:
        self.page, self.url, self.words, self.locale = page, url, words, locale

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)
        looks(self.page)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def send_password(self, password: str) -> None:
        self.page.goto(f"{self.url}/login")
        self.page.locator("[name=email]").fill(EMAIL)
        self.page.locator("[name=password]").fill(password)
        self.press(self.words.sign_in)

    def sign_in(self, password: str = PASSWORD) -> None:
        self.send_password(password)
        self.page.wait_for_url("**/admin/")

    def sign_out(self) -> None:
        self.page.context.clear_cookies(name="eventapp")


def test_a_passkey_is_added_and_signs_in(visit: Visit) -> None:
    devtools = visit.page.context.new_cdp_session(visit.page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    visit.sign_in()
    visit.open("/account/")
    visit.page.locator("#passkey-name").fill("My phone")
    visit.press(visit.words.add_passkey)
    expect(visit.page.locator("textarea")).to_have_value(TEN_CODES)
    looks(visit.page)
    visit.page.get_by_text(visit.words.kept).click()
    expect(visit.page.locator(".row-list strong").first).to_have_text("My phone")
    looks(visit.page)
    visit.sign_out()
    visit.open("/login")
    visit.press(visit.words.with_passkey)
    visit.page.wait_for_url("**/admin/")


def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(visit: Visit) -> None:
    visit.sign_in()
    visit.open("/account/authenticator")
    secret = visit.page.locator("code").inner_text().replace(" ", "")
    app = pyotp.TOTP(secret)
    visit.page.locator("[name=code]").fill(app.now())
    visit.press(visit.words.set_up)
    codes = visit.page.locator("textarea").input_value().split()
    visit.sign_out()
    visit.send_password(PASSWORD)
    visit.page.wait_for_url("**/login/second-factor*")
    looks(visit.page)
    visit.page.locator("[name=code]").fill(codes[0].lower())
    visit.press(visit.words.go_on)
    visit.page.wait_for_url("**/admin/")


def mailed(make: Factories) -> str:
    """The latest link that an email brought."""

    def found() -> Mail | None:
        with make.inside():
            return db.session.scalar(select(Mail).where(Mail.kind == "account_link", Mail.text != ""))

    mail = waited_for(found)
    assert mail is not None
    return "/login/" + mail.text.split("/login/")[1].split()[0]


def test_who_forgot_the_password_chooses_another(visit: Visit, make: Factories) -> None:
    visit.open("/login/forgotten")
    visit.page.locator("[name=email]").fill(EMAIL)
    visit.press(visit.words.send)
    expect(visit.page.locator("main")).to_contain_text(EMAIL)
    looks(visit.page)
    visit.open(mailed(make))
    visit.page.locator("[name=password]").fill("qwertyuiop1234")
    expect(visit.page.locator("meter")).to_have_js_property("value", 1)
    looks(visit.page)
    visit.page.locator("[name=password]").fill(NEW)
    expect(visit.page.locator("meter")).to_have_js_property("value", 4)
    visit.press(visit.words.change)
    visit.page.wait_for_url("**/login")
    visit.sign_in(NEW)


def test_a_mailed_link_signs_in(visit: Visit, make: Factories) -> None:
    visit.open("/login/link")
    visit.page.locator("[name=email]").fill(EMAIL)
    visit.press(visit.words.send)
    visit.open(mailed(make))
    visit.press(visit.words.sign_in)
    visit.page.wait_for_url("**/admin/")


def test_the_organisations_own_account_opens_the_site_and_a_group_a_role(
    visit: Visit, make: Factories, provider: RealProvider
) -> None:
    """A certified provider, in the browser: there, back, and out again."""
    page, event = visit.page, make.event()
    with make.inside():
        details = ProviderDetails("acme", "Acme", provider.issuer, "eventapp", SECRET, creates_accounts=True)
        made = accounts.create_provider(details)
        events.set_group_role(made, "door staff", db.session.get_one(Event, event.id), "door")
    ben = {"email": "ben@example.org", "email_verified": True, "name": "Ben Ito", "groups": ["door staff"]}
    provider.people({"ben": ben})
    visit.url = visit.url.replace("localhost", "127.0.0.1")  # the address that the provider sends people back to
    # Its own pages want a font from elsewhere, and an icon that it does not have.
    page.route(re.compile(r"favicon\.ico|^https:"), lambda route: route.fulfill(status=204))
    page.goto(f"{visit.url}/lang/{visit.locale}?next=/login")
    visit.open("/login")
    page.locator("a[href^='/login/with/acme']").click()
    page.locator("input[name=login]").fill("ben")
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button").click()  # the provider's own pages
    page.get_by_role("button").click()
    page.wait_for_url("**/admin/**")
    expect(page.get_by_text(event.name.text(visit.locale, "en")).first).to_be_visible()
    visit.open("/account/")
    expect(page.get_by_text("Acme").first).to_be_visible()
    page.locator("form[action='/logout'] button").click()
    looks(page)
    there = page.locator(f"a[href^='{provider.issuer}']")
    expect(there).to_be_visible()
