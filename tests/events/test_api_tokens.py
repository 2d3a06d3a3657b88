"""The pages where tokens of the API are made, seen and revoked."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from tests.factories import Factories
from tests.pages import page_of

NEW = {"name": "Website", "days": "30", "event_id": "", "scopes": ["sessions:read", "rooms:write"]}
BEARER = "Authorization"


@pytest.fixture
def owner(make: Factories, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(make.event(), "owner"))


def made(client: FlaskClient, **changes: object) -> str:
    """The secret of a token that the form has made."""
    page = page_of(client.post("/admin/tokens/new", data=NEW | changes))
    (secret,) = page.attributes("//input[@id='secret']", "value")
    return secret


def statuses(app_client: FlaskClient, secret: str) -> dict[str, int]:
    return {
        path: app_client.get(f"/api/v1/events{path}", headers={BEARER: f"Bearer {secret}"}).status_code
        for path in ("", "/forum/sessions", "/forum/rooms", "/forum/speakers")
    }


def test_a_token_does_what_was_ticked(owner: FlaskClient) -> None:
    secret = made(owner)
    assert statuses(owner, secret) == {"": 403, "/forum/sessions": 200, "/forum/rooms": 200, "/forum/speakers": 403}
    listed = page_of(owner.get("/admin/tokens/"))
    assert (secret[:9] in listed.text, secret in listed.text) == (True, False)


def test_a_revoked_token_does_nothing(owner: FlaskClient) -> None:
    secret = made(owner)
    assert owner.post("/admin/tokens/1/revoke").location == "/admin/tokens/"
    assert set(statuses(owner, secret).values()) == {401}
    assert owner.post("/admin/tokens/1/revoke").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Say what it is for."),
        ({"scopes": []}, "Tick at least one."),
        ({"scopes": ["everything:write"]}, "'everything:write' is not a valid choice for this field."),
        ({"days": "9999"}, "Not a valid choice."),
        ({"event_id": "999"}, "Not a valid choice."),
        ({"name": "x" * 81}, "Field cannot be longer than 80 characters."),
    ],
)
def test_a_token_that_cannot_be_is_refused_in_words(owner: FlaskClient, changes: dict[str, object], said: str) -> None:
    answer = owner.post("/admin/tokens/new", data=NEW | changes)
    assert (answer.status_code, said in page_of(answer).text) == (422, True)
    assert page_of(owner.get("/admin/tokens/")).texts("//main//h2") == ["No tokens yet"]


def test_owners_see_and_revoke_what_reaches_their_event_alone(make: Factories, owner: FlaskClient) -> None:
    helper = make.signed_in(make.user("helper@example.org", is_admin=True).email)
    secret = made(helper, event_id="1")
    assert "by Helper" in page_of(owner.get("/admin/events/forum/api/")).text
    assert owner.post("/admin/tokens/1/revoke").status_code == 404  # it is somebody else's
    assert owner.post("/admin/events/forum/api/1/revoke").location == "/admin/events/forum/api/"
    assert set(statuses(owner, secret).values()) == {401}


def test_a_token_ends_with_its_makers_place_in_the_team(make: Factories, owner: FlaskClient) -> None:
    secret = made(owner)
    assert statuses(owner, secret)["/forum/rooms"] == 200
    second = make.signed_in(make.user("second@example.org", is_admin=True).email)
    second.post("/admin/events/forum/team/1/role", data={"role": "programme"})
    second.post("/admin/site/users/1/disable")
    assert statuses(owner, secret)["/forum/rooms"] == 401
