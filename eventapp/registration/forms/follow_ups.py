"""What an organiser says of a follow-up form."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import SelectMultipleField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.core.forms import EventappForm, EventTimeField, IntegerField, LocalizedField, choices, number_or_none
from eventapp.core.locales import reader_locale
from eventapp.registration.models import TicketType
from eventapp.registration.service import FollowUpDetails


class FollowUpFormForm(EventappForm):
    title = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    introduction = LocalizedField(_l("Introduction"), long=True, description=_l("Said above the questions."))
    ticket_type_ids = SelectMultipleField(
        _l("Asked for"), coerce=number_or_none, option_widget=CheckboxInput(),
        description=_l("Choose none to ask everybody who is confirmed."),
    )  # fmt: skip
    closes_at = EventTimeField(_l("Can be answered until"))
    reminds_days = IntegerField(
        _l("Remind by itself"),
        [Optional(), NumberRange(1, 60, _l("Enter 1 to 60 days, or nothing."))],
        description=_l("So many days before it closes, who has not answered gets an email once."),
    )

    def offer(self, ticket_types: Iterable[TicketType], main_locale: str) -> None:
        """The tickets that it can be for."""
        self.ticket_type_ids.choices = choices(
            (one.id, one.name.text(reader_locale(), main_locale)) for one in ticket_types
        )

    def validate_reminds_days(self, field: IntegerField) -> None:
        if field.data and not self.closes_at.data:
            raise ValidationError(_l("Say until when it can be answered, too."))

    def details(self) -> FollowUpDetails:
        return FollowUpDetails(
            self.title.data, self.introduction.data, tuple(one for one in self.ticket_type_ids.data or () if one),
            self.closes_at.data, self.reminds_days.data,
        )  # fmt: skip
