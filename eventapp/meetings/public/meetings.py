"""One meeting: how it stands, what can be done, and what the two write to each other."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.rate_limits import limiter
from eventapp.meetings import labels, queries, service
from eventapp.meetings.forms import (
    AnswerForm,
    HandOverForm,
    MessageForm,
    PresenceForm,
    ProposeForm,
    moment,
    slot_choices,
)
from eventapp.meetings.models import PRESENCES, Meeting, MeetingProfile
from eventapp.meetings.naming import person_name
from eventapp.meetings.public import blueprint
from eventapp.meetings.public.places import Place, own_meeting, own_profile, page_of, place_of
from eventapp.meetings.slots import by_day


@blueprint.get("/<code>/")
def meeting(token: str, code: str) -> ResponseReturnValue:
    place = place_of(token)
    return _page(place, own_meeting(place, code))


def _page(place: Place, found: Meeting, status: int = 200, **forms: Any) -> ResponseReturnValue:
    own, now = place.registration.id, clock.now()
    side = found.side_of(own)
    times = service.Times.of(place.settings, found)
    possible = times.possible() if found.is_open else []
    propose = forms.get("propose") or ProposeForm(formdata=None)
    propose.times.choices = slot_choices(possible)
    return page_of(
        place,
        "meetings/meeting.html",
        status,
        meeting=found,
        side=side,
        own=own,
        other=found.other(own),
        is_asked=found.waits_for(own),
        has_begun=found.starts_at is not None and found.starts_at <= now,
        is_over=found.is_on and found.ends_at is not None and found.ends_at <= now,
        possible={slot.starts_at for slot in possible},
        days=by_day(possible, place.event.zone),
        propose=propose,
        message_form=forms.get("message") or MessageForm(formdata=None),
        colleagues=_colleagues(place, found),
        messages=queries.messages_of(found),
        labels=labels,
        person_name=person_name,
    )


def _colleagues(place: Place, found: Meeting) -> list[MeetingProfile]:
    """Who could go instead."""
    if place.profile is None or not found.is_open:
        return []
    near = [one for one in queries.near_colleagues(place.profile) if one.registration_id not in found.people]
    return service.colleagues_of(place.profile, near)


@blueprint.get("/<code>/<deed>")
def answer(token: str, code: str, deed: str) -> ResponseReturnValue:
    """Where a link in a mail leads: one button, since what follows links by itself must not answer for anybody."""
    place = place_of(token)
    if deed not in ("accept", "decline"):
        abort(404)
    found = own_meeting(place, code)
    turn = request.args.get("turn", type=int)
    if turn != found.turn or not found.waits_for(place.registration.id):
        flash(labels.refusal(service.AnsweredAlready()), "error")
        return redirect(url_for("meetings.meeting", token=token, code=code), 303)
    try:
        starts_at = moment(request.args.get("at"))
    except ValueError:
        abort(404)
    return page_of(
        place, "meetings/answer.html", meeting=found, deed=deed, starts_at=starts_at, turn=turn,
        other=found.other(place.registration.id), person_name=person_name,
    )  # fmt: skip


@blueprint.post("/<code>/accept")
@limiter.limit("60 per minute")
def accept(token: str, code: str) -> ResponseReturnValue:
    place, found, profile = _acting(token, code)
    form = AnswerForm()
    return _done(
        place, found, form,
        lambda: service.accept(found, profile, form.starts_at.data, turn=form.turn.data),
        _("It is in both your calendars."),
    )  # fmt: skip


@blueprint.post("/<code>/decline")
@limiter.limit("60 per minute")
def decline(token: str, code: str) -> ResponseReturnValue:
    place, found, profile = _acting(token, code)
    form = AnswerForm()
    return _done(
        place, found, form,
        lambda: service.decline(found, profile, form.message.data or "", turn=form.turn.data),
        _("Declined. The other person hears of it."),
    )  # fmt: skip


@blueprint.post("/<code>/propose")
@limiter.limit("60 per minute")
def propose(token: str, code: str) -> ResponseReturnValue:
    """Other times: instead of what was asked for, or to move what is confirmed."""
    place, found, profile = _acting(token, code)
    form = ProposeForm()
    times = service.Times.of(place.settings, found)
    form.times.choices = slot_choices(times.possible())
    if found.is_on and not form.times.data:
        form.times.errors = [_("Choose at least one time.")]
        return _page(place, found, 422, propose=form)
    return _done(
        place, found, form,
        lambda: service.propose(found, profile, form.times.data or (), form.message.data or "", turn=form.turn.data),
        _("Proposed. You hear of the answer by email."),
    )  # fmt: skip


@blueprint.post("/<code>/cancel")
@limiter.limit("60 per minute")
def cancel(token: str, code: str) -> ResponseReturnValue:
    place, found, profile = _acting(token, code)
    form = AnswerForm()
    return _done(
        place, found, form,
        lambda: service.cancel(found, profile, form.message.data or "", turn=form.turn.data),
        _("Called off. Both your calendars say so."),
    )  # fmt: skip


@blueprint.post("/<code>/hand-over")
@limiter.limit("60 per minute")
def hand_over(token: str, code: str) -> ResponseReturnValue:
    """A colleague goes instead: the page of the meeting is theirs from then on."""
    place, found, profile = _acting(token, code)
    form = HandOverForm()
    colleagues = {one.code: one for one in _colleagues(place, found)}
    form.colleague.choices = [(code, code) for code in colleagues]
    if not form.validate():
        flash(_("Choose a colleague from the list."), "error")
        return redirect(url_for("meetings.meeting", token=token, code=code), 303)
    try:
        service.hand_over(found, profile, colleagues[form.colleague.data], turn=form.turn.data)
    except service.MeetingError as error:
        flash(labels.refusal(error), "error")
        return redirect(url_for("meetings.meeting", token=token, code=code), 303)
    flash(_("Your colleague has the meeting now. All calendars say so."))
    return redirect(url_for("meetings.diary", token=token), 303)


@blueprint.post("/<code>/message")
@limiter.limit("30 per minute")
def message(token: str, code: str) -> ResponseReturnValue:
    place, found, profile = _acting(token, code)
    form = MessageForm()
    if not form.validate():
        return _page(place, found, 422, message=form)
    return _done(
        place, found, form, lambda: service.write_message(found, profile, form.text.data or ""), _("Sent.")
    )  # fmt: skip


@blueprint.post("/<code>/presence")
@limiter.limit("60 per minute")
def presence(token: str, code: str) -> ResponseReturnValue:
    """Whether the other side came."""
    place, found, profile = _acting(token, code)
    form = PresenceForm()
    noted = form.presence.data or None
    if noted is not None and noted not in PRESENCES:
        abort(422)
    return _done(place, found, form, lambda: service.note_presence(found, profile, noted), _("Noted."))


def _acting(token: str, code: str) -> tuple[Place, Meeting, MeetingProfile]:
    place = place_of(token)
    return place, own_meeting(place, code), own_profile(place)


def _done(
    place: Place, found: Meeting, form: Any, act: Callable[[], object], words: str
) -> ResponseReturnValue:  # fmt: skip
    """Do it, or say what stands in the way; the page of the meeting comes next."""
    if not form.validate():
        flash(next(iter(error for errors in form.errors.values() for error in errors)), "error")
    else:
        try:
            act()
        except service.MeetingError as error:
            flash(labels.refusal(error), "error")
        else:
            flash(words)
    return redirect(url_for("meetings.meeting", token=place.token, code=found.code), 303)
