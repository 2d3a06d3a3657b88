"""Authenticator apps and recovery codes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts import service
from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from tests.accounts.conftest import App, sent, set_up_app
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

REFUSED = "This code is not good, or no longer. Use the one that is shown now."
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def still_clock():
    with clock.frozen_at(NOW):
        yield


def show(client: FlaskClient, code: str):
    return client.post("/login/second-factor", data={"code": code})


def test_an_app_is_set_up_by_its_first_code(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    client = enter()
    page = page_of(client.get("/account/authenticator"))
    (secret,) = page.texts("//code")
    app = App(secret.replace(" ", ""))
    (uri,) = [link for link in page.links() if link.startswith("otpauth:")]
    assert uri == f"otpauth://totp/localhost:ada%40example.org?secret={secret.replace(' ', '')}&issuer=localhost"
    wrong = client.post("/account/authenticator", data={"secret": page.values["secret"], "code": "000000"})
    assert page_of(wrong).errors == ["This is not the code that the app shows now. Look at the clock of your phone."]
    assert page_of(wrong).texts("//code") == [secret]
    done = client.post("/account/authenticator", data={"secret": page.values["secret"], "code": app.code()})
    codes = page_of(done).values
    assert done.headers["Cache-Control"] == "no-store"
    assert len(page_of(done).tree.xpath("//textarea")[0].text.split()) == 10, codes
    with make.inside():
        assert "secret" not in db.session.get_one(User, ada.id).authenticator_secret
    assert [mail.text.split(".")[0] for mail in sent(make, "account_changed")] == [
        "An authenticator app was set up: its codes are asked for from now on"
    ]


def test_from_then_on_the_password_alone_opens_nothing(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    app, _codes = set_up_app(make, ada)
    client = enter()
    assert client.get("/admin/").location == "/login?next=/admin/"
    assert page_of(client.get("/login/second-factor")).heading == "Second factor"
    assert (page_of(show(client, "123456")).errors, page_of(show(client, "")).errors) == (
        [REFUSED],
        ["Enter the code."],
    )
    assert show(client, app.code()).location == "/admin/"
    assert page_of(client.get("/admin/")).heading == "My events"


def test_a_code_is_good_once_also_for_two_at_the_same_moment(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    app, _codes = set_up_app(make, ada)
    clients = [enter() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: show(client, app.code()).location, clients))
    assert sorted(answers, key=str) == ["/admin/", None, None, None]


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, False), (0, True), (1, True), (2, False)])
def test_the_step_before_and_after_are_taken_and_none_that_was_used(
    ada: User, enter: Callable[..., FlaskClient], make: Factories, steps: int, good: bool
) -> None:
    app, _codes = set_up_app(make, ada)  # which used the code of the step before
    assert (show(enter(), app.code(steps)).location == "/admin/") is good


def test_a_recovery_code_stands_in_once(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    _app, codes = set_up_app(make, ada)
    spoken = service.spoken_recovery_code(codes[0]).lower()
    clients = [enter() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda client: show(client, spoken).location, clients))
    assert sorted(answers, key=str) == ["/admin/", None, None]
    with make.inside():
        assert service.unused_recovery_codes(db.session.get_one(User, ada.id)) == 9
    assert sent(make, "account_changed")[-1].text.startswith("A recovery code was used")


def test_codes_are_guessed_no_oftener_than_passwords(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    app, _codes = set_up_app(make, ada)
    client = enter()
    answers = [page_of(show(client, f"{number:06}")).errors[0] for number in range(6)]
    assert answers[:5] == [REFUSED] * 5
    assert answers[5] == "Too many wrong tries. Wait 31 seconds, and try again."
    assert page_of(show(client, app.code())).errors == [answers[5]]


def test_who_takes_too_long_begins_anew(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    app, _codes = set_up_app(make, ada)
    client = enter()
    with clock.frozen_at(NOW + timedelta(minutes=11)):
        assert show(client, app.code()).location == "/login"
        assert page_of(client.get("/login")).text.count("That took too long. Sign in again.") == 1


def test_nobody_comes_to_the_second_factor_without_the_first(app: Flask, ada: User, make: Factories) -> None:
    phone, _codes = set_up_app(make, ada)
    assert show(app.test_client(), phone.code()).location == "/login"


def test_an_app_can_be_removed_and_its_codes_go_with_it(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    app, _codes = set_up_app(make, ada)
    client = enter()
    show(client, app.code())
    client.post("/account/authenticator/remove")
    with make.inside():
        user = db.session.get_one(User, ada.id)
        assert (user.has_second_factor, user.has_authenticator, service.unused_recovery_codes(user)) == (
            False,
            False,
            0,
        )
    assert page_of(enter().get("/admin/")).heading == "My events"


def test_new_recovery_codes_end_those_before(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    app, codes = set_up_app(make, ada)
    client = enter()
    show(client, app.code())
    fresh = page_of(client.post("/account/recovery-codes")).tree.xpath("//textarea")[0].text.split()
    assert show(enter(), codes[0]).location is None
    assert show(enter(), fresh[0]).location == "/admin/"


def test_a_mailed_link_is_one_factor_only(ada: User, client: FlaskClient, make: Factories) -> None:
    from tests.accounts.test_passwords import link_of

    set_up_app(make, ada)
    client.post("/login/link", data={"email": ada.email})
    assert client.post(link_of(*sent(make, "account_link"))).location == "/login/second-factor"


def test_where_the_secrets_key_is_lost_the_page_begins_anew(ada: User, enter: Callable[..., FlaskClient]) -> None:
    answer = enter().post("/account/authenticator", data={"secret": "made up", "code": "123456"})
    assert answer.location == "/account/authenticator"


def test_the_password_stays_what_it_was(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    set_up_app(make, ada)
    assert enter(password=PASSWORD).get("/login/second-factor").status_code == 200
    assert enter(password="wrong").get("/login/second-factor").location == "/login"
