"""Rooms, tracks and types of session: three kinds of one page each, and what is done with all sessions of a room."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import delete_unless_used, form_status
from eventapp.programme.kinds import KINDS, Kind
from eventapp.programme.models import Room

_KIND = "<any(rooms, tracks, types):kinds>"


def _kind(kinds: str) -> Kind:
    return KINDS[kinds.removesuffix("s")]


@blueprint.get("/rooms/")
@login_required
def rooms(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    sessions = queries.sessions_with_drafts(event.id)
    return render_template(
        "programme/admin/rooms.html",
        event=event,
        rooms=queries.rooms_of(event.id),
        tracks=queries.tracks_of(event.id),
        types=queries.types_of(event.id),
        in_rooms=Counter(session.room_id for session in sessions),
        in_tracks=Counter(session.track_id for session in sessions),
        in_types=Counter(session.type_id for session in sessions),
    )


@blueprint.route(f"/{_KIND}/new", methods=["GET", "POST"])
@login_required
def new_place(slug: str, kinds: str) -> ResponseReturnValue:
    event, kind = event_for(slug, policy.may_edit_programme), _kind(kinds)
    form = kind.form()
    if kind.name == "track" and not form.is_submitted():
        form.colour.data = queries.next_track_colour(event.id)
    return _page(event, kind, form, lambda: kind.create(event, form.details()))


@blueprint.route(f"/{_KIND}/<place_slug>", methods=["GET", "POST"])
@login_required
def edit_place(slug: str, kinds: str, place_slug: str) -> ResponseReturnValue:
    event, kind = event_for(slug, policy.may_edit_programme), _kind(kinds)
    place = kind.by_slug(event.id, place_slug) or abort(404)
    form = kind.form(obj=place)
    return _page(event, kind, form, lambda: kind.update(place, form.details()), place)


@blueprint.post(f"/{_KIND}/<place_slug>/delete")
@login_required
def delete_place(slug: str, kinds: str, place_slug: str) -> ResponseReturnValue:
    event, kind = event_for(slug, policy.may_edit_programme), _kind(kinds)
    place = kind.by_slug(event.id, place_slug) or abort(404)
    back = url_for("programme_admin.rooms", slug=slug)
    if page := ask_to_delete(event, f"“{localized(place.name, event.main_locale)}”", back):
        return page
    return delete_unless_used(lambda: kind.delete(place), "programme_admin.rooms", slug)


@blueprint.post("/rooms/<place_slug>/sessions")
@login_required
def move_all_sessions(slug: str, place_slug: str) -> ResponseReturnValue:
    """Move every session of a room to another, or have the two rooms change places."""
    event = event_for(slug, policy.may_edit_programme)
    room = queries.room_by_slug(event.id, place_slug) or abort(404)
    other = queries.room_by_slug(event.id, request.form.get("to", "")[:80])
    back = redirect(url_for("programme_admin.edit_place", slug=slug, kinds="rooms", place_slug=place_slug), 303)
    if other is None or other.id == room.id:
        flash(_("Choose another room first. Nothing was moved."), "error")
        return back
    number = service.move_room(room, other, swaps=request.form.get("act") == "swap")
    flash(ngettext("%(num)s session is moved.", "%(num)s sessions are moved.", number))
    if number and event.status != "draft":
        flash(_("Release the programme to tell everybody."), "warning")
    return back


def _page(
    event: Event, kind: Kind, form: Any, save: Callable[[], object], place: Any | None = None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        save()
        flash(_("Saved."))
        return redirect(url_for("programme_admin.rooms", slug=event.slug), 303)
    page = render_template(
        "programme/admin/place.html",
        form=form,
        event=event,
        place=place,
        kind=kind.name,
        used_by=_sessions_in(event, place) if isinstance(place, Room) else 0,
        others=[room for room in queries.rooms_of(event.id) if place is not None and room.id != place.id],
    )
    return page, form_status(form)


def _sessions_in(event: Event, room: Room) -> int:
    return sum(session.room_id == room.id for session in queries.sessions_with_drafts(event.id))
