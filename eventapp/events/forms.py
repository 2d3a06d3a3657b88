"""What organisers say of an event."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DecimalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.core.codes import slug_from
from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    choices,
    is_timezone,
    known_timezone,
    number_or_none,
    one_line,
)
from eventapp.core.locales import LOCALE_NAMES, LOCALES, reader_locale
from eventapp.events.confirmation_times import CONFIRM_TIMES
from eventapp.events.extension_points import ClonePart
from eventapp.events.models import ACCENTS, Event, Organisation, Series
from eventapp.events.service import EventDetails, SeriesDetails, details_of

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

    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    slug = StringField(
        _l("Link"),
        [
            Optional(),
            Length(2, 60),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and single dashes only.")),
        ],
        filters=[one_line],
        description=_l(
            "The part of the link after /events/; it cannot be changed later. "
            "Leave it empty to have it made from the name."
        ),
    )
    tagline = LocalizedField(_l("Tagline"))
    description = LocalizedField(_l("Description"), long=True, description=_l("Markdown works here."))
    organiser = LocalizedField(_l("Organised by"))
    venue = LocalizedField(_l("Venue"))
    address = LocalizedField(_l("Street address"))
    timezone = SelectField(_l("Time zone"), [known_timezone], default="Asia/Hong_Kong", validate_choice=False)
    starts_at = EventTimeField(_l("Starts"), [InputRequired(_l("Enter the start time."))])
    ends_at = EventTimeField(_l("Ends"), [InputRequired(_l("Enter the end time."))])
    main_locale = SelectField(_l("Main language"), choices=choices(LOCALE_NAMES.items()))
    contact_email = StringField(
        _l("Contact address"),
        [
            InputRequired(_l("Enter the address that replies go to.")),
            Length(max=254),
            Email(_l("This is not an email address.")),
        ],
        filters=[one_line],
        description=_l("Replies to emails go here."),
    )
    accent = RadioField(
        _l("Colour"), choices=choices((name, ACCENT_NAMES[name]) for name in ACCENTS), default="vermilion"
    )
    latitude = DecimalField(_l("Latitude"), [Optional(), NumberRange(-90, 90)], places=None)
    longitude = DecimalField(_l("Longitude"), [Optional(), NumberRange(-180, 180)], places=None)
    registration_opens_at = EventTimeField(_l("Registration opens"))
    registration_closes_at = EventTimeField(_l("Registration closes"))
    transfers_until = EventTimeField(
        _l("Tickets can be transferred until"), description=_l("Leave empty for: until the event starts.")
    )
    group_limit = IntegerField(
        _l("People in a group"),
        [Optional(), NumberRange(0, MOST_IN_GROUP, _l("Enter a number from 0 to 25."))],
        default=MOST_IN_GROUP,
        description=_l("How many one person may register together, at most 25. 0 takes no groups."),
    )
    confirm_minutes = SelectField(
        _l("Confirm the email address"),
        coerce=int,
        choices=choices(CONFIRM_TIMES.items()),
        default=0,
        description=_l(
            "Keeps scripts from taking the places: who is asked and does not open the emailed link in time gives "
            "theirs back."
        ),
    )
    locales = SelectMultipleField(
        _l("Languages"),
        choices=choices(LOCALE_NAMES.items()),
        default=list(LOCALES),
        description=_l("In these every text should exist: what is missing is counted and shown to the team."),
        option_widget=CheckboxInput(),
    )
    headsets = IntegerField(
        _l("Headsets"),
        [Optional(), NumberRange(0, 100_000)],
        description=_l("The stock for interpretation. Leave empty if nobody counts."),
    )
    changeover_minutes = IntegerField(
        _l("Minutes to change rooms"),
        [Optional(), NumberRange(0, 120, _l("Enter a number from 0 to 120."))],
        default=10,
    )
    organisation_id = SelectField(_l("Organisation"), coerce=number_or_none, choices=choices([("", "–")]))
    series_id = SelectField(_l("Series"), coerce=number_or_none, choices=choices([("", "–")]))
    previous_id = SelectField(
        _l("Previous edition"),
        coerce=number_or_none,
        choices=choices([("", "–")]),
        description=_l("Registrations are compared with it day by day."),
    )
    streams_public = BooleanField(
        _l("Everybody may watch the streams"),
        description=_l("Otherwise their links are for who is registered and, where seats are booked, has one."),
    )
    invites_to_sessions = BooleanField(
        _l("Invite who books a seat to the session, by email"),
        description=_l("Their calendar can accept or decline, and hears of changes. The event itself always invites."),
    )
    declining_frees_seats = BooleanField(
        _l("Who declines in their calendar gives the seat back"),
        description=_l("It goes to who waits for it."),
    )
    capacity = IntegerField(
        _l("Places in all"), [Optional(), NumberRange(1, 1_000_000)], description=_l("Leave empty for no limit.")
    )

    capacity_is_below = False
    """Set where the capacity is lower than what is taken: the page then offers to give no new places."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        written = request.form.get("timezone")
        super().__init__(*args, zone=written if is_timezone(written) and written else zone, **kwargs)
        self.timezone.choices = choices((name, name) for name in sorted(available_timezones()))

    def proposed_slug(self, taken: Callable[[str], bool]) -> str:
        """What stands in the field, or an unused one from the name; from the year where that has no Latin letter."""
        if self.slug.data:
            return str(self.slug.data)
        year = f"event-{self.starts_at.data.year}" if self.starts_at.data else "event"
        wanted = slug_from(self.name.data.get("en", ""), year)
        numbered = (f"{wanted}-{number}" for number in count(2))
        return wanted if not taken(wanted) else next(slug for slug in numbered if not taken(slug))

    def validate_ends_at(self, field: EventTimeField) -> None:
        if "starts_at" in self and self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end must come after the start."))

    def validate_registration_closes_at(self, field: EventTimeField) -> None:
        opens_at = self.registration_opens_at.data
        if opens_at and field.data and field.data <= opens_at:
            raise ValidationError(_l("Registration must close after it opens."))

    def validate(self, extra_validators: Any = None) -> bool:
        """WTForms asks an empty optional field nothing more, so what two fields owe each other is asked here."""
        valid: bool = super().validate(extra_validators)
        if valid and "latitude" in self and (self.longitude.data is None) != (self.latitude.data is None):
            self.longitude.errors = [_l("Give both latitude and longitude, or neither.")]
            return False
        return valid

    def details(self, event: Event | None = None) -> EventDetails:
        """What the form says; what it does not ask stays as the event has it."""
        values = {name: self[name].data for name in EventDetails.__dataclass_fields__ if name in self}
        for name in ("latitude", "longitude"):
            if name in values:
                values[name] = None if values[name] is None else float(values[name])
        if "group_limit" in values and values["group_limit"] is None:
            values["group_limit"] = MOST_IN_GROUP
        if "changeover_minutes" in values and values["changeover_minutes"] is None:
            values["changeover_minutes"] = 10
        if "locales" in values:
            main = values.get("main_locale") or (event.main_locale if event else "en")
            chosen = values["locales"] or LOCALES
            values["locales"] = tuple(locale for locale in LOCALES if locale in chosen or locale == main)
        return replace(details_of(event), **values) if event else EventDetails(**values)


