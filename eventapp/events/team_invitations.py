"""Where an invitation into a team leads: sign in or make an account, and join."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.accounts import queries as accounts
from eventapp.accounts import service as account_service
from eventapp.accounts.forms import REFUSED_PASSWORDS
from eventapp.accounts.public.opening import open_session
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.events import policy, queries, service
from eventapp.events.forms import JoinForm, NewAccountForm
from eventapp.events.role_permissions import ROLE_NAMES

blueprint = Blueprint("joining", __name__)


@blueprint.route("/team/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def join(token: str) -> ResponseReturnValue:
    """Only the invited address may take the place: by its account, or by a new one that the mail's link vouches for."""
    invitation = queries.invitation_by_token(token) or abort(404)
    known = accounts.user_by_email(invitation.email)
    is_signed_in = current_user.is_authenticated and current_user.email == invitation.email
    form = JoinForm() if known else NewAccountForm()
    page = {"invitation": invitation, "form": form, "known": known, "is_signed_in": is_signed_in,
            "role_names": ROLE_NAMES, "event": invitation.event}  # fmt: skip
    if not form.validate_on_submit():
        return render_template("events/join.html", **page), 422 if form.errors else 200
    try:
        if known is None:
            known = account_service.create_user(
                invitation.email, form.name.data or "", form.password.data or "", locale=reader_locale()
            )
            open_session(known, "invitation", is_own_device=False, has_second_factor=False)
        elif not is_signed_in:
            return redirect(url_for("accounts.sign_in", next=url_for("joining.join", token=token)), 303)
        service.accept_invitation(invitation, known)
    except service.InvitationOver:
        form.submit_error = _("The invitation's time is over. Ask the person who invited you for a new one.")
        return render_template("events/join.html", **page), 410
    except account_service.PasswordRefused as error:
        form.password.errors = [REFUSED_PASSWORDS[error.reason]]
        return render_template("events/join.html", **page), 422
    flash(_("Welcome to the team."))
    if not policy.may_see(known, invitation.event):  # their time has not begun
        return redirect(url_for("events_admin.overview"), 303)
    return redirect(url_for("events_admin.dashboard", slug=invitation.event.slug), 303)
