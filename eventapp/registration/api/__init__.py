"""Registration in the API: ticket types, questions, access codes, and the people."""

from flask import Blueprint

from eventapp.core.api import BASE

blueprint = Blueprint("registration_api", __name__, url_prefix=BASE)

from eventapp.registration.api import (  # noqa: E402, F401  # each adds its own
    access_codes,
    imports,
    invitations,
    questions,
    registrations,
    statistics,
    ticket_types,
)
