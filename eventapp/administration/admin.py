"""The site's own pages, for its administrators: people, events, mail, work, settings, versions, health."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts import policy
from eventapp.accounts import service as accounts
from eventapp.accounts.access import asks_again
from eventapp.accounts.forms import REFUSED_PASSWORDS, NewUserForm
from eventapp.administration import checks, queries
from eventapp.core import audit, outbox
from eventapp.core.db import db
from eventapp.core.outbox import Mail

blueprint = Blueprint("administration", __name__, url_prefix="/admin/site")


@blueprint.before_request
@login_required
def only_administrators() -> None:
    if not policy.may_administer_site(current_user):
        abort(403)


@blueprint.get("/")
def health() -> ResponseReturnValue:
    """Whether all is well, what waits, and what runs."""
    return render_template(
        "administration/health.html", event=None, checks=checks.quick_checks(), mails=queries.mail_counts(),
        waiting=queries.waiting_jobs(), looked=checks.last_look(), versions=queries.versions(),
        settings=queries.settings_rows(),
    )  # fmt: skip


@blueprint.route("/users/", methods=["GET", "POST"])
@asks_again("POST")
def users() -> ResponseReturnValue:
    form = NewUserForm()
    if form.validate_on_submit():
        try:
            made = accounts.create_user(
                form.email.data or "", form.name.data or "", form.password.data or "", is_admin=form.is_admin.data
            )
        except accounts.EmailTaken:
            form.email.errors = [_("Somebody has an account with this address already.")]
        except accounts.PasswordRefused as error:
            form.password.errors = [REFUSED_PASSWORDS[error.reason]]
        else:
            flash(_("%(email)s can sign in.", email=made.email))
            return redirect(url_for("administration.users"), 303)
    page = render_template("administration/users.html", event=None, form=form, users=queries.all_users())
    return page, 422 if form.errors else 200


@blueprint.post("/users/<int:user_id>/<any(disable, enable, promote, demote, sign_out, reset_factors, link):action>")
@asks_again("POST")
def change_user(user_id: int, action: str) -> ResponseReturnValue:
    user = queries.user_by_id(user_id) or abort(404)
    if user.id == current_user.id and action in ("disable", "demote"):
        flash(_("You cannot take this away from yourself: another administrator can."), "error")
        return redirect(url_for("administration.users"), 303)
    if action == "sign_out":
        accounts.sign_out_everywhere(user)
    elif action == "reset_factors":
        accounts.reset_second_factors(user)
    elif action == "link":
        accounts.ask_for_link("password", user.email, user.locale)
    elif action in ("disable", "enable"):
        accounts.set_disabled(user, disabled=action == "disable")
    else:
        accounts.set_admin(user, is_admin=action == "promote")
    flash(_("Done: %(email)s.", email=user.email))
    return redirect(url_for("administration.users"), 303)


@blueprint.get("/events/")
def events() -> ResponseReturnValue:
    return render_template("administration/events.html", event=None, events=queries.all_events())


@blueprint.get("/mails/")
def mails() -> ResponseReturnValue:
    return render_template(
        "administration/mails.html", event=None, counts=queries.mail_counts(), failed=queries.failed_mails()
    )


@blueprint.post("/mails/<int:mail_id>/retry")
def retry(mail_id: int) -> ResponseReturnValue:
    outbox.try_again(db.session.get(Mail, mail_id) or abort(404))
    flash(_("It is tried again."))
    return redirect(url_for("administration.mails"), 303)


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """Everything that was written down, of all events and of the site."""
    return render_template("administration/history.html", event=None, **audit.asked_page(None))
