"""What the sign-in page takes."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from eventapp.core.forms import EventappForm, one_line


class SignInForm(EventappForm):
    email = StringField(
        _l("Email"), [InputRequired(_l("Write your email address.")), Length(max=254)], filters=[one_line]
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password.")), Length(max=1000)])
