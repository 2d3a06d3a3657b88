"""Whom somebody wishes to meet in the organisers' round, in their order."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.rate_limits import limiter
from eventapp.meetings import labels, queries, service
from eventapp.meetings.public import blueprint
from eventapp.meetings.public.places import Place, own_profile, page_of, place_of


def _place(token: str) -> Place:
    """404 where the organisers take no wishes."""
    place = place_of(token)
    if not place.settings.takes_wishes:
        abort(404)
    return place


@blueprint.get("/wishes")
def wishes(token: str) -> ResponseReturnValue:
    place = _place(token)
    profile = own_profile(place)
    return page_of(place, "meetings/wishes.html", wishes=queries.wishes_of(profile.registration_id))


@blueprint.post("/people/<code>/wish")
@limiter.limit("60 per minute")
def wish(token: str, code: str) -> ResponseReturnValue:
    """At the end of one's list."""
    place = _place(token)
    profile = own_profile(place)
    other = queries.profile_by_code(place.event.id, code) or abort(404)
    try:
        service.wish(profile, other)
    except service.MeetingError as error:
        flash(labels.refusal(error), "error")
    else:
        flash(_("On your list. Put the people whom you wish to meet most at its beginning."))
    return redirect(url_for("meetings.wishes", token=token), 303)


@blueprint.post("/wishes/<int:wish_id>/<deed>")
@limiter.limit("120 per minute")
def change_wish(token: str, wish_id: int, deed: str) -> ResponseReturnValue:
    place = _place(token)
    profile = own_profile(place)
    if deed not in ("up", "remove"):
        abort(404)
    (service.move_wish_up if deed == "up" else service.take_wish_back)(profile, wish_id)
    return redirect(url_for("meetings.wishes", token=token), 303)
