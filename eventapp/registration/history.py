"""What happened to a registration, in words."""

from flask import Flask
from flask_babel import lazy_gettext as _l

ACTION_NAMES = {
    "registration.created": _l("Registered"),
    "registration.approved": _l("Approved"),
    "registration.declined": _l("Declined"),
    "registration.cancelled": _l("Cancelled"),
    "registration.updated": _l("Details changed"),
    "registration.calendar_renewed": _l("Calendar link renewed"),
    "registration.mail_sent_again": _l("Ticket mailed again"),
}


def set_up(app: Flask) -> None:
    app.jinja_env.filters["action_name"] = lambda action: ACTION_NAMES.get(action, action)
