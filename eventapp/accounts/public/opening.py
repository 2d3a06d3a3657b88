"""How a sign-in ends, whichever way it began: at the second factor, or with a session."""

from datetime import datetime, timedelta

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from werkzeug.wrappers import Response

from eventapp.accounts import service
from eventapp.accounts.access import next_page
from eventapp.accounts.models import User
from eventapp.accounts.service import Browser
from eventapp.core import clock
from eventapp.core.codes import random_secret
from eventapp.core.db import db

HALFWAY_FOR = timedelta(minutes=10)
"""How long somebody has to find their second factor."""
_COOKIE_LASTS = 400 * 86_400


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def browser_cookie() -> str:
    """The secret by which this browser is known again; empty where it has none yet."""
    return request.cookies.get(_cookie_name(), "")[:100]


def proceed(user: User, method: str, *, is_own_device: bool, target: str | None = None) -> ResponseReturnValue:
    """The first factor was right: ask for the second, or sign in where there is none.

    `target` is where to go then, a path on this site; else the address says it.
    """
    if not user.has_second_factor:
        return finish(user, method, is_own_device=is_own_device, has_second_factor=False, target=target)
    session.clear()
    session["halfway"] = {"user": user.id, "method": method, "own": is_own_device, "at": clock.now().isoformat()}
    return redirect(url_for("accounts.second_factor", next=target or request.args.get("next")))


def halfway() -> tuple[User, str, bool] | None:
    """Who has to show a second factor now, by what they came, and whether the device is theirs."""
    kept = session.get("halfway")
    if not isinstance(kept, dict):
        return None
    if datetime.fromisoformat(kept["at"]) + HALFWAY_FOR <= clock.lenient_now():
        return None
    user = db.session.get(User, kept["user"])
    return None if user is None or user.is_disabled else (user, kept["method"], kept["own"])


def finish(
    user: User, method: str, *, is_own_device: bool, has_second_factor: bool, target: str | None = None
) -> ResponseReturnValue:
    """Sign in, under a session that nobody can have fixed before."""
    open_session(user, method, is_own_device=is_own_device, has_second_factor=has_second_factor)
    return redirect(target or next_page("events_admin.overview"))


def open_session(user: User, method: str, *, is_own_device: bool, has_second_factor: bool) -> None:
    cookie = browser_cookie() or random_secret()
    browser = Browser(request.user_agent.string, request.remote_addr or "", cookie)
    opened = service.open_session(
        user, browser, method=method, is_own_device=is_own_device, has_second_factor=has_second_factor
    )
    session.clear()
    session.permanent = is_own_device
    login_user(user)
    g.browser_session = opened
    g.browser_cookie = cookie


def keep_browser_cookie(response: Response) -> Response:
    """Set the cookie by which this browser is known the next time."""
    if cookie := g.get("browser_cookie"):
        response.set_cookie(
            _cookie_name(), cookie, max_age=_COOKIE_LASTS, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
    return response
