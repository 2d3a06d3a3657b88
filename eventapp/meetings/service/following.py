"""Meetings follow what becomes of people, of the event and of the programme: by signals, inside the change itself."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from eventapp.core.db import db
from eventapp.core.signals import (
    event_hidden,
    event_published,
    event_rescheduled,
    registration_ended,
    registration_erased,
    registration_merged,
    registration_transferred,
)
from eventapp.events.models import Event
from eventapp.events.rescheduling import Reschedule
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingMessage, MeetingParticipant, MeetingProfile
from eventapp.meetings.service.diary import keep_promise, let_go, tell, tell_diaries
from eventapp.meetings.service.errors import MeetingError
from eventapp.meetings.service.profiles import (
    details_of_profile,
    fill_profile,
    forget_profile,
    leave_with_registration,
    profile_for,
)
from eventapp.meetings.service.requests import set_proposals, take_over
from eventapp.meetings.service.settings import lock_meetings
from eventapp.meetings.slots import Slot
from eventapp.registration.models import Registration


@registration_ended.connect
def _call_off(registration: Registration, **_more: Any) -> None:
    """Who comes no more meets nobody; the others hear of it."""
    leave_with_registration(registration, tells_them=True)


@registration_erased.connect
@registration_transferred.connect
def _forget_person(registration: Registration, **_more: Any) -> None:
    """Nothing stays of who is erased; and whoever a place passes to says by themselves whom they want to meet."""
    if (profile := leave_with_registration(registration, tells_them=False)) is not None:
        forget_profile(profile)
        _forget_words(registration.id)


@registration_merged.connect
def _take_along(registration: Registration, other: Registration) -> None:
    """Two registrations are one person's: what the other had arranged is kept, as far as it fits."""
    if queries.profile_of(other.id) is None or not registration.is_confirmed:
        return
    settings = lock_meetings(registration.event_id)
    former = queries.profile_of(other.id)
    assert former is not None
    profile = profile_for(registration)
    if not profile.is_on and former.is_on:
        fill_profile(profile, details_of_profile(former))
        profile.is_on = True
    for meeting in queries.meetings_of(other.id):
        with suppress(MeetingError):  # it is called off with the registration that ends
            take_over(settings, meeting, other.id, profile)


def _forget_words(registration_id: int) -> None:
    """What somebody wrote goes: their messages, and the purposes of what they asked for."""
    db.session.flush()
    db.session.execute(
        update(MeetingMessage).where(MeetingMessage.registration_id == registration_id).values(text="")
        .execution_options(synchronize_session="fetch")
    )  # fmt: skip
    asked = select(MeetingParticipant.meeting_id).where(
        MeetingParticipant.registration_id == registration_id, MeetingParticipant.side == "requester"
    )
    db.session.execute(
        update(Meeting).where(Meeting.id.in_(asked)).values(purpose="").execution_options(synchronize_session="fetch")
    )


@event_rescheduled.connect
def _move_along(event: Event, move: Reschedule, tells: bool, **_more: Any) -> None:
    """Hours and meetings move with the programme."""
    if queries.settings_of(event.id) is None or move.programme == "stay":
        return
    lock_meetings(event.id)
    for hours in queries.hours_of(event.id):
        hours.starts_at, hours.ends_at = move.moved_slot(hours.starts_at, hours.ends_at)
    for profile in db.session.scalars(select(MeetingProfile).where(MeetingProfile.event_id == event.id)):
        profile.unavailable = [move.moved(datetime.fromisoformat(one)).isoformat() for one in profile.unavailable]
    query = select(Meeting).where(Meeting.event_id == event.id, Meeting.status.in_(("requested", "confirmed")))
    found = list(db.session.scalars(query.options(*queries.WHOLE_MEETING)))
    held = [meeting for meeting in found if meeting.is_on]
    for meeting in held:  # two may change places in time, and the database has nobody at two at once
        let_go(meeting)
    for meeting in found:
        set_proposals(meeting, [move.moved(one.starts_at) for one in meeting.proposals])
    for meeting in held:
        assert meeting.starts_at is not None
        assert meeting.ends_at is not None
        slot = Slot(*move.moved_slot(meeting.starts_at, meeting.ends_at))
        keep_promise(meeting, slot)
        if tells:
            tell(meeting, "confirmed", meeting.people, how="moved")


@event_published.connect
def _shown_again(event: Event, was_hidden: bool = False) -> None:
    if was_hidden:
        _turn(event)


@event_hidden.connect
def _turn(event: Event) -> None:
    """Off with their event, or on again with it: calendars take that for news."""
    if queries.settings_of(event.id) is None:
        return
    lock_meetings(event.id)
    for meeting in queries.confirmed_meetings(event.id):
        meeting.sequence += 1
        tell_diaries(meeting)
