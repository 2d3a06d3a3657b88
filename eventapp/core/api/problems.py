"""Errors of the API: RFC 9457 problem details, in the reader's language."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core.api import BASE

CONTENT_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: the status that it is answered with, and its title."""

    status: int
    title: Any


KINDS = {
    "invalid-request": Kind(400, _l("The request cannot be read")),
    "invalid-parameter": Kind(400, _l("A parameter of the address is wrong")),
    "no-token": Kind(401, _l("A token is needed")),
    "not-allowed": Kind(403, _l("This is not allowed")),
    "scope-missing": Kind(403, _l("The token may not do this")),
    "second-factor-needed": Kind(403, _l("A second factor is needed")),
    "approval-needed": Kind(403, _l("A second person has to say yes")),
    "not-found": Kind(404, _l("Not found")),
    "method-not-allowed": Kind(405, _l("This method is not supported here")),
    "not-acceptable": Kind(406, _l("This cannot be given in the form that was asked for")),
    "conflict": Kind(409, _l("This is not possible as things stand")),
    "changed-meanwhile": Kind(412, _l("Somebody has changed this meanwhile")),
    "too-large": Kind(413, _l("The request is too large")),
    "unsupported-media-type": Kind(415, _l("The body is not in a form that can be read here")),
    "invalid-body": Kind(422, _l("Something in the body is wrong")),
    "key-used-otherwise": Kind(422, _l("The Idempotency-Key was used for something else")),
    "too-many-requests": Kind(429, _l("Too many requests")),
    "internal-error": Kind(500, _l("Something went wrong here")),
    "unavailable": Kind(503, _l("This is not possible at this moment")),
}
_BY_STATUS: dict[int, str] = {}
for _name, _kind in KINDS.items():
    _BY_STATUS.setdefault(_kind.status, _name)
_BY_STATUS[403] = "not-allowed"


class FieldError(NamedTuple):
    """What is wrong with one value: where it stands in the body (a JSON Pointer, RFC 6901), or a parameter's name."""

    pointer: str
    detail: str


class Problem(Exception):
    """Ends an operation with a problem of a known kind."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail
        self.errors = errors

    @property
    def status(self) -> int:
        return KINDS[self.kind].status

    def as_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "type": f"{BASE}/#{self.kind}", "title": str(KINDS[self.kind].title), "status": self.status,
        }  # fmt: skip
        if self.detail:
            values["detail"] = self.detail
        if self.errors:
            values["errors"] = [error._asdict() for error in self.errors]
        return values


def not_now() -> Problem:
    """What is asked for does not go with what stands."""
    return Problem("conflict", _("That is not possible in its present state. Nothing was changed."))


def problem_response(problem: Problem, **members: Any) -> Response:
    body = json.dumps(problem.as_values() | members, ensure_ascii=False).encode()
    headers = {"Cache-Control": "no-store"}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="eventapp"'
    return Response(body, status=problem.status, headers=headers, content_type=CONTENT_TYPE)


def problem_of_status(status: int, detail: str = "", **members: Any) -> Response:
    """The problem that a plain HTTP error is; 500 for one that has no kind of its own."""
    kind = _BY_STATUS.get(status) or ("invalid-request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "unavailable")
    return problem_response(Problem("internal-error" if status == 500 else kind, detail), **members)
