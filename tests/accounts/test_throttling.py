"""Who guesses waits longer and longer; the owner does not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventapp.accounts import service
from eventapp.accounts.models import SignInFailure, User
from eventapp.accounts.service.throttling import LONGEST_PAUSE, pause_after
from eventapp.core import clock
from eventapp.core.db import db
from tests.accounts.conftest import EMAIL, sent
from tests.accounts.test_passwords import link_of
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

WRONG = "This email and password do not belong together. Nothing was changed; try again."


def guess(client: FlaskClient, password: str = "a wrong one", email: str = EMAIL, address: str = "203.0.113.1"):
    return client.post("/login", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address})


@given(st.integers(0, 10_000))
def test_pauses_grow_and_have_an_end(failures: int) -> None:
    assert timedelta(0) <= pause_after(failures) <= pause_after(failures + 1) <= LONGEST_PAUSE


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_the_sixth_guess_waits_whether_there_is_an_account_or_not(ada: User, app: Flask, email: str) -> None:
    answers = [guess(app.test_client(), email=email, address=f"203.0.113.{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert page_of(answers[4]).errors == [WRONG]
    (words,) = page_of(answers[5]).errors
    assert words.startswith("Too many wrong tries. Wait ")


def test_a_thousand_guesses_from_a_hundred_addresses_get_nowhere_and_keep_nobody_out(
    ada: User, app: Flask, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    known = enter()
    known.post("/logout")
    with clock.frozen_at(datetime.now(UTC)):  # a pause that ends lets another guess in
        guesses = [
            guess(app.test_client(), f"guess {number}", address=f"198.51.100.{number % 100}") for number in range(999)
        ]
        guesses.append(guess(app.test_client(), PASSWORD, address="198.51.100.7"))  # and then the right one
    assert {answer.status_code for answer in guesses} == {422, 429}
    assert sum(answer.status_code == 422 for answer in guesses) == 5
    assert guess(known, PASSWORD).location == "/admin/"  # a browser that is known
    stranger = app.test_client()
    stranger.post("/login/link", data={"email": EMAIL})
    assert stranger.post(link_of(*sent(make, "account_link"))).location == "/admin/"  # or a mailed link


def test_a_pause_ends_and_a_right_password_begins_anew(ada: User, app: Flask, make: Factories) -> None:
    client = app.test_client()
    for _ in range(6):
        guess(client)
    assert guess(client, PASSWORD).status_code == 429
    with clock.frozen_at(datetime.now(UTC) + timedelta(seconds=31)):
        assert guess(client, PASSWORD).location == "/admin/"
    with make.inside():
        assert db.session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_many_guesses_at_once_are_no_more_than_one_after_another(ada: User, app: Flask) -> None:
    def act(number: int) -> int:
        return guess(app.test_client(), f"guess {number}").status_code

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(act, range(36)))
    assert (answers.count(422), answers.count(429)) == (5, 31)


def test_a_browser_of_somebody_else_is_not_known_to_the_account(
    ada: User, enter: Callable[..., FlaskClient], make: Factories, app: Flask
) -> None:
    make.user("eve@example.org")
    eve = enter("eve@example.org")
    for _ in range(6):
        guess(app.test_client())
    assert guess(eve, PASSWORD).status_code == 429


def test_the_count_is_forgotten_after_a_day(ada: User, make: Factories) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with make.inside():
        for _ in range(4):
            with clock.frozen_at(start):
                service.check_password(EMAIL, "wrong")
        for _ in range(5):
            with clock.frozen_at(start + timedelta(days=1, seconds=1)):
                service.check_password(EMAIL, "wrong")
        with clock.frozen_at(start + timedelta(days=1, seconds=2)), pytest.raises(service.TooManyGuesses) as refused:
            service.check_password(EMAIL, PASSWORD)
    assert refused.value.wait == timedelta(seconds=29)
