"""The people to meet: who fits and why, who can be found, and asking them."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.rate_limits import limiter
from eventapp.meetings import labels, queries, service
from eventapp.meetings.forms import RequestForm, slot_choices
from eventapp.meetings.interests import suggestions_for
from eventapp.meetings.models import MeetingProfile
from eventapp.meetings.public import blueprint
from eventapp.meetings.public.places import Place, own_profile, page_of, place_of
from eventapp.meetings.queries import InterestRow
from eventapp.meetings.reasons import reason_words
from eventapp.meetings.slots import by_day
from eventapp.meetings.suggestions import Suggestion

PAGE = 30
LONGEST_SEARCH = 100


class Person(NamedTuple):
    """Somebody to meet, with the reasons in words."""

    profile: MeetingProfile
    reasons: list[str]


@blueprint.get("/people/")
def people(token: str) -> ResponseReturnValue:
    """Those who fit first, with the reasons; or those whom a search finds."""
    place = place_of(token)
    profile = own_profile(place)
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    page = min(max(request.args.get("page", 1, type=int), 1), 1_000)
    hidden = queries.hidden_from(profile.registration_id) | {profile.registration_id}
    others = queries.interests_of(place.settings, leaving_out=hidden, words=words)
    fitting = {one.key: one.reasons for one in _suggested(place, profile, others)}
    order = [*fitting, *(one.registration_id for one in others if one.registration_id not in fitting)]
    shown = order[(page - 1) * PAGE : page * PAGE]
    profiles = queries.profiles_of(shown)
    return page_of(
        place, "meetings/people.html", number=len(order), words=words, page=page, has_more=len(order) > page * PAGE,
        people=[Person(profiles[key], reason_words(fitting.get(key, ()))) for key in shown],
        blocked=queries.blocked_by(profile.registration_id),
    )  # fmt: skip


def _suggested(place: Place, profile: MeetingProfile, others: Sequence[InterestRow]) -> list[Suggestion]:
    return suggestions_for(place.event, place.settings, profile, others, clock.now())


def _person(place: Place, profile: MeetingProfile, code: str) -> MeetingProfile:
    """Somebody who can be found; 404 for who has opted out, is blocked or has blocked."""
    found = queries.profile_by_code(place.event.id, code)
    if found is None or found.registration_id in queries.hidden_from(profile.registration_id):
        abort(404)
    is_own = found.registration_id == profile.registration_id
    if is_own or not service.takes_part(place.settings, found):
        abort(404)
    return found


@blueprint.route("/people/<code>", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
def person(token: str, code: str) -> ResponseReturnValue:
    """One person, the reasons to meet, and the request."""
    place = place_of(token)
    profile = own_profile(place)
    other = _person(place, profile, code)
    times = service.Times(place.settings, profile, other)
    possible = times.possible()
    form = RequestForm()
    form.times.choices = slot_choices(possible)
    if request.method == "POST" and form.validate():
        try:
            meeting = service.request_meeting(profile, other, form.details())
        except service.AskedAlready as error:
            flash(labels.refusal(error), "error")
            return redirect(url_for("meetings.meeting", token=token, code=error.code), 303)
        except service.MeetingError as error:
            form.times.errors = [labels.refusal(error)]
        else:
            flash(_("Your request is sent. You hear of the answer by email."))
            return redirect(url_for("meetings.meeting", token=token, code=meeting.code), 303)
    reasons = [
        words
        for one in _suggested(place, profile, queries.interests_of(place.settings, only=[other.registration_id]))
        for words in reason_words(one.reasons)
    ]
    known = next((one for one in queries.between(profile.registration_id, other.registration_id) if one.is_open), None)
    return page_of(
        place, "meetings/person.html", 422 if form.errors else 200, person=Person(other, reasons),
        form=form, days=by_day(possible, place.event.zone), known=known,
        is_wished=any(one.wished_id == other.registration_id for one in queries.wishes_of(profile.registration_id)),
    )  # fmt: skip


@blueprint.post("/people/<code>/block")
@limiter.limit("30 per minute")
def block(token: str, code: str) -> ResponseReturnValue:
    """No more requests from somebody."""
    place = place_of(token)
    profile = own_profile(place)
    service.block(profile, _person(place, profile, code))
    flash(_("Neither of you finds the other any more. You can take this back on this page."))
    return redirect(url_for("meetings.people", token=token), 303)


@blueprint.post("/people/<code>/unblock")
@limiter.limit("30 per minute")
def unblock(token: str, code: str) -> ResponseReturnValue:
    place = place_of(token)
    profile = own_profile(place)
    found = queries.profile_by_code(place.event.id, code) or abort(404)
    service.unblock(profile, found)
    flash(_("Saved."))
    return redirect(url_for("meetings.people", token=token), 303)
