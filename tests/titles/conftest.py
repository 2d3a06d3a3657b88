"""What the tests of titles begin with: a public event, and somebody of its team."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.events.models import Event
from tests.factories import Factories

ADMIN = "/admin/events/forum/titles"


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))
