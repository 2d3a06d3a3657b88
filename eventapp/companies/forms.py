"""What is said of companies, categories, halls, stands and what happens there."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.companies.models import Company, CompanyCategory, Hall
from eventapp.companies.service import LONGEST_NUMBER, CompanyDetails, Mark, StandEventDetails, StandPlace
from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    OneFileForm,
    PartForm,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
)
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.core.templating import localized
from eventapp.programme.forms.sessions import WHOLE_LINK
from eventapp.registration.forms.person import CountrySelect, country_choices

MOST_STANDS = 8
ROWS_OFFERED = 2
NOT_OFFERED = _l("Choose one from the list.")
_NUMBER = Regexp(r"^[\w.\-/ ]*$", message=_l("Use letters, digits, dots, dashes and slashes, such as 1-A12."))


class StandForm(PartForm):
    """A stand; one without a number is none."""

    hall = SelectField(_l("Hall"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    number = StringField(_l("Number"), [Length(max=LONGEST_NUMBER), _NUMBER], filters=[one_line])


class CompanyFields(EventappForm):
    """What everybody who describes a company fills in."""

    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    description = LocalizedField(_l("What it does"), long=True, description=_l("Markdown works here."))
    country = TextSelectField(_l("Country or region"), widget=CountrySelect())
    website = StringField(
        _l("Website"),
        [
            Optional(),
            Length(max=500),
            Regexp(r"^https?://", message=_l("Enter a whole link, starting with https://.")),
            WHOLE_LINK,
        ],
        filters=[one_line],
    )
    category_ids = SelectMultipleField(
        _l("Categories"), coerce=number_or_none, option_widget=CheckboxInput(), invalid_value_message=NOT_OFFERED
    )  # type: ignore[call-arg]
    contact_name = StringField(_l("Contact"), [Length(max=120)], filters=[one_line])
    email = StringField(
        _l("Email"),
        [Optional(), Length(max=254), Email(_l("This is not an email address."))],
        filters=[one_line],
        description=_l("For the team only; never shown."),
    )
    phone = StringField(_l("Mobile"), [Length(max=40)], filters=[one_line])
    locale = SelectField(_l("Writes in"), choices=choices(LOCALE_NAMES.items()), default="en")

    def offer(self, categories: list[CompanyCategory]) -> None:
        """What can be chosen."""
        self.country.choices = country_choices(reader_locale())
        self.category_ids.choices = choices((one.id, localized(one.name)) for one in categories)

    def details(self) -> CompanyDetails:
        """Without stands: where they are stays as it is."""
        return CompanyDetails(
            name=self.name.data,
            description=self.description.data,
            country=self.country.data or None,
            website=self.website.data or "",
            contact_name=self.contact_name.data or "",
            email=self.email.data or None,
            phone=self.phone.data or "",
            locale=self.locale.data,
            category_ids=tuple(self.category_ids.data or ()),
        )


class ProfileForm(CompanyFields):
    """The same with the logo."""

    logo = FileField(_l("Logo"), description=_l("JPEG, PNG or WebP, at most 12 MB."))
    remove_logo = BooleanField(_l("Remove the logo"))


class CompanyForm(ProfileForm):
    """A company, as the team fills it in."""

    stands = FieldList(FormField(StandForm), max_entries=MOST_STANDS)

    def offer_stands(self, halls: list[Hall], *, is_sent: bool) -> None:
        """Rows for stands, where the event has halls: those it has, and one more at least."""
        if halls and not is_sent:
            wanted = min(max(len(self.stands) + 1, ROWS_OFFERED), MOST_STANDS)
            while len(self.stands) < wanted:
                self.stands.append_entry()
        offered = choices((one.id, localized(one.name)) for one in halls)
        for entry in self.stands:
            entry.form.hall.choices = offered

    def details(self) -> CompanyDetails:
        rows = (entry.form for entry in self.stands)
        places = (StandPlace(row.hall.data, row.number.data) for row in rows if row.hall.data and row.number.data)
        return replace(super().details(), stands=tuple(places))


def _reachable() -> StringField:
    """An address that has to be there: somebody answers for the company."""
    return StringField(
        _l("Email"),
        [
            InputRequired(_l("Enter an address at which we can reach you.")),
            Length(max=254),
            Email(_l("This is not an email address.")),
        ],
        filters=[one_line],
        description=_l("For the organisers only; never shown."),
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


class OwnCompanyForm(ProfileForm):
    """The same for the company itself: where it stands is the organisers' to say."""

    email = _reachable()


