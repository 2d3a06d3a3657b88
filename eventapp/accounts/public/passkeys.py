"""Passkeys: signing in with one, adding and removing them. A script talks to the browser; forms carry its answers."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts import policy, service
from eventapp.accounts.access import asks_again, rise
from eventapp.accounts.challenges import answered, asked
from eventapp.accounts.forms import PasskeyForm
from eventapp.accounts.public import blueprint
from eventapp.accounts.public.factors import shown_once, site_name
from eventapp.accounts.public.opening import finish
from eventapp.accounts.public.sign_in import limit_wrong_tries
from eventapp.accounts.service import PasskeyRefused
from eventapp.core.rate_limits import limiter


@blueprint.post("/login/passkey/options")
@limiter.limit("120 per minute")
def passkey_sign_in_options() -> ResponseReturnValue:
    return asked(service.sign_in_options())


@blueprint.post("/login/passkey")
@limit_wrong_tries
def passkey_sign_in() -> ResponseReturnValue:
    form = PasskeyForm()
    try:
        user = service.user_of_passkey(*answered(form.answer.data or ""))
        if not policy.may_sign_in_from(user, request.remote_addr):
            raise PasskeyRefused
    except PasskeyRefused:
        flash(_("This passkey does not open an account here. Try again, or sign in another way."), "error")
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")), 303)
    return finish(user, "passkey", is_own_device=form.is_own_device.data, has_second_factor=True)


@blueprint.post("/account/passkeys/options")
@login_required
def passkey_options() -> ResponseReturnValue:
    return asked(service.registration_options(current_user, site_name()))


@blueprint.post("/account/passkeys")
@login_required
@asks_again("POST")
def add_passkey() -> ResponseReturnValue:
    form = PasskeyForm()
    try:
        codes = service.add_passkey(current_user, *answered(form.answer.data or ""), form.name.data or "")
    except PasskeyRefused:
        flash(_("The passkey was not added. Try again."), "error")
        return redirect(url_for("accounts.account"), 303)
    rise(with_second_factor=True)
    flash(_("The passkey is added: sign in with it from now on."))
    return shown_once(codes) if codes else redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/passkeys/<int:passkey_id>/remove")
@login_required
@asks_again("POST")
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    if not service.remove_passkey(current_user, passkey_id):
        abort(404)
    flash(_("The passkey is removed. Delete it from your device as well."))
    return redirect(url_for("accounts.account"), 303)
