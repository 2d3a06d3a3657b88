"""Passkeys, made and answered by a device in software."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import Passkey, User
from eventapp.config import Settings
from eventapp.core import clock
from eventapp.core.db import db
from tests.accounts.authenticator import USER_PRESENT, Authenticator
from tests.accounts.conftest import set_up_app
from tests.factories import Factories
from tests.pages import page_of

SIGN_IN = ("/login/passkey/options", "/login/passkey")


def add(client: FlaskClient, device: Authenticator, name: str = "My phone"):
    made = device.create(client.post("/account/passkeys/options").json)
    return client.post("/account/passkeys", data={"answer": json.dumps(made), "name": name})


def sign_in(client: FlaskClient, device: Authenticator, **options: Any):
    answer = device.get(client.post(SIGN_IN[0]).json, **options)
    return client.post(SIGN_IN[1], data={"answer": json.dumps(answer)})


@pytest.fixture
def device(ada: User, enter: Callable[..., FlaskClient]) -> Authenticator:
    """A device with a passkey of Ada's."""
    device = Authenticator()
    add(enter(), device)
    return device


def test_one_is_added_and_signs_in_without_a_user_name(
    ada: User, enter: Callable[..., FlaskClient], app: Flask
) -> None:
    client, device = enter(), Authenticator()
    assert page_of(add(client, device)).heading == "Recovery codes"
    assert page_of(client.get("/account/")).texts("//ul[@class='row-list']/li//strong")[0] == "My phone"
    other = app.test_client()
    assert sign_in(other, device).location == "/admin/"
    assert page_of(other.get("/admin/")).heading == "My events"


def test_it_is_two_factors_at_once(device: Authenticator, app: Flask, enter: Callable[..., FlaskClient]) -> None:
    assert enter().get("/admin/").location == "/login?next=/admin/"  # the password alone is not enough any more
    assert sign_in(app.test_client(), device).location == "/admin/"


def test_what_it_is_asked_for(app: Flask, ada: User, enter: Callable[..., FlaskClient]) -> None:
    asked = app.test_client().post(SIGN_IN[0]).json
    assert (asked["rpId"], asked["userVerification"], asked.get("allowCredentials", [])) == (
        "localhost",
        "required",
        [],
    )
    made = enter().post("/account/passkeys/options").json
    chosen = made["authenticatorSelection"]
    assert (made["rp"]["id"], chosen["residentKey"], chosen["userVerification"]) == (
        "localhost",
        "required",
        "required",
    )
    assert made["user"]["name"] == "ada@example.org"
    assert b"ada" not in made["user"]["id"].encode()


def test_an_answer_is_good_once(device: Authenticator, app: Flask) -> None:
    client = app.test_client()
    answer = json.dumps(device.get(client.post(SIGN_IN[0]).json))
    cookie = client.get_cookie("eventapp")
    assert cookie is not None
    assert client.post(SIGN_IN[1], data={"answer": answer}).location == "/admin/"
    thief = app.test_client()  # who has seen both the cookie and the answer
    thief.set_cookie("eventapp", cookie.value)
    assert thief.post(SIGN_IN[1], data={"answer": answer}).location == "/login"


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"credential_id": b"somebody else's"},
    ],
)
def test_an_answer_of_another_site_or_device_is_refused(
    device: Authenticator, app: Flask, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    client = app.test_client()
    assert sign_in(client, device).location == "/login"
    assert page_of(client.get("/login")).text.count("This passkey does not open an account here.") == 1


def test_an_answer_without_verifying_the_person_is_refused(device: Authenticator, app: Flask) -> None:
    assert sign_in(app.test_client(), device, flags=USER_PRESENT).location == "/login"


def test_a_copied_device_is_noticed(device: Authenticator, app: Flask) -> None:
    sign_in(app.test_client(), device)
    device.count = 0
    assert sign_in(app.test_client(), device).location == "/login"


def test_a_challenge_ends_after_ten_minutes(device: Authenticator, app: Flask) -> None:
    client = app.test_client()
    answer = device.get(client.post(SIGN_IN[0]).json)
    with clock.frozen_at(datetime.now(UTC) + timedelta(minutes=11)):
        assert client.post(SIGN_IN[1], data={"answer": json.dumps(answer)}).location == "/login"


def test_a_closed_account_is_not_opened(device: Authenticator, ada: User, app: Flask, make: Factories) -> None:
    with make.inside():
        service.set_disabled(db.session.get_one(User, ada.id), disabled=True)
    assert sign_in(app.test_client(), device).location == "/login"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=8,
)
_credential = st.fixed_dictionaries(
    {}, optional={"id": _json, "rawId": _json, "type": _json, "response": st.dictionaries(
        st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "attestationObject", "transports"]), _json
    )},
)  # fmt: skip


