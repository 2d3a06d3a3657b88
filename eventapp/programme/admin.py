"""The organiser's programme: sessions, speakers, rooms and tracks."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.forms import choices
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.events.parts import DashboardPanel, add_dashboard_panel
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme import queries, service
from eventapp.programme.clashes import find_clashes
from eventapp.programme.forms import RoomForm, SessionForm, SpeakerForm, TrackForm
from eventapp.programme.models import Room, Session, Speaker, Track

blueprint = Blueprint("programme_admin", __name__, url_prefix="/admin/events/<slug>")


@blueprint.get("/sessions/")
@login_required
def sessions(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    found = queries.all_sessions(event.id)
    clashes = find_clashes(found)
    clashing = {session.id for clash in clashes for session in (clash.first, clash.second)}
    return render_template(
        "programme/admin/sessions.html", event=event, sessions=found, clashes=clashes, clashing=clashing
    )


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@login_required
def new_session(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = SessionForm(zone=event.timezone)
    _offer(form, event)
    if form.validate_on_submit():
        session = service.create_session(event, form.details())
        flash(_("The session is added."))
        _warn_of_clashes(event, session)
        return redirect(url_for("programme_admin.sessions", slug=slug), 303)
    return render_template("programme/admin/session.html", form=form, event=event, session=None), _status(form)


@blueprint.route("/sessions/<code>", methods=["GET", "POST"])
@login_required
def edit_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    session = queries.session_by_code(event.id, code) or abort(404)
    appearances = [{"speaker": item.speaker_id, "role": item.role} for item in session.appearances]
    form = SessionForm(obj=session, data={"speakers": appearances}, zone=event.timezone)
    _offer(form, event)
    if session.is_cancelled:
        form.status.data = "cancelled"
        form.status.choices = choices([("cancelled", _("Cancelled"))])
    if form.validate_on_submit():
        try:
            service.update_session(session, form.details())
        except CapacityBelowTaken as error:
            db.session.rollback()
            message = _(
                "%(taken)s seats are booked already: keep the booking, with that many or more.", taken=error.taken
            )
            form.capacity.errors = [message]
        else:
            flash(_("The session is saved."))
            _warn_of_clashes(event, session)
            return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)
    clashes = _clashes_of(event, session)
    return (
        render_template("programme/admin/session.html", form=form, event=event, session=session, clashes=clashes),
        _status(form),
    )


@blueprint.post("/sessions/<code>/cancel")
@login_required
def cancel_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.cancel_session(queries.session_by_code(event.id, code) or abort(404))
    flash(_("The session is cancelled. Pages and calendars say so."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)


@blueprint.post("/sessions/<code>/restore")
@login_required
def restore_session(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.restore_session(queries.session_by_code(event.id, code) or abort(404))
    flash(_("The session takes place again."))
    return redirect(url_for("programme_admin.edit_session", slug=slug, code=code), 303)


def _offer(form: SessionForm, event: Event) -> None:
    form.offer(
        queries.rooms_of(event.id),
        queries.tracks_of(event.id),
        queries.types_of(event.id),
        queries.speakers_of(event.id),
    )


def _clashes_of(event: Event, session: Session) -> list[Any]:
    clashes = find_clashes(queries.all_sessions(event.id))
    return [clash for clash in clashes if session.id in (clash.first.id, clash.second.id)]


def _warn_of_clashes(event: Event, session: Session) -> None:
    if _clashes_of(event, session):
        flash(_("It is saved, but it clashes with another session: see below."), "warning")


@blueprint.get("/speakers/")
@login_required
def speakers(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    return render_template("programme/admin/speakers.html", event=event, speakers=queries.speakers_of(event.id))


@blueprint.route("/speakers/new", methods=["GET", "POST"])
@login_required
def new_speaker(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = SpeakerForm()
    if form.validate_on_submit():
        service.create_speaker(event, form.details())
        flash(_("The speaker is added."))
        return redirect(url_for("programme_admin.speakers", slug=slug), 303)
    return render_template("programme/admin/speaker.html", form=form, event=event, speaker=None), _status(form)


@blueprint.route("/speakers/<code>", methods=["GET", "POST"])
@login_required
def edit_speaker(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    speaker: Speaker = queries.speaker_by_code(event.id, code) or abort(404)
    form = SpeakerForm(obj=speaker)
    if form.validate_on_submit():
        service.update_speaker(speaker, form.details())
        flash(_("The speaker is saved."))
        return redirect(url_for("programme_admin.speakers", slug=slug), 303)
    return render_template("programme/admin/speaker.html", form=form, event=event, speaker=speaker), _status(form)


@blueprint.post("/speakers/<code>/delete")
@login_required
def delete_speaker(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    return _delete(lambda: service.delete_speaker(speaker), "programme_admin.speakers", slug)


@blueprint.get("/rooms/")
@login_required
def rooms(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    return render_template(
        "programme/admin/rooms.html",
        event=event,
        rooms=queries.rooms_of(event.id),
        tracks=queries.tracks_of(event.id),
        in_rooms=queries.sessions_in_rooms(event.id),
        in_tracks=queries.sessions_in_tracks(event.id),
    )


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@login_required
def new_room(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    return _place_form(event, RoomForm(), lambda form: service.create_room(event, form.details()))


@blueprint.route("/rooms/<room_slug>", methods=["GET", "POST"])
@login_required
def edit_room(slug: str, room_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    room: Room = queries.room_by_slug(event.id, room_slug) or abort(404)
    return _place_form(event, RoomForm(obj=room), lambda form: service.update_room(room, form.details()), room)


@blueprint.post("/rooms/<room_slug>/delete")
@login_required
def delete_room(slug: str, room_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    room = queries.room_by_slug(event.id, room_slug) or abort(404)
    return _delete(lambda: service.delete_room(room), "programme_admin.rooms", slug)


@blueprint.route("/tracks/new", methods=["GET", "POST"])
@login_required
def new_track(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    return _place_form(event, TrackForm(), lambda form: service.create_track(event, form.details()))


@blueprint.route("/tracks/<track_slug>", methods=["GET", "POST"])
@login_required
def edit_track(slug: str, track_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    track: Track = queries.track_by_slug(event.id, track_slug) or abort(404)
    return _place_form(event, TrackForm(obj=track), lambda form: service.update_track(track, form.details()), track)


@blueprint.post("/tracks/<track_slug>/delete")
@login_required
def delete_track(slug: str, track_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    track = queries.track_by_slug(event.id, track_slug) or abort(404)
    return _delete(lambda: service.delete_track(track), "programme_admin.rooms", slug)


def _place_form(event: Event, form: Any, save: Any, place: Room | Track | None = None) -> ResponseReturnValue:
    if form.validate_on_submit():
        save(form)
        flash(_("Saved."))
        return redirect(url_for("programme_admin.rooms", slug=event.slug), 303)
    kind = "track" if isinstance(form, TrackForm) else "room"
    return render_template("programme/admin/place.html", form=form, event=event, place=place, kind=kind), _status(form)


def _delete(delete: Any, back_to: str, slug: str) -> ResponseReturnValue:
    try:
        delete()
    except service.InUse as error:
        db.session.rollback()
        message = _(
            "%(number)s sessions still need this: change them first. Nothing was deleted.", number=error.sessions
        )
        flash(message, "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for(back_to, slug=slug), 303)


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _panel(event: Event) -> dict[str, Any]:
    sessions = queries.all_sessions(event.id)
    return {
        "sessions": [session for session in sessions if not session.is_cancelled],
        "unscheduled": [session for session in sessions if not session.is_scheduled and not session.is_cancelled],
        "clashes": find_clashes(sessions),
        "speakers": queries.speakers_of(event.id),
    }


add_dashboard_panel(DashboardPanel(30, "programme/admin/_panel.html", _panel, policy.may_see))
