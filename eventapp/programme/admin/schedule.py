"""The schedule editor: rooms as columns, sessions to be dragged; what it says and hears is JSON."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.locales import reader_locale
from eventapp.core.templating import long_date, short_date, weekday
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.events.queries import draft_cursor
from eventapp.programme import queries, service, solver
from eventapp.programme.admin import blueprint
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.forms import MoveForm, ProposalForm
from eventapp.programme.models import Session
from eventapp.programme.service import Place
from eventapp.programme.timetable import DAY_BEGINS, day_of
from eventapp.programme.warning_texts import explained
from eventapp.programme.warnings import find_warnings


@blueprint.get("/schedule/")
@login_required
def schedule(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    sessions = queries.sessions_with_drafts(event.id)
    may_edit = policy.may_edit_programme(current_user, event)
    return render_template(
        "programme/admin/schedule.html", event=event, may_edit=may_edit, sessions=sessions,
        rooms=queries.rooms_of(event.id), move_form=MoveForm.for_event(event, queries.rooms_of(event.id), sessions),
        warnings=explained(event, find_warnings(event, sessions)), proposal_form=ProposalForm(),
        has_solver=solver.is_available(),
        board=_board(event, sessions, may_edit=may_edit),
    )  # fmt: skip


@blueprint.get("/schedule/state")
@login_required
def schedule_state(slug: str) -> ResponseReturnValue:
    """What changed since the cursor that the editor has; 204 where nothing did, at the cost of one indexed read."""
    event = event_for(slug, policy.may_see)
    since = request.args.get("since", type=int, default=-1)
    if since >= 0 and draft_cursor(event.id) <= since:
        return "", 204
    return jsonify(_state(event, since))


@blueprint.post("/schedule/moves")
@login_required
def move(slug: str) -> ResponseReturnValue:
    """Put one session somewhere. 409 with how it stands where somebody else was faster."""
    event = event_for(slug, policy.may_edit_programme)
    wanted: Any = request.get_json(silent=True)
    session, place, seen = _wanted(event, wanted)
    since = wanted.get("since", -1)
    since = since if type(since) is int else -1
    try:
        service.move_session(session, place, seen=seen)
    except service.ChangedMeanwhile as error:
        db.session.rollback()
        return jsonify(_state(event, since) | {"refused": session.code, "by": error.by}), 409
    except service.ProgrammeError:
        db.session.rollback()
        abort(422)
    return jsonify(_state(event, since))


def _wanted(event: Event, wanted: Any) -> tuple[Session, Place, int | None]:
    if not isinstance(wanted, dict):
        abort(400)
    session = queries.session_by_code(event.id, str(wanted.get("code", ""))) or abort(404)
    try:
        starts_at, ends_at = (
            datetime.fromisoformat(wanted[name]) if wanted.get(name) else None for name in ("starts_at", "ends_at")
        )
        room_id, seen = wanted.get("room_id"), wanted.get("version")
    except (TypeError, ValueError):
        abort(400)
    instants = [moment for moment in (starts_at, ends_at) if moment is not None]
    if any(moment.tzinfo is None or not 1990 <= moment.year <= 2100 for moment in instants):
        abort(400)
    if not all(number is None or (type(number) is int and 0 < number < 2**31) for number in (room_id, seen or None)):
        abort(400)
    return session, Place(starts_at, ends_at, room_id), seen


@blueprint.post("/schedule/move")
@login_required
def move_by_form(slug: str) -> ResponseReturnValue:
    """The same without JavaScript: one session, its time and its room, from a plain form."""
    event = event_for(slug, policy.may_edit_programme)
    sessions = queries.sessions_with_drafts(event.id)
    form = MoveForm.for_event(event, queries.rooms_of(event.id), sessions)
    if not form.validate_on_submit():
        messages = [str(error) for errors in form.errors.values() for error in errors]
        flash(" ".join(messages) or _("Load the page again."), "error")
        return redirect(url_for("programme_admin.schedule", slug=slug, _anchor="by-form"), 303)
    session = queries.session_by_code(event.id, form.code.data or "") or abort(404)
    length = timedelta(minutes=form.minutes.data or queries.session_with_draft(session).minutes)
    starts_at = form.starts_at.data
    service.move_session(session, Place(starts_at, starts_at + length if starts_at else None, form.room_id.data))
    flash(_("Moved.") if starts_at else _("It is unscheduled."))
    return redirect(url_for("programme_admin.schedule", slug=slug, _anchor="by-form"), 303)


def _board(event: Event, sessions: list[SessionWithDraft], *, may_edit: bool) -> dict[str, Any]:
    """All that the editor's script needs, in one object."""
    main = event.main_locale
    return {
        "timezone": event.timezone,
        "mayEdit": may_edit,
        "moves": url_for("programme_admin.move", slug=event.slug),
        "state": url_for("programme_admin.schedule_state", slug=event.slug),
        "days": _days(event, sessions),
        "rooms": [
            {"id": room.id, "name": room.name.text(reader_locale(), main), "seats": room.capacity}
            for room in queries.rooms_of(event.id)
        ],
        **_state(event, -1, sessions),
    }


