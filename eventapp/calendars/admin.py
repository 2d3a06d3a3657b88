"""What calendars have answered, for the organiser: how many will come."""

from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.calendars import queries, service
from eventapp.calendars.deadlines import deadlines_for
from eventapp.calendars.entries import mailbox_of
from eventapp.calendars.public.subscribing import offer
from eventapp.core import clock
from eventapp.core.http import download
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import csv_lines, harmless
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme.queries import announced_sessions, session_by_code

blueprint = Blueprint("calendars_admin", __name__, url_prefix="/admin")


@blueprint.get("/deadlines/")
@login_required
def deadlines() -> ResponseReturnValue:
    """What is due in all events of who asks, and the calendar that follows it."""
    locale, now = reader_locale(), clock.now()
    token = service.deadline_token(service.deadline_calendar_of(current_user))
    address = partial(absolute_url, "calendars.deadlines", token=token, lang=locale)
    return render_template(
        "calendars/admin/deadlines.html", offered=offer(_("Deadlines"), address),
        coming=[one for one in deadlines_for(current_user, locale) if one.deadline.at >= now],
    )  # fmt: skip


@blueprint.post("/deadlines/renew")
@login_required
def renew_deadlines() -> ResponseReturnValue:
    service.renew_deadline_calendar(current_user)
    flash(_("Your calendar has a new link. The old one has stopped working; subscribe again with the new one."))
    return redirect(url_for("calendars_admin.deadlines"), 303)


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
