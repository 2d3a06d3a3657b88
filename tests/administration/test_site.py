"""The site's own pages, for its administrators."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import outbox
from eventapp.core.db import db
from tests.factories import PASSWORD, SECRET, Factories
from tests.pages import page_of


@pytest.fixture
def admin(make: Factories, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.user("admin@example.org", is_admin=True))


def user(make: Factories, email: str) -> User:
    with make.inside():
        return db.session.scalars(select(User).where(User.email == email)).one()


def test_settings_are_shown_and_secrets_are_not(admin: FlaskClient) -> None:
    answer = admin.get("/admin/site/")
    rows = [[cell.text_content().strip() for cell in row] for row in page_of(answer).tree.xpath("//tbody/tr")]
    assert ["EVENTAPP_SECRET_KEY", "(set, and secret)", "set"] in rows
    assert ["EVENTAPP_WORKERS", "2", "default"] in rows
    assert SECRET not in answer.text


def test_health_says_what_is_not_well(admin: FlaskClient, shared_folder: Path) -> None:
    (shared_folder / "last-look").unlink(missing_ok=True)  # another test may have looked just now
    found = page_of(admin.get("/admin/site/")).texts("//ul[@class='checklist']/li[not(@class='is-done')]")
    assert any("A mail server is set" in line for line in found)
    assert any("Background work is done" in line for line in found)
    assert not any("The database answers" in line for line in found)


def test_an_account_is_made(app: Flask, admin: FlaskClient) -> None:
    admin.post("/admin/site/users/", data={"email": "new@example.org", "name": "New", "password": PASSWORD})
    answer = app.test_client().post("/login", data={"email": "new@example.org", "password": PASSWORD})
    assert answer.location == "/admin/"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "admin@example.org", "password": PASSWORD}, "Somebody has an account with this address already."),
        ({"email": "new@example.org", "password": "short"}, "Choose a password of at least 10 characters."),
        ({"email": "nobody", "password": PASSWORD}, "This is not an email address."),
    ],
)
def test_an_account_that_cannot_be_is_explained(admin: FlaskClient, data: dict, message: str) -> None:
    answer = admin.post("/admin/site/users/", data=data)
    assert (answer.status_code, page_of(answer).errors) == (422, [message])


def test_a_closed_account_is_signed_out_and_stays_out(app: Flask, make: Factories, admin: FlaskClient) -> None:
    made = make.user("gone@example.org")
    gone = app.test_client()
    gone.post("/login", data={"email": made.email, "password": PASSWORD})
    admin.post(f"/admin/site/users/{made.id}/disable")
    assert gone.get("/admin/").location.startswith("/login")
    assert gone.post("/login", data={"email": made.email, "password": PASSWORD}).status_code == 422
    admin.post(f"/admin/site/users/{made.id}/enable")
    assert gone.post("/login", data={"email": made.email, "password": PASSWORD}).status_code == 302


def test_administrators_are_made_and_unmade_but_not_by_themselves(make: Factories, admin: FlaskClient) -> None:
    made = make.user("second@example.org")
    admin.post(f"/admin/site/users/{made.id}/promote")
    assert user(make, "second@example.org").is_admin
    own = user(make, "admin@example.org").id
    for action in ("demote", "disable"):
        admin.post(f"/admin/site/users/{own}/{action}")
    kept = user(make, "admin@example.org")
    assert (kept.is_admin, kept.is_disabled) == (True, False)


def test_everybody_can_be_signed_out(app: Flask, make: Factories, admin: FlaskClient) -> None:
    made = make.user("second@example.org")
    other = app.test_client()
    other.post("/login", data={"email": made.email, "password": PASSWORD})
    admin.post(f"/admin/site/users/{made.id}/sign_out")
    assert other.get("/admin/").location.startswith("/login")


def test_a_failed_mail_is_tried_again(make: Factories, admin: FlaskClient) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    with make.inside():
        mail = db.session.scalars(select(outbox.Mail)).one()
        mail.state, mail.failure = "failed", "550 no such user"
        db.session.commit()
    assert "550 no such user" in page_of(admin.get("/admin/site/mails/")).text
    admin.post(f"/admin/site/mails/{mail.id}/retry")
    with make.inside():
        assert db.session.get_one(outbox.Mail, mail.id).state == "queued"


def test_all_events_and_the_whole_history_are_there(make: Factories, admin: FlaskClient) -> None:
    make.event("one", published=False)
    make.event("two")
    assert "/events/one/" in page_of(admin.get("/admin/site/events/")).text
    rows = page_of(admin.get("/admin/site/history?text=event.created")).texts("//tbody/tr")
    assert len(rows) == 2