STEPS = {
    "new": _l("What and when"),
    "about": _l("About"),
    "place": _l("Place"),
    "languages": _l("Languages"),
    "look": _l("Appearance"),
    "registration": _l("Registration"),
}
_FIELDS_OF_STEP = {
    "new": ("name", "slug", "starts_at", "ends_at", "timezone", "main_locale", "locales", "contact_email"),
    "about": ("tagline", "description", "organiser"),
    "place": ("venue", "address", "latitude", "longitude"),
    "languages": ("main_locale", "locales"),
    "look": ("accent",),
    "registration": (
        "registration_opens_at",
        "registration_closes_at",
        "capacity",
        "group_limit",
        "confirm_minutes",
    ),
}


def new_event_form(organisations: Iterable[Organisation], *, needs_one: bool, **defaults: Any) -> EventForm:
    """What is asked of an event that is not there yet; with `needs_one` it belongs to one of these organisations."""
    form = step_form("new", None, zone="Asia/Hong_Kong", **defaults)
    form.organisation_id.choices = organisation_choices(organisations, needs_one=needs_one)
    return form


def organisation_choices(organisations: Iterable[Organisation], *, needs_one: bool) -> list[Any]:
    """What a field offers that says to which organisation something belongs."""
    named = ((one.id, one.name.text(reader_locale())) for one in organisations)
    return choices(named if needs_one else [("", "–"), *named])


