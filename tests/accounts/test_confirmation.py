"""What cannot be undone asks again who one is, and loses nothing that was typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events.models import TeamInvitation
from tests.accounts.authenticator import Authenticator
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

LATER = timedelta(minutes=16)
INVITE = {"email": "new@example.org", "role": "door"}


@pytest.fixture
def owner(make: Factories) -> User:
    return make.member(make.event(), "owner")


@pytest.fixture
def later(owner: User, enter: Callable[..., FlaskClient]) -> Iterator[FlaskClient]:
    """The owner's browser, a quarter of an hour after signing in."""
    client = enter(owner.email)
    with clock.frozen_at(datetime.now(UTC) + LATER):
        yield client


def invited(make: Factories) -> list[str]:
    with make.inside():
        return list(db.session.scalars(select(TeamInvitation.email)))


def test_shortly_after_signing_in_nobody_is_asked(
    owner: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    assert enter(owner.email).post("/admin/events/forum/team/", data=INVITE).location == "/admin/events/forum/team/"
    assert invited(make) == ["new@example.org"]


def test_later_a_form_is_carried_through_the_question(later: FlaskClient, make: Factories) -> None:
    page = page_of(later.post("/admin/events/forum/team/", data=INVITE))
    assert page.heading == "Is it you?"
    assert invited(make) == []
    carried = {name: value for name, value in page.values.items() if name in INVITE}
    assert carried == INVITE
    wrong = later.post("/admin/events/forum/team/", data={**carried, "confirm_password": "wrong"})
    assert (wrong.status_code, page_of(wrong).errors) == (
        422, ["This is not your password. Nothing was changed; try again."],
    )  # fmt: skip
    done = later.post("/admin/events/forum/team/", data={**carried, "confirm_password": PASSWORD})
    assert done.location == "/admin/events/forum/team/"
    assert invited(make) == ["new@example.org"]


def test_for_a_quarter_of_an_hour_nobody_is_asked_again(later: FlaskClient, make: Factories) -> None:
    later.post("/account/confirm", data={"confirm_password": PASSWORD})
    later.post("/admin/events/forum/team/", data=INVITE)
    assert invited(make) == ["new@example.org"]


def test_a_page_leads_back_to_itself(later: FlaskClient) -> None:
    asked = later.get("/admin/events/forum/registrations.csv?text=ada")
    assert asked.location == "/account/confirm?next=/admin/events/forum/registrations.csv?text%3Dada"
    assert page_of(later.get(asked.location)).heading == "Is it you?"
    done = later.post(asked.location, data={"confirm_password": PASSWORD})
    assert done.location == "/admin/events/forum/registrations.csv?text=ada"


def test_the_question_never_leads_off_the_site(later: FlaskClient) -> None:
    done = later.post("/account/confirm?next=https://evil.example/", data={"confirm_password": PASSWORD})
    assert done.location == "/account/"


def test_a_passkey_answers_as_well(owner: User, enter: Callable[..., FlaskClient], make: Factories) -> None:
    client, device = enter(owner.email), Authenticator()
    made = device.create(client.post("/account/passkeys/options").json)
    client.post("/account/passkeys", data={"answer": json.dumps(made)})
    with clock.frozen_at(datetime.now(UTC) + LATER):
        client.post("/admin/events/forum/team/", data=INVITE)
        answer = json.dumps(device.get(client.post("/login/passkey/options").json))
        client.post("/admin/events/forum/team/", data={**INVITE, "confirm_password": "", "confirm_answer": answer})
    assert invited(make) == ["new@example.org"]


def test_a_passkey_of_somebody_else_does_not(
    owner: User, ada: User, enter: Callable[..., FlaskClient], make: Factories
) -> None:
    device, other = Authenticator(), enter()
    made = device.create(other.post("/account/passkeys/options").json)
    other.post("/account/passkeys", data={"answer": json.dumps(made)})
    client = enter(owner.email)
    with clock.frozen_at(datetime.now(UTC) + LATER):
        answer = json.dumps(device.get(client.post("/login/passkey/options").json))
        sent = {**INVITE, "confirm_password": "", "confirm_answer": answer}
        page = page_of(client.post("/admin/events/forum/team/", data=sent))
    assert page.errors == ["This passkey is not one of yours. Nothing was changed."]
    assert invited(make) == []


def test_the_password_is_not_guessed_here_either(later: FlaskClient) -> None:
    pages = [page_of(later.post("/account/confirm", data={"confirm_password": str(n)})) for n in range(6)]
    assert pages[5].errors == ["Too many wrong tries. Wait 31 seconds, and try again."]


def test_what_asks_again_is_in_the_documents(app: Flask) -> None:
    asking = {
        f"`{name}` ({' and '.join(sorted(view.asks_again))})"
        for name, view in app.view_functions.items()
        if hasattr(view, "asks_again")
    }
    part = (ROOT / "docs" / "permissions.md").read_text().split("## Asked again\n")[1].split("\n## ")[0]
    assert {line.removeprefix("- ") for line in part.splitlines() if line.startswith("- ")} == asking
