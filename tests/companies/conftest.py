"""What the tests of companies begin with: a public event, and somebody of its team."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.companies.models import Company
from eventapp.events.models import Event
from tests.factories import Factories

ADMIN = "/admin/events/forum/companies"
PUBLIC = "/events/forum/companies"


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


@pytest.fixture
def company(make: Factories, event: Event) -> Company:
    return make.company(event, email="chan@example.org", contact_name="Chan Tai Man")
