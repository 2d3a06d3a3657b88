"""The list of sessions, and one session: written, translated, cancelled, with its files."""

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.forms import choices
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.extension_points import Plan, effects_of
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import form_status, sent_file
from eventapp.programme.admin.text_requests import asked_text, convert_asked
from eventapp.programme.extension_points import session_admin_links
from eventapp.programme.forms import SessionForm
from eventapp.programme.models import Session
from eventapp.programme.texts import SESSION_TEXTS, left_to_do, states_of
from eventapp.programme.warning_texts import explained
from eventapp.programme.warnings import ScheduleWarning, find_warnings


@blueprint.get("/sessions/")
@login_required
def sessions(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    found = queries.sessions_with_drafts(event.id)
    warnings = find_warnings(event, found)
    return render_template(
        "programme/admin/sessions.html", event=event, sessions=found, warnings=explained(event, warnings),
        warned=_warned(warnings), to_do={one.id: left_to_do(event, one, SESSION_TEXTS) for one in found},
    )  # fmt: skip


def _warned(warnings: Iterable[ScheduleWarning]) -> set[int]:
    return {session.id for warning in warnings for session in warning.sessions}


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@login_required
def new_session(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = SessionForm(zone=event.timezone)
    if not form.is_submitted():
        after = queries.session_by_code(event.id, request.args.get("after", "")[:8]) or queries.latest_session(event.id)
        form.follow(service.details_with_draft(after) if after else None, event)
    _offer(form, event)
    form.complete_slot({session_type.id: session_type.default_minutes for session_type in queries.types_of(event.id)})
    if form.validate_on_submit():
        session = service.draft_session(event, form.details())
        _saved(event, _("The session is added."))
        _warn(event, session)
        if "another" in request.form:
            return redirect(url_for("programme_admin.new_session", slug=slug, after=session.code), 303)
        return redirect(url_for("programme_admin.edit_session", slug=slug, code=session.code), 303)
    page = render_template("programme/admin/session.html", form=form, event=event, session=None)
    return page, form_status(form)


@blueprint.route("/sessions/<code>", methods=["GET", "POST"])
@login_required
def edit_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    form = _filled(event, session)
    meanwhile = None
    if form.validate_on_submit():
        try:
            version = form.version.data or ""
            seen = int(version) if version.isdigit() and len(version) < 10 else None
            service.edit_session(session, form.details(), seen=seen)
        except CapacityBelowTaken as error:
            db.session.rollback()
            message = _(
                "%(taken)s seats are booked already: keep the booking, with that many or more.", taken=error.taken
            )
            form.capacity.errors = [message]
        except service.ChangedMeanwhile as error:
            db.session.rollback()
            meanwhile = {"by": error.by, "fields": _differing(form, session)}
            form.version.data = str(session.draft_version)
            form.version.raw_data = [form.version.data]
        else:
            _saved(event, _("The session is saved."))
            _warn(event, session)
            return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)
    sessions = queries.sessions_with_drafts(event.id)
    now = next(one for one in sessions if one.id == session.id)
    page = render_template(
        "programme/admin/session.html", form=form, event=event, session=now,
        warnings=explained(event, _about(session, find_warnings(event, sessions))),
        files=queries.files_of(session.id), states=states_of(event, now, SESSION_TEXTS), meanwhile=meanwhile,
        changes=service.pending_changes(event, only={session.code}),
        others=[one for one in sessions if one.id != session.id and one.is_scheduled and not one.is_cancelled],
        may_delete=service.is_unseen(event, session), more=[link(event, session) for link in session_admin_links],
    )  # fmt: skip
    return page, 409 if meanwhile else form_status(form)


def _filled(event: Event, session: Session) -> SessionForm:
    now = service.details_with_draft(session)
    data = vars(now) | {
        "speakers": [{"speaker": key, "role": role} for key, role in now.speakers],
        "links": [{"words": words, "address": address} for words, address in now.links],
        "interpretation": list(now.interpretation),
        "version": str(session.draft_version),
    }
    form = SessionForm(data=data, zone=event.timezone)
    _offer(form, event)
    if now.status == "cancelled":
        form.status.choices = choices([("cancelled", _("Cancelled"))])
        form.status.data = "cancelled"
    return form


def _differing(form: SessionForm, session: Session) -> list[tuple[str, str]]:
    """(label, what stands there now) of the fields that somebody else wrote otherwise."""
    mine, theirs = vars(form.details()), vars(service.details_with_draft(session))
    found = []
    for name, value in theirs.items():
        if name in form and mine[name] != value and name not in ("speakers", "links"):
            shown = " / ".join(value.values()) if isinstance(value, dict) else value
            if hasattr(value, "astimezone"):
                shown = value.astimezone(session.event.zone).strftime("%Y-%m-%d %H:%M")
            found.append((str(form[name].label.text), str(shown if shown not in (None, "") else "–")[:300]))
        elif name in ("speakers", "links") and mine[name] != value:
            found.append((_("People") if name == "speakers" else _("Links"), str(len(value))))
    return found


@blueprint.post("/sessions/<code>/convert")
@login_required
def convert_text(slug: str, code: str) -> ResponseReturnValue:
    """Write one text in the other Chinese script, to be checked."""
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    now = service.details_with_draft(session)
    field = convert_asked(SESSION_TEXTS, now, lambda *conversion: service.convert_text(session, *conversion))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code, _anchor=f"{field}-states"), 303)


