"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, login_required, login_user, logout_user

from eventapp.accounts import policy, queries, service
from eventapp.accounts.forms import SignInForm
from eventapp.core.http import is_safe_local_path
from eventapp.core.rate_limits import limiter

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.user_loader(queries.user_of_session)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


@blueprint.route("/login", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        user = service.check_password(form.email.data or "", form.password.data or "")
        if user is not None and policy.may_sign_in_from(user, request.remote_addr):
            session.clear()  # a session fixed before sign-in must not live on after it
            session.permanent = True
            login_user(user)
            service.note_sign_in(user)
            target = request.args.get("next")
            return redirect(target if target and is_safe_local_path(target) else url_for("events_admin.overview"))
        form.password.errors = [_("This email and password do not belong together. Nothing was changed; try again.")]
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.post("/logout")
@login_required
def sign_out() -> ResponseReturnValue:
    logout_user()
    flash(_("You are signed out."))
    return redirect(url_for("accounts.sign_in"))
