"""What is said of a new token of the API."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from eventapp.core.forms import EventappForm, choices, number_or_none, one_line
from eventapp.core.locales import reader_locale
from eventapp.events.api_scopes import READ_ONLY, RESOURCES, SCOPES
from eventapp.events.models import Event


class ApiTokenForm(EventappForm):
    name = StringField(
        _l("Name of the token"),
        [InputRequired(_l("Say what it is for.")), Length(max=80)],
        filters=[one_line],
        description=_l("What it is for, such as “Website”: the history says so beside your name."),
    )
    event_id = SelectField(_l("Event"), coerce=number_or_none)
    days = SelectField(
        _l("Good for"),
        coerce=int,
        choices=choices([(7, _l("A week")), (30, _l("30 days")), (90, _l("90 days")), (365, _l("A year"))]),
        default=90,
    )
    scopes = SelectMultipleField(_l("What it may do"), choices=choices((one, one) for one in SCOPES))

    def offer(self, events: Iterable[Event]) -> None:
        """The events to which the token can be held."""
        named = ((one.id, one.name.text(reader_locale(), one.main_locale)) for one in events)
        self.event_id.choices = choices([("", _("All events that I work on")), *named])

    def validate(self, extra_validators: Any = None) -> bool:
        """A token that may do nothing is no use."""
        valid: bool = super().validate(extra_validators)
        if valid and not self.scopes.data:
            self.scopes.errors = [_("Tick at least one.")]
            return False
        return valid

    def rows(self) -> list[tuple[str, Any, list[str]]]:
        """(resource, its name, its scopes) for the page's table."""
        return [
            (name, label, [f"{name}:read", *([] if name in READ_ONLY else [f"{name}:write"])])
            for name, label in RESOURCES.items()
        ]

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=self.days.data)
