"""The choice of a ticket, the same for attendees, liaisons and the team."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from eventapp.core.forms import choices, number_or_none
from eventapp.core.locales import reader_locale
from eventapp.registration.models import TicketType


class TicketChoiceField(RadioField):
    def __init__(self, **options: Any) -> None:
        super().__init__(  # type: ignore[call-arg]  # newer than its stubs
            _l("Ticket"),
            [DataRequired(_l("Choose a ticket."))],
            coerce=number_or_none,
            invalid_value_message=_l("Choose a ticket."),
            **options,
        )

    def offer(self, ticket_types: list[TicketType], *, choose_the_only_one: bool = False) -> None:
        """The ticket types to choose from, named in the reader's language."""
        self.choices = choices((ticket_type.id, ticket_type.name.text(reader_locale())) for ticket_type in ticket_types)
        if choose_the_only_one and len(ticket_types) == 1:
            self.data = ticket_types[0].id
