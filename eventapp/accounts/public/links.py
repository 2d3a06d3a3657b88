"""What is mailed: a link to sign in, and a link to choose a password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.accounts import service
from eventapp.accounts.forms import REFUSED_PASSWORDS, AskForLinkForm, LinkForm, NewPasswordForm
from eventapp.accounts.public import blueprint
from eventapp.accounts.public.opening import proceed
from eventapp.accounts.service import LinkOver, PasswordRefused
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter

MAILS = "20 per minute; 100 per hour"


@blueprint.route("/login/forgotten", methods=["GET", "POST"], defaults={"purpose": "password"}, endpoint="forgotten")
@blueprint.route("/login/link", methods=["GET", "POST"], defaults={"purpose": "sign_in"}, endpoint="ask_for_link")
@limiter.limit(MAILS, methods=["POST"])
def ask_for_link(purpose: str) -> ResponseReturnValue:
    """Says the same for every address, so that it tells nobody who has an account."""
    form = AskForLinkForm()
    if form.validate_on_submit():
        service.ask_for_link(purpose, form.email.data or "", reader_locale())
        return render_template("accounts/link_sent.html", purpose=purpose, email=form.email.data)
    return render_template("accounts/ask_for_link.html", form=form, purpose=purpose), 422 if form.errors else 200


@blueprint.route("/login/link/<token>", methods=["GET", "POST"])
@limiter.limit(MAILS, methods=["POST"])
def use_link(token: str) -> ResponseReturnValue:
    """A button, so that programs which look into mails use no link up."""
    form = LinkForm()
    try:
        user = service.user_of_link(token, "sign_in")
        if form.validate_on_submit():
            return proceed(service.use_link(token, "sign_in"), "link", is_own_device=form.is_own_device.data)
    except LinkOver:
        return render_template("accounts/link_over.html", purpose="sign_in"), 410
    return render_template("accounts/use_link.html", form=form, user=user)


@blueprint.route("/login/password/<token>", methods=["GET", "POST"])
@limiter.limit(MAILS, methods=["POST"])
def choose_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    try:
        user = service.user_of_link(token, "password")
        if form.validate_on_submit():
            service.choose_password_by_link(token, form.password.data or "")
            flash(_("The password is changed, and everybody who was signed in with this account is signed out."))
            return redirect(url_for("accounts.sign_in"), 303)
    except LinkOver:
        return render_template("accounts/link_over.html", purpose="password"), 410
    except PasswordRefused as error:
        form.password.errors = [REFUSED_PASSWORDS[error.reason]]
    return render_template("accounts/choose_password.html", form=form, user=user), 422 if form.errors else 200
