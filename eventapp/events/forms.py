"""What organisers say of an event."""

from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    LocalizedField,
    choices,
    is_timezone,
    known_timezone,
    one_line,
)
from eventapp.core.locales import LOCALE_NAMES
from eventapp.events.models import ACCENTS
from eventapp.events.service import EventDetails

MOST_IN_GROUP = 25
ACCENT_NAMES = {
    "vermilion": _l("Vermilion"),
    "plum": _l("Plum"),
    "indigo": _l("Indigo"),
    "ocean": _l("Ocean"),
    "jade": _l("Jade"),
    "amber": _l("Amber"),
    "graphite": _l("Graphite"),
}


class EventForm(EventappForm):
    """Times are read in the zone that the same form names."""

    name = LocalizedField(_l("Name"), required=True)
    slug = StringField(
        _l("Address"),
        [
            InputRequired(_l("Choose a short address, such as new-vision.")),
            Length(2, 60),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and single dashes only.")),
        ],
        filters=[one_line],
        description=_l("The part of the link after /events/. It cannot be changed later."),
    )
    tagline = LocalizedField(_l("Tagline"))
    description = LocalizedField(_l("Description"), long=True, description=_l("Markdown works here."))
    organiser = LocalizedField(_l("Organised by"))
    venue = LocalizedField(_l("Venue"))
    address = LocalizedField(_l("Street address"))
    timezone = SelectField(_l("Time zone"), [known_timezone], default="Asia/Hong_Kong", validate_choice=False)
    starts_at = EventTimeField(_l("Begins"), [InputRequired(_l("Say when it begins."))])
    ends_at = EventTimeField(_l("Ends"), [InputRequired(_l("Say when it ends."))])
    main_locale = SelectField(_l("Main language"), choices=choices(LOCALE_NAMES.items()))
    contact_email = StringField(
        _l("Contact address"),
        [
            InputRequired(_l("Write the address that replies go to.")),
            Length(max=254),
            Email(_l("This is not an email address.")),
        ],
        filters=[one_line],
        description=_l("Replies to mails go here."),
    )
    accent = RadioField(
        _l("Colour"), choices=choices((name, ACCENT_NAMES[name]) for name in ACCENTS), default="vermilion"
    )
    latitude = DecimalField(_l("Latitude"), [Optional(), NumberRange(-90, 90)], places=None)
    longitude = DecimalField(_l("Longitude"), [Optional(), NumberRange(-180, 180)], places=None)
    registration_opens_at = EventTimeField(_l("Registration opens"))
    registration_closes_at = EventTimeField(_l("Registration closes"))
    transfers_until = EventTimeField(
        _l("Places can be passed on until"), description=_l("Leave empty for: until the event begins.")
    )
    group_limit = IntegerField(
        _l("People in a group"),
        [Optional(), NumberRange(0, MOST_IN_GROUP, _l("Write a number from 0 to 25."))],
        default=MOST_IN_GROUP,
        description=_l("How many one person may register together, at most 25. 0 takes no groups."),
    )
    capacity = IntegerField(
        _l("Places in all"), [Optional(), NumberRange(1, 1_000_000)], description=_l("Leave empty for no limit.")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        written = request.form.get("timezone")
        super().__init__(*args, zone=written if is_timezone(written) and written else zone, **kwargs)
        self.timezone.choices = choices((name, name) for name in sorted(available_timezones()))

    def validate_ends_at(self, field: EventTimeField) -> None:
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end must come after the beginning."))

    def validate_registration_closes_at(self, field: EventTimeField) -> None:
        opens_at = self.registration_opens_at.data
        if opens_at and field.data and field.data <= opens_at:
            raise ValidationError(_l("Registration must close after it opens."))

    def validate(self, extra_validators: Any = None) -> bool:
        """WTForms asks an empty optional field nothing more, so what two fields owe each other is asked here."""
        valid: bool = super().validate(extra_validators)
        if valid and (self.longitude.data is None) != (self.latitude.data is None):
            self.longitude.errors = [_l("Give both latitude and longitude, or neither.")]
            return False
        return valid

    def details(self) -> EventDetails:
        names = EventDetails.__dataclass_fields__
        values = {name: self[name].data for name in names}
        for name in ("latitude", "longitude"):
            values[name] = None if values[name] is None else float(values[name])
        if values["group_limit"] is None:
            values["group_limit"] = MOST_IN_GROUP
        return EventDetails(**values)
