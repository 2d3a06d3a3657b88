"""Invitations: a list is pasted, each person gets a link, and what came of it is seen."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.models import Event
from eventapp.registration import links, queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import InvitationsForm
from eventapp.registration.models import TicketType
from eventapp.registration.queries.offers import PAGE_SIZE

INVITATION_STATES = {
    "sent": _l("Sent"),
    "opened": _l("Opened"),
    "registered": _l("Has registered"),
    "declined": _l("Declined"),
    "withdrawn": _l("Withdrawn"),
}


@blueprint.route("/tickets/invitations/", methods=["GET", "POST"])
@login_required
def invitations(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    ticket_types = [
        ticket_type
        for ticket_type in queries.ticket_types_of(event.id)
        if ticket_type.visibility in ("invitation", "public")
    ]
    form = InvitationsForm(zone=event.timezone, locale=event.main_locale)
    form.offer(sorted(ticket_types, key=lambda ticket_type: ticket_type.visibility != "invitation"))
    if form.is_submitted():
        event_for(slug, policy.may_edit_registrations)
        people = form.invitees() if form.validate() else None
        if people is not None:
            ticket_type = next(
                ticket_type for ticket_type in ticket_types if ticket_type.id == form.ticket_type_id.data
            )
            if len(people) > 1 and (asked := _ask(event, ticket_type, len(people))):
                return asked
            made, known = service.invite(
                event, ticket_type, people, expires_at=form.expires_at.data, is_bound=form.is_bound.data
            )
            flash(ngettext("%(num)s person is invited.", "%(num)s people are invited.", made))
            if known:
                flash(ngettext("%(num)s was invited before.", "%(num)s were invited before.", known), "warning")
            return redirect(url_for("registration_admin.invitations", slug=slug), 303)
    page = max(request.args.get("page", 1, type=int), 1)
    counts = queries.invitation_counts(event.id)
    state = request.args.get("state", "")
    state = state if state in INVITATION_STATES else ""
    total = queries.invitation_total(event.id, state)
    shown = render_template(
        "registration/admin/invitations.html",
        event=event,
        form=form,
        ticket_types=ticket_types,
        counts=counts,
        found=queries.invitations_of(event.id, min(page, 10_000), state),
        state=state,
        page=page,
        pages=max(-(-total // PAGE_SIZE), 1),
        state_names=INVITATION_STATES,
        link_of=links.invitation_url,
    )
    return shown, 422 if form.errors else 200


def _ask(event: Event, ticket_type: TicketType, number: int) -> ResponseReturnValue | None:
    words = ngettext(
        "%(num)s person gets an email with a link of their own.",
        "%(num)s people get an email with a link of their own.",
        number,
    )
    title = _("Invite with “%(ticket)s”?", ticket=localized(ticket_type.name, event.main_locale))
    back = url_for("registration_admin.invitations", slug=event.slug)
    return ask_first(event, Confirmation(title, lines(words), _("Send the invitations"), back, is_dangerous=False))


@blueprint.post("/tickets/invitations/remind")
@login_required
def remind_invitees(slug: str) -> ResponseReturnValue:
    """Those who are ticked, or everybody who has not answered."""
    event = event_for(slug, policy.may_edit_registrations)
    if "everybody" in request.form:
        ids = queries.silent_invitees(event.id)
    else:
        ids = [int(one) for one in request.form.getlist("invitation") if one.isascii() and one.isdigit()]
    back = url_for("registration_admin.invitations", slug=slug)
    if not ids:
        flash(_("Tick somebody first."), "error")
        return redirect(back, 303)
    words = ngettext(
        "%(num)s person is reminded by email, unless they have answered.",
        "%(num)s people are reminded by email, unless they have answered.",
        len(ids),
    )
    asked = Confirmation(_("Send a reminder?"), lines(words), _("Send the reminder"), back, is_dangerous=False)
    if page := ask_first(event, asked):
        return page
    number = service.remind_invitees(event, ids)
    flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", number))
    return redirect(back, 303)


@blueprint.post("/tickets/invitations/<int:invitation_id>/withdraw")
@login_required
def withdraw_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.withdraw_invitation(queries.invitation(event.id, invitation_id) or abort(404))
    flash(_("The invitation is withdrawn."))
    return redirect(url_for("registration_admin.invitations", slug=slug), 303)


@blueprint.post("/tickets/invitations/<int:invitation_id>/send")
@login_required
def invite_again(slug: str, invitation_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    try:
        service.invite_again(queries.invitation(event.id, invitation_id) or abort(404))
    except service.InvitationInvalid:
        db.session.rollback()
        flash(_("This person has registered already."), "error")
    else:
        flash(_("The invitation is emailed once more."))
    return redirect(url_for("registration_admin.invitations", slug=slug), 303)
