"""Somebody's page of the exhibitors who scanned their badge: what these have, agreeing to it, and taking it back."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.leads import labels, queries, service
from eventapp.leads.forms import ConsentForm
from eventapp.leads.models import LeadConsent, LeadSettings
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of

blueprint = Blueprint("leads", __name__, url_prefix="/r/<token>/exhibitors")


class Place(NamedTuple):
    """Somebody's page of exhibitors."""

    registration: Registration
    event: Event
    settings: LeadSettings
    consent: LeadConsent | None

    @property
    def shared(self) -> list[str]:
        """What they let exhibitors have beside name and company."""
        return [name for name in self.settings.details if self.consent and name in self.consent.details]


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def exhibitors(token: str) -> ResponseReturnValue:
    place = place_of(token)
    shown = {"is_given": bool(place.consent and place.consent.is_given), "details": place.shared}
    form = ConsentForm(data=shown)
    form.offer(place.settings.details)
    if form.validate_on_submit():
        details = tuple(form.details.data or ())
        service.set_consent(place.registration, is_given=bool(form.is_given.data), details=details)
        flash(_("Saved."))
        return redirect(url_for("leads.exhibitors", token=token), 303)
    page = render_template(
        "leads/exhibitors.html", event=place.event, registration=place.registration, token=token, form=form,
        place=place, leads=queries.leads_of_person(place.registration.id), labels=labels,
    )  # fmt: skip
    return Response(page, 422 if form.errors else 200, headers={"Cache-Control": "private, no-store"})


@blueprint.post("/<int:lead_id>/<any(agree, withdraw):decision>")
@limiter.limit("60 per minute")
def change(token: str, lead_id: int, decision: str) -> ResponseReturnValue:
    """Let one company have what the page says, or take it back."""
    place = place_of(token)
    lead = queries.lead_of_person(place.registration.id, lead_id) or abort(404)
    if decision == "agree":
        service.agree(place.registration, lead, tuple(place.shared))
        flash(_("This company sees who you are now."))
    else:
        service.withdraw(place.registration, lead)
        flash(_("Taken back. The company no longer sees who you are, and what it noted is deleted."))
    return redirect(url_for("leads.exhibitors", token=token), 303)


@blueprint.post("/withdraw")
@limiter.limit("20 per minute")
def withdraw_all(token: str) -> ResponseReturnValue:
    service.withdraw_all(place_of(token).registration)
    flash(_("Taken back from all companies. Nobody who scans your badge sees who you are."))
    return redirect(url_for("leads.exhibitors", token=token), 303)


def place_of(token: str) -> Place:
    """404 where the event has no lead capture, and no company ever scanned this badge; 410 where the link has ended."""
    registration = registration_of(token)
    settings = queries.settings_of(registration.event_id)
    if settings is None or not _concerns(settings, registration):
        abort(404)
    return Place(registration, registration.event, settings, queries.consent_of(registration.id))


def _concerns(settings: LeadSettings, registration: Registration) -> bool:
    """Who agreed once, or was scanned, can always look and take it back."""
    if registration.event.status == "draft":
        return False
    known = queries.consent_of(registration.id)
    return settings.is_open or known is not None or queries.was_scanned(registration.id)


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    settings = queries.settings_of(registration.event_id)
    if settings is None or not _concerns(settings, registration):
        return
    waiting = queries.waiting_count(registration.id)
    words = ngettext("Exhibitors (%(num)s asks)", "Exhibitors (%(num)s ask)", waiting) if waiting else _("Exhibitors")
    yield TicketAction("companies", words, url_for("leads.exhibitors", token=token))
