"""Every admin route times every role: allowed exactly as the table says, and a new route without a line fails."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events.models import Event
from eventapp.events.permissions import PERMISSIONS, ROLE_PERMISSIONS
from eventapp.events.service import demand_second_factor
from tests.databases import ON_SQLITE
from tests.factories import Factories

METHODS = ("GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS")
NOT_THERE = UUID("00000000-0000-4000-8000-000000000000")
ROLES = ("owner", "programme", "registration", "door", "read")
DOCUMENT = ROOT / "docs" / "permissions.md"


def lines(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the document, without its two first rows."""
    part = DOCUMENT.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


TABLE = {
    row[0]: {role for role, may in zip(ROLES, row[1:], strict=True) if may == "yes"} for row in lines("In an event")
}
ADMINISTRATORS_ONLY = {row[0] for row in lines("On the site") if row[1] == "site administrators"}
MAKES_EVENTS = {row[0] for row in lines("On the site") if row[1] == "who makes events"}
SIGNED_IN = {row[0] for row in lines("On the site")} - ADMINISTRATORS_ONLY - MAKES_EVENTS
ORGANISATION = {row[0]: row[2] == "yes" for row in lines("In an organisation")}
PERMITTED = {row[0].strip("`"): row[1:] for row in lines("Custom roles")}


def admin_routes(app: Flask) -> dict[str, tuple[str, str]]:
    """(method, path) of every admin endpoint, for things that are not there: authority comes before existence."""
    values = {
        "slug": "forum", "code": "NOTHERE2", "kinds": "rooms", "place_slug": "no-room", "ticket_type_id": 999,
        "mail_id": 999, "gate_id": 999, "device_id": 999, "number": 0, "view_id": 999, "upload_id": 999, "code_id": 999,
        "question_id": 999, "invitation_id": 999, "import_id": 999, "campaign_id": 999, "kind": "no-such-kind",
        "step": "about", "member_id": 999, "file_id": 999, "proposal_id": 999, "form": "csv",
        "table": "sessions", "what": "programme", "locale": "en", "series_slug": "no-series", "user_id": 999,
        "action": "disable", "issuer_id": 999, "scan_id": 999, "entry_id": 999,
        "form_id": 999, "key": "acme", "row_id": 999, "organisation_slug": "guild", "role_id": 999,
        "request_id": 999, "decision": "approve", "token_id": 999, "webhook_id": 999, "delivery_id": 999, "act": "test",
        "category_id": 999, "hall_id": 999, "stand_id": 999, "stand_event_id": 999, "deed": "cancel",
        "change": "unmark", "state": "hidden", "zone_id": 999, "round_id": 999, "side": "requester",
        "person_code": "NOTHERE2", "feed_id": 999, "setting": "close",
        "uid": NOT_THERE, "track_uid": NOT_THERE, "job_uid": NOT_THERE, "term_id": 999,
        "recording_deed": "publish", "track_deed": "publish", "draft_deed": "stop", "subject_kind": "sessions",
    }  # fmt: skip
    routes = {}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            method = next(one for one in METHODS if one in rule.methods)
            wanted = {key: values[key] for key in rule.arguments}
            routes[rule.endpoint] = (method, adapter.build(rule.endpoint, wanted, method=method))
    return routes


def status(client: FlaskClient, method: str, path: str) -> int:
    """What a request is answered with; files are let go of."""
    with client.open(path, method=method) as answer:
        return answer.status_code


@ON_SQLITE
def test_every_admin_route_has_a_line(app: Flask) -> None:
    assert set(admin_routes(app)) == set(TABLE) | ADMINISTRATORS_ONLY | MAKES_EVENTS | SIGNED_IN | set(ORGANISATION)


@ON_SQLITE
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_no_more(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient], role: str
) -> None:
    sign_in(make.member(make.event(), role))
    refused = set()
    for endpoint, (method, path) in admin_routes(app).items():
        if status(client, method, path) == 403:
            refused.add(endpoint)
    allowed = {endpoint for endpoint, roles in TABLE.items() if role in roles}
    assert refused == (set(TABLE) - allowed) | ADMINISTRATORS_ONLY | MAKES_EVENTS


