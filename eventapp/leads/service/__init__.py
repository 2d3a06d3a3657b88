"""The use cases of lead capture."""

from eventapp.leads.service.capture import Captured, NewNote, capture
from eventapp.leads.service.consents import agree, set_consent, withdraw, withdraw_all
from eventapp.leads.service.errors import LeadError, LeadsClosed, PairingInvalid, TooManyPhones, TooManyQuestions
from eventapp.leads.service.phones import is_due, note_seen, open_pairing, pair_phone, revoke_phone
from eventapp.leads.service.settings import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    QuestionDetails,
    SettingsDetails,
    details_of,
    set_questions,
    set_settings,
)

__all__ = [
    "MOST_OPTIONS",
    "MOST_QUESTIONS",
    "Captured",
    "LeadError",
    "LeadsClosed",
    "NewNote",
    "PairingInvalid",
    "QuestionDetails",
    "SettingsDetails",
    "TooManyPhones",
    "TooManyQuestions",
    "agree",
    "capture",
    "details_of",
    "is_due",
    "note_seen",
    "open_pairing",
    "pair_phone",
    "revoke_phone",
    "set_consent",
    "set_questions",
    "set_settings",
    "withdraw",
    "withdraw_all",
]
