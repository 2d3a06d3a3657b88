"""What several tests of accounts need."""

from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts import service
from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from tests.factories import PASSWORD, Factories
from tests.mailserver import deliver_due

EMAIL = "ada@example.org"


@pytest.fixture
def ada(make: Factories) -> User:
    return make.user(EMAIL)


@pytest.fixture
def enter(app: Flask) -> Callable[..., FlaskClient]:
    """A browser of its own in which somebody has sent the sign-in form."""

    def enter(email: str = EMAIL, password: str = PASSWORD, **more: str) -> FlaskClient:
        client = app.test_client()
        client.post("/login", data={"email": email, "password": password, **more})
        return client

    return enter


class App:
    """An authenticator app on somebody's phone."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def code(self, later: int = 0) -> str:
        """What it shows now, or so many steps from now."""
        return self.totp.at(int(clock.now().timestamp()) + 30 * later)


def set_up_app(make: Factories, user: User) -> tuple[App, list[str]]:
    """An app that is asked for from now on, and the recovery codes. Its present code is not used up."""
    with make.inside():
        found = db.session.get_one(User, user.id)
        sealed = service.new_authenticator_secret()
        app = App(service.typed_secret(sealed).replace(" ", ""))
        codes = service.set_up_authenticator(found, sealed, app.code(-1))
    return app, codes


def sent(make: Factories, kind: str) -> list[Mail]:
    """Deliver what is owed; the mails of one kind."""
    with make.inside():
        deliver_due()
        return list(db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))