def _days(event: Event, sessions: list[SessionWithDraft]) -> list[dict[str, Any]]:
    """The event's days with the hours that the grid shows: the event's own, and what sessions add to them."""
    first, last = day_of(event.starts_at, event.zone), day_of(event.ends_at - timedelta(minutes=1), event.zone)
    dates = {first + timedelta(days=offset) for offset in range(min((last - first).days, 60) + 1)}
    placed = [one for one in sessions if one.starts_at is not None]
    dates |= {day_of(one.starts_at, event.zone) for one in placed if one.starts_at}
    days = []
    for date in sorted(dates):
        midnight = datetime.combine(date, datetime.min.time(), event.zone)
        earliest, latest = (event.local(moment) - midnight for moment in (event.starts_at, event.ends_at))
        begin = earliest if date == first else timedelta(hours=9)
        end = latest if date == last else timedelta(hours=19)
        own = [one for one in placed if one.starts_at and day_of(one.starts_at, event.zone) == date]
        for one in own:
            begin = min(begin, event.local(one.starts_at) - midnight)  # type: ignore[arg-type]
            end = max(end, event.local(one.ends_at) - midnight)  # type: ignore[arg-type]
        first_hour = max(begin, timedelta(0)) // timedelta(hours=1)
        last_hour = -(
            -min(max(end, begin + timedelta(hours=1)), timedelta(hours=24) + DAY_BEGINS) // timedelta(hours=1)
        )
        days.append(
            {
                "date": date.isoformat(),
                "name": f"{weekday(date)} {short_date(date)}",
                "long": long_date(date),
                "begins": (midnight + timedelta(hours=first_hour)).isoformat(),
                "hours": max(last_hour - first_hour, 1),
            }
        )
    return days


def _state(event: Event, since: int, sessions: list[SessionWithDraft] | None = None) -> dict[str, Any]:
    """The sessions that changed after `since`, and every warning as it is now."""
    known = sessions if sessions is not None else queries.sessions_with_drafts(event.id)
    warnings = explained(event, find_warnings(event, known))
    page = "edit_session" if policy.may_edit_programme(current_user, event) else "preview_session"
    return {
        # That of what was read, not of the event as it may be by now: nothing between the two is then missed.
        "cursor": max((one.released.draft_version for one in known), default=0),
        "sessions": [_as_json(event, one, page) for one in known if one.released.draft_version > since],
        "warnings": [
            {"kind": one.kind, "text": one.text, "codes": [session.released.code for session in one.sessions]}
            for one in warnings
        ],
    }


def _as_json(event: Event, session: SessionWithDraft, page: str) -> dict[str, Any]:
    """A session for the editor; `page` is where its block leads."""
    locale, main = reader_locale(), event.main_locale
    return {
        "code": session.released.code,
        "version": session.released.draft_version,
        "by": session.released.draft_by,
        "title": session.title.text(locale, main),
        "speakers": [speaker.name.text(locale, main) for speaker in session.speakers],
        "speakerIds": [speaker.id for speaker in session.speakers],
        "colour": session.track.colour if session.track else 0,
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "room_id": session.room_id,
        "minutes": session.minutes,
        "status": session.status,
        "isBreak": session.is_break,
        "change": session.change,
        "link": url_for(f"programme_admin.{page}", slug=event.slug, code=session.released.code),
    }
