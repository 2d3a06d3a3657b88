"""What is asked about teams, organisations and roles."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length
from wtforms.widgets import CheckboxInput

from eventapp.core.forms import EventappForm, EventTimeField, LocalizedField, choices, number_or_none, one_line
from eventapp.events.forms import SLUG_RULES, organisation_choices
from eventapp.events.models import Organisation
from eventapp.events.role_permissions import PERMISSION_NAMES
from eventapp.events.service import OrganisationDetails

_ADDRESS = (InputRequired(_l("Enter an email address.")), Length(max=254), Email(_l("This is not an email address.")))


class PlaceForm(EventappForm):
    """A role; `names` are those that whoever asks may give, by their keys."""

    role = SelectField(_l("Role"), default="read")

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices(names.items())


class RoleForm(PlaceForm):
    begins_at = EventTimeField(_l("Access from"))
    ends_at = EventTimeField(_l("Access until"), description=_l("Empty for as long as they are in the team."))


class InviteForm(RoleForm):
    email = StringField(_l("Email"), list(_ADDRESS), filters=[one_line])


class OrganisationInviteForm(PlaceForm):
    email = StringField(_l("Email"), list(_ADDRESS), filters=[one_line])


class HandOverForm(EventappForm):
    new_owner = StringField(_l("To whom"), list(_ADDRESS), filters=[one_line])
    ends_team = BooleanField(
        _l("Everybody else leaves the team"), description=_l("You too: you see nothing of this event any more.")
    )


class ExportReasonForm(EventappForm):
    reason = StringField(
        _l("What you need it for"),
        [DataRequired(_l("Say what you need it for.")), Length(max=500)],
        filters=[one_line],
    )


class OrganisationForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    slug = StringField(
        _l("Link"), list(SLUG_RULES), filters=[one_line], description=_l("The part of the link after /organisations/.")
    )
    contact_email = StringField(_l("Contact address"), list(_ADDRESS), filters=[one_line])

    def details(self) -> OrganisationDetails:
        return OrganisationDetails(self.name.data, self.contact_email.data or "")


class CustomRoleForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    permissions = SelectMultipleField(
        _l("May"), choices=choices(PERMISSION_NAMES.items()), option_widget=CheckboxInput()
    )


class OrganisationChoiceForm(EventappForm):
    """One of somebody's organisations, or none."""

    organisation_id = SelectField(_l("Organisation"), coerce=number_or_none)

    @classmethod
    def among(cls, organisations: Iterable[Organisation]) -> Self:
        form = cls()
        form.organisation_id.choices = organisation_choices(organisations, needs_one=False)
        return form


class JoinForm(OrganisationChoiceForm):
    """Somebody with an account says yes. An event that is handed over goes to one of their organisations, or none."""


class NewAccountForm(EventappForm):
    """Somebody without an account says yes and makes one."""

    name = StringField(_l("Your name"), [DataRequired(_l("Enter your name.")), Length(max=200)], filters=[one_line])
    password = PasswordField(
        _l("Choose a password"),
        [InputRequired(_l("Enter a password.")), Length(max=1000)],
        description=_l("At least 10 characters."),
    )
