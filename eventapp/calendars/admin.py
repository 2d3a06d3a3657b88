"""What calendars have answered, for the organiser: how many will come."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.calendars import queries
from eventapp.calendars.entries import mailbox_of
from eventapp.core.http import download
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import csv_lines, harmless
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme.queries import announced_sessions, session_by_code

blueprint = Blueprint("calendars_admin", __name__, url_prefix="/admin")


@blueprint.get("/events/<slug>/attendance/")
@login_required
def attendance(slug: str) -> ResponseReturnValue:
    """Expected attendance: of the event, and of each session that anybody means to see."""
    event = event_for(slug, policy.may_see_registrations)
    sessions = {session.id: session for session in announced_sessions(event.id)}
    whole, *rows = queries.expected_attendance(event.id)
    shown = [(sessions[row.session_id], row) for row in rows if row.session_id in sessions]
    shown.sort(key=lambda pair: (pair[0].last_starts_at, pair[0].id))
    return render_template(
        "calendars/admin/attendance.html", event=event, whole=whole, rows=shown, mailbox=mailbox_of(event)
    )


@blueprint.get("/events/<slug>/attendance.csv")
@login_required
def attendance_table(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    sessions = {session.id: session for session in announced_sessions(event.id)}
    head = [
        _("Session"),
        _("In agendas"),
        _("Seats booked"),
        _("Accepted"),
        _("Tentative"),
        _("Declined"),
        _("No reply"),
    ]
    names = {None: event.name} | {key: session.title for key, session in sessions.items()}
    locale = reader_locale()
    rows = [
        [harmless(names[row.session_id].text(locale, event.main_locale)), *map(str, row[1:])]
        for row in queries.expected_attendance(event.id)
        if row.session_id in names
    ]
    headers = download(f"{slug}-attendance.csv")
    return Response(csv_lines([head, *rows]), content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.get("/events/<slug>/attendance/event")
@login_required
def event_answers(slug: str) -> ResponseReturnValue:
    """Who answered to the event's own invitation."""
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "calendars/admin/answers.html", event=event, session=None, replies=queries.replies_to(event.id, None)
    )


@blueprint.get("/events/<slug>/attendance/sessions/<code>")
@login_required
def session_answers(slug: str, code: str) -> ResponseReturnValue:
    """Who answered to a session's invitation."""
    event = event_for(slug, policy.may_see_registrations)
    session = session_by_code(event.id, code) or abort(404)
    return render_template(
        "calendars/admin/answers.html", event=event, session=session, replies=queries.replies_to(event.id, session.id)
    )
