"""What is said about live captions, and the captions as they are written."""

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from eventapp.core.forms import EventappForm, choices
from eventapp.recordings.languages import WRITTEN, written_language
from eventapp.recordings.service import LONGEST_LINE, MOST_AT_ONCE, NewLine

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")


class FeedForm(EventappForm):
    """Captions in one more language."""

    language = SelectField(_l("Language"), invalid_value_message=_l("Choose one from the list."))  # type: ignore[call-arg]
    audience = RadioField(
        _l("Who reads them"),
        choices=choices([
            ("watching", _l("Those who may watch the session")), ("public", _l("Everybody")),
        ]),
    )  # fmt: skip

    def offer(self, taken: Iterable[str]) -> None:
        self.language.choices = choices((tag, written_language(tag)) for tag in WRITTEN if tag not in set(taken))


class LinesForm(EventappForm):
    """What a captioner sends: each line of the text is a line of captions."""

    key = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])
    text = TextAreaField(_l("What is said"), [InputRequired(_l("Write something first."))])

    def validate_key(self, field: HiddenField) -> None:
        if not _KEY.fullmatch(field.data or ""):
            raise ValidationError(_l("This page is damaged. Load it again."))

    def validate_text(self, field: TextAreaField) -> None:
        found = lines_in(field.data)
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_l("At most 100 lines at once. Send the rest after them."))
        if any(len(line) > LONGEST_LINE for line in found):
            raise ValidationError(_l("A line has at most 500 characters. Break it in two."))

    def lines(self) -> list[NewLine]:
        """The same keys for the same text, however often it is sent."""
        return [NewLine(f"{self.key.data}.{number}", line) for number, line in enumerate(lines_in(self.text.data))]


def lines_in(text: str | None) -> list[str]:
    """The lines of a text, without blanks at their ends and control characters."""
    found = (" ".join(line.replace("\x00", "").split()) for line in (text or "").splitlines())
    return [line for line in found if line]
