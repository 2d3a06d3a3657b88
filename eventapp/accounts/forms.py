"""What the sign-in page takes."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import Email, InputRequired, Length

from eventapp.core.forms import EventappForm, one_line


class NewUserForm(EventappForm):
    email = StringField(
        _l("Email"),
        [InputRequired(_l("Enter an email address.")), Length(max=254), Email(_l("This is not an email address."))],
        filters=[one_line],
    )
    name = StringField(_l("Name"), [Length(max=200)], filters=[one_line])
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter a password.")), Length(max=1000)],
        description=_l("At least 10 characters. Tell it to them in person; they cannot see this page."),
    )
    is_admin = BooleanField(_l("Administrator"), description=_l("May see and change every event, and this page."))


class SignInForm(EventappForm):
    email = StringField(
        _l("Email"), [InputRequired(_l("Enter your email address.")), Length(max=254)], filters=[one_line]
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=1000)])
