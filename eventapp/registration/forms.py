"""What people say when they register, and what organisers say of tickets."""

import secrets
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import Select, html_params

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    LocalizedField,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
    stripped,
)
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.core.templating import countries
from eventapp.events.models import Event
from eventapp.registration.models import BADGE_CLASSES, TicketType
from eventapp.registration.service import RegistrationDetails, TicketTypeDetails

BADGE_CLASS_NAMES = {
    "delegate": _l("Delegate"),
    "speaker": _l("Speaker"),
    "press": _l("Press"),
    "exhibitor": _l("Exhibitor"),
    "vip": _l("VIP"),
}
STATE_NAMES = {
    "pending": _l("Waiting for approval"),
    "waitlisted": _l("On the waiting list"),
    "confirmed": _l("Confirmed"),
    "declined": _l("Declined"),
    "cancelled": _l("Cancelled"),
}


def consent_text(event: Event) -> str:
    """What a person agrees to, in the reader's language; it is stored as it was shown."""
    organiser = event.organiser.text(reader_locale(), event.main_locale) or event.name.text(reader_locale())
    return _(
        "%(organiser)s may store these details to run this event, and write to me about it. "
        "They are not used for anything else.",
        organiser=organiser,
    )


@lru_cache(maxsize=8)
def country_choices(locale: str) -> list[Any]:
    return choices([("", "–"), *countries(locale)])


class CountrySelect(Select):
    """A selection of 250 countries, written once for each language."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        opening = f"<select {html_params(name=field.name, **attributes)}>"
        chosen = f'<option value="{escape(field.data or "")}"'
        options = country_options(reader_locale()).replace(chosen, f"{chosen} selected", 1)
        return Markup(f"{opening}{options}</select>")


@lru_cache(maxsize=8)
def country_options(locale: str) -> str:
    return "".join(
        f'<option value="{escape(choice.value)}">{escape(choice.label)}</option>' for choice in country_choices(locale)
    )


class PersonForm(EventappForm):
    """The details that belong to a person; the attendee changes them later with the same fields."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Write your name as it should stand on your badge.")), Length(max=120)],
        filters=[one_line],
        description=_l("As it should stand on your badge, in any script."),
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        _l("Email"),
        [
            InputRequired(_l("Write your email address: your ticket is sent there.")),
            Length(max=254),
            Email(_l("This is not an email address. It looks like name@example.org.")),
        ],
        filters=[one_line],
        description=_l("Your ticket is sent there."),
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )
    company = StringField(
        _l("Company"), [Length(max=200)], filters=[one_line], render_kw={"autocomplete": "organization"}
    )
    job_title = StringField(
        _l("Job title"), [Length(max=200)], filters=[one_line], render_kw={"autocomplete": "organization-title"}
    )
    country = TextSelectField(_l("Country or region"), widget=CountrySelect(), render_kw={"autocomplete": "country"})
    phone = StringField(
        _l("Mobile"),
        [
            Optional(),
            Length(max=40),
            Regexp(r"^\+?[0-9 ()/.-]{5,}$", message=_l("Use digits, such as +852 5123 4567.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "tel", "inputmode": "tel", "type": "tel"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices(reader_locale())

    def details(self, locale: str) -> RegistrationDetails:
        return RegistrationDetails(
            name=self.name.data or "",
            email=(self.email.data or "").strip(),
            company=self.company.data or "",
            job_title=self.job_title.data or "",
            country=self.country.data or None,
            phone=self.phone.data or "",
            locale=locale,
        )


class RegistrationForm(PersonForm):
    ticket_type = RadioField(  # type: ignore[call-arg]  # newer than its stubs
        _l("Ticket"),
        [DataRequired(_l("Choose a ticket."))],
        coerce=number_or_none,
        validate_choice=False,
        invalid_value_message=_l("Choose a ticket."),
    )
    consent = BooleanField(_l("I agree"), [InputRequired(_l("Without this we cannot register you."))])
    submission_key = HiddenField(validators=[InputRequired(), Regexp(r"^[A-Za-z0-9_-]{16,64}$")])

    def offer(self, kinds: list[TicketType]) -> None:
        """The ticket types to choose from; the first that has room is chosen already when it is the only one."""
        self.ticket_type.choices = choices((kind.id, kind.name.text(reader_locale())) for kind in kinds)
        if len(kinds) == 1 and not self.is_submitted():
            self.ticket_type.data = kinds[0].id

    @staticmethod
    def new_submission_key() -> str:
        return secrets.token_urlsafe(18)


class AttendeeForm(PersonForm):
    """What the owner of a registration may change; mails follow the language."""

    locale = SelectField(_l("Language of mails"), choices=choices(LOCALE_NAMES.items()))


class ReasonForm(EventappForm):
    """Why something is declined or cancelled."""

    reason = TextAreaField(_l("Reason"), [Length(max=1000)], filters=[stripped])


class FilterForm(EventappForm):
    """How an organiser narrows the list; it only reads, so it needs no token."""

    class Meta(EventappForm.Meta):
        csrf = False

    text = StringField(_l("Search"), [Length(max=200)], filters=[one_line])
    state = SelectField(_l("State"), choices=choices([("", _l("Any state")), *STATE_NAMES.items()]), default="")
    ticket_type = SelectField(_l("Ticket"), coerce=number_or_none, validate_choice=False)
    page = IntegerField(_l("Page"), [Optional(), NumberRange(1, 100_000)], default=1)


class TicketTypeForm(EventappForm):
    name = LocalizedField(_l("Name"), required=True)
    description = LocalizedField(_l("Description"))
    capacity = IntegerField(
        _l("Places"), [Optional(), NumberRange(1, 1_000_000)], description=_l("Leave empty for no limit.")
    )
    opens_at = EventTimeField(_l("On offer from"))
    closes_at = EventTimeField(_l("On offer until"))
    visibility = RadioField(
        _l("Who can choose it"),
        [AnyOf(("public", "staff"))],
        choices=choices([("public", _l("Everybody")), ("staff", _l("Nobody: the team only"))]),
        default="public",
    )
    needs_approval = BooleanField(
        _l("Needs approval"), description=_l("People wait until somebody of the team has said yes.")
    )
    badge_class = SelectField(_l("Badge"), choices=choices((name, BADGE_CLASS_NAMES[name]) for name in BADGE_CLASSES))

    def validate_closes_at(self, field: EventTimeField) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("The end must come after the beginning."))

    def details(self) -> TicketTypeDetails:
        return TicketTypeDetails(**{name: self[name].data for name in TicketTypeDetails.__dataclass_fields__})
