"""The desk at the door: found by name, registered in a quarter of a minute, corrected, let in, and given a badge."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.checkin import queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.forms import CorrectionForm, DeskSearchForm, WalkInForm
from eventapp.checkin.labels import OUTCOME_NAMES
from eventapp.core.codes import normal_code
from eventapp.core.forms import choices, number_or_none
from eventapp.core.locales import reader_locale
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.registration.forms import RegistrationForm
from eventapp.registration.labels import STATE_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_code, ticket_types_of
from eventapp.registration.service import (
    CompanyFull,
    CompanyNeeded,
    NotAllowed,
    RegistrationDetails,
    SoldOut,
)


@blueprint.get("/desk/")
@login_required
def desk(slug: str) -> ResponseReturnValue:
    """With `?q=` who is looked for; with `?person=` who stands at the desk."""
    return _page(event_for(slug, policy.may_run_door))


def _page(event: Event, walk_in: WalkInForm | None = None, correction: CorrectionForm | None = None) -> str:
    gates = _gates(event)
    search = DeskSearchForm(request.args)
    walk_in = walk_in or _walk_in_form(event)
    person = registration_by_code(event.id, normal_code(request.args.get("person", "")[:40]))
    found = queries.find_people(event.id, search.q.data or "")
    everybody = [*found, *([person] if person else [])]
    return render_template(
        "checkin/admin/desk.html",
        event=event,
        search=search,
        walk_in=walk_in,
        found=found,
        person=person,
        correction=correction or (CorrectionForm(obj=person) if person else None),
        inside=queries.people_inside([one.id for one in everybody]),
        prints=len(queries.prints_of(person.id)) if person else 0,
        gates=gates,
        gate_id=_gate_asked(event),
        standing_names=STATE_NAMES,
    )


def _gates(event: Event) -> list[tuple[int, str]]:
    """Where somebody can come into the venue."""
    return [
        (gate.id, gate.name.text(reader_locale(), event.main_locale))
        for gate in queries.gates_of(event.id)
        if not gate.place and gate.directions != "exit"
    ]


def _gate_asked(event: Event) -> int | None:
    """The gate that the desk stands at: as asked, or the first."""
    known = [key for key, _name in _gates(event)]
    try:
        asked = number_or_none(request.values.get("gate"))
    except ValueError:
        asked = None
    return asked if asked in known else next(iter(known), None)


def _walk_in_form(event: Event) -> WalkInForm:
    form = WalkInForm()
    ticket_types = ticket_types_of(event.id)
    form.ticket_type.choices = choices(
        (ticket_type.id, ticket_type.name.text(reader_locale(), event.main_locale)) for ticket_type in ticket_types
    )
    form.gate.choices = choices([*_gates(event), ("", _("Not yet"))])
    if not form.is_submitted():
        form.submission_key.data = RegistrationForm.new_submission_key()
        form.gate.data = _gate_asked(event)
    return form


@blueprint.post("/desk/")
@login_required
def walk_in(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    form = _walk_in_form(event)
    if not form.validate_on_submit():
        return _page(event, form), 422
    ticket_type = next(
        ticket_type for ticket_type in ticket_types_of(event.id) if ticket_type.id == form.ticket_type.data
    )
    details = RegistrationDetails(
        form.name.data or "", form.email.data or "", form.company.data or "", locale=event.main_locale
    )
    gate = queries.gate(event.id, form.gate.data) if form.gate.data is not None else None
    try:
        made, outcome = service.register_at_desk(
            event, ticket_type, details, form.submission_key.data or "", gate=gate, user=current_user,
            reason_beyond=(form.reason_beyond.data or "") if policy.may_exceed_limits(current_user, event) else "",
        )  # fmt: skip
    except SoldOut:
        if policy.may_exceed_limits(current_user, event):
            form.asks_for_reason = True
            form.ticket_type.errors = [_("No place is left for this ticket. Say below why they are let in anyway.")]
        else:
            form.ticket_type.errors = [_("No place is left for this ticket. Ask the organiser.")]
    except CompanyFull:
        form.company.errors = [_("That company has all the places it may have.")]
    except CompanyNeeded:
        form.company.errors = [_("Name the company: this ticket counts places by company.")]
    else:
        flash(_("%(name)s is registered.", name=made.name))
        return _to(event, made, outcome=outcome)
    return _page(event, form), 422


@blueprint.post("/desk/<code>/admit")
@login_required
def admit(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    person = registration_by_code(event.id, code) or abort(404)
    gate = queries.gate(event.id, _gate_asked(event) or 0)
    if gate is None:
        flash(_("Add a gate first, such as “Main entrance”."), "error")
        return _to(event, person)
    return _to(event, person, outcome=service.admit_at_desk(person, gate, current_user))


@blueprint.post("/desk/<code>/correct")
@login_required
def correct(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    person = registration_by_code(event.id, code) or abort(404)
    form = CorrectionForm()
    if not form.validate_on_submit():
        flash(_("Enter the name. Nothing was changed."), "error")
        return _to(event, person)
    try:
        service.correct_on_the_spot(person, form.name.data or "", form.company.data or "", form.job_title.data or "")
    except (NotAllowed, CompanyFull):
        flash(_("These details can no longer be changed."), "error")
    else:
        flash(_("Saved."))
    return _to(event, person)


def _to(event: Event, person: Registration, outcome: Any = None) -> ResponseReturnValue:
    if outcome == "admitted":
        flash(_("Admitted"))
    elif outcome is not None:
        flash(str(OUTCOME_NAMES[outcome]), "error")
    address = url_for("checkin_admin.desk", slug=event.slug, person=person.code, gate=_gate_asked(event))
    return redirect(address, 303)
