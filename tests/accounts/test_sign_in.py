"""Signing in and out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

WRONG = "This email and password do not belong together. Nothing was changed; try again."


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, target: str = ""):
    return client.post(
        "/login", query_string={"next": target} if target else {}, data={"email": email, "password": password}
    )


def test_the_right_password_opens_the_admin(client: FlaskClient, make: Factories) -> None:
    make.user("ada@example.org")
    assert sign_in(client, " Ada@Example.org ").location == "/admin/"
    assert page_of(client.get("/admin/")).heading == "My events"


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("ada@example.org'--", PASSWORD)],
)
def test_a_wrong_pair_is_refused_with_the_same_words(
    client: FlaskClient, make: Factories, email: str, password: str
) -> None:
    make.user("ada@example.org")
    answer = sign_in(client, email, password)
    assert (answer.status_code, page_of(answer).errors) == (422, [WRONG])
    assert client.get("/admin/").location == "/login?next=/admin/"


def test_empty_fields_are_explained(client: FlaskClient) -> None:
    answer = sign_in(client, "", "")
    assert page_of(answer).errors == ["Enter your email address.", "Enter your password."]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_off_the_site(client: FlaskClient, make: Factories, target: str) -> None:
    make.user("ada@example.org")
    assert sign_in(client, "ada@example.org", target=target).location == "/admin/"


def test_sign_in_leads_back_to_where_one_was_going(client: FlaskClient, make: Factories) -> None:
    make.user("ada@example.org")
    assert sign_in(client, "ada@example.org", target="/admin/events/forum/").location == "/admin/events/forum/"


def test_signing_out_ends_the_session(client: FlaskClient, make: Factories) -> None:
    make.user("ada@example.org")
    sign_in(client, "ada@example.org")
    client.post("/logout")
    assert client.get("/admin/").location == "/login?next=/admin/"


def test_signing_out_everywhere_ends_every_session(client: FlaskClient, make: Factories) -> None:
    user = make.user("ada@example.org")
    sign_in(client, "ada@example.org")
    with make.inside():
        service.sign_out_everywhere(db.session.get_one(User, user.id))
    assert client.get("/admin/").location == "/login?next=/admin/"


def test_a_forged_cookie_signs_nobody_in(client: FlaskClient, make: Factories) -> None:
    make.user("ada@example.org")
    client.set_cookie("eventapp", "eyJfdXNlcl9pZCI6IjEuMSJ9.made.up")
    assert client.get("/admin/").location == "/login?next=/admin/"


def test_the_session_cookie_is_out_of_reach_for_scripts(client: FlaskClient, make: Factories) -> None:
    make.user("ada@example.org")
    cookie = sign_in(client, "ada@example.org").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_cookies_are_secure_on_https(app_with: Callable[[Settings], Flask], settings: Settings) -> None:
    app = app_with(replace(settings, base_url="https://events.example.org"))
    Factories(app).user("ada@example.org")
    answer = sign_in(app.test_client(), "ada@example.org")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_form_without_its_token_changes_nothing(app_with: Callable[[Settings], Flask], settings: Settings) -> None:
    app = app_with(replace(settings, extra={"TESTING": True}))
    Factories(app).user("ada@example.org")
    client = app.test_client()
    assert page_of(sign_in(client, "ada@example.org")).heading == "The form had expired"
    assert client.get("/admin/").location == "/login?next=/admin/"


def test_the_demo_account_opens_from_this_machine_only(client: FlaskClient, make: Factories) -> None:
    make.user("demo@example.org", is_demo=True)
    data = {"email": "demo@example.org", "password": PASSWORD}
    refused = client.post("/login", data=data, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert page_of(refused).errors == [WRONG]
    assert client.post("/login", data=data, environ_base={"REMOTE_ADDR": "127.0.0.1"}).location == "/admin/"


def test_an_address_has_one_account(make: Factories) -> None:
    make.user("ada@example.org")
    with make.inside(), pytest.raises(service.EmailTaken):
        service.create_user("ADA@example.org", "Ada", PASSWORD)


def test_a_short_password_is_refused(make: Factories) -> None:
    with make.inside(), pytest.raises(service.PasswordRefused, match="short"):
        service.create_user("ada@example.org", "Ada", "short")


def test_signing_in_leaves_an_audit_row(client: FlaskClient, make: Factories) -> None:
    user = make.user("ada@example.org")
    sign_in(client, "ada@example.org")
    with make.inside():
        rows = db.session.execute(select(AuditEntry.action, AuditEntry.subject_id).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in rows] == [("user.created", user.id), ("user.signed_in", user.id)]
