"""What a password has to be, changing it, and having forgotten it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import AccountLink, User
from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from tests.accounts.conftest import EMAIL, sent
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

NEW = "violet staple umbrella"
GUESSABLE = "This password is guessed within minutes. Three or four unrelated words make a good one."
SHORT = "Choose a password of at least 10 characters."


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("short", "short"), ("password123", "guessable"), ("ada@example.org", "guessable"),
        ("qwertyuiop1234", "guessable"), ("aaaaaaaaaaaaaaaa", "guessable"), ("Passw0rd!!", "guessable"),
        ("x" * 1001, "long"),
        (NEW, ""),
        ("春眠不覺曉處處聞啼鳥", ""),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_easily_guessed(password: str, refused: str) -> None:
    assert service.strength_of(password, (EMAIL, "Ada")).refused == refused


@given(st.text(max_size=1100))
def test_any_text_can_be_judged(password: str) -> None:
    found = service.strength_of(password, (EMAIL,))
    assert 0 <= found.score <= 4
    assert (found.refused == "short") == (len(password) < 10)


def test_while_one_types_the_page_says_how_good_it_is(client: FlaskClient, make: Factories) -> None:
    answers = [client.post("/account/password-strength", data={"password": one}).json for one in ("abc", "a" * 12, NEW)]
    assert answers == [
        {"score": 0, "words": SHORT}, {"score": 0, "words": GUESSABLE}, {"score": 4, "words": "Strong"},
    ]  # fmt: skip


def test_changing_it_takes_the_present_one_and_signs_everybody_else_out(
    ada: User, enter: Callable[..., FlaskClient]
) -> None:
    here, elsewhere = enter(), enter()
    answer = here.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert answer.location == "/account/"
    assert page_of(here.get("/account/")).heading == "My account"
    assert elsewhere.get("/account/").location == "/login?next=/account/"
    assert enter(password=PASSWORD).get("/account/").location == "/login?next=/account/"
    assert page_of(enter(password=NEW).get("/account/")).heading == "My account"


@pytest.mark.parametrize(
    ("current", "password", "errors"),
    [
        ("wrong", NEW, ["This is not your password. Nothing was changed; try again."]),
        (PASSWORD, "short", [SHORT]),
        (PASSWORD, "qwertyuiop1234", [GUESSABLE]),
        (PASSWORD, "x" * 1001, ["Choose a password of at most 1000 characters."]),
        ("", "", ["Enter your password.", "Enter a password."]),
    ],
)
def test_what_cannot_be_is_explained_and_the_old_one_stays(
    ada: User, enter: Callable[..., FlaskClient], current: str, password: str, errors: list[str]
) -> None:
    answer = enter().post("/account/password", data={"current": current, "password": password})
    assert (answer.status_code, page_of(answer).errors) == (422, errors)
    assert page_of(enter().get("/account/")).heading == "My account"


def test_password_managers_find_where_it_is_changed(client: FlaskClient) -> None:
    assert client.get("/.well-known/change-password").location == "/account/password"


def test_a_change_is_written_down_and_mailed(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    enter().post("/account/password", data={"current": PASSWORD, "password": NEW})
    (mail,) = sent(make, "account_changed")
    assert (mail.recipient, mail.state) == (EMAIL, "kept")
    assert "Your password was changed" in mail.text
    with make.inside():
        actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["user.created", "user.signed_in", "user.password_changed", "user.confirmed"]


def link_of(mail: Mail) -> str:
    found = re.search(r"http://localhost(/login/\S+)", mail.text)
    assert found
    return found[1]


def test_who_forgot_it_chooses_another_by_a_mailed_link(
    ada: User, enter: Callable[..., FlaskClient], client: FlaskClient, make: Factories
) -> None:
    signed_in = enter()
    asked = client.post("/login/forgotten", data={"email": " Ada@Example.org "})
    assert page_of(asked).heading == "Look into your mailbox"
    link = link_of(*sent(make, "account_link"))
    assert page_of(client.get(link)).heading == "Choose a new password"
    assert page_of(client.post(link, data={"password": "short"})).errors == [SHORT]
    assert client.post(link, data={"password": NEW}).location == "/login"
    assert signed_in.get("/account/").location == "/login?next=/account/"
    assert page_of(enter(password=NEW).get("/account/")).heading == "My account"
    over = client.post(link, data={"password": "another one of mine"})
    assert (over.status_code, page_of(over).heading) == (410, "This link works no more")
    assert page_of(enter(password=NEW).get("/account/")).heading == "My account"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_nobody_learns_by_asking_who_has_an_account(
    ada: User, client: FlaskClient, make: Factories, email: str
) -> None:
    page = page_of(client.post("/login/forgotten", data={"email": email}))
    assert page.text.replace(email, "EMAIL") == page_of(
        client.post("/login/forgotten", data={"email": "third@example.org"})
    ).text.replace("third@example.org", "EMAIL")
    with make.inside():
        assert db.session.scalar(select(AccountLink.purpose).where(AccountLink.email == email)) == "password"


def test_nothing_is_sent_to_an_address_without_an_account(client: FlaskClient, make: Factories) -> None:
    client.post("/login/forgotten", data={"email": "nobody@example.org"})
    (mail,) = sent(make, "account_link")
    assert (mail.state, mail.text) == ("skipped", "")


def test_one_address_is_sent_five_links_an_hour(ada: User, client: FlaskClient, make: Factories) -> None:
    for _ in range(8):
        client.post("/login/link", data={"email": EMAIL})
    assert len(sent(make, "account_link")) == 5


def test_a_link_ends_after_an_hour(ada: User, client: FlaskClient, make: Factories) -> None:
    client.post("/login/forgotten", data={"email": EMAIL})
    link = link_of(*sent(make, "account_link"))
    with clock.frozen_at(datetime.now(UTC) + timedelta(minutes=61)):
        answer = client.post(link, data={"password": NEW})
    assert (answer.status_code, page_of(answer).heading) == (410, "This link works no more")


def test_a_mailed_link_signs_in_once_and_only_by_its_button(ada: User, client: FlaskClient, make: Factories) -> None:
    client.post("/login/link", data={"email": EMAIL})
    link = link_of(*sent(make, "account_link"))
    for _ in range(2):  # what looks into mails opens every link
        assert page_of(client.get(link)).text.count(EMAIL) == 1
    assert client.post(link).location == "/admin/"
    assert client.post(link).status_code == 410


def test_a_link_of_one_kind_is_none_of_the_other(ada: User, client: FlaskClient, make: Factories) -> None:
    client.post("/login/link", data={"email": EMAIL})
    token = link_of(*sent(make, "account_link")).rpartition("/")[2]
    assert client.get(f"/login/password/{token}").status_code == 410
    assert client.get("/login/link/made-up").status_code == 410


def test_a_closed_account_gets_no_link(ada: User, client: FlaskClient, make: Factories) -> None:
    client.post("/login/forgotten", data={"email": EMAIL})
    link = link_of(*sent(make, "account_link"))
    with make.inside():
        service.set_disabled(db.session.get_one(User, ada.id), disabled=True)
    assert client.post(link, data={"password": NEW}).status_code == 410


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(
    ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    with make.inside():
        user = db.session.get_one(User, ada.id)
        user.password_hash = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
        db.session.commit()
    enter()
    with make.inside():
        assert "m=8,t=1,p=1" in db.session.get_one(User, ada.id).password_hash
    assert page_of(enter().get("/account/")).heading == "My account"
