"""What every change of a meeting does: hold a time, a table and two people, let them go, and say so to calendars."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from eventapp.core import audit, clock
from eventapp.core.db import db
from eventapp.core.signals import meeting_changed
from eventapp.meetings.models import Meeting, MeetingParticipant, MeetingProfile, MeetingTable
from eventapp.meetings.slots import Slot


def hold(meeting: Meeting, slot: Slot, table: MeetingTable | None) -> None:
    """Have the meeting be on, then and there. SEQUENCE grows where calendars knew another time or place of it."""
    table_id = table.id if table is not None else None
    was = (meeting.status, meeting.starts_at, meeting.ends_at, meeting.table_id)
    is_known = meeting.starts_at is not None
    let_go(meeting)
    meeting.status, meeting.table_id = "confirmed", table_id
    meeting.starts_at, meeting.ends_at = slot
    meeting.held_from = slot.starts_at
    meeting.proposed_by, meeting.any_time = None, False
    meeting.proposals.clear()
    for one in meeting.participants:
        if one.side is not None:
            one.held_from = slot.starts_at
    if is_known and was != ("confirmed", slot.starts_at, slot.ends_at, table_id):
        meeting.sequence += 1
    db.session.flush()
    db.session.expire(meeting, ["table"])
    tell_diaries(meeting)


def keep_promise(meeting: Meeting, slot: Slot) -> None:
    """Have a meeting that was let go be on again, at its table, at the time to which everything moved.

    What was proposed meanwhile still waits for its answer.
    """
    proposal = (meeting.proposed_by if meeting.proposals or meeting.any_time else None, meeting.any_time)
    if meeting.starts_at != slot.starts_at or meeting.ends_at != slot.ends_at:
        meeting.sequence += 1
    meeting.status, meeting.held_from = "confirmed", slot.starts_at
    meeting.starts_at, meeting.ends_at = slot
    meeting.proposed_by, meeting.any_time = proposal
    for one in meeting.participants:
        one.held_from = slot.starts_at if one.side is not None else None
    db.session.flush()
    tell_diaries(meeting)


def end(meeting: Meeting, status: str) -> None:
    """Have the meeting be off. Time and table are free for others, and calendars keep it as cancelled."""
    was_on = meeting.is_on
    let_go(meeting)
    meeting.status = status
    meeting.proposed_by, meeting.any_time = None, False
    meeting.proposals.clear()
    if was_on:
        meeting.sequence += 1
    db.session.flush()
    tell_diaries(meeting)


def leave(meeting: Meeting, leaving: MeetingParticipant) -> None:
    """Take somebody out of a meeting that goes on with somebody else; their calendar keeps it as cancelled."""
    if meeting.starts_at is not None:
        leaving.left_starts_at, leaving.left_ends_at = meeting.starts_at, meeting.ends_at
        leaving.left_sequence = meeting.sequence + 1
        leaving.left_at = clock.now().replace(microsecond=0)
    leaving.side = leaving.held_from = None
    db.session.flush()
    changed(leaving.profile)


def tell_diaries(meeting: Meeting) -> None:
    """Say that a meeting is another than its people's calendars have."""
    now = clock.now().replace(microsecond=0)
    meeting.changed_at = max(now, meeting.changed_at + timedelta(seconds=1)) if meeting.changed_at else now
    for one in meeting.participants:
        changed(one.profile)


def changed(profile: MeetingProfile) -> None:
    """Say that somebody's diary is another than their calendar has."""
    profile.revision += 1
    now = clock.now().replace(microsecond=0)
    # HTTP dates have no finer grain: two changes within one second must not share a Last-Modified.
    profile.diary_changed_at = max(now, profile.diary_changed_at + timedelta(seconds=1))


def note(meeting: Meeting, action: str, **after: Any) -> None:
    audit.record(f"meeting.{action}", meeting, event_id=meeting.event_id, after=after or None)


def tell(meeting: Meeting, what: str, to: Iterable[int], **details: Any) -> None:
    """Have these people hear of it: `asked`, `confirmed`, `off` or `message`."""
    for registration_id in to:
        meeting_changed.send(meeting, what=what, registration_id=registration_id, details=details)


def let_go(meeting: Meeting) -> None:
    """Give time, table and people free, as a step to what the meeting becomes.

    It comes before the new time is written: the database lets nobody be in two places in between.
    """
    if meeting.is_on:
        meeting.status, meeting.proposed_by = "requested", meeting.proposed_by or "requester"
    meeting.held_from = None
    for one in meeting.participants:
        one.held_from = None
    db.session.flush()
