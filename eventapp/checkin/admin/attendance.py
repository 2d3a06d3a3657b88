"""Who was where, for how long; and whether that is certified."""

from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.checkin import queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.admin.exports import stay_cells
from eventapp.checkin.labels import DIRECTION_NAMES, MODE_NAMES, OUTCOME_NAMES
from eventapp.checkin.queries import Visit
from eventapp.core.http import spreadsheet_response
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import Row
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.queries import session_by_code

SHOWN = 200


@blueprint.get("/attendance/")
@login_required
def attendance(slug: str) -> ResponseReturnValue:
    """The venue's list; with `?session=` that of a session whose door is watched."""
    event = event_for(slug, policy.may_see_registrations)
    session = _session(event)
    visits = queries.visits(event.id, session)
    came = [visit for visit in visits if visit.stays]
    return render_template(
        "checkin/admin/attendance.html",
        event=event,
        session=session,
        sessions=queries.sessions_with_gates(event.id),
        visits=visits[:SHOWN],
        number=len(visits),
        came=len(came),
        inside=sum(visit.is_inside for visit in came),
        booked=sum(visit.has_booked for visit in visits),
        settings=queries.checkin_settings(event.id),
    )


def _session(event: Event) -> Session | None:
    code = request.args.get("session", "")
    return (session_by_code(event.id, code) or abort(404)) if code else None


@blueprint.get("/attendance.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
def attendance_table(slug: str, kind: str) -> Response:
    event = event_for(slug, policy.may_export_people)
    session = _session(event)
    name = f"{slug}-attendance" + (f"-{session.code}" if session else "")
    return spreadsheet_response(_rows(event, queries.visits(event.id, session)), name, kind)


def _rows(event: Event, visits: list[Visit]) -> Iterator[Row]:
    yield [_("Code"), _("Name"), _("Company"), _("Attended"), _("Left"), _("Minutes"), _("Times"), _("Had booked")]
    for visit in visits:
        yield [
            visit.person.spoken_code, visit.name, visit.company,
            *stay_cells(event, visit.stays), _("yes") if visit.has_booked else "",
        ]  # fmt: skip


@blueprint.get("/scans.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
def scan_table(slug: str, kind: str) -> Response:
    """Every scan of every device, what was told at the door, and what was taken back."""
    event = event_for(slug, policy.may_export_people)
    return spreadsheet_response(_scan_rows(event), f"{slug}-scans", kind)


def _scan_rows(event: Event) -> Iterator[Row]:
    yield [
        _("Scanned"), _("Received"), _("Gate"), _("Device"), _("Direction"), _("By"), _("Result"), _("Reason"),
        _("Code"), _("Name"), _("Company"), _("Scan"), _("Undoes"),
    ]  # fmt: skip
    for scans in queries.every_scan(event.id):
        names = queries.names_of(scans)
        for scan in scans:
            person = scan.registration
            yield [
                *(event.local(at).strftime("%Y-%m-%d %H:%M:%S") for at in (scan.scanned_at, scan.received_at)),
                scan.gate.name.text(reader_locale(), event.main_locale), scan.device.name,
                str(DIRECTION_NAMES[scan.direction]), str(MODE_NAMES[scan.mode]), str(OUTCOME_NAMES[scan.outcome]),
                scan.reason, person.spoken_code if person else "", names.get(scan.id, ""),
                person.company if person else "", str(scan.uuid), str(scan.undoes or ""),
            ]  # fmt: skip


@blueprint.post("/attendance/certificates")
@login_required
def set_certificates(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.set_certificates(event, request.form.get("choice") == "offer")
    flash(_("Saved."))
    return redirect(url_for("checkin_admin.attendance", slug=slug), 303)
