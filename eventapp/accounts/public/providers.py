"""Signing in at an organisation's own provider, and back."""

import logging
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventapp.accounts import openid, policy, service
from eventapp.accounts.access import next_page, rise
from eventapp.accounts.models import SignInProvider, User
from eventapp.accounts.public import blueprint
from eventapp.accounts.public.opening import finish, proceed
from eventapp.core import clock
from eventapp.core.http import is_safe_local_path
from eventapp.core.links import absolute_url
from eventapp.core.rate_limits import limiter

AWAY_FOR = timedelta(minutes=15)
"""How long somebody may take at the provider."""
_log = logging.getLogger(__name__)


@blueprint.get("/login/with/<key>")
@limiter.limit("60 per minute")
def ask_provider(key: str) -> ResponseReturnValue:
    """Off to the provider. With `confirm` who is signed in already shows once more who they are."""
    provider = _provider(key)
    confirms = "confirm" in request.args and current_user.is_authenticated
    try:
        address, question = openid.ask(service.client_of(provider), _callback(provider), asks_again=confirms)
    except openid.ProviderAway as error:
        return _away(provider, error)
    target = request.args.get("next", "")
    session["provider"] = {
        "key": key, "question": list(question), "at": clock.now().isoformat(),
        "next": target if is_safe_local_path(target) else "", "confirms": current_user.id if confirms else None,
    }  # fmt: skip
    return redirect(address)


@blueprint.get("/login/with/<key>/callback")
@limiter.limit("60 per minute")
def back_from_provider(key: str) -> ResponseReturnValue:
    provider = _provider(key)
    kept = session.pop("provider", None)
    try:
        if not isinstance(kept, dict) or kept["key"] != key or _is_over(kept["at"]):
            raise service.ProviderRefused("over")
        person = openid.answered(
            service.client_of(provider), _callback(provider), openid.Question(*kept["question"]), request.args,
            groups_claim=provider.groups_claim,
        )  # fmt: skip
        user = service.account_of(provider, person)
        if not policy.may_sign_in_from(user, request.remote_addr):
            raise service.ProviderRefused("closed")
        if kept["confirms"] is not None:
            return _confirm(user, kept)
        return _sign_in(provider, user, person, kept["next"])
    except openid.ProviderAway as error:
        return _away(provider, error)
    except openid.AnswerRefused as error:
        _log.warning("sign-in at %s refused: %s", provider.key, error)
        return _refused(provider, "answer")
    except service.ProviderRefused as error:
        return _refused(provider, error.reason)


def _sign_in(provider: SignInProvider, user: User, person: openid.Person, target: str) -> ResponseReturnValue:
    has_second_factor = provider.trusts_second_factor and person.has_second_factor
    if user.has_second_factor and not has_second_factor:
        return proceed(user, "provider", is_own_device=False, target=target or None)
    answer = finish(user, "provider", is_own_device=False, has_second_factor=has_second_factor, target=target or None)
    if person.end_session_url:
        back = urlencode(
            {"client_id": provider.client_id, "post_logout_redirect_uri": absolute_url("accounts.sign_in")}
        )
        joined = "&" if urlsplit(person.end_session_url).query else "?"
        session["provider_left"] = {"name": provider.name, "address": f"{person.end_session_url}{joined}{back}"}
    return answer


def _confirm(user: User, kept: dict[str, object]) -> ResponseReturnValue:
    """Somebody shows once more who they are: it has to be the one who is signed in. Raises ProviderRefused."""
    if not current_user.is_authenticated or not user.id == current_user.id == kept["confirms"]:
        raise service.ProviderRefused("another")
    rise()
    return redirect(str(kept["next"]) or next_page("accounts.account"), 303)


def _provider(key: str) -> SignInProvider:
    found = service.provider_by_key(key)
    if found is None or not found.is_offered:
        abort(404)
    return found


def _callback(provider: SignInProvider) -> str:
    return absolute_url("accounts.back_from_provider", key=provider.key)


def _is_over(at: str) -> bool:
    return datetime.fromisoformat(at) + AWAY_FOR <= clock.lenient_now()


def _away(provider: SignInProvider, error: openid.ProviderAway) -> ResponseReturnValue:
    _log.warning("sign-in provider %s: %s", provider.key, error)
    return _refused(provider, "away", 502)


def _refused(provider: SignInProvider, reason: str, status: int = 403) -> ResponseReturnValue:
    return render_template("accounts/provider_refused.html", event=None, provider=provider, reason=reason), status