def step_form(step: str, event: Event | None, *, zone: str, **defaults: Any) -> EventForm:
    """The part of the event's form that one step of the guided path asks."""
    form = EventForm(obj=event, zone=zone, **defaults)
    for name in list(form._fields) if event else ():
        if name not in _FIELDS_OF_STEP[step] and name != "csrf_token":
            del form[name]
    return form


def settings_form(event: Event, series: Iterable[Series], others: Iterable[Event], **options: Any) -> EventForm:
    """The whole form, with what only an event that exists can have."""
    form = EventForm(obj=event, zone=event.timezone, **options)
    form.slug.data = event.slug
    del form.organisation_id  # said on the page of the team
    locale = reader_locale()
    form.series_id.choices = choices([("", "–"), *((one.id, one.name.text(locale)) for one in series)])
    before = [other for other in others if other.id != event.id and other.starts_at < event.starts_at]
    if event.previous_id and event.previous_id not in [other.id for other in before]:
        before += [other for other in [event.previous] if other]
    form.previous_id.choices = choices(
        [("", "–"), *((one.id, f"{one.name.text(locale, one.main_locale)} ({one.starts_at.year})") for one in before)]
    )
    return form


def series_form(
    series: Series | None, organisations: Iterable[Organisation], *, needs_one: bool, **options: Any
) -> "SeriesForm":
    """The form of a series; with `needs_one` it belongs to one of these organisations."""
    form = SeriesForm(obj=series, **options)
    form.organisation_id.choices = organisation_choices(organisations, needs_one=needs_one)
    return form


SLUG_RULES = (
    InputRequired(_l("Choose a short link, such as new-vision.")),
    Length(2, 60),
    Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and single dashes only.")),
)


class CloneForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    slug = StringField(
        _l("Link"), list(SLUG_RULES), filters=[one_line], description=_l("The part of the link after /events/.")
    )
    starts_at = EventTimeField(
        _l("Starts"),
        [InputRequired(_l("Enter the start time."))],
        description=_l("Every other time moves by as many days, and keeps its hour."),
    )
    parts = SelectMultipleField(_l("What to copy"), option_widget=CheckboxInput())

    @classmethod
    def of(cls, event: Event, parts: Iterable[ClonePart]) -> "CloneForm":
        """The form for a clone of `event`, a year later unless told otherwise."""
        parts = list(parts)
        later = event.starts_at + timedelta(days=364)
        form = cls(
            zone=event.timezone, data={"name": event.name, "starts_at": later, "parts": [part.name for part in parts]}
        )
        form.parts.choices = choices((part.name, part.label) for part in parts)
        return form


class SeriesForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    slug = StringField(
        _l("Link"), list(SLUG_RULES), filters=[one_line], description=_l("The part of the link after /series/.")
    )
    description = LocalizedField(_l("Description"), long=True, description=_l("Markdown works here."))
    accent = RadioField(
        _l("Colour"), choices=choices((name, ACCENT_NAMES[name]) for name in ACCENTS), default="vermilion"
    )

    organisation_id = SelectField(_l("Organisation"), coerce=number_or_none, choices=choices([("", "–")]))

    def details(self) -> SeriesDetails:
        accent = self.accent.data or "vermilion"
        return SeriesDetails(self.name.data, self.description.data, accent, self.organisation_id.data)
