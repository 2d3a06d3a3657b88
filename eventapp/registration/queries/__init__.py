"""Registration's reads."""

from eventapp.registration.queries.lists import (
    PAGE_SIZE,
    SORTS,
    Found,
    RegistrationFilter,
    count_matching,
    every_registration,
    filter_from,
    find_registrations,
    matching_ids,
)
from eventapp.registration.queries.offers import (
    access_code,
    access_codes_of,
    company_places_of,
    invitation,
    invitation_counts,
    invitations_of,
    public_ticket_types,
    ticket_type,
    ticket_types_of,
)
from eventapp.registration.queries.questions import (
    answered_by,
    answers_of,
    consents_of,
    every_answer,
    question,
    questions_of,
    upload,
    uploads_of,
)
from eventapp.registration.queries.registrations import (
    agenda_items_of,
    agenda_of,
    attendee_import,
    attendee_imports_of,
    bookable_sessions,
    confirmed_by_country,
    confirmed_by_type,
    counts_by_state,
    duplicates_of,
    history_of,
    place_in_line,
    registration_by_code,
    registration_by_id,
    registration_by_submission,
    registration_by_token,
    registrations_by_day,
    retired_link,
    saved_view,
    saved_views_of,
    to_be_approved,
    waiting_list_of,
)

__all__ = [
    "PAGE_SIZE", "SORTS", "Found", "RegistrationFilter", "access_code", "access_codes_of", "agenda_items_of",
    "agenda_of", "answered_by", "answers_of", "attendee_import", "attendee_imports_of", "bookable_sessions",
    "company_places_of", "confirmed_by_country", "confirmed_by_type", "consents_of", "count_matching",
    "counts_by_state", "duplicates_of", "every_answer", "every_registration", "filter_from", "find_registrations",
    "history_of", "invitation", "invitation_counts", "invitations_of", "matching_ids", "place_in_line",
    "public_ticket_types", "question", "questions_of", "registration_by_code", "registration_by_id",
    "registration_by_submission", "registration_by_token", "registrations_by_day", "retired_link", "saved_view",
    "saved_views_of", "ticket_type", "ticket_types_of", "to_be_approved", "upload", "uploads_of",
    "waiting_list_of",
]  # fmt: skip