@given(answer=_json | _credential)
def test_anything_else_is_refused(answer: Any) -> None:
    from flask import Flask as Bare

    app = Bare("bare")
    app.config.update(BASE_URL="http://localhost", SECRET_KEY="x" * 40, ENCRYPTION_KEY="", ENCRYPTION_KEYS_BEFORE=())
    app.secret_key = "x" * 40
    from eventapp.accounts.challenges import answered, asked

    with app.test_request_context():
        asked(("{}", b"challenge"))
        try:
            found, challenge = answered(json.dumps(answer))
        except service.PasskeyRefused:
            return
        assert (found, challenge) == (answer, b"challenge")
        user = User(id=1, email="ada@example.org", name="Ada", has_second_factor=True)
        with pytest.raises(service.PasskeyRefused):
            service.add_passkey(user, found, challenge, "")


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", '{"response": 1}', "[" * 9_000, "x" * 30_000, '{"id": "a", "response": {}}']
)
def test_what_is_no_answer_is_refused_in_words(ada: User, app: Flask, answer: str) -> None:
    client = app.test_client()
    client.post(SIGN_IN[0])
    refused = client.post(SIGN_IN[1], data={"answer": answer})
    assert refused.location == "/login"


def test_one_is_removed_by_its_owner_alone(
    device: Authenticator, ada: User, app: Flask, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    make.user("eve@example.org")
    with make.inside():
        number = db.session.scalar(select(Passkey.id))
    assert enter("eve@example.org").post(f"/account/passkeys/{number}/remove").status_code == 404
    client = app.test_client()
    sign_in(client, device)
    assert client.post(f"/account/passkeys/{number}/remove").location == "/account/"
    assert sign_in(app.test_client(), device).location == "/login"
    assert page_of(enter().get("/admin/")).heading == "My events"


def test_the_same_is_not_added_twice(device: Authenticator, app: Flask, make: Factories) -> None:
    client = app.test_client()
    sign_in(client, device)
    assert add(client, device).location == "/account/"
    assert page_of(client.get("/account/")).text.count("The passkey was not added. Try again.") == 1
    with make.inside():
        assert len(db.session.scalars(select(Passkey)).all()) == 1


def test_a_second_factor_more_brings_no_new_recovery_codes(
    ada: User, enter: Callable[..., FlaskClient], make: Factories, app: Flask
) -> None:
    client = enter()
    set_up_app(make, ada)
    assert add(client, Authenticator()).location == "/account/"


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://events.example.org", ("events.example.org", ["https://events.example.org"])),
        ("https://events.example.org:8443", ("events.example.org", ["https://events.example.org:8443"])),
        ("http://127.0.0.1:8000", ("localhost", ["http://127.0.0.1:8000", "http://localhost:8000"])),
    ],
)
def test_passkeys_are_bound_to_the_name_of_the_site(
    app_with: Callable[[Settings], Flask], settings: Settings, base_url: str, expected: tuple[str, list[str]]
) -> None:
    from dataclasses import replace

    with app_with(replace(settings, base_url=base_url)).app_context():
        assert service.relying_party() == expected
