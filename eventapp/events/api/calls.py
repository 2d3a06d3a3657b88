"""One request of the API: who sends it, about which event, and what it asks."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import g, request
from flask_babel import gettext as _

from eventapp.accounts.models import User
from eventapp.accounts.service import set_up_by
from eventapp.core import clock
from eventapp.core.api.pages import LARGEST_SIZE, LONGEST_CURSOR, USUAL_SIZE, PageRequest
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.http import bearer_token
from eventapp.events import policy, queries, service
from eventapp.events.access import Policy, waits_for_second_person
from eventapp.events.api_scopes import permits
from eventapp.events.models import ApiToken, Event

Found = TypeVar("Found")


@dataclass
class Call:
    """`values` is the body, as it was sent, and `asked` are the parameters of the address. `event` is that of the
    address; operations without one do not ask for it."""

    token: ApiToken
    user: User
    values: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    page: PageRequest = field(default_factory=PageRequest)
    _event: Event | None = None

    @property
    def event(self) -> Event:
        assert self._event is not None
        return self._event


def found(row: Found | None) -> Found:
    """What an address leads to. Raises Problem where that is nothing."""
    if row is None:
        raise Problem("not-found", _("There is nothing at this address, or not for this token."))
    return row


def call_of(scope: str, slug: str | None, may: Policy | None) -> Call:
    """The call that this request is. Raises Problem where it may not be one."""
    token = _token()
    login_user_for_request(token)
    event = _event(token, slug, may) if slug is not None and may is not None else None
    if not permits(token.scopes, scope):
        raise Problem("scope-missing", _("This needs a token with the scope %(scope)s.", scope=scope))
    if event is not None and waits_for_second_person(event, token.user, request.path):
        raise Problem(
            "approval-needed",
            _("Ask for it in the admin, under Exports: /admin/events/%(slug)s/exports/ask?path=%(path)s",
              slug=event.slug, path=request.path),
        )  # fmt: skip
    return Call(token, token.user, _event=event)


def _token() -> ApiToken:
    secret = bearer_token()
    if not secret:
        raise Problem("no-token", _("Send a token as “Authorization: Bearer …”. Tokens are made in My account."))
    token = queries.api_token_by_secret(secret.strip())
    if token is None or not token.is_good_at(clock.lenient_now()) or token.user.is_disabled:
        raise Problem("no-token", _("This token is unknown, over or revoked."))
    g.api_token = token
    if token.used_at is None or clock.now() - token.used_at > service.USED_EVERY:
        service.note_token_used(token)
    return token


def login_user_for_request(token: ApiToken) -> None:
    """Have everything that asks who acts find the token's maker, for this request alone."""
    token.user.api_token_name = token.name
    g._login_user = token.user


def _event(token: ApiToken, slug: str, may: Policy) -> Event:
    event = queries.event_by_slug(slug)
    standing = None if event is None else policy.standing_in(token.user, event)
    if event is None or standing is None or token.event_id not in (None, event.id):
        raise Problem("not-found", _("There is no such event, or not for this token."))
    if not may(token.user, event):
        raise Problem("not-allowed", _("Your role in this event does not permit that."))
    is_demanded = standing.roles & set(event.second_factor_roles) and not token.user.has_second_factor
    if is_demanded and set_up_by(token.user) <= clock.lenient_now():
        raise Problem("second-factor-needed", _("Your team asks for a second factor. Set one up in My account."))
    g.main_locale = event.main_locale
    return event


def read_object() -> dict[str, Any]:
    """The request's body, a JSON object. Raises Problem."""
    if request.mimetype != "application/json":
        raise Problem("unsupported-media-type", _("Send application/json."))
    try:
        values = json.loads(request.get_data(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem("invalid-request", _("The body is not JSON.")) from None
    if not isinstance(values, dict):
        raise Problem("invalid-body", errors=[FieldError("", _("Give an object."))])
    return values


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def read_page(asked: dict[str, str]) -> PageRequest:
    """Takes what says which page out of the parameters. Raises Problem."""
    limit = asked.pop("limit", str(USUAL_SIZE))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 5 and 0 < int(limit) <= LARGEST_SIZE):
        wanted = _("Give a number from 1 to %(number)s.", number=LARGEST_SIZE)
        raise Problem("invalid-parameter", errors=[FieldError("limit", wanted)])
    return PageRequest(int(limit), asked.pop("cursor", "")[:LONGEST_CURSOR], asked.pop("sort", ""))
