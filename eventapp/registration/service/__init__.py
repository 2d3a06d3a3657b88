"""Registration's use cases."""

from eventapp.registration.service.access_codes import (
    MOST_AT_ONCE,
    CodeDetails,
    CodeInUse,
    CodeTaken,
    create_code,
    create_codes,
    delete_code,
    update_code,
    usable_code,
)
from eventapp.registration.service.agenda import add_to_agenda, fill_session, remove_from_agenda
from eventapp.registration.service.answers import change_answers, keep_upload, upload_for
from eventapp.registration.service.approvals import UNDO_FOR, approve, decline, undo_decision
from eventapp.registration.service.delegations import (
    DelegationDetails,
    delegation_by_token,
    register_delegation,
)
from eventapp.registration.service.duplicates import merge
from eventapp.registration.service.errors import (
    CodeInvalid,
    CompanyFull,
    CompanyNeeded,
    InvitationInvalid,
    NotAllowed,
    OtherPersonSameForm,
    RegistrationClosed,
    RegistrationError,
    SecondReviewerNeeded,
    SessionFull,
    SessionsOverlap,
    SoldOut,
    TicketTypeInUse,
    TicketTypeUnknown,
)
from eventapp.registration.service.imports import (
    LARGEST_FILE,
    AttendeesImported,
    AttendeesRefused,
    accept_upload,
    check_upload,
    discard_upload,
    import_attendees,
    run_imports,
    upload_table,
)
from eventapp.registration.service.invitations import (
    Invitee,
    decline_invitation,
    invitation_by_token,
    invite,
    invite_again,
    is_open,
    note_opened,
    withdraw_invitation,
)
from eventapp.registration.service.lost_links import answer_requests, ask_for_links
from eventapp.registration.service.privacy import erase, own_data
from eventapp.registration.service.questions import (
    CAN_BE_CONDITIONS,
    ConditionInvalid,
    QuestionDetails,
    create_question,
    delete_question,
    reorder_questions,
    reorder_ticket_types,
    update_question,
)
from eventapp.registration.service.recount import recount_seats, seat_errors
from eventapp.registration.service.registering import (
    Choices,
    RegistrationDetails,
    opens_at,
    register,
    register_by_team,
)
from eventapp.registration.service.registrations import (
    cancel,
    change_details,
    correct_details,
    renew_calendar_link,
    renew_ticket,
    revoke,
    send_mail_again,
    set_no_campaigns,
    set_notes,
)
from eventapp.registration.service.ticket_types import (
    TicketTypeDetails,
    create_ticket_type,
    delete_ticket_type,
    set_company_places,
    update_ticket_type,
)
from eventapp.registration.service.transfers import name_seat, transfer
from eventapp.registration.service.views import delete_view, save_view
from eventapp.registration.service.waiting_list import accept_offer, lapse_offers, offer_by_hand, set_paused

__all__ = [
    "CAN_BE_CONDITIONS", "LARGEST_FILE", "MOST_AT_ONCE", "UNDO_FOR", "AttendeesImported", "AttendeesRefused",
    "Choices", "CodeDetails", "CodeInUse", "CodeInvalid", "CodeTaken", "CompanyFull", "CompanyNeeded",
    "ConditionInvalid", "DelegationDetails", "InvitationInvalid", "Invitee", "NotAllowed", "OtherPersonSameForm",
    "QuestionDetails", "RegistrationClosed", "RegistrationDetails", "RegistrationError", "SecondReviewerNeeded",
    "SessionFull", "SessionsOverlap", "SoldOut", "TicketTypeDetails", "TicketTypeInUse", "TicketTypeUnknown",
    "accept_offer", "accept_upload", "add_to_agenda", "answer_requests", "approve", "ask_for_links", "cancel",
    "change_answers", "change_details", "check_upload", "correct_details", "create_code", "create_codes",
    "create_question", "create_ticket_type", "decline", "decline_invitation", "delegation_by_token", "delete_code",
    "delete_question", "delete_ticket_type", "delete_view", "discard_upload", "erase", "fill_session",
    "import_attendees", "invitation_by_token", "invite", "invite_again", "is_open", "keep_upload", "lapse_offers",
    "merge", "name_seat", "note_opened", "offer_by_hand", "opens_at", "own_data", "recount_seats", "register",
    "register_by_team", "register_delegation", "remove_from_agenda", "renew_calendar_link", "renew_ticket",
    "reorder_questions", "reorder_ticket_types", "revoke", "run_imports", "save_view", "seat_errors",
    "send_mail_again", "set_company_places", "set_no_campaigns", "set_notes", "set_paused", "transfer",
    "undo_decision", "update_code", "update_question", "update_ticket_type", "upload_for", "upload_table",
    "usable_code", "withdraw_invitation",
]  # fmt: skip
