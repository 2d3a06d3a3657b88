"""The tables of meetings: what the event sets, who takes part, where people meet, and the meetings themselves."""

from eventapp.meetings.models.meetings import (
    MEETING_STATUSES,
    PRESENCES,
    SIDES,
    Meeting,
    MeetingMessage,
    MeetingParticipant,
    MeetingProposal,
)
from eventapp.meetings.models.people import PLACES, MeetingBlock, MeetingProfile
from eventapp.meetings.models.rounds import ROUND_STATES, MeetingRound, MeetingWish
from eventapp.meetings.models.settings import MeetingHours, MeetingSettings, MeetingTable, MeetingZone

__all__ = [
    "MEETING_STATUSES",
    "PLACES",
    "PRESENCES",
    "ROUND_STATES",
    "SIDES",
    "Meeting",
    "MeetingBlock",
    "MeetingHours",
    "MeetingMessage",
    "MeetingParticipant",
    "MeetingProfile",
    "MeetingProposal",
    "MeetingRound",
    "MeetingSettings",
    "MeetingTable",
    "MeetingWish",
    "MeetingZone",
]