class ApplicationForm(CompanyFields):
    """A company that asks to be in the directory: somebody has to be there who answers."""

    email = _reachable()
    contact_name = StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your name.")), Length(max=120)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )


class DirectoryForm(EventappForm):
    is_public = BooleanField(
        _l("Show the directory to the public"), description=_l("As soon as it has a company that is published.")
    )
    takes_applications = BooleanField(
        _l("Companies may apply by themselves"),
        description=_l("They fill in a public form, and are shown once you have approved them."),
    )


class CategoryForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    parent = SelectField(_l("Part of"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]

    def offer(self, categories: list[CompanyCategory], category: CompanyCategory | None = None) -> None:
        widest = [one for one in categories if one.parent_id is None and one is not category]
        self.parent.choices = choices([("", "–"), *((one.id, localized(one.name)) for one in widest)])


class HallForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)


class CompaniesFileForm(OneFileForm):
    file = FileField(_l("File"), description=_l("At most 8 MB. You see the changes before anything is stored."))


class PlanForm(OneFileForm):
    file = FileField(_l("Floor plan"), description=_l("SVG, at most 4 MB."))


class MarkForm(EventappForm):
    """Where a stand is, in ten thousandths of the plan's sides; a mark that would stick out is cut off."""

    number = StringField(
        _l("Stand"), [InputRequired(_l("Enter the number of a stand.")), Length(max=LONGEST_NUMBER), _NUMBER],
        filters=[one_line],
    )  # fmt: skip
    x = IntegerField(_l("From the left"), [InputRequired(), NumberRange(0, 9_999)])
    y = IntegerField(_l("From the top"), [InputRequired(), NumberRange(0, 9_999)])
    width = IntegerField(_l("Width"), [InputRequired(), NumberRange(1, 10_000)])
    height = IntegerField(_l("Height"), [InputRequired(), NumberRange(1, 10_000)])

    def validate_width(self, field: IntegerField) -> None:
        field.data = min(field.data or 1, 10_000 - (self.x.data or 0))

    def validate_height(self, field: IntegerField) -> None:
        field.data = min(field.data or 1, 10_000 - (self.y.data or 0))

    def mark(self) -> Mark:
        return Mark(self.x.data or 0, self.y.data or 0, self.width.data or 1, self.height.data or 1)


class SeatsForm(EventappForm):
    ticket_type = SelectField(_l("Ticket"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    places = IntegerField(_l("Seats"), [InputRequired(), NumberRange(0, 10_000)])


class PersonCodeForm(EventappForm):
    code = StringField(
        _l("Registration code"), [InputRequired(_l("Enter a code.")), Length(max=20)], filters=[one_line]
    )


class StandEventForm(EventappForm):
    """Something at a stand, on the event's clocks."""

    title = LocalizedField(_l("Title"), required=True)
    description = LocalizedField(_l("Description"), long=True, description=_l("Markdown works here."))
    starts_at = EventTimeField(_l("Starts"), [InputRequired()])
    ends_at = EventTimeField(_l("Ends"), [InputRequired()])

    def validate_ends_at(self, field: EventTimeField) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end must come after the start."))

    def details(self) -> StandEventDetails:
        begins, ends = self.starts_at.data, self.ends_at.data
        assert isinstance(begins, datetime)
        assert isinstance(ends, datetime)
        return StandEventDetails(self.title.data, begins, ends, self.description.data)


def known_values(company: Company) -> dict[str, Any]:
    """What a form of this company holds that no column of its name does."""
    return {
        "category_ids": [one.id for one in company.categories],
        "stands": [{"hall": link.stand.hall_id, "number": link.stand.number} for link in company.stand_links],
    }
