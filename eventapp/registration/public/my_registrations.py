"""All that somebody is registered for, by a link that is mailed to them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.registration import links, policy, queries, service
from eventapp.registration.forms import LostLinkForm
from eventapp.registration.labels import STATE_NAMES
from eventapp.registration.public import blueprint


@blueprint.route("/registrations/", methods=["GET", "POST"])
@limiter.limit("5 per minute; 30 per hour", methods=["POST"])
def ask_for_registrations() -> ResponseReturnValue:
    """Answers every address in the same words, and in the same time."""
    form = LostLinkForm()
    if form.validate_on_submit():
        service.ask_for_all_registrations(form.email.data or "", reader_locale())
        flash(_("If this address is registered, the link is on its way to it. Look into the spam folder too."))
        return redirect(url_for("registration.ask_for_registrations"), 303)
    return render_template("registration/ask_for_registrations.html", form=form), 422 if form.errors else 200


@blueprint.get("/registrations/<token>")
def my_registrations(token: str) -> ResponseReturnValue:
    email = service.address_of_link(token)
    if email is None:
        return render_template("registration/my_registrations_over.html"), 410
    now = clock.now()
    rows = [(found, links.page_url(found), policy.has_feed(found)) for found in queries.registrations_at(email)]
    coming = [row for row in rows if row[0].event.ends_at > now]
    past = [row for row in reversed(rows) if row[0].event.ends_at <= now]
    return render_template(
        "registration/my_registrations.html", email=email, coming=coming, past=past, state_names=STATE_NAMES
    )
