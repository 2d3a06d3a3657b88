"""A speaker's consent to a voice that is like theirs."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from eventapp.core import clock
from eventapp.core.forms import EventappForm, choices, one_line


class ConsentForm(EventappForm):
    """Who agreed, when and how, and what the speech service calls the voice."""

    speaker = SelectField(_l("Speaker"), invalid_value_message=_l("Choose one from the list."))  # type: ignore[call-arg]
    given_on = DateField(_l("Agreed on"), [InputRequired(_l("Enter the day."))])
    words = StringField(
        _l("How they agreed"), [InputRequired(_l("Say how they agreed.")), Length(max=300)], filters=[one_line],
        description=_l("What you would show who asks, such as “signed letter, kept by the office”."),
    )  # fmt: skip
    voice = StringField(
        _l("Voice at the speech service"), [InputRequired(_l("Enter the voice.")), Length(max=120)], filters=[one_line],
        description=_l("What the service calls the voice that was made from theirs."),
    )  # fmt: skip

    def __init__(self, speakers: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """`speakers` are codes and names."""
        super().__init__(*args, **kwargs)
        self.speaker.choices = choices(speakers)

    def validate_given_on(self, field: DateField) -> None:
        if field.data is not None and field.data > clock.now().date():
            raise ValidationError(_l("That day is still to come. Record it once they have agreed."))
