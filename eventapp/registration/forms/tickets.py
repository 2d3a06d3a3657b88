"""What organisers say of tickets and the codes that open them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    choices,
    number_or_none,
    one_line,
)
from eventapp.core.locales import reader_locale
from eventapp.core.templating import long_date
from eventapp.events.confirmation_times import CONFIRM_TIMES
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.registration.models import BADGE_CLASSES, VISIBILITIES, TicketType
from eventapp.registration.queries import DayHeld
from eventapp.registration.service import MOST_AT_ONCE, CodeDetails, TicketTypeDetails

VISIBILITY_NAMES = {
    "public": _l("Everybody"),
    "code": _l("Who has an access code"),
    "invitation": _l("Who is invited"),
    "staff": _l("Nobody: the team only"),
}
DAY = "day-"
_EMPTY_IS_NO_LIMIT = _l("Leave empty for no limit.")


def _minutes_or_none(value: Any) -> int | None:
    return None if value in (None, "", "None") else int(value)


class TicketTypeForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    description = LocalizedField(_l("Description"))
    capacity = IntegerField(_l("Places"), [Optional(), NumberRange(1, 1_000_000)], description=_EMPTY_IS_NO_LIMIT)
    opens_at = EventTimeField(_l("Available from"))
    closes_at = EventTimeField(_l("Available until"))
    visibility = RadioField(
        _l("Who can choose it"), [AnyOf(VISIBILITIES)], choices=choices(VISIBILITY_NAMES.items()), default="public"
    )
    needs_approval = BooleanField(
        _l("Needs approval"), description=_l("People wait until somebody of the team has said yes.")
    )
    reviews_needed = RadioField(
        _l("Approvals needed"),
        coerce=int,
        choices=choices([(1, _l("One of the team")), (2, _l("Two of the team"))]),
        default=1,
    )
    badge_class = SelectField(
        _l("Badge"),
        choices=choices((name, BADGE_CLASS_NAMES[name]) for name in BADGE_CLASSES),
        description=_l("The class is granted with the confirmation; nobody chooses it."),
    )
    has_waiting_list = BooleanField(
        _l("Waiting list"), description=_l("When it is sold out people can stand in line; seats that free are offered.")
    )
    offer_hours = IntegerField(
        _l("An offer holds for (hours)"),
        [InputRequired(_l("Enter a number of hours.")), NumberRange(1, 720)],
        default=24,
    )
    company_places = IntegerField(
        _l("Places for one company"), [Optional(), NumberRange(1, 100_000)], description=_EMPTY_IS_NO_LIMIT
    )
    confirm_minutes = SelectField(
        _l("Confirm the email address"),
        coerce=_minutes_or_none,
        choices=choices([("", _l("As the event has it")), *CONFIRM_TIMES.items()]),
        default="",
        description=_l("Who comes by a code or an invitation, or waits for approval, is not asked."),
    )

    days = SelectMultipleField(
        _l("Valid on"),
        description=_l("Tick none for every day. Gates let such a ticket in on its days only, and badges name them."),
        option_widget=CheckboxInput(),
    )
    door_note = LocalizedField(
        _l("Note for the door"),
        description=_l("Shown to the door staff with every such ticket: “sign the press release”."),
    )

    capacity_is_below = False
    """Set where there are fewer places than are taken: the page then offers to give no new ones."""

    def __init__(self, *args: Any, event_days: Sequence[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [day.isoformat() for day in event_days]
        former = [day for day in self.days.object_data or () if day not in known]
        self.days.choices = choices((day, long_date(date.fromisoformat(day))) for day in sorted({*known, *former}))
        self.asks_for_days = len(known) > 1 or bool(former)
        if self.is_submitted():  # a form that leaves these out keeps what a new ticket begins with
            if not self.offer_hours.raw_data:
                self.offer_hours.raw_data, self.offer_hours.data = ["24"], 24
            if self.reviews_needed.data is None:
                self.reviews_needed.data = 1

    def validate_closes_at(self, field: EventTimeField) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("The end must come after the start."))

    def details(self) -> TicketTypeDetails:
        values = {name: self[name].data for name in TicketTypeDetails.__dataclass_fields__}
        return TicketTypeDetails(**{**values, "days": tuple(values["days"] or ())})


class DayLimitsForm(EventappForm):
    """How many people each day of an event holds; `day_limits_form` gives it a field for each."""

    def limits(self) -> dict[str, int | None]:
        """What each day (an ISO date) holds; None where nothing limits it."""
        return {name.removeprefix(DAY): field.data for name, field in self._fields.items() if name.startswith(DAY)}


def day_limits_form(days: Sequence[DayHeld]) -> DayLimitsForm:
    """The form for these days, empty where a day has no limit."""
    fields = {
        f"{DAY}{one.day}": IntegerField(long_date(one.date), [Optional(), NumberRange(1, 1_000_000)]) for one in days
    }
    form_class: type[DayLimitsForm] = type("DayLimitsForm", (DayLimitsForm,), fields)
    return form_class(data={f"{DAY}{one.day}": one.capacity for one in days})


class CompanyPlacesForm(EventappForm):
    """A company's own number of places."""

    company = StringField(_l("Company"), [InputRequired(_l("Enter the company.")), Length(max=200)], filters=[one_line])
    places = IntegerField(
        _l("Places"), [Optional(), NumberRange(0, 100_000)], description=_l("Leave empty for the ticket's own number.")
    )


class _CodeFields(EventappForm):
    ticket_type_id = SelectField(_l("Opens"), coerce=number_or_none)
    label = StringField(_l("Recipients"), [Length(max=120)], filters=[one_line], description=_l("A note for the team."))
    capacity = IntegerField(
        _l("Maximum uses"), [Optional(), NumberRange(1, 1_000_000)], description=_EMPTY_IS_NO_LIMIT, default=1
    )
    expires_at = EventTimeField(_l("Until"))

    def offer(self, ticket_types: list[TicketType]) -> None:
        named = (
            (ticket_type.id, ticket_type.name.text(reader_locale()))
            for ticket_type in ticket_types
            if ticket_type.visibility == "code"
        )
        self.ticket_type_id.choices = choices([("", _("Every ticket that asks for a code")), *named])

    def details(self) -> CodeDetails:
        return CodeDetails(self.ticket_type_id.data, self.label.data or "", self.capacity.data, self.expires_at.data)


class AccessCodeForm(_CodeFields):
    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Enter the word that people will type.")),
            Length(4, 40),
            Regexp(r"^[A-Za-z0-9 -]+$", message=_l("Use letters, digits and dashes only.")),
        ],
        filters=[one_line],
    )


class ManyCodesForm(_CodeFields):
    number = IntegerField(
        _l("How many"),
        [InputRequired(_l("Enter how many.")), NumberRange(1, MOST_AT_ONCE)],
        default=20,
    )
