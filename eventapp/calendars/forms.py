"""What people say about their own calendars."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from eventapp.core.forms import EventappForm, choices, number_or_none, one_line

REMINDERS = (
    ("", _l("Never")), ("0", _l("At the start")), ("5", _l("5 minutes before")), ("10", _l("10 minutes before")),
    ("15", _l("15 minutes before")), ("30", _l("30 minutes before")), ("60", _l("An hour before")),
    ("1440", _l("A day before")),
)  # fmt: skip


class ReminderForm(EventappForm):
    reminder_minutes = SelectField(_l("Remind me of my sessions"), coerce=number_or_none, choices=choices(REMINDERS))


class AppPasswordForm(EventappForm):
    label = StringField(
        _l("Which device is it?"),
        [DataRequired(_l("Give the device a name, such as “My phone”.")), Length(max=60)],
        filters=[one_line],
    )
