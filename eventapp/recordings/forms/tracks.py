"""What is said of a track when it is made, checked or given to somebody outside."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from eventapp.core.forms import EventappForm, choices, one_line
from eventapp.recordings.languages import SIGNED, WRITTEN, written_language

_ONE_OF_LIST = _l("Choose one from the list.")


class TrackForm(EventappForm):
    """A new track: what it is, in which language, and where its lines come from."""

    kind = SelectField(
        _l("What it is"),
        choices=choices([
            ("transcript", _l("Transcript: what is said, in the language that is spoken")),
            ("subtitles", _l("Subtitles: what is said, in another language")),
            ("chapters", _l("Chapters: what it is about, from when on")),
            ("descriptions", _l("Descriptions: what is to be seen, for who does not see it")),
        ]),
        invalid_value_message=_ONE_OF_LIST,
    )  # type: ignore[call-arg]  # fmt: skip
    language = SelectField(_l("Language"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]
    origin = SelectField(_l("Its lines"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]
    file = FileField(_l("File"), description=_l("WebVTT, SRT, TTML or ASS; at most 10 MB."))

    def __init__(self, feeds: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        """`feeds` are the session's live captions: number and language."""
        super().__init__(*args, **kwargs)
        self.language.choices = choices((tag, written_language(tag)) for tag in WRITTEN)
        captions = [(f"captions:{number}", _captions(language)) for number, language in feeds]
        self.origin.choices = choices([("file", _l("from a file")), ("written", _l("to be written here")), *captions])


def _captions(language: str) -> Any:
    return _l("from the live captions (%(language)s)", language=written_language(language))


class FileTrackForm(EventappForm):
    """A track that is a file of its own: a video or sound that somebody made."""

    kind = SelectField(
        _l("What it is"),
        choices=choices([
            ("sign_language", _l("Sign-language video, shown in a corner")),
            ("audio_description", _l("Audio description: the sound, with somebody who says what is to be seen")),
            ("dub", _l("Dub: the sound in another language")),
        ]),
        invalid_value_message=_ONE_OF_LIST,
    )  # type: ignore[call-arg]  # fmt: skip
    language = SelectField(_l("Language"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices((tag, written_language(tag)) for tag in (*SIGNED, *WRITTEN))

    def validate_language(self, field: SelectField) -> None:
        if (self.kind.data == "sign_language") != (field.data in SIGNED):
            raise ValidationError(_l("A sign-language video is in a sign language, and sound in a spoken one."))


class LinesFileForm(EventappForm):
    """Other lines in place of those that a track has, as it was when somebody looked at it."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file first."))])
    revision = HiddenField(validators=[InputRequired()])


class CheckedForm(EventappForm):
    """The lines of a revision were checked."""

    revision = HiddenField(validators=[InputRequired()])


class TranslatorForm(EventappForm):
    """Somebody outside the team who works on a track."""

    name = StringField(
        _l("Name of the translator"), [InputRequired(_l("Enter a name.")), Length(max=120)], filters=[one_line]
    )  # fmt: skip
