"""Where the link in the mail leads that asks whether an address is somebody's own."""

import hmac
from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.forms import EventappForm
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.contacts import contact_of
from eventapp.registration.public import blueprint
from eventapp.registration.public.private_page import registration_of


@blueprint.route("/r/<token>/confirm/<key>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def confirm_email(token: str, key: str) -> ResponseReturnValue:
    """A button, so that programs which look into mails confirm nothing."""
    registration = registration_of(token)
    if not hmac.compare_digest(key.encode(), service.confirmation_key(registration).encode()):
        abort(404)
    if registration.confirm_by is None and registration.state != "cancelled":
        return redirect(url_for("registration.page", token=token))
    return _ask(
        registration.event, lambda: service.confirm_email(registration), url_for("registration.page", token=token),
        is_over=registration.state == "cancelled", name=registration.name, email=contact_of(registration),
        until=registration.confirm_by,
    )  # fmt: skip


@blueprint.post("/r/<token>/confirm/again")
@limiter.limit("3 per minute; 10 per hour")
def send_confirmation_again(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    service.send_confirmation_again(registration)
    if registration.email:
        flash(_("The email is on its way again. Look into the spam folder too."))
    else:
        flash(_("The text message is on its way again."))
    return redirect(url_for("registration.page", token=token), 303)


@blueprint.route("/g/<token>/confirm/<key>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def confirm_group(token: str, key: str) -> ResponseReturnValue:
    """The same for a group, by its liaison."""
    delegation = service.delegation_by_token(token) or abort(404)
    if not hmac.compare_digest(key.encode(), service.group_confirmation_key(delegation).encode()):
        abort(404)
    event = delegation.event
    g.main_locale = event.main_locale
    waiting = [member for member in delegation.members if member.confirm_by is not None]
    is_over = all(member.state == "cancelled" for member in delegation.members)
    if not waiting and not is_over:
        return redirect(url_for("registration.delegation", token=token))
    return _ask(
        event, lambda: service.confirm_group(delegation), url_for("registration.delegation", token=token),
        is_over=is_over, name=delegation.liaison_name, email=delegation.liaison_email,
        until=waiting[0].confirm_by if waiting else None,
    )  # fmt: skip


def _ask(
    event: Event, confirm: Callable[[], None], done: str, *, is_over: bool, name: str, email: str,
    until: datetime | None,
) -> ResponseReturnValue:  # fmt: skip
    """The button, what came of it, or why it is none any more."""
    form, problem = EventappForm(), "over" if is_over else ""
    if form.validate_on_submit() and not problem:
        try:
            confirm()
        except service.ConfirmationOver:
            problem = "over"
        except (service.SoldOut, service.CompanyFull, service.CompanyNeeded):
            problem = "full"
        else:
            return redirect(done, 303)
    page = render_template(
        "registration/confirm_email.html", event=event, form=form, problem=problem, name=name, email=email, until=until
    )
    return page, {"over": 410, "full": 409}.get(problem, 200)
