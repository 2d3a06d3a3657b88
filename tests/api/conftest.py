"""A program that speaks with the API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.accounts.models import User
from tests.factories import Factories


class Program:
    """Sends requests with a token. `last` is the answer to the last one."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, values: Any = None, **headers: str) -> TestResponse:
        """`path` begins below /api/v1; names of headers are written with underscores."""
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        body = {} if values is None else {"json": values}
        return self._client.open(f"/api/v1{path}", method=method, headers=named, **body)

    def get(self, path: str, **headers: str) -> Any:
        answer = self.send("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, values: Any = None, **headers: str) -> Any:
        answer = self.send("POST", path, values, **headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def patch(self, path: str, values: Any, **headers: str) -> Any:
        answer = self.send("PATCH", path, values, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def refused(self, method: str, path: str, values: Any = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """The status, the kind of the problem, and what is wrong by where it stands."""
        answer = self.send(method, path, values, **headers)
        assert answer.content_type == "application/problem+json", answer.text
        errors = {error["pointer"]: error["detail"] for error in answer.json.get("errors", ())}
        return answer.status_code, answer.json["type"].partition("#")[2], errors


@pytest.fixture
def program(client: FlaskClient, make: Factories) -> Callable[..., Program]:
    """A program with a token of somebody; a site administrator's unless a user is given."""

    def program(user: User | None = None, **options: Any) -> Program:
        owner = user or make.user("administrator@example.org", is_admin=True)
        return Program(client, make.api_token(owner, **options))

    return program
