"""What is said of a webhook."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.forms import EventappForm, choices, one_line
from eventapp.core.outgoing_requests import AddressRefused, check_url
from eventapp.events.service import SUBJECTS, WebhookDetails, allowed_networks

SUBJECT_NAMES = {
    "event": _l("Event"),
    "session": _l("Sessions"),
    "speaker": _l("Speakers"),
    "room": _l("Rooms"),
    "track": _l("Tracks"),
    "company": _l("Companies"),
    "title": _l("Titles"),
    "registration": _l("Registrations"),
    "ticket_type": _l("Ticket types"),
    "access_code": _l("Access codes"),
    "invitation": _l("Invitations"),
    "question": _l("Questions"),
    "campaign": _l("Campaigns"),
    "gate": _l("Gates"),
    "device": _l("Devices"),
    "team": _l("Team"),
}
assert tuple(SUBJECT_NAMES) == SUBJECTS


class WebhookForm(EventappForm):
    name = StringField(
        _l("Name of the webhook"), [InputRequired(_l("Say what it is for.")), Length(max=80)], filters=[one_line]
    )
    url = StringField(
        _l("Address"),
        [InputRequired(_l("Enter the address that is told.")), Length(max=1000)],
        filters=[one_line],
        description=_l("It begins with https:// and is reached from everywhere."),
    )
    subjects = SelectMultipleField(
        _l("Changes of"),
        choices=choices(SUBJECT_NAMES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Nothing ticked means all."),
    )

    def validate_url(self, field: StringField) -> None:
        try:
            check_url(field.data or "", allowed_networks())
        except AddressRefused:
            raise ValidationError(_("Enter a whole address such as https://example.org/hook.")) from None

    def details(self) -> WebhookDetails:
        return WebhookDetails(self.name.data or "", self.url.data or "", self.subjects.data or ())
