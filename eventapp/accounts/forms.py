"""What the pages about signing in and about one's account take."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from eventapp.accounts.service.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from eventapp.core.forms import EventappForm, choices, one_line
from eventapp.core.locales import LOCALE_NAMES

REFUSED_PASSWORDS = {
    "short": _l("Choose a password of at least %(number)s characters.", number=SHORTEST_PASSWORD),
    "long": _l("Choose a password of at most %(number)s characters.", number=LONGEST_PASSWORD),
    "guessable": _l("This password is guessed within minutes. Three or four unrelated words make a good one."),
}
STRENGTHS = (_l("Guessed at once"), _l("Very weak"), _l("Weak"), _l("Good"), _l("Strong"))


def _email() -> StringField:
    return StringField(
        _l("Email"),
        [InputRequired(_l("Enter an email address.")), Length(max=254), Email(_l("This is not an email address."))],
        filters=[one_line],
    )


def _new_password(label: str, hint: str) -> PasswordField:
    return PasswordField(label, [InputRequired(_l("Enter a password."))], description=hint)


class NewUserForm(EventappForm):
    email = _email()
    name = StringField(_l("Name"), [Length(max=200)], filters=[one_line])
    password = _new_password(
        _l("Password"), _l("At least 10 characters. Tell it to them in person; they cannot see this page.")
    )
    is_admin = BooleanField(_l("Administrator"), description=_l("May see and change every event, and this page."))


class SignInForm(EventappForm):
    email = StringField(
        _l("Email"), [InputRequired(_l("Enter your email address.")), Length(max=254)], filters=[one_line]
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=LONGEST_PASSWORD)])
    is_own_device = BooleanField(
        _l("This is my device"), description=_l("You stay signed in for up to 90 days. Otherwise for a day.")
    )


class AskForLinkForm(EventappForm):
    email = _email()


class LinkForm(EventappForm):
    """Only the button: what opens a mailed link to look at it uses nothing up."""

    is_own_device = BooleanField(
        _l("This is my device"), description=_l("You stay signed in for up to 90 days. Otherwise for a day.")
    )


class SecondFactorForm(EventappForm):
    code = StringField(
        _l("Code"),
        [InputRequired(_l("Enter the code.")), Length(max=40)],
        filters=[one_line],
        description=_l("The six digits that your authenticator app shows now, or one of your recovery codes."),
    )


class AuthenticatorForm(EventappForm):
    secret = HiddenField()
    code = StringField(_l("Code"), [InputRequired(_l("Enter the code.")), Length(max=40)], filters=[one_line])


class NewPasswordForm(EventappForm):
    """By a mailed link: who has it needs no old password."""

    password = _new_password(
        _l("New password"), _l("At least 10 characters. Three or four unrelated words are easy to keep in mind.")
    )


class ChangePasswordForm(EventappForm):
    current = PasswordField(_l("Present password"), [InputRequired(_l("Enter your password."))])
    password = _new_password(
        _l("New password"), _l("At least 10 characters. Three or four unrelated words are easy to keep in mind.")
    )


class ConfirmationForm(EventappForm):
    """A password, or what a passkey answered. The names are no other form's, since it goes along with any."""

    confirm_password = PasswordField(_l("Password"), [Length(max=LONGEST_PASSWORD)])
    confirm_answer = HiddenField()


class PasskeyForm(EventappForm):
    """What a script fills in."""

    answer = HiddenField()
    name = StringField(_l("Name"), [Length(max=100)], filters=[one_line])
    is_own_device = BooleanField(_l("This is my device"))


class ProfileForm(EventappForm):
    name = StringField(_l("Name"), [InputRequired(_l("Enter your name.")), Length(max=200)], filters=[one_line])
    locale = SelectField(_l("Language of emails"), choices=choices(LOCALE_NAMES.items()))
