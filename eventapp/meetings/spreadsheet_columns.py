"""Meetings as rows of a table."""

from typing import Any

from eventapp.events.models import Event
from eventapp.meetings.models import Meeting
from eventapp.meetings.naming import table_name

MEETING_COLUMNS = (
    "code", "status", "requester", "requester_company", "recipient", "recipient_company", "starts_at", "ends_at",
    "table", "purpose", "requester_presence", "recipient_presence", "created_at",
)  # fmt: skip


def meeting_row(event: Event, meeting: Meeting) -> list[Any]:
    """Times on the clocks of the event's place."""
    requester, recipient = (meeting.of(side).profile.registration for side in ("requester", "recipient"))

    def local(moment: Any) -> str:
        return event.local(moment).strftime("%Y-%m-%d %H:%M") if moment is not None else ""

    return [
        meeting.code, meeting.status, requester.name, requester.company, recipient.name, recipient.company,
        local(meeting.starts_at), local(meeting.ends_at), table_name(meeting.table, event.main_locale,
        event.main_locale), meeting.purpose, meeting.requester_presence or "", meeting.recipient_presence or "",
        local(meeting.created_at),
    ]  # fmt: skip
