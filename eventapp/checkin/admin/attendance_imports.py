"""Attendance from elsewhere: looked through first, then marked; and people marked by hand."""

import base64
import binascii
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.checkin import queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.forms import AbsentForm, AttendanceForm
from eventapp.checkin.models import Gate
from eventapp.checkin.service import AttendanceImported
from eventapp.core import clock
from eventapp.core.db import dry_run
from eventapp.core.forms import choices
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import Table, TableUnreadable
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.registration.interchange import read_people
from eventapp.registration.queries import registrations_by_code

LARGEST_UPLOAD = 1024 * 1024
"""What a page can send back once more when somebody has looked through it."""


@blueprint.route("/attendance/import", methods=["GET", "POST"])
@login_required
def attendance_import(slug: str) -> ResponseReturnValue:
    """A list is checked first; `confirmed` marks those that it names."""
    event = event_for(slug, policy.may_edit_registrations)
    form = _form(event)
    if not queries.gates_of(event.id):
        flash(_("Add a gate first, such as “Main entrance”."), "error")
        return redirect(url_for("checkin_admin.attendance", slug=slug), 303)
    checked = None
    if form.validate_on_submit():
        try:
            name, content = _sent(form)
            table = read_people(content)
        except TableUnreadable as error:
            form.file.errors = [str(error)]
        else:
            gate, at = _gate(event, form), form.at.data
            assert at is not None
            by = _("List: %(name)s", name=name)
            if "confirmed" in request.form:
                return _marked(event, service.import_attendance(event, gate, table, at, by=by))
            checked = _checked(event, gate, table, at, by), name, base64.b64encode(content).decode()
    return _page(event, form, checked), 422 if form.errors else 200


@blueprint.post("/attendance/mark")
@login_required
def mark_attended(slug: str) -> ResponseReturnValue:
    """Those who were ticked on the list of those who have not come."""
    event = event_for(slug, policy.may_edit_registrations)
    form = _form(event)
    if not form.validate_on_submit():
        return _page(event, form, None), 422
    codes = request.form.getlist("code")[: queries.ABSENT_SHOWN]
    people = [person for some in registrations_by_code(event.id, codes) for person in some]
    if not people:
        flash(_("Tick somebody first."), "error")
        return redirect(url_for("checkin_admin.attendance_import", slug=slug), 303)
    assert form.at.data is not None
    by = _("By hand: %(name)s", name=current_user.name)
    return _marked(event, service.mark_attended(event, _gate(event, form), people, form.at.data, by=by))


def _form(event: Event) -> AttendanceForm:
    gates = queries.gates_of(event.id)
    began = max(min(event.starts_at, clock.now()), event.created_at)
    form = AttendanceForm(zone=event.timezone, data={"at": began})
    form.gate.choices = choices((gate.id, gate.name.text(reader_locale(), event.main_locale)) for gate in gates)
    return form


def _gate(event: Event, form: AttendanceForm) -> Gate:
    return next(gate for gate in queries.gates_of(event.id) if gate.id == form.gate.data)


def _sent(form: AttendanceForm) -> tuple[str, bytes]:
    """(name, content) of what was sent: a file, one that was looked through before, or what was pasted."""
    if kept := request.form.get("kept"):
        try:
            return request.form.get("name", "")[:60], base64.b64decode(kept, validate=True)
        except (binascii.Error, ValueError):
            raise TableUnreadable(_("Choose a file first.")) from None
    file = request.files.get("file")
    if file is not None and file.filename:
        content = file.read(LARGEST_UPLOAD + 1)
        if len(content) > LARGEST_UPLOAD:
            raise TableUnreadable(_("This file is larger than 1 MB. Cut it in parts."))
        return file.filename[:60], content
    if not (form.people.data or "").strip():
        raise TableUnreadable(_("Paste a list, or choose a file."))
    return current_user.name, (form.people.data or "").encode()


def _checked(event: Event, gate: Gate, table: Table, at: datetime, by: str) -> AttendanceImported:
    return dry_run(lambda: service.import_attendance(event, gate, table, at, by=by))


def _marked(event: Event, result: AttendanceImported) -> ResponseReturnValue:
    words = ngettext("%(num)s person is marked as attended", "%(num)s people are marked as attended", result.added)
    known = ngettext("%(num)s had come already", "%(num)s had come already", result.unchanged)
    flash(_("%(added)s; %(known)s.", added=words, known=known))
    return redirect(url_for("checkin_admin.attendance", slug=event.slug), 303)


def _page(event: Event, form: AttendanceForm, checked: tuple[AttendanceImported, str, str] | None) -> str:
    wanted = AbsentForm(request.args)
    gates = queries.gates_of(event.id)
    gate = next((one for one in gates if one.id == form.gate.data), gates[0])
    result, name, kept = checked or (None, "", "")
    return render_template(
        "checkin/admin/attendance_import.html", event=event, form=form, wanted=wanted, result=result, name=name,
        kept=kept, absent=queries.absent(event.id, gate, wanted.text.data or "") if result is None else [],
        most=queries.ABSENT_SHOWN,
    )  # fmt: skip
