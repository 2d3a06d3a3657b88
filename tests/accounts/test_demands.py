"""A second factor is demanded: by the site, or by an event of some roles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from tests.accounts.conftest import set_up_app
from tests.factories import PASSWORD, Factories
from tests.pages import page_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ASKS = "Your team asks for a second factor. Set one up until 8 Mar 2026 09:00 UTC."
LEADS = "Your team asks for a second factor. Set one up to go on."


def entered(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"email": email, "password": PASSWORD, "is_own_device": "y"})
    return client


def text(client: FlaskClient, path: str) -> str:
    return page_of(client.get(path, follow_redirects=True)).text


@pytest.mark.parametrize(
    ("demanded", "asked"), [("optional", (0, 0)), ("administrators", (1, 0)), ("everyone", (1, 1))]
)
def test_the_site_demands_it_of_whom_the_setting_says(
    app_with: Callable[[Settings], Flask], settings: Settings, demanded: str, asked: tuple[int, int]
) -> None:
    app = app_with(replace(settings, second_factor=demanded))
    make = Factories(app)
    make.user("admin@example.org", is_admin=True)
    make.user("ada@example.org")
    with clock.frozen_at(NOW):
        clients = [entered(app, f"{name}@example.org") for name in ("admin", "ada")]
        assert tuple(text(client, "/admin/").count(ASKS) for client in clients) == asked


def demand(make: Factories, event: Event, *roles: str) -> None:
    with make.inside():
        events.demand_second_factor(db.session.get_one(Event, event.id), list(roles))


def test_an_event_demands_it_of_its_roles(app: Flask, make: Factories) -> None:
    event = make.event()
    owner, helper = make.member(event, "owner"), make.member(event, "door")
    with clock.frozen_at(NOW):
        client = entered(app, owner.email)
        client.post("/admin/events/forum/team/second-factor", data={"roles": ["owner", "programme", "nobody"]})
        assert text(client, "/admin/events/forum/").count(ASKS) == 1
        assert text(entered(app, helper.email), "/admin/events/forum/door/").count(ASKS) == 0


def test_until_then_one_works_and_afterwards_one_sets_it_up_first(app: Flask, make: Factories) -> None:
    event = make.event()
    owner = make.member(event, "owner")
    demand(make, event, "owner")
    with clock.frozen_at(NOW):
        client = entered(app, owner.email)
        assert page_of(client.get("/admin/events/forum/team/")).heading == "Team"
    with clock.frozen_at(NOW + timedelta(days=7)):
        assert client.get("/admin/events/forum/team/").location == "/account/"
        page = page_of(client.get("/account/"))
        assert (page.heading, page.text.count(LEADS)) == ("My account", 1)
        assert page_of(client.get("/admin/")).heading == "My events"  # other events are none of its business
        set_up_app(make, owner)
        assert page_of(client.get("/admin/events/forum/team/")).heading == "Team"


def test_the_time_runs_from_the_first_visit_and_not_again(app: Flask, make: Factories) -> None:
    event = make.event()
    owner = make.member(event, "owner")
    demand(make, event, "owner")
    with clock.frozen_at(NOW):
        client = entered(app, owner.email)
        client.get("/admin/events/forum/")
    with clock.frozen_at(NOW + timedelta(days=5)):
        assert text(client, "/admin/events/forum/").count(ASKS) == 1


def test_only_an_owner_demands(make: Factories, sign_in: Callable[[User], FlaskClient]) -> None:
    event = make.event()
    client = sign_in(make.member(event, "registration"))
    assert client.post("/admin/events/forum/team/second-factor", data={"roles": ["door"]}).status_code == 403
    with make.inside():
        assert db.session.get_one(Event, event.id).second_factor_roles == []
