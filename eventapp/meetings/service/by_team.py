"""What the organisers do with people's meetings: made, moved, called off, and noted who came."""

from datetime import datetime

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.meetings.models import SIDES, Meeting, MeetingParticipant, MeetingProfile
from eventapp.meetings.service.diary import hold, note, tell
from eventapp.meetings.service.errors import NoTimeTogether, NotReachable, NotYours
from eventapp.meetings.service.requests import call_off, set_presence, takes_part
from eventapp.meetings.service.settings import lock_meetings
from eventapp.meetings.service.times import Times


@transactional
def arrange_meeting(
    requester: MeetingProfile, recipient: MeetingProfile, purpose: str = "", starts_at: datetime | None = None
) -> Meeting:
    """Have two people meet, at the first time that suits both unless one is said.

    Raises NotReachable, TimeUnfit, TimeTaken, DayFull, NoTable or NoTimeTogether.
    """
    settings = lock_meetings(requester.event_id)
    is_one = requester.registration_id == recipient.registration_id
    others = [one for one in (requester, recipient) if not takes_part(settings, one)]
    if is_one or others or requester.event_id != recipient.event_id:
        raise NotReachable
    times = Times(settings, requester, recipient)
    if starts_at is None:
        slot = next(iter(times.possible()), None)
        if slot is None:
            raise NoTimeTogether
    else:
        slot = times.slot_at(starts_at)
        times.check(slot, None, agreed=times.people)
    now = clock.now().replace(microsecond=0)
    meeting = Meeting(
        event_id=requester.event_id, purpose=purpose, proposed_by="requester", created_at=now, changed_at=now
    )
    meeting.participants = [
        MeetingParticipant(registration_id=one.registration_id, side=side)
        for side, one in zip(SIDES, (requester, recipient), strict=True)
    ]
    table = times.table(slot)
    db.session.add(meeting)
    db.session.flush()
    hold(meeting, slot, table)
    note(meeting, "arranged", starts_at=slot.starts_at, table=table.number if table else None)
    tell(meeting, "confirmed", times.people, how="confirmed")
    return meeting


@transactional
def move_by_team(meeting: Meeting, starts_at: datetime) -> None:
    """Another time, at the same table where it is free.

    Raises NotYours for what is not on, TimeUnfit, TimeTaken, DayFull or NoTable.
    """
    settings = lock_meetings(meeting.event_id)
    if not meeting.is_on:
        raise NotYours
    times = Times.of(settings, meeting)
    slot = times.slot_at(starts_at)
    times.check(slot, None, agreed=times.people)
    table = times.table(slot, meeting.table_id)
    meeting.turn += 1
    hold(meeting, slot, table)
    note(meeting, "moved", starts_at=slot.starts_at, table=table.number if table else None)
    tell(meeting, "confirmed", times.people, how="moved")


@transactional
def cancel_by_team(meeting: Meeting) -> None:
    """Call it off for both. Raises NotYours where it is off already."""
    lock_meetings(meeting.event_id)
    if not meeting.is_open:
        raise NotYours
    call_off(meeting, told=meeting.people)


@transactional
def note_presence_by_team(meeting: Meeting, side: str, presence: str | None) -> None:
    """Who came to the table, in time or late, or did not. Raises NotYours for what is not on."""
    lock_meetings(meeting.event_id)
    if not meeting.is_on:
        raise NotYours
    set_presence(meeting, side, presence)
