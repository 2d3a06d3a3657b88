"""The organiser's door: gates, devices and what they scanned."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.checkin import queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.charts import arrivals_over_time
from eventapp.checkin.forms import GateForm, PairingForm, ResolutionForm
from eventapp.checkin.labels import FINDING_NAMES, OUTCOME_NAMES, SHORT_ROLE_NAMES
from eventapp.checkin.models import Gate
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.forms import choices
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.qr_codes import qr_svg
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.extension_points import DashboardPanel, add_dashboard_panel
from eventapp.events.models import Event
from eventapp.programme.queries import public_sessions
from eventapp.registration.queries import ticket_types_of


@blueprint.get("/")
@login_required
def door(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    return _page(event, _gate_form(event))


@blueprint.post("/gates")
@login_required
def new_gate(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    form = _gate_form(event)
    if form.validate_on_submit():
        service.create_gate(event, form.details())
        flash(_("The gate is added. Pair a phone with it."))
        return redirect(url_for("checkin_admin.door", slug=slug), 303)
    return _page(event, form), 422


def _gate_form(event: Event, gate: Gate | None = None) -> GateForm:
    form = GateForm(obj=gate, zone=event.timezone, zone_name=gate.zone if gate else "")
    form.offer(ticket_types_of(event.id), public_sessions(event.id), event)
    return form


def _page(event: Event, form: GateForm) -> str:
    gates = queries.gates_of(event.id)
    pairing, scans = PairingForm(), queries.recent_scans(event.id)
    pairing.gate.choices = choices((gate.id, gate.name.text(reader_locale(), event.main_locale)) for gate in gates)
    return render_template(
        "checkin/admin/gates.html",
        event=event,
        form=form,
        pairing=pairing,
        gates=gates,
        ticket_types=form.ticket_names,
        devices=queries.devices_of(event.id),
        scans=scans,
        names=queries.names_of(scans),
        doubles=queries.double_entries(event.id),
        outcome_names=OUTCOME_NAMES,
        role_names=SHORT_ROLE_NAMES,
        finding_names=FINDING_NAMES,
        session_names=form.session_names,
        has_places=any(gate.place for gate in gates),
        settings=queries.checkin_settings(event.id),
        **_panel(event),
    )


@blueprint.route("/gates/<int:gate_id>", methods=["GET", "POST"])
@login_required
def edit_gate(slug: str, gate_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    gate = queries.gate(event.id, gate_id) or abort(404)
    form = _gate_form(event, gate)
    if form.validate_on_submit():
        service.update_gate(gate, form.details())
        flash(_("Saved."))
        return redirect(url_for("checkin_admin.door", slug=slug), 303)
    page = render_template("checkin/admin/gate.html", event=event, gate=gate, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/gates/<int:gate_id>/delete")
@login_required
def delete_gate(slug: str, gate_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    gate = queries.gate(event.id, gate_id) or abort(404)
    name, back = localized(gate.name, event.main_locale), url_for("checkin_admin.door", slug=slug)
    if page := ask_to_delete(event, f"“{name}”", back):
        return page
    try:
        service.delete_gate(gate)
    except service.GateInUse:
        db.session.rollback()
        flash(_("Phones were paired with this gate, so it stays: its scans are kept for good."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("checkin_admin.door", slug=slug), 303)


@blueprint.post("/leaving")
@login_required
def set_leaving(slug: str) -> ResponseReturnValue:
    """Whether entering a session or zone is leaving the one before."""
    event = event_for(slug, policy.may_run_door)
    service.set_entering_leaves(event, request.form.get("choice") == "leaves")
    flash(_("Saved. Phones learn of it within seconds."))
    return redirect(url_for("checkin_admin.door", slug=slug), 303)


@blueprint.post("/pairings")
@login_required
def new_pairing(slug: str) -> ResponseReturnValue:
    """Shows the code once: it is stored as a hash."""
    event = event_for(slug, policy.may_run_door)
    form = PairingForm()
    form.gate.choices = choices((gate.id, gate.slug) for gate in queries.gates_of(event.id))
    if not form.validate_on_submit():
        flash(_("Choose a gate from the list."), "error")
        return redirect(url_for("checkin_admin.door", slug=slug), 303)
    gate = queries.gate(event.id, form.gate.data) or abort(404)
    code = service.open_pairing(gate, form.role.data, form.device_name.data or "")
    link = absolute_url("checkin.scanner") + f"#pair={code}"
    qr = qr_svg(link)
    return render_template("checkin/admin/pairing.html", event=event, gate=gate, code=code, link=link, qr=qr)


@blueprint.post("/devices/<int:device_id>/revoke")
@login_required
def revoke_device(slug: str, device_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    device = queries.device(event.id, device_id) or abort(404)
    owed = ngettext(
        "%(num)s scan of it has not arrived here, and never will.",
        "%(num)s scans of it have not arrived here, and never will.",
        device.waiting,
    )
    effects = lines(_("It forgets all guests and can scan no more."), owed if device.waiting else "")
    asked = Confirmation(
        _("Unpair %(name)s?", name=device.name), effects, _("Unpair"), url_for("checkin_admin.door", slug=slug)
    )
    if page := ask_first(event, asked):
        return page
    service.revoke_device(device)
    flash(_("The phone is no longer paired."))
    return redirect(url_for("checkin_admin.door", slug=slug), 303)


@blueprint.post("/devices/<int:device_id>/rename")
@login_required
def rename_device(slug: str, device_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    name = " ".join(request.form.get("name", "").split())[:80]
    service.rename_device(queries.device(event.id, device_id) or abort(404), name)
    flash(_("Saved.") if name else _("A phone needs a name. It keeps the one it has."))
    return redirect(url_for("checkin_admin.door", slug=slug), 303)


@blueprint.post("/conflicts/<int:scan_id>")
@login_required
def resolve(slug: str, scan_id: int) -> ResponseReturnValue:
    """What an entry too many was."""
    event = event_for(slug, policy.may_run_door)
    form = ResolutionForm()
    if not form.validate_on_submit():
        flash(_("Explain it, in at most 300 characters. Nothing was changed."), "error")
        return redirect(url_for("checkin_admin.door", slug=slug), 303)
    try:
        service.resolve_double_entry(
            event, scan_id, form.finding.data, form.note.data or "", current_user.id, renews_ticket=form.renews.data
        )
    except service.NoSuchEntry:
        abort(404)
    flash(_("Explained. It stays in the list, below what is still open."))
    return redirect(url_for("checkin_admin.door", slug=slug, _anchor="conflicts"), 303)


def _panel(event: Event) -> dict[str, Any]:
    admitted, expected = queries.came_in_all(queries.came_by_ticket_type(event.id))
    return {
        "admitted": admitted,
        "expected": expected,
        "outcomes": queries.outcome_counts(event.id),
        "arrivals": arrivals_over_time(queries.entry_times(event.id)),
    }


def _attendance(event: Event) -> dict[str, Any]:
    """Once the event is over: of those who booked a session, how many came."""
    is_over = clock.now() >= event.ends_at
    return {"sessions": queries.attendance_by_session(event.id) if is_over else []}


def _outcome(event: Event) -> dict[str, Any]:
    """Once the event is over: what came of it."""
    if clock.now() < event.ends_at:
        return {"is_over": False}
    ticket_types = queries.came_by_ticket_type(event.id)
    came, expected = queries.came_in_all(ticket_types)
    return {
        "is_over": True,
        "ticket_types": ticket_types,
        "came": came,
        "expected": expected,
        "certificates": queries.certificate_count(event.id),
    }


add_dashboard_panel(DashboardPanel(5, "checkin/admin/_outcome.html", _outcome, policy.may_see))
add_dashboard_panel(DashboardPanel(40, "checkin/admin/_attendance.html", _attendance, policy.may_see))
add_dashboard_panel(DashboardPanel(20, "checkin/admin/_panel.html", _panel, policy.may_run_door))