@blueprint.post("/sessions/<code>/approve")
@login_required
def approve_text(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    field, locale = asked_text(SESSION_TEXTS)
    service.approve_text(session, field, locale)
    flash(_("Marked as checked."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code, _anchor=f"{field}-states"), 303)


@blueprint.post("/sessions/<code>/cancel")
@login_required
def cancel_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    here = url_for("programme_admin.edit_session", slug=slug, code=code)
    title = localized(service.details_with_draft(session).title, event.main_locale)
    effects = [
        *lines(
            ngettext("%(num)s seat is booked in it.", "%(num)s seats are booked in it.", session.taken)
            if session.taken else "",
            _("The public sees it struck out, in pages and calendars, once you release the programme.")
            if event.status != "draft" else _("It stays in the list, and can take place again."),
        ),
        *effects_of(Plan(event, changes=service.cancellation_of(session))),
    ]  # fmt: skip
    asked = Confirmation(_("Cancel “%(title)s”?", title=title), effects, _("Cancel the session"), here)
    if page := ask_first(event, asked):
        return page
    service.change_draft(session, status="cancelled")
    _saved(event, _("The session is cancelled."))
    return redirect(here, 303)


@blueprint.post("/sessions/<code>/delete")
@login_required
def delete_session(slug: str, code: str) -> ResponseReturnValue:
    """What was made by mistake goes while nobody has seen it."""
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    title = localized(service.details_with_draft(session).title, event.main_locale)
    here = url_for("programme_admin.edit_session", slug=slug, code=code)
    if page := ask_to_delete(event, f"“{title}”", here, _("Nobody outside the team has seen it yet.")):
        return page
    try:
        service.delete_session(session)
    except service.SeenAlready:
        db.session.rollback()
        flash(_("The public has seen this session, or somebody chose it: cancel it instead."), "error")
        return redirect(here, 303)
    flash(_("Deleted."))
    return redirect(url_for("programme_admin.sessions", slug=slug), 303)


@blueprint.post("/sessions/<code>/swap")
@login_required
def swap_session(slug: str, code: str) -> ResponseReturnValue:
    """Have two sessions change places."""
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    other = queries.session_by_code(event.id, request.form.get("with", "")[:8])
    if other is None or other.id == session.id:
        flash(_("Choose another session first. Nothing was moved."), "error")
    else:
        try:
            service.swap_sessions(session, other)
        except service.NotScheduled:
            db.session.rollback()
            flash(_("One of them has no time yet. Nothing was moved."), "error")
        else:
            title = localized(service.details_with_draft(other).title, event.main_locale)
            _saved(event, _("Swapped with “%(title)s”.", title=title))
            _warn(event, session)
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)


@blueprint.post("/sessions/<code>/restore")
@login_required
def restore_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.change_draft(queries.session_by_code(event.id, code) or abort(404), status="confirmed")
    _saved(event, _("The session takes place again."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)


@blueprint.post("/sessions/<code>/discard")
@login_required
def discard_draft(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    effects = lines(_("What the team has changed since the last release is lost."))
    here = url_for("programme_admin.edit_session", slug=slug, code=code)
    if page := ask_first(event, Confirmation(_("Discard the changes?"), effects, _("Discard"), here)):
        return page
    service.discard_draft(session)
    flash(_("The session is again as the public has it."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)


@blueprint.post("/sessions/<code>/files")
@login_required
def add_file(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    try:
        service.add_file(session, *sent_file(service.LARGEST_FILE))
    except service.FileRefused as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        flash(_("The file is on the session's page."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code, _anchor="files"), 303)


@blueprint.post("/sessions/<code>/files/<int:file_id>/delete")
@login_required
def delete_file(slug: str, code: str, file_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    file = queries.file_of(session.id, file_id) or abort(404)
    here = url_for("programme_admin.edit_session", slug=slug, code=code)
    if page := ask_to_delete(event, f"“{file.name}”", here):
        return page
    service.remove_file(file)
    flash(_("Deleted."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code, _anchor="files"), 303)


def _offer(form: SessionForm, event: Event) -> None:
    form.offer(
        queries.rooms_of(event.id), queries.tracks_of(event.id), queries.types_of(event.id),
        queries.speakers_of(event.id),
    )  # fmt: skip


def _about(session: Session, warnings: Iterable[ScheduleWarning]) -> list[ScheduleWarning]:
    return [warning for warning in warnings if any(one.id == session.id for one in warning.sessions)]


def _saved(event: Event, words: str) -> None:
    flash(f"{words} {_('Release the programme to tell everybody.')}" if event.status != "draft" else words)


def _warn(event: Event, session: Session) -> None:
    if _about(session, find_warnings(event, queries.sessions_with_drafts(event.id))):
        flash(_("It is saved, but something about it needs a look: see below."), "warning")
