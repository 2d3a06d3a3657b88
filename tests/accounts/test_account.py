"""One's own account, the operator's commands, and secrets at rest."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import User
from eventapp.cli import command
from eventapp.config import Settings
from eventapp.core import secret_box
from eventapp.core.db import db
from tests.accounts.conftest import EMAIL, sent, set_up_app
from tests.accounts.test_passwords import NEW, link_of
from tests.factories import PASSWORD, SECRET, Factories
from tests.pages import page_of


def test_name_and_language_are_ones_own(ada: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    client = enter()
    assert client.post("/account/", data={"name": " Ada \n Wong ", "locale": "zh-Hant"}).location == "/account/"
    with make.inside():
        user = db.session.get_one(User, ada.id)
        assert (user.name, user.locale) == ("Ada Wong", "zh-Hant")
    client.post("/account/password", data={"current": PASSWORD, "password": NEW})
    (mail,) = sent(make, "account_changed")
    assert mail.subject == "你的帳戶已更改: localhost"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"name": "", "locale": "en"}, ["Enter your name."]),
        ({"name": "x" * 201, "locale": "en"}, ["Field cannot be longer than 200 characters."]),
        ({"name": "Ada", "locale": "tlh"}, ["Not a valid choice."]),
    ],
)
def test_what_cannot_be_is_explained(
    ada: User, enter: Callable[..., FlaskClient], data: dict[str, str], errors: list[str]
) -> None:
    answer = enter().post("/account/", data=data)
    assert (answer.status_code, page_of(answer).errors) == (422, errors)


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/password", "/account/authenticator", "/account/confirm"],
)
def test_who_is_not_signed_in_is_asked_to(client: FlaskClient, make: Factories, path: str) -> None:
    assert client.get(path).location == f"/login?next={path}"


@pytest.mark.parametrize(
    "path",
    ["/account/authenticator/remove", "/account/recovery-codes", "/account/passkeys", "/account/passkeys/options",
     "/account/passkeys/1/remove", "/account/sessions/1/end", "/account/sessions/end-others"],
)  # fmt: skip
def test_nothing_is_done_for_who_is_not_signed_in(client: FlaskClient, make: Factories, path: str) -> None:
    assert client.post(path).location == "/login"


def test_a_link_used_by_two_at_once_works_for_one(ada: User, app: Flask, make: Factories) -> None:
    app.test_client().post("/login/link", data={"email": EMAIL})
    link = link_of(*sent(make, "account_link"))
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: app.test_client().post(link).status_code, range(6)))
    assert sorted(answers) == [302, 410, 410, 410, 410, 410]


@pytest.mark.parametrize("path", ["/login", "/login/forgotten"])
def test_known_and_unknown_accounts_take_as_long(app: Flask, make: Factories, path: str) -> None:
    """Medians of a hundred each, in turn; each address is tried once, since it is counted."""
    client = app.test_client()
    with make.inside():
        for number in range(100):
            service.create_user(f"known{number}@example.org", "Somebody", PASSWORD)
    took: dict[str, list[float]] = {"known": [], "stranger": []}
    for number in range(100):
        for kind, times in took.items():
            start = time.perf_counter()
            client.post(path, data={"email": f"{kind}{number}@example.org", "password": "not theirs"})
            times.append(time.perf_counter() - start)
    known, unknown = (median(times) for times in took.values())
    assert abs(known - unknown) < 0.4 * max(known, unknown)


@pytest.fixture
def run(database_url: str, tmp_path: Path):
    def run(*arguments: str, **more: str) -> tuple[int, list[str]]:
        environment = {
            "EVENTAPP_DATABASE_URL": database_url, "EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET,
            **more,
        }  # fmt: skip
        result = CliRunner().invoke(command, arguments, env=environment)
        return result.exit_code, result.output.splitlines()

    return run


def test_everybody_is_listed(run, ada: User, make: Factories) -> None:
    make.user("admin@example.org", is_admin=True)
    set_up_app(make, ada)
    assert run("user", "list") == (
        0, ["ada@example.org\tAda\tnever signed in\tsecond factor",
            "admin@example.org\tAdmin\tnever signed in\tadministrator"],
    )  # fmt: skip


def test_a_password_is_reset_by_a_link(run, ada: User, client: FlaskClient) -> None:
    status, (link,) = run("user", "reset", EMAIL)
    assert status == 0
    path = link.removeprefix("http://127.0.0.1:8000")
    assert client.post(path, data={"password": NEW}).location == "/login"
    assert client.post("/login", data={"email": EMAIL, "password": NEW}).location == "/admin/"


def test_what_an_operator_does_is_done_and_written_down(run, ada: User, make: Factories) -> None:
    set_up_app(make, ada)
    said = [
        run("user", *arguments, EMAIL)
        for arguments in (("disable",), ("enable",), ("promote",), ("demote",), ("reset-second-factor",), ("sign-out",))
    ]
    assert said == [
        (0, ["ada@example.org is signed out and can sign in no more."]),
        (0, ["ada@example.org can sign in."]),
        (0, ["ada@example.org is an administrator."]),
        (0, ["ada@example.org is no administrator."]),
        (0, ["ada@example.org signs in with the password alone."]),
        (0, ["ada@example.org is signed out everywhere."]),
    ]
    from eventapp.core.audit import AuditEntry

    with make.inside():
        rows = db.session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.id)).all()
        assert [row.action for row in rows if row.actor == "command line"] == [
            "user.disabled", "user.enabled", "user.admin_changed", "user.admin_changed", "user.second_factors_reset",
            "user.signed_out_everywhere",
        ]  # fmt: skip


def test_an_address_without_an_account_is_named(run, make: Factories) -> None:
    assert run("user", "reset", "nobody@example.org") == (
        1, ["Error: nobody@example.org has no account; `eventapp user list` shows who has"],
    )  # fmt: skip


def test_a_guessable_password_is_refused(run, make: Factories) -> None:
    assert run("user", "create", "eve@example.org", "--password", "password123") == (
        1, ["Error: this password is guessed within minutes; three or four unrelated words make a good one"],
    )  # fmt: skip


OLD, PRESENT = "an old key of thirty-two letters", "the present key of forty letters and more"


def test_secrets_are_rotated_to_another_key(
    run, ada: User, make: Factories, app_with: Callable[[Settings], Flask], settings: Settings
) -> None:
    earlier = Factories(app_with(replace(settings, encryption_key=OLD)))
    set_up_app(earlier, ada)
    with make.inside():
        before = db.session.get_one(User, ada.id).authenticator_secret
    both = {"EVENTAPP_ENCRYPTION_KEY": PRESENT, "EVENTAPP_ENCRYPTION_KEYS_BEFORE": OLD}
    assert run("secrets", "rotate", EVENTAPP_ENCRYPTION_KEY=PRESENT) == (
        1, ["Error: EVENTAPP_ENCRYPTION_KEY is not the one that this was stored with; nothing was changed"],
    )  # fmt: skip
    assert run("secrets", "rotate", **both) == (0, ["1 secrets are encrypted with the present key."])
    alone = app_with(replace(settings, encryption_key=PRESENT))
    with alone.app_context():
        after = db.session.get_one(User, ada.id).authenticator_secret
        assert (after != before, re.fullmatch("[A-Z2-7]{32}", secret_box.unseal(after)) is not None) == (True, True)
    with make.inside(), pytest.raises(secret_box.SecretUnreadable):
        secret_box.unseal(after)


def test_a_short_key_is_refused(run, make: Factories) -> None:
    from eventapp.config import SettingError, from_environment

    with pytest.raises(SettingError, match="EVENTAPP_ENCRYPTION_KEY and the keys before it must have at least 32"):
        from_environment({"EVENTAPP_ENCRYPTION_KEY": "short", "EVENTAPP_SECRET_KEY": SECRET})


def test_an_administrator_helps_somebody_who_lost_everything(
    ada: User, make: Factories, enter: Callable[..., FlaskClient]
) -> None:
    make.user("admin@example.org", is_admin=True)
    set_up_app(make, ada)
    admin = enter("admin@example.org")
    admin.post(f"/admin/site/users/{ada.id}/reset_factors")
    admin.post(f"/admin/site/users/{ada.id}/link")
    (mail,) = sent(make, "account_link")
    client = enter()
    assert page_of(client.get("/admin/")).heading == "My events"
    assert client.post(link_of(mail), data={"password": NEW}).location == "/login"
