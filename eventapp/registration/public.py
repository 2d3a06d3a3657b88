"""The registration form, and each person's private page."""

from contextlib import suppress

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.events.parts import PagePart, add_page_part
from eventapp.events.public import published_event
from eventapp.events.queries import EventVersion
from eventapp.programme.queries import public_session, public_sessions
from eventapp.programme.timetable import days_of
from eventapp.registration import availability, links, policy, queries, service, tickets
from eventapp.registration.availability import Availability
from eventapp.registration.forms import AttendeeForm, RegistrationForm, consent_text
from eventapp.registration.models import Registration, TicketType

blueprint = Blueprint("registration", __name__)


@blueprint.route("/events/<slug>/register/", methods=["GET", "POST"])
def register(slug: str) -> ResponseReturnValue:
    event = published_event(slug)
    g.main_locale = event.main_locale
    kinds = queries.public_ticket_types(event.id)
    standing = _standing(event, kinds)
    if standing is not Availability.OPEN:
        status = 409 if request.method == "POST" else 200
        return render_template("registration/closed.html", event=event, standing=standing), status
    form = RegistrationForm()
    form.offer([kind for kind in kinds if availability.of_ticket_type(kind, clock.now()) is Availability.OPEN])
    if not form.is_submitted():
        form.submission_key.data = form.new_submission_key()
    elif form.validate():
        return _register(event, form, kinds)
    return _form_page(event, form, kinds), 422 if form.errors else 200


def _register(event: Event, form: RegistrationForm, kinds: list[TicketType]) -> ResponseReturnValue:
    try:
        registration = service.register(
            event,
            form.ticket_type.data,
            form.details(reader_locale()),
            submission_key=form.submission_key.data or "",
            consent=consent_text(event),
        )
    except service.SoldOut as error:
        if error.whole_event:
            return render_template("registration/closed.html", event=event, standing=Availability.SOLD_OUT), 409
        message = _("The last of these tickets was taken a moment ago. What you wrote is kept: choose another ticket.")
    except service.RegistrationClosed:
        message = _("This ticket is not on offer now. What you wrote is kept: choose another ticket.")
    except service.TicketTypeUnknown:
        message = _("There is no such ticket. What you wrote is kept: choose one from the list.")
    else:
        return redirect(url_for("registration.page", token=links.page_token(registration)), 303)
    kinds = queries.public_ticket_types(event.id)
    form.ticket_type.errors = [message]
    standing = _standing(event, kinds)
    if standing is not Availability.OPEN:
        return render_template("registration/closed.html", event=event, standing=standing), 409
    return _form_page(event, form, kinds), 409


def _form_page(event: Event, form: RegistrationForm, kinds: list[TicketType]) -> str:
    now = clock.now()
    offers = [(kind, availability.of_ticket_type(kind, now)) for kind in kinds]
    return render_template(
        "registration/register.html", event=event, form=form, offers=offers, consent=consent_text(event)
    )


def _standing(event: Event, kinds: list[TicketType]) -> Availability:
    """Open only where at least one ticket type is; otherwise what all of them have in common."""
    now = clock.now()
    standing = availability.of_event(event, now)
    if standing is not Availability.OPEN:
        return standing
    standings = {availability.of_ticket_type(kind, now) for kind in kinds}
    if Availability.OPEN in standings:
        return Availability.OPEN
    for candidate in (Availability.NOT_YET, Availability.SOLD_OUT):
        if candidate in standings:
            return candidate
    return Availability.CLOSED


def registration_of(token: str) -> Registration:
    """The registration of a private link; 404 where there is none. Nobody else may keep or index what it shows."""
    registration = queries.registration_by_token(token)
    if registration is None:
        abort(404)
    g.main_locale = registration.event.main_locale
    return registration


@blueprint.after_request
def keep_private(response: Response) -> Response:
    if request.path.startswith("/r/"):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/r/<token>/")
