"""The organiser's registrations: people, decisions, tickets, questions, codes, invitations, tables."""

from flask import Blueprint

blueprint = Blueprint("registration_admin", __name__, url_prefix="/admin/events/<slug>")

from eventapp.registration.admin import (  # noqa: E402, F401
    access_codes,
    approvals,
    attendees,
    bulk,
    consents,
    dashboard,
    duplicates,
    fill_levels,
    follow_ups,
    imports,
    invitations,
    questions,
    search,
    speakers,
    suspicious,
    ticket_types,
    waiting_list,
)
