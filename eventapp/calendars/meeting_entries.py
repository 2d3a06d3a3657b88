"""Meetings as one person's calendar is told of them: moved, handed over, cancelled, and never left behind."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from eventapp.calendars.entries import Attendee, Entry, EntryBuilder, tombstones_end, with_link
from eventapp.meetings.models import Meeting, MeetingParticipant
from eventapp.meetings.naming import meeting_title, table_name
from eventapp.registration.models import Registration

Meetings = Iterable[tuple[Meeting, MeetingParticipant]]


def meeting_entries(
    builder: EntryBuilder, registration: Registration, meetings: Meetings, *, at: datetime
) -> list[Entry]:
    """Those that are in this person's calendar at an instant: what is off is left out 30 days after the event."""
    found = [meeting_entry(builder, registration, meeting, participant) for meeting, participant in meetings]
    return found if at < tombstones_end(builder.event.ends_at) else [entry for entry in found if entry.is_on]


def meeting_entry(
    builder: EntryBuilder, registration: Registration, meeting: Meeting, participant: MeetingParticipant
) -> Entry:
    """One meeting. Who handed it over has it as cancelled, then and there where it was when they did."""
    is_in = participant.side is not None
    starts_at = meeting.starts_at if is_in else participant.left_starts_at
    ends_at = meeting.ends_at if is_in else participant.left_ends_at
    assert starts_at is not None
    assert ends_at is not None
    is_on = is_in and meeting.is_on and builder.event.status != "draft"
    title = meeting_title(meeting, registration.id) if is_in else _("A meeting that somebody else went to")
    table = table_name(meeting.table, builder.locale, builder.main) if is_in else ""
    return Entry(
        uid=str(meeting.uid),
        summary=title if is_on else _("Cancelled: %(title)s", title=title),
        location=", ".join(filter(None, (table, builder.place))) or _("To be announced"),
        starts_at=starts_at.astimezone(builder.zone),
        ends_at=ends_at.astimezone(builder.zone),
        is_on=is_on,
        sequence=meeting.sequence if is_in else participant.left_sequence or 0,
        created_at=meeting.created_at,
        changed_at=meeting.changed_at if is_in else participant.left_at or meeting.changed_at,
        url=builder.page,
        description=with_link(meeting.purpose if is_in else "", builder.page),
        is_busy=is_on,
        organizer=builder.organizer,
        position=builder.position,
        alarm_minutes=registration.reminder_minutes if is_on else None,
        attendee=Attendee(registration.name, registration.email) if registration.email else None,
    )
