"""What people say of themselves, as the attendee and the team write it."""

from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional, Regexp
from wtforms.widgets import Select, html_params

from eventapp.core.forms import EventappForm, TextSelectField, choices, one_line
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.core.templating import countries
from eventapp.events.models import Event
from eventapp.registration.service import RegistrationDetails


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
        [InputRequired(_l("Enter your name as it should appear on your badge.")), Length(max=120)],
        filters=[one_line],
        description=_l("As it should appear on your badge, in any script."),
        render_kw={"autocomplete": "name"},
    )
    romanised_name = StringField(
        _l("Name in Latin letters"),
        [Length(max=120)],
        filters=[one_line],
        description=_l("If your name is written in another script: surname first, as in CHAN Tai Man."),
        render_kw={"autocomplete": "off", "lang": "en"},
    )
    email = StringField(
        _l("Email"),
        [
            Optional(),
            Length(max=254),
            Email(_l("This is not an email address. It looks like name@example.org.")),
        ],
        filters=[one_line],
        description=_l("Your ticket is sent there. You may leave it empty if you give a mobile number."),
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

    def validate(self, extra_validators: Any = None) -> bool:
        """WTForms asks an empty optional field nothing more, so that one of two is there is asked here."""
        valid: bool = super().validate(extra_validators)
        if not self.email.data and not self.phone.data and not self.email.errors and not self.phone.errors:
            self.email.errors = [_("Enter your email address, or a mobile number further down.")]
            return False
        return valid

    def details(self, locale: str) -> RegistrationDetails:
        return RegistrationDetails(
            name=self.name.data or "",
            email=(self.email.data or "").strip(),
            company=self.company.data or "",
            job_title=self.job_title.data or "",
            country=self.country.data or None,
            phone=self.phone.data or "",
            locale=locale,
            romanised_name=self.romanised_name.data or "",
        )


class AttendeeForm(PersonForm):
    """What the owner of a registration may change; mails follow the language."""

    locale = SelectField(_l("Language of emails"), choices=choices(LOCALE_NAMES.items()))
