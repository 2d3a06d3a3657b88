"""Signing in and out, and one's own account."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from eventapp.accounts.access import look_at_session, user_of_cookie
from eventapp.accounts.browsers import browser_name

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.user_loader(user_of_cookie)
blueprint.before_app_request(look_at_session)
blueprint.add_app_template_filter(browser_name)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


from eventapp.accounts.public import account, factors, links, passkeys, providers, sign_in  # noqa: E402

__all__ = ["account", "blueprint", "factors", "links", "login_manager", "passkeys", "providers", "sign_in"]
