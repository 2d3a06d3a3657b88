"""The page on security is whole and true: each item of OWASP ASVS 5.0, levels 1 and 2, is met with a test that is
there, or does not apply with a reason."""

import ast
import logging
import re
from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.core.files import ROOT
from eventapp.events.models import Event
from tests.factories import Factories
from tests.pages import page_of
from tests.test_permissions import admin_routes, status

DOCUMENT = ROOT / "docs" / "security.md"
ITEMS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2,
    "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3,
    "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
    "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2,
    "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""How many items of each section of the standard are of levels 1 and 2; they are its first ones."""


def rows() -> list[list[str]]:
    part = DOCUMENT.read_text().split("## Level 1 and 2\n")[1]
    lines = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([\w ]+) \| (.+?) \| (.*?) \|$", part, re.M)
    return [[cell.strip() for cell in line] for line in lines]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_each_item_is_there_once() -> None:
    wanted = [f"{section}.{number + 1}" for section, count in ITEMS.items() for number in range(count)]
    assert (len(wanted), [row[0] for row in rows()]) == (253, wanted)


def test_each_is_met_with_a_test_that_is_there_or_does_not_apply_with_a_reason() -> None:
    wrong = []
    for item, state, how, shown_by in rows():
        path, _, name = shown_by.strip("`").partition("::")
        is_shown = state == "met" and (ROOT / "tests" / path).is_file() and name in names_in(path)
        if not how or not (is_shown or (state == "not applicable" and not shown_by)):
            wrong.append((item, state, shown_by))
    assert wrong == []


@pytest.fixture
def owner(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


PATHS = ["/", "/events/forum/", "/events/forum/calendar.ics", "/admin/events/forum/", "/login", "/nowhere", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers_that_the_page_names(owner: FlaskClient, path: str) -> None:
    with owner.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        named = {name: answer.headers.get(name) for name in ("X-Content-Type-Options", "Referrer-Policy",
                                                             "Access-Control-Allow-Origin")}  # fmt: skip
        charset = answer.mimetype == "application/json" or "charset=utf-8" in answer.content_type
    assert named == {
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Access-Control-Allow-Origin": None,
    }  # fmt: skip
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert charset


def test_pages_behind_the_sign_in_are_kept_by_nobody(owner: FlaskClient) -> None:
    kept = [owner.get(path).headers["Cache-Control"] for path in ("/admin/", "/admin/events/forum/", "/account/")]
    assert kept == ["private, no-store"] * 3


def test_signing_out_clears_what_the_browser_kept(owner: FlaskClient) -> None:
    assert owner.post("/logout").headers["Clear-Site-Data"] == '"cache"'


def test_nothing_is_changed_by_get(app: Flask, owner: FlaskClient) -> None:
    """What only changes something has no address that a link or an image could open."""
    routes = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    posted = [name for name, (method, _path) in admin_routes(app).items() if method == "POST"]
    assert len(posted) > 60
    assert {name for name in posted if "GET" in (routes[name].methods or ())} == set()
    shown = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    alone = [name for name in posted if routes[name].rule not in shown]
    assert {status(owner, "GET", admin_routes(app)[name][1]) for name in alone} <= {404, 405}


def test_a_refusal_is_logged(
    make: Factories, event: Event, sign_in: Callable[[User], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    door = make.member(event, "door")
    client = sign_in(door)
    with caplog.at_level(logging.WARNING):
        client.get("/admin/events/forum/registrations/")
    assert f"refused: GET registration_admin.registrations to user {door.id}" in caplog.messages


def test_attempts_to_sign_in_are_logged_without_names(
    make: Factories, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    make.user("ada@example.org")
    with caplog.at_level(logging.WARNING):
        for password in ("wrong", "correct horse battery"):
            client.post("/login", data={"email": "ada@example.org", "password": password})
    said = [message for message in caplog.messages if message.startswith("sign-in: ")]
    assert [re.sub(r"[0-9a-f]{12}", "<key>", one) for one in said] == [
        "sign-in: an attempt at <key>, by password", "sign-in: an attempt at <key>, by password",
        "sign-in: right, at <key>",
    ]  # fmt: skip
    assert "ada" not in " ".join(said)


def test_an_error_tells_nothing_of_the_inside(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> str:
        raise RuntimeError("the inside")

    monkeypatch.setitem(app.view_functions, "events.home", broken)
    monkeypatch.setitem(app.config, "TESTING", False)
    answer = client.get("/")
    page = page_of(answer)
    assert (answer.status_code, "the inside" in answer.text, "Traceback" in answer.text) == (500, False, False)
    assert answer.headers["X-Request-ID"] in page.text
