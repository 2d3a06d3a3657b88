"""What calendars know of one person, for the copy of their own data."""

from typing import Any

from eventapp.calendars.queries import app_passwords_of, replies_of
from eventapp.registration.extension_points import add_own_data_source
from eventapp.registration.models import Registration


@add_own_data_source
def calendar_data(registration: Registration) -> dict[str, Any]:
    locale, main = registration.locale, registration.event.main_locale
    return {
        "reminder_minutes": registration.reminder_minutes,
        "calendar_answers": [
            {
                "to": (reply.session.title if reply.session else registration.event.name).text(locale, main),
                "answer": reply.answer,
                "comment": reply.comment,
                "received_at": reply.received_at.isoformat(),
            }
            for reply in replies_of(registration.id)
        ],
        "calendar_devices": [
            {"name": one.label, "added_at": one.created_at.isoformat()} for one in app_passwords_of(registration.id)
        ],
    }
