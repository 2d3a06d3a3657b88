"""Where an invitation into a team leads: sign in or make an account, and join."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.accounts import queries as accounts
from eventapp.accounts import service as account_service
from eventapp.accounts.forms import REFUSED_PASSWORDS
from eventapp.accounts.models import User
from eventapp.accounts.public.opening import open_session
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.events import policy, queries, service
from eventapp.events.models import Event, Organisation, TeamInvitation
from eventapp.events.roles import role_name
from eventapp.events.team_forms import JoinForm, NewAccountForm

blueprint = Blueprint("joining", __name__)


@blueprint.route("/team/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def join(token: str) -> ResponseReturnValue:
    """Only the invited address may take the place: by its account, or by a new one that the mail's link vouches for."""
    invitation = queries.invitation_by_token(token) or abort(404)
    known = accounts.user_by_email(invitation.email)
    is_signed_in = current_user.is_authenticated and current_user.email == invitation.email
    organisations = _organisations(invitation, known)
    form = JoinForm.among(organisations) if known else NewAccountForm()
    page = {"invitation": invitation, "form": form, "known": known, "is_signed_in": is_signed_in,
            "role": role_name(invitation),
            "event": invitation.event, "organisations": organisations if is_signed_in else []}  # fmt: skip
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
        wanted = form.organisation_id.data if isinstance(form, JoinForm) else None
        chosen = next((one for one in organisations if one.id == wanted), None)
        event, organisation = invitation.event, invitation.organisation
        service.accept_invitation(invitation, known, chosen)
    except service.InvitationOver:
        if queries.invitation_by_token(token) is None:  # used in another window a moment ago
            abort(404)
        form.submit_error = _("The invitation's time is over. Ask the person who invited you for a new one.")
        return render_template("events/join.html", **page), 410
    except account_service.PasswordRefused as error:
        form.password.errors = [REFUSED_PASSWORDS[error.reason]]
        return render_template("events/join.html", **page), 422
    flash(_("Welcome to the team."))
    return redirect(_first_page(known, event, organisation), 303)


def _organisations(invitation: TeamInvitation, known: User | None) -> list[Organisation]:
    """Where an event can go that is handed over: to one that its new owner owns."""
    return queries.organisations_of(known, owned=True) if invitation.hands_over and known else []


def _first_page(user: User, event: Event | None, organisation: Organisation | None) -> str:
    if organisation is not None:
        return url_for("events_admin.organisation", organisation_slug=organisation.slug)
    if event is None or not policy.may_see(user, event):  # their time has not begun
        return url_for("events_admin.overview")
    return url_for("events_admin.dashboard", slug=event.slug)
