"""An authenticator app and recovery codes: set up, made anew, taken away."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from markupsafe import Markup

from eventapp.accounts import service
from eventapp.accounts.access import asks_again, rise
from eventapp.accounts.forms import AuthenticatorForm
from eventapp.accounts.public import blueprint
from eventapp.accounts.service import CodeRefused
from eventapp.core.qr_codes import qr_svg
from eventapp.core.secret_box import SecretUnreadable


def site_name() -> str:
    """What an authenticator app and a password manager call this instance."""
    host: str = current_app.config["BASE_URL"].partition("://")[2]
    return host


def shown_once(codes: list[str]) -> ResponseReturnValue:
    """The page with recovery codes, which nothing keeps."""
    spoken = [service.spoken_recovery_code(code) for code in codes]
    page = render_template("accounts/recovery_codes.html", event=None, codes=spoken)
    return page, 200, {"Cache-Control": "no-store"}


@blueprint.route("/account/authenticator", methods=["GET", "POST"])
@login_required
@asks_again("GET", "POST")
def authenticator() -> ResponseReturnValue:
    form = AuthenticatorForm()
    if form.validate_on_submit():
        try:
            codes = service.set_up_authenticator(current_user, form.secret.data or "", form.code.data or "")
        except SecretUnreadable:
            return redirect(url_for("accounts.authenticator"), 303)
        except CodeRefused:
            form.code.errors = [_("This is not the code that the app shows now. Look at the clock of your phone.")]
        else:
            rise(with_second_factor=True)
            flash(_("From now on you are asked for a code of the app."))
            return shown_once(codes) if codes else redirect(url_for("accounts.account"), 303)
    if not form.secret.data or not form.errors:
        form.secret.data = service.new_authenticator_secret()
    try:
        uri = service.authenticator_uri(current_user, form.secret.data, site_name())
    except SecretUnreadable:
        return redirect(url_for("accounts.authenticator"), 303)
    page = render_template(
        "accounts/authenticator.html", event=None, form=form, uri=uri, qr=Markup(qr_svg(uri)),
        secret=service.typed_secret(form.secret.data),
    )  # fmt: skip
    return page, 422 if form.errors else 200, {"Cache-Control": "no-store"}


@blueprint.post("/account/authenticator/remove")
@login_required
@asks_again("POST")
def remove_authenticator() -> ResponseReturnValue:
    service.remove_authenticator(current_user)
    flash(_("The authenticator app is asked for no more."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/recovery-codes")
@login_required
@asks_again("POST")
def recovery_codes() -> ResponseReturnValue:
    if not current_user.has_second_factor:
        return redirect(url_for("accounts.account"), 303)
    return shown_once(service.new_recovery_codes(current_user))
