"""Tickets for those on stage: who has one, and one action for everybody who has none."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme.forms import ROLE_NAMES
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.labels import STATE_NAMES


@blueprint.get("/registrations/speakers/")
@login_required
def speakers(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    standings = service.speaker_standings(event)
    ticket_types = queries.ticket_types_of(event.id)
    return render_template(
        "registration/admin/speakers.html", event=event, standings=standings, ticket_types=ticket_types,
        without=[one for one in standings if one.registration is None], role_names=ROLE_NAMES,
        usual=next((one.id for one in ticket_types if one.badge_class == "speaker"), None), state_names=STATE_NAMES,
    )  # fmt: skip


@blueprint.post("/registrations/speakers/")
@login_required
def give_tickets(slug: str) -> ResponseReturnValue:
    """Register those who were chosen, and who are not registered by now."""
    event = event_for(slug, policy.may_edit_registrations)
    back = redirect(url_for("registration_admin.speakers", slug=slug), 303)
    wanted = request.form.get("ticket_type_id", "")
    ticket_type = next((one for one in queries.ticket_types_of(event.id) if str(one.id) == wanted), None)
    chosen = set(request.form.getlist("speaker")[:5_000])
    people = [one.speaker for one in service.speaker_standings(event) if one.speaker.code in chosen]
    if ticket_type is None or not people:
        flash(_("Choose a ticket, and at least one person. Nothing was changed."), "error")
        return back
    done = service.give_tickets(event, people, ticket_type, tells="sends_mail" in request.form)
    flash(ngettext("%(num)s person has a ticket now.", "%(num)s people have a ticket now.", done.given))
    if done.without_place:
        flash(_("No place is left for: %(names)s", names=_(", ").join(done.without_place[:30])), "error")
    if done.without_company:
        names = _(", ").join(done.without_company[:30])
        flash(_("This ticket counts places by company, so name the company of: %(names)s", names=names), "error")
    return back
