"""The registration form, the team's own entry, and the way back to a lost link."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length, Regexp, ValidationError

from eventapp.core.forms import EventappForm, number_or_none, one_line
from eventapp.registration.forms.person import PersonForm
from eventapp.registration.forms.ticket_choice import TicketChoiceField
from eventapp.registration.import_rows import PHONE
from eventapp.registration.models import TicketType

KEY_PATTERN = r"^[A-Za-z0-9_-]{16,64}$"


class RegistrationForm(PersonForm):
    """The details, a ticket, sessions to book, and what opens tickets that are not for everybody."""

    ticket_type = TicketChoiceField(validate_choice=False)
    sessions = SelectMultipleField(_l("Sessions"), coerce=number_or_none, validate_choice=False)
    waits = SelectMultipleField(_l("Wait for a seat"), coerce=number_or_none, validate_choice=False)
    access_code = StringField(_l("Access code"), [Length(max=40)], filters=[one_line])
    invitation = HiddenField(validators=[Length(max=64)])
    may_wait = BooleanField(_l("If it is sold out, put me on the waiting list"), default=True)
    consent = BooleanField(_l("I agree"), [InputRequired(_l("Without this we cannot register you."))])
    submission_key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])
    proof = HiddenField()

    def offer(self, ticket_types: list[TicketType]) -> None:
        """The ticket types to choose from; the first that has room is chosen already when it is the only one."""
        self.ticket_type.offer(ticket_types, choose_the_only_one=not self.is_submitted())

    @staticmethod
    def new_submission_key() -> str:
        return secrets.token_urlsafe(18)


class ManualForm(PersonForm):
    """Somebody whom the team registers itself."""

    ticket_type = TicketChoiceField()
    tells = BooleanField(_l("Email the ticket"), default=True)
    submission_key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])


def _is_address_or_number(form: "LostLinkForm", field: StringField) -> None:
    typed = field.data or ""
    if "@" not in typed and form.takes_numbers:
        if PHONE.fullmatch(typed):
            return
        raise ValidationError(_l("This is no email address and no mobile number, such as +852 5123 4567."))
    Email(_l("This is not an email address. It looks like name@example.org."))(form, field)


class LostLinkForm(EventappForm):
    takes_numbers = False

    email = StringField(
        _l("Email"),
        [
            InputRequired(_l("Enter the address that you registered with.")),
            Length(max=254),
            _is_address_or_number,
        ],
        filters=[one_line],
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )

    def take_numbers(self) -> None:
        """Mobile numbers will do as well as addresses."""
        self.takes_numbers = True
        self.email.label.text = _l("Email or mobile number")
        self.email.render_kw = {"autocomplete": "on"}
