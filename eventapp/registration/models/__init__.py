"""Registration's tables: what people can register for, who did, what they answered, and how organisers see them."""

from eventapp.registration.models.follow_ups import FollowUpForm, FollowUpReply
from eventapp.registration.models.invitations import Invitation
from eventapp.registration.models.lists import IMPORT_STATES, AttendeeImport, SavedView
from eventapp.registration.models.questions import QUESTION_KINDS, Answer, Question, Upload
from eventapp.registration.models.registrations import (
    ACTIVE_STATES,
    STANDING,
    STANDINGS,
    STATES,
    AgendaItem,
    AttendeeLink,
    Consent,
    Delegation,
    LinkRequest,
    Registration,
    RetiredLink,
    RetiredTicket,
    in_line,
    stands_as,
)
from eventapp.registration.models.tickets import (
    BADGE_CLASSES,
    VISIBILITIES,
    AccessCode,
    CompanyPlaces,
    TicketKey,
    TicketType,
    good_on,
)

__all__ = [
    "ACTIVE_STATES",
    "BADGE_CLASSES",
    "IMPORT_STATES",
    "QUESTION_KINDS",
    "STANDING",
    "STANDINGS",
    "STATES",
    "VISIBILITIES",
    "AccessCode",
    "AgendaItem",
    "Answer",
    "AttendeeImport",
    "AttendeeLink",
    "CompanyPlaces",
    "Consent",
    "Delegation",
    "FollowUpForm",
    "FollowUpReply",
    "Invitation",
    "LinkRequest",
    "Question",
    "Registration",
    "RetiredLink",
    "RetiredTicket",
    "SavedView",
    "TicketKey",
    "TicketType",
    "Upload",
    "good_on",
    "in_line",
    "stands_as",
]
