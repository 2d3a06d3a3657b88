"""Somebody's meetings at a glance, what they say of themselves, and taking part no more."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.core.http import shown_inline
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.meetings import labels, queries, service
from eventapp.meetings.forms import ProfileForm, available_times
from eventapp.meetings.models import Meeting
from eventapp.meetings.naming import table_name
from eventapp.meetings.printing import diaries_pdf
from eventapp.meetings.public import blueprint
from eventapp.meetings.public.places import own_profile, page_of, place_of
from eventapp.meetings.slots import by_day
from eventapp.registration import links, policy
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration


@blueprint.get("/")
def diary(token: str) -> ResponseReturnValue:
    """What is confirmed, what waits for whom, and what came to nothing."""
    place = place_of(token)
    found = queries.meetings_of(place.registration.id) if place.profile else []
    own = place.registration.id
    confirmed = [one for one in found if one.is_on]
    return page_of(
        place,
        "meetings/diary.html",
        days=_days(confirmed, place.event.timezone),
        to_answer=[one for one in found if one.waits_for(own)],
        waiting=[one for one in found if one.is_open and one.proposed_by == one.side_of(own)],
        ended=[one for one in found if not one.is_open],
        own=own,
        labels=labels,
        calendar_url=links.calendar_url(place.registration) if policy.has_feed(place.registration) else None,
    )


@blueprint.app_template_global()
def meeting_place(event: Event, meeting: Meeting) -> str:
    """Where a meeting is, in the reader's language."""
    return table_name(meeting.table, reader_locale(), event.main_locale)


def _days(meetings: Iterable[Meeting], timezone: str) -> dict[datetime, list[Meeting]]:
    """Those of each day, by the beginning of its first."""
    days: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        assert meeting.starts_at is not None
        days.setdefault(meeting.starts_at.astimezone(ZoneInfo(timezone)).date().isoformat(), []).append(meeting)
    return {found[0].starts_at: found for found in days.values() if found[0].starts_at is not None}


@blueprint.get("/diary.pdf")
def print_diary(token: str) -> ResponseReturnValue:
    """One's own meetings on paper."""
    place = place_of(token)
    profile = own_profile(place)
    made = diaries_pdf(place.event, [profile], place.registration.locale)
    return Response(made, content_type="application/pdf", headers=shown_inline("meetings.pdf"))


@blueprint.route("/profile", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def profile(token: str) -> ResponseReturnValue:
    """What one seeks and offers, and when one can. Saving it the first time is taking part."""
    place = place_of(token)
    slots = queries.slots_of(place.settings)
    known = place.profile
    form = ProfileForm(obj=known, available=available_times(known, slots))
    form.offer(slots)
    if request.method == "POST" and form.validate():
        try:
            service.switch_on(place.registration, form.details())
        except service.MeetingError as error:
            flash(labels.refusal(error), "error")
        else:
            flash(_("Saved. These are the people who fit."))
            return redirect(url_for("meetings.people", token=token), 303)
    return page_of(
        place, "meetings/profile.html", 422 if form.errors else 200, form=form, days=by_day(slots, place.event.zone),
    )  # fmt: skip


@blueprint.post("/off")
@limiter.limit("20 per minute")
def switch_off(token: str) -> ResponseReturnValue:
    """Taking part no more calls every meeting to come off."""
    place = place_of(token)
    if place.profile is not None:
        service.switch_off(place.profile)
    flash(_("You take part in meetings no more. Nobody finds you, and what was to come is called off."))
    return redirect(url_for("meetings.diary", token=token), 303)


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    settings = queries.settings_of(registration.event_id)
    if settings is None or registration.event.status == "draft":
        return
    known = queries.profile_of(registration.id)
    if known is None and not settings.is_open:
        return
    waiting = sum(one.waits_for(registration.id) for one in queries.meetings_of(registration.id)) if known else 0
    words = ngettext("Meetings (%(num)s to answer)", "Meetings (%(num)s to answer)", waiting) if waiting else _(
        "Meetings"
    )  # fmt: skip
    yield TicketAction("people", words, url_for("meetings.diary", token=token))
