"""Meetings among somebody's own data, and as what keeps them busy."""

from collections.abc import Iterable
from typing import Any

from eventapp.core.db import db
from eventapp.core.locales import LOCALES, speaking
from eventapp.core.types import LocalizedText
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingProfile
from eventapp.meetings.naming import meeting_title
from eventapp.meetings.service import lock_meetings
from eventapp.registration.extension_points import Commitment, add_commitment_source, add_own_data_source
from eventapp.registration.models import Registration

_SAID = (
    "code", "is_on", "seeks", "offers", "wanted", "offered", "genres", "territories", "languages", "stages", "regimes",
    "unavailable", "place", "search_text",
)  # fmt: skip


@add_own_data_source
def own_meetings(registration: Registration) -> dict[str, Any]:
    """What somebody said of themselves, whom they blocked, every meeting that they are part of, and what they wrote."""
    profile = queries.profile_of(registration.id)
    if profile is None:
        return {"meeting_profile": None, "meetings": [], "meeting_messages": []}
    return {
        "meeting_profile": {
            **{name: getattr(profile, name) for name in _SAID},
            "blocked": [one.registration.name for one in queries.blocked_by(registration.id)],
        },
        "meetings": [_told(one, profile) for one in queries.meetings_of(registration.id)],
        "meeting_messages": [
            {"text": one.text, "at": one.created_at.isoformat()} for one in queries.messages_by(registration.id)
        ],
    }


def _told(meeting: Meeting, profile: MeetingProfile) -> dict[str, Any]:
    own = profile.registration_id
    return {
        "with": [
            one.profile.registration.name
            for one in meeting.participants
            if one.side is not None and one.registration_id != own
        ],
        "side": meeting.side_of(own),
        "status": meeting.status,
        "purpose": meeting.purpose,
        "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else None,
        "table": meeting.table.number if meeting.table else None,
        "came": {"requester": meeting.requester_presence, "recipient": meeting.recipient_presence},
    }


@add_commitment_source
def _meetings_to_come(registration: Registration) -> Iterable[Commitment]:
    """Confirmed meetings. None comes up until the transaction that asks is over."""
    if db.session.get(MeetingProfile, registration.id) is None:
        return
    lock_meetings(registration.event_id)
    for meeting in queries.diaries_of([registration.id]).get(registration.id, []):
        if meeting.starts_at is not None and meeting.ends_at is not None:
            yield Commitment(_title(meeting, registration.id), meeting.starts_at, meeting.ends_at)


def _title(meeting: Meeting, registration_id: int) -> LocalizedText:
    said = {}
    for locale in LOCALES:
        with speaking(locale):
            said[locale] = meeting_title(meeting, registration_id)
    return LocalizedText(said)
