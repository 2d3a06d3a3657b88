"""Rooms, tracks and types of session."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.answers import delete_unless_used, form_status
from eventapp.programme.forms import RoomForm, TrackForm, TypeForm
from eventapp.programme.models import Room, SessionType, Track


@blueprint.get("/rooms/")
@login_required
def rooms(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    sessions = queries.working_sessions(event.id)

    def number(name: str) -> dict[int, int]:
        ids = [getattr(session, name) for session in sessions]
        return {key: ids.count(key) for key in set(ids)}

    return render_template(
        "programme/admin/rooms.html", event=event, rooms=queries.rooms_of(event.id), tracks=queries.tracks_of(event.id),
        types=queries.types_of(event.id), in_rooms=number("room_id"), in_tracks=number("track_id"),
        in_types=number("type_id"),
    )  # fmt: skip


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
    return delete_unless_used(lambda: service.delete_room(room), "programme_admin.rooms", slug)


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
    return delete_unless_used(lambda: service.delete_track(track), "programme_admin.rooms", slug)


@blueprint.route("/types/new", methods=["GET", "POST"])
@login_required
def new_type(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    return _place_form(event, TypeForm(), lambda form: service.create_type(event, form.details()))


@blueprint.route("/types/<type_slug>", methods=["GET", "POST"])
@login_required
def edit_type(slug: str, type_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    kind: SessionType = queries.type_by_slug(event.id, type_slug) or abort(404)
    return _place_form(event, TypeForm(obj=kind), lambda form: service.update_type(kind, form.details()), kind)


@blueprint.post("/types/<type_slug>/delete")
@login_required
def delete_type(slug: str, type_slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    kind = queries.type_by_slug(event.id, type_slug) or abort(404)
    return delete_unless_used(lambda: service.delete_type(kind), "programme_admin.rooms", slug)


_KINDS = {RoomForm: "room", TrackForm: "track", TypeForm: "type"}


def _place_form(
    event: Event, form: Any, save: Callable[[Any], object], place: Room | Track | SessionType | None = None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        save(form)
        flash(_("Saved."))
        return redirect(url_for("programme_admin.rooms", slug=event.slug), 303)
    page = render_template("programme/admin/place.html", form=form, event=event, place=place, kind=_KINDS[type(form)])
    return page, form_status(form)