def page(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    event, now = registration.event, clock.now()
    agenda = queries.agenda_of(registration)
    sessions = public_sessions(event.id) if agenda else []
    return render_template(
        "registration/page.html",
        event=event,
        registration=registration,
        token=token,
        qr=tickets.ticket_svg(registration) if registration.is_confirmed else None,
        agenda=[session for session in sessions if session.id in agenda],
        may_change=policy.may_change_details(registration, now),
        may_cancel=policy.may_cancel(registration, now),
        calendar_url=links.calendar_url(registration),
    )


@blueprint.get("/r/<token>/ticket.svg")
def ticket_svg(token: str) -> ResponseReturnValue:
    return Response(tickets.ticket_svg(_confirmed(token)), content_type="image/svg+xml")


@blueprint.get("/r/<token>/ticket.pdf")
def ticket_pdf(token: str) -> ResponseReturnValue:
    registration = _confirmed(token)
    pdf = tickets.ticket_pdf(registration, reader_locale())
    name = f"{registration.event.slug}-{registration.spoken_code}.pdf"
    return Response(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _confirmed(token: str) -> Registration:
    registration = registration_of(token)
    if not registration.is_confirmed:
        abort(404)
    return registration


@blueprint.route("/r/<token>/edit", methods=["GET", "POST"])
def edit(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    if not policy.may_change_details(registration, clock.now()):
        flash(_("These details can no longer be changed."), "error")
        return redirect(url_for("registration.page", token=token), 303)
    form = AttendeeForm(obj=registration)
    if form.validate_on_submit():
        try:
            service.change_details(registration, form.details(form.locale.data))
        except service.NotAllowed:
            flash(_("These details can no longer be changed."), "error")
        else:
            flash(_("Your details are saved. Your ticket stays valid."))
        return redirect(url_for("registration.page", token=token), 303)
    return (
        render_template("registration/edit.html", event=registration.event, form=form, token=token),
        422 if form.errors else 200,
    )


@blueprint.get("/r/<token>/agenda")
def agenda(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    event = registration.event
    sessions = [session for session in public_sessions(event.id) if not session.is_break]
    return render_template(
        "registration/agenda.html",
        event=event,
        registration=registration,
        token=token,
        days=days_of(sessions, [], event.zone),
        chosen=queries.agenda_of(registration),
        may_change=policy.may_change_details(registration, clock.now()),
    )


@blueprint.post("/r/<token>/agenda/<code>")
def change_agenda(token: str, code: str) -> ResponseReturnValue:
    registration = registration_of(token)
    session = public_session(registration.event_id, code) or abort(404)
    try:
        if request.form.get("choice") == "remove":
            service.remove_from_agenda(registration, session)
        else:
            service.add_to_agenda(registration, session)
    except service.SoldOut:
        flash(_("The last seat in this session was taken a moment ago. Your agenda is as it was."), "error")
    except service.NotAllowed:
        flash(_("This session cannot be chosen now. Your agenda is as it was."), "error")
    return redirect(url_for("registration.agenda", token=token, _anchor=f"session-{code}"), 303)


@blueprint.route("/r/<token>/cancel", methods=["GET", "POST"])
def cancel(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    if not policy.may_cancel(registration, clock.now()):
        return redirect(url_for("registration.page", token=token), 303)
    if request.method == "POST":
        with suppress(service.NotAllowed):  # sent twice: the other one cancelled it a moment ago
            service.cancel(registration)
        flash(_("Your registration is cancelled, and your place is free for somebody else."))
        return redirect(url_for("registration.page", token=token), 303)
    return render_template("registration/cancel.html", event=registration.event, registration=registration, token=token)


@blueprint.post("/r/<token>/calendar")
def renew_calendar(token: str) -> ResponseReturnValue:
    service.renew_calendar_link(registration_of(token))
    flash(_("Your calendar has a new link. The old one has stopped working; subscribe again with the new one."))
    return redirect(url_for("registration.page", token=token, _anchor="calendar"), 303)


def _offer(event: Event) -> dict[str, object]:
    now = clock.now()
    kinds = queries.public_ticket_types(event.id)
    return {
        "standing": _standing(event, kinds),
        "kinds": [(kind, availability.of_ticket_type(kind, now)) for kind in kinds],
    }


def _offer_version(version: EventVersion) -> tuple[object, ...]:
    """The offer changes with the event's own standing at once, and with its ticket types within a minute."""
    now = clock.now()
    standing = availability.of_event(version, now)
    return (standing, now.replace(second=0, microsecond=0) if standing is Availability.OPEN else None)


add_page_part(PagePart(5, "registration/_offer.html", _offer, _offer_version))
