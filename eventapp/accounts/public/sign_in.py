"""Signing in with a password and out; and the second factor."""

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, logout_user

from eventapp.accounts import policy, service
from eventapp.accounts.access import browser_session, too_many_guesses
from eventapp.accounts.forms import SecondFactorForm, SignInForm
from eventapp.accounts.models import User
from eventapp.accounts.public import blueprint
from eventapp.accounts.public.opening import browser_cookie, finish, halfway, keep_browser_cookie, proceed
from eventapp.accounts.service import CodeRefused, TooManyGuesses
from eventapp.core.rate_limits import limiter

blueprint.after_app_request(keep_browser_cookie)


def _was_refused(response: Response) -> bool:
    return response.status_code in (422, 429)


# A venue's one address has many people behind it: only what was wrong is counted, and each account by itself as well.
limit_wrong_tries = limiter.limit("60 per minute; 300 per hour", methods=["POST"], deduct_when=_was_refused)


@blueprint.route("/login", methods=["GET", "POST"])
@limit_wrong_tries
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            user = service.check_password(form.email.data or "", form.password.data or "", browser_cookie())
            if user is not None and policy.may_sign_in_from(user, request.remote_addr):
                return proceed(user, "password", is_own_device=form.is_own_device.data)
            form.password.errors = [
                _("This email and password do not belong together. Nothing was changed; try again.")
            ]
        except TooManyGuesses as error:
            form.password.errors = [too_many_guesses(error)]
            status = 429
    if form.errors and status == 200:
        status = 422
    page = render_template(
        "accounts/sign_in.html", form=form, is_paused=status == 429, providers=service.offered_providers(),
        leave_too=_provider_to_leave(),
    )  # fmt: skip
    return page, status


@blueprint.route("/login/second-factor", methods=["GET", "POST"])
@limit_wrong_tries
def second_factor() -> ResponseReturnValue:
    """Who has shown a password, or opened a mailed link, shows what they have."""
    found = halfway()
    if found is None:
        flash(_("That took too long. Sign in again."), "warning")
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")))
    user, method, is_own_device = found
    form = SecondFactorForm()
    if form.validate_on_submit():
        try:
            shown = _check(user, form.code.data or "")
            return finish(user, f"{method}+{shown}", is_own_device=is_own_device, has_second_factor=True)
        except CodeRefused:
            form.code.errors = [_("This code is not good, or no longer. Use the one that is shown now.")]
        except TooManyGuesses as error:
            form.code.errors = [too_many_guesses(error)]
    return render_template("accounts/second_factor.html", form=form, user=user), 422 if form.errors else 200


def _provider_to_leave() -> dict[str, str] | None:
    """The provider by which who has just signed out had come, where it can be signed out of as well."""
    left = None if current_user.is_authenticated else session.pop("provider_left", None)
    return left if isinstance(left, dict) else None


def _check(user: User, code: str) -> str:
    """What was shown. Raises CodeRefused or TooManyGuesses."""
    if len("".join(character for character in code if character.isalnum())) == 6:
        service.check_code(user, code)
        return "authenticator"
    service.use_recovery_code(user, code)
    return "recovery code"


@blueprint.post("/logout")
@login_required
def sign_out() -> ResponseReturnValue:
    service.end_session(current_user, browser_session().id)
    provider = session.get("provider_left")
    logout_user()
    session.clear()
    if provider:
        session["provider_left"] = provider
    flash(_("You are signed out."))
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache"'  # and no more: this may be a phone of the door too
    return answer
