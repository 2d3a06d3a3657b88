"""What is said of a recording when it is brought, and later."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from eventapp.core.cell_values import is_web_address
from eventapp.core.forms import EventappForm, choices, one_line
from eventapp.recordings.languages import WRITTEN, written_language
from eventapp.recordings.service import RecordingDetails

LONGEST_TITLE = 200
_ONE_OF_LIST = _l("Choose one from the list.")


AUDIENCES_OF = {
    "sessions": [("watching", _l("Those who may watch the session")), ("public", _l("Everybody"))],
    "titles": [
        ("watching", _l("Those who see the title and are registered")), ("public", _l("Everybody who sees the title")),
    ],
}  # fmt: skip


class RecordingForm(EventappForm):
    """What a recording is, and for whom."""

    title = StringField(
        _l("Title"), [Length(max=LONGEST_TITLE)], filters=[one_line],
        description=_l(
            "Where there are several, such as “Part 2” or “Trailer”. Without one it has the session's or the title's."
        ),
    )  # fmt: skip
    language = SelectField(_l("Language that is spoken"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]
    audience = RadioField(
        _l("Who sees it"),
    )
    is_downloadable = BooleanField(_l("They may take the file along, to watch it without a network"))

    def __init__(self, subject_kind: str, *args: Any, **kwargs: Any) -> None:
        """Of `sessions` or `titles`: who sees it is said in their words."""
        super().__init__(*args, **kwargs)
        self.audience.choices = choices(AUDIENCES_OF[subject_kind])
        self.language.choices = choices((tag, written_language(tag)) for tag in WRITTEN)

    @property
    def details(self) -> RecordingDetails:
        return RecordingDetails(
            self.title.data or "", self.language.data, self.audience.data, bool(self.is_downloadable.data)
        )


class LinkForm(RecordingForm):
    """A recording that is somewhere else: fetched from there, or watched there."""

    address = StringField(
        _l("Address"), [InputRequired(_l("Paste the address."))], filters=[one_line],
        description=_l("Of a video or sound file that anybody can download, or of a page that shows it."),
    )  # fmt: skip
    how = RadioField(
        _l("What is to be done with it"),
        choices=choices([
            ("link", _l("Fetch the file and show it here")), ("player", _l("Link to the page where it is watched")),
        ]),
    )  # fmt: skip

    def validate_address(self, field: StringField) -> None:
        if not is_web_address(field.data or ""):
            raise ValidationError(_l("An address of the web begins with https://."))
