"""One's own account: name, password, what one signs in with, and where one is signed in."""

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts import service
from eventapp.accounts.access import browser_session, confirm_by, next_page, rise, too_many_guesses
from eventapp.accounts.forms import (
    REFUSED_PASSWORDS,
    STRENGTHS,
    ChangePasswordForm,
    ConfirmationForm,
    PasskeyForm,
    ProfileForm,
)
from eventapp.accounts.public import blueprint
from eventapp.accounts.service import PasswordRefused, TooManyGuesses
from eventapp.core.rate_limits import limiter


@blueprint.route("/account/", methods=["GET", "POST"])
@login_required
def account() -> ResponseReturnValue:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        service.change_profile(current_user, form.name.data or "", form.locale.data)
        flash(_("Saved."))
        return redirect(url_for("accounts.account"), 303)
    page = render_template(
        "accounts/account.html", event=None, form=form, passkey_form=PasskeyForm(),
        passkeys=service.passkeys_of(current_user), recovery_codes=service.unused_recovery_codes(current_user),
        sessions=service.sessions_of(current_user), present=browser_session(),
        identities=service.identities_of(current_user),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/.well-known/change-password")
def change_password_address() -> ResponseReturnValue:
    """Where password managers look (https://w3c.github.io/webappsec-change-password-url/)."""
    return redirect(url_for("accounts.change_password"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@login_required
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            if service.confirm_password(current_user, form.current.data or ""):
                service.change_password(current_user, form.password.data or "", keep=browser_session().id)
                rise()
                flash(_("The password is changed. Every other browser is signed out."))
                return redirect(url_for("accounts.account"), 303)
            form.current.errors = [_("This is not your password. Nothing was changed; try again.")]
        except PasswordRefused as error:
            form.password.errors = [REFUSED_PASSWORDS[error.reason]]
        except TooManyGuesses as error:
            form.current.errors = [too_many_guesses(error)]
    return render_template("accounts/password.html", event=None, form=form), 422 if form.errors else 200


@blueprint.post("/account/password-strength")
@limiter.limit("240 per minute")
def password_strength() -> ResponseReturnValue:
    """How good a password is that somebody types; nothing is kept of it."""
    about = (current_user.email, current_user.name) if current_user.is_authenticated else ()
    found = service.strength_of(request.form.get("password", ""), about)
    words = REFUSED_PASSWORDS[found.refused] if found.refused else STRENGTHS[found.score]
    return jsonify(score=found.score, words=str(words))


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@login_required
def confirm() -> ResponseReturnValue:
    """Prove once more who one is, and go on to where one was going."""
    form = ConfirmationForm()
    if form.validate_on_submit() and confirm_by(form):
        return redirect(next_page("accounts.account"), 303)
    identities = service.identities_of(current_user)
    page = render_template("accounts/confirm.html", event=None, form=form, carried=(), identities=identities, back="")
    return page, 422 if form.errors else 200


@blueprint.post("/account/sessions/<int:session_id>/end")
@login_required
def end_session(session_id: int) -> ResponseReturnValue:
    if not service.end_session(current_user, session_id):
        abort(404)
    flash(_("This browser is signed out."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/end-others")
@login_required
def end_other_sessions() -> ResponseReturnValue:
    service.sign_out_everywhere(current_user, keep=browser_session().id)
    flash(_("Every other browser is signed out."))
    return redirect(url_for("accounts.account"), 303)