@ON_SQLITE
def test_another_events_member_sees_nothing(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    make.event()
    sign_in(make.member(make.event("other"), "owner"))
    answers = {endpoint: status(client, method, path) for endpoint, (method, path) in admin_routes(app).items()}
    assert answers == {
        **dict.fromkeys([*TABLE, *ORGANISATION], 404),
        **dict.fromkeys(ADMINISTRATORS_ONLY | MAKES_EVENTS, 403),
        **dict.fromkeys(SIGNED_IN, 200),
        "events_admin.revoke_api_token": 404,
        "calendars_admin.renew_deadlines": 303,
    }


@ON_SQLITE
@pytest.mark.parametrize("role", ["owner", "read"])
def test_an_organisations_roles_may_do_what_the_table_says(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient], role: str
) -> None:
    organisation = make.organisation()
    sign_in(make.organisation_member(organisation, role))
    routes = admin_routes(app)
    refused = {one for one in [*ORGANISATION, *MAKES_EVENTS] if status(client, *routes[one]) == 403}
    wanted = set() if role == "owner" else {one for one, may in ORGANISATION.items() if not may} | MAKES_EVENTS
    assert refused == wanted


def test_the_permissions_are_those_of_the_document() -> None:
    written = {
        name: {role for role, may in zip(ROLES, row[1:], strict=True) if may == "yes"}
        for name, row in PERMITTED.items()
    }
    assert written == {name: {role for role in ROLES if name in ROLE_PERMISSIONS[role]} for name in PERMISSIONS}


@ON_SQLITE
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_custom_role_opens_what_a_role_with_its_permission_opens(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient], permission: str
) -> None:
    """Never more than the roles that have all of its permissions have in common."""
    custom = make.custom_role(make.organisation(), permission)
    sign_in(make.member(make.event(organisation_id=custom.organisation_id), custom))
    permitted = set(custom.permissions)
    roles = [role for role in ROLES if permitted <= ROLE_PERMISSIONS[role]]
    routes = admin_routes(app)
    opened = {one for one in TABLE if status(client, *routes[one]) != 403}
    everybody = {one for one, may in TABLE.items() if may == set(ROLES)}
    most = set.intersection(*({one for one, may in TABLE.items() if role in may} for role in roles))
    assert everybody <= opened <= most
    assert opened - everybody != set() or permission == "exceed_limits"


@ON_SQLITE
def test_who_is_not_signed_in_is_asked_to(app: Flask, make: Factories, client: FlaskClient) -> None:
    make.event()
    for method, path in admin_routes(app).values():
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")


def test_ids_that_no_row_can_have_are_not_found(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    sign_in(make.member(make.event(), "owner"))
    for path in ("tickets/99999999999", "messages/99999999999", "door/gates/99999999999"):
        assert client.get(f"/admin/events/forum/{path}").status_code == 404


@ON_SQLITE
def test_a_site_administrator_may_do_everything(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    make.event()
    sign_in(make.user("admin@example.org", is_admin=True))
    refused = [
        endpoint for endpoint, (method, path) in admin_routes(app).items() if status(client, method, path) == 403
    ]
    assert refused == []


@ON_SQLITE
def test_every_page_of_an_event_waits_for_a_second_factor_that_is_due(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    owner = make.member(make.event(), "owner")
    with make.inside():
        demand_second_factor(db.session.scalars(select(Event)).one(), ["owner"])
        db.session.get_one(User, owner.id).second_factor_due_at = clock.now() - timedelta(days=1)
        db.session.commit()
    sign_in(owner)
    routes = admin_routes(app)
    led = {one: client.open(routes[one][1], method=routes[one][0]).headers.get("Location") for one in TABLE}
    assert {one for one, where in led.items() if where != "/account/"} == set()


BY_TOKEN = {
    name for row in lines("By a token") for name in re.findall(r"`?([a-z_]+\.[a-z_]+)`?", row[2])
}  # fmt: skip


def test_what_opens_by_a_token_opens_by_no_other(app: Flask, client: FlaskClient, make: Factories) -> None:
    make.event()
    values = {"uid": NOT_THERE, "name": "360p.m4s", "slug": "forum",
              "token": "x" * 43, "code": "NOTHERE2", "key": "no-key", "form": "jcal", "answer": "yes",
              "password_id": 1, "form_id": 1, "stand_event_id": 1, "deed": "cancel", "wish_id": 1, "lead_id": 1,
              "device_id": 1, "kind": "csv", "decision": "agree", "number": 1,
              "state": "hidden"}  # fmt: skip
    bearer = {"checkin_api.badge", "checkin_api.bundle", "checkin_api.people", "checkin_api.scans", "leads_api.capture",
              "leads_api.leads"}  # fmt: skip
    hooks = {"calendars_api.mail", "messages_api.bounces"}
    adapter, answers = app.url_map.bind("localhost"), {}
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments or rule.endpoint in bearer | hooks:
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                path = adapter.build(rule.endpoint, {key: values[key] for key in rule.arguments}, method=method)
                answers[rule.endpoint, method] = status(client, method, path)
    assert {endpoint for endpoint, _method in answers} == BY_TOKEN
    allowed = {one: {401} if one[0] in bearer else {404, 410} for one in answers}
    assert {one: code for one, code in answers.items() if code not in allowed[one]} == {}
