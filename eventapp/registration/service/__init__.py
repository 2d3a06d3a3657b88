"""Registration's use cases."""

from eventapp.registration.service.agenda import add_to_agenda, remove_from_agenda
from eventapp.registration.service.errors import (
    NotAllowed,
    RegistrationClosed,
    RegistrationError,
    SoldOut,
    TicketTypeInUse,
    TicketTypeUnknown,
)
from eventapp.registration.service.imports import AttendeesImported, AttendeesRefused, import_attendees
from eventapp.registration.service.registrations import (
    RegistrationDetails,
    approve,
    cancel,
    change_details,
    decline,
    register,
    register_by_team,
    renew_calendar_link,
    send_mail_again,
)
from eventapp.registration.service.seats import recount_seats, seat_errors
from eventapp.registration.service.ticket_types import (
    TicketTypeDetails,
    create_ticket_type,
    delete_ticket_type,
    update_ticket_type,
)

__all__ = [
    "AttendeesImported",
    "AttendeesRefused",
    "NotAllowed",
    "RegistrationClosed",
    "RegistrationDetails",
    "RegistrationError",
    "SoldOut",
    "TicketTypeDetails",
    "TicketTypeInUse",
    "TicketTypeUnknown",
    "add_to_agenda",
    "approve",
    "cancel",
    "change_details",
    "create_ticket_type",
    "decline",
    "delete_ticket_type",
    "import_attendees",
    "recount_seats",
    "register",
    "register_by_team",
    "remove_from_agenda",
    "renew_calendar_link",
    "seat_errors",
    "send_mail_again",
    "update_ticket_type",
]  # fmt: skip
