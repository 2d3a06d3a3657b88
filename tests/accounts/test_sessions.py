"""Where somebody is signed in: how long, and how it ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import BrowserSession, User
from eventapp.core import clock
from eventapp.core.db import db
from tests.accounts.conftest import EMAIL, sent
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
OUT = "/login?next=/account/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account/").location is None


@pytest.mark.parametrize(
    ("own", "used_every", "ends_after"),
    [
        ({}, timedelta(hours=9), timedelta(hours=9)),
        ({}, timedelta(hours=7), timedelta(hours=28)),
        ({"is_own_device": "y"}, timedelta(days=31), timedelta(days=31)),
        ({"is_own_device": "y"}, timedelta(days=29), timedelta(days=116)),
    ],
    ids=["unused", "used for more than a day", "own device, unused", "own device, used for more than 90 days"],
)
def test_a_session_ends_when_it_is_not_used_and_after_its_longest_time(
    ada: User, enter: Callable[..., FlaskClient], own: dict[str, str], used_every: timedelta, ends_after: timedelta
) -> None:
    with clock.frozen_at(NOW):
        client = enter(**own)
    at = NOW
    while True:
        at += used_every
        with clock.frozen_at(at):
            if not is_signed_in(client):
                break
    assert at - NOW == ends_after


def test_signing_out_ends_the_session_and_not_only_the_cookie(ada: User, enter: Callable[..., FlaskClient]) -> None:
    client = enter()
    kept = client.get_cookie("eventapp")
    client.post("/logout")
    assert kept is not None
    client.set_cookie("eventapp", kept.value)
    assert client.get("/account/").location == OUT


def test_the_secret_changes_at_sign_in_and_when_one_shows_again_who_one_is(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    client = enter()
    before = client.get_cookie("eventapp")
    client.post("/account/confirm", data={"confirm_password": PASSWORD})
    assert before is not None
    assert is_signed_in(client)
    client.set_cookie("eventapp", before.value)
    assert client.get("/account/").location == OUT


def test_every_session_is_listed_with_its_browser_and_can_be_ended(
    ada: User, app: Flask, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    client, phone = app.test_client(), app.test_client()
    for one, agent in ((phone, SAFARI), (client, CHROME)):
        one.post("/login", data={"email": EMAIL, "password": PASSWORD}, headers={"User-Agent": agent})
    page = page_of(client.get("/account/"))
    assert page.texts("//ul[@class='row-list']/li//strong") == ["Chrome on Windows", "Mobile Safari on iOS"]
    (action,) = [one for one in page.attributes("//form", "action") if one.endswith("/end")]
    assert client.post(action).location == "/account/"
    assert (is_signed_in(client), is_signed_in(phone)) == (True, False)
    assert client.post(action).status_code == 404


def test_all_others_can_be_ended_at_once(ada: User, enter: Callable[..., FlaskClient]) -> None:
    here, one, other = enter(), enter(), enter()
    here.post("/account/sessions/end-others")
    assert [is_signed_in(client) for client in (here, one, other)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    mine = enter()
    make.user("eve@example.org")
    with make.inside():
        number = db.session.scalar(select(BrowserSession.id))
    assert enter("eve@example.org").post(f"/account/sessions/{number}/end").status_code == 404
    assert is_signed_in(mine)


def test_a_browser_that_was_not_seen_before_is_told_by_mail(
    ada: User, app: Flask, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    first = enter()  # the very first is nothing to be warned of
    first.post("/logout")
    first.post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert sent(make, "account_new_browser") == []
    other = app.test_client()
    data = {"email": EMAIL, "password": PASSWORD}
    other.post("/login", data=data, headers={"User-Agent": CHROME}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    (mail,) = sent(make, "account_new_browser")
    assert "Chrome on Windows, from 203.0.113.9" in mail.text


def test_cookies_are_bound_to_the_host_on_https(app_with, settings, make: Factories, ada: User) -> None:
    from dataclasses import replace

    app = app_with(replace(settings, base_url="https://events.example.org"))
    answer = app.test_client().post("/login", data={"email": EMAIL, "password": PASSWORD})
    cookies = answer.headers.getlist("Set-Cookie")
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["__Host-eventapp", "__Host-eventapp-browser"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


def test_public_pages_set_no_cookie(client: FlaskClient, make: Factories) -> None:
    make.event()
    answers = [client.get(path) for path in ("/", "/events/forum/", "/events/forum/schedule/")]
    assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[], [], []]


def test_what_served_its_time_is_thrown_away(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    from eventapp.accounts.service.tidying import tidy_accounts

    with clock.frozen_at(NOW):
        enter()
        enter(password="wrong")
        enter().post("/login/forgotten", data={"email": "nobody@example.org"})
    with make.inside(), clock.frozen_at(NOW + timedelta(days=500)):
        assert tidy_accounts() is False
        from eventapp.accounts import models

        tables = (models.BrowserSession, models.KnownBrowser, models.AccountLink, models.SignInFailure)
        assert [db.session.scalars(select(table)).all() for table in tables] == [[], [], [], []]
        from eventapp.core.outbox import Mail

        assert [mail.recipient for mail in db.session.scalars(select(Mail).where(Mail.kind == "account_link"))] == [""]


def test_a_disabled_account_is_out_at_once(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    client = enter()
    with make.inside():
        service.set_disabled(db.session.get_one(User, ada.id), disabled=True)
    assert client.get("/account/").location == OUT
