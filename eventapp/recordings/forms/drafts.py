"""What draft is wanted, and a term of the glossary."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from eventapp.core.forms import EventappForm, PartForm, choices, one_line
from eventapp.recordings.languages import WRITTEN, written_language
from eventapp.recordings.voices import LIKENESS, NUMBERED, SpeakerVoices

_ONE_OF_LIST = _l("Choose one from the list.")
TERM_LANGUAGES = ("en", "zh-Hant", "zh-Hans")


class VoiceForm(PartForm):
    """Who speaks one of the speakers."""

    voice = SelectField(choices=choices([("", "")]), default="", invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]


class DraftForm(EventappForm):
    """One of the drafts that this instance can make: the value says what, in which language, from what, by whom."""

    wanted = SelectField(_l("Draft"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]

    voices = FieldList(FormField(VoiceForm))

    def __init__(
        self, offered: Iterable[tuple[str, str]], speakers: Sequence[SpeakerVoices], *args: Any, **kwargs: Any
    ) -> None:
        """`speakers` are those whom a dub of it would have."""
        super().__init__(*args, **kwargs)
        self.wanted.choices = choices(offered)
        while len(self.voices) < len(speakers):
            self.voices.append_entry()
        for entry, speaker in zip(self.voices, speakers, strict=False):
            entry.form.voice.label.text = _("Voice of %(name)s", name=speaker.name)
            entry.form.voice.choices = choices(_voices_of(speaker))
        self._speakers = [speaker.name for speaker in speakers]

    @property
    def chosen_voices(self) -> dict[str, str]:
        """By the speakers' names; those for whom it is left open are not there."""
        entries = zip(self._speakers, self.voices, strict=False)
        return {name: entry.form.voice.data for name, entry in entries if entry.form.voice.data}


def _voices_of(speaker: SpeakerVoices) -> list[tuple[str, str]]:
    numbered = [(str(number), _("Voice %(number)s", number=number)) for number in range(1, NUMBERED + 1)]
    consent = speaker.consent
    if consent is None:
        return [("", _("Whichever is free")), *numbered]
    words = _("Like their own, as agreed on %(day)s", day=consent.given_on)
    return [("", _("Whichever is free")), *numbered, (f"{LIKENESS}{consent.speaker.code}", words)]


class TermForm(EventappForm):
    """A word of the event in our three languages, and in one more."""

    kind = SelectField(
        _l("What holds for it"),
        choices=choices([
            ("translate", _l("It is translated so")), ("keep", _l("It stays as it is in every language")),
            ("avoid", _l("It must not be used")),
        ]),
        invalid_value_message=_ONE_OF_LIST,
    )  # type: ignore[call-arg]  # fmt: skip
    en = StringField("English", [Length(max=120)], filters=[one_line])
    zh_hant = StringField("繁體中文", [Length(max=120)], filters=[one_line])
    zh_hans = StringField("简体中文", [Length(max=120)], filters=[one_line])
    other_language = SelectField(_l("Another language"), invalid_value_message=_ONE_OF_LIST)  # type: ignore[call-arg]
    other = StringField(_l("In that language"), [Length(max=120)], filters=[one_line])
    note = StringField(_l("Note"), [Length(max=300)], filters=[one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Sequence[str] = [tag for tag in WRITTEN if tag not in TERM_LANGUAGES]
        self.other_language.choices = choices([("", "–"), *((tag, written_language(tag)) for tag in others)])

    @property
    def forms(self) -> dict[str, str]:
        """How the word is in each language that was filled in."""
        given = {"en": self.en.data, "zh-Hant": self.zh_hant.data, "zh-Hans": self.zh_hans.data}
        if self.other_language.data:
            given[self.other_language.data] = self.other.data
        return {language: form for language, form in given.items() if form}

    def validate_kind(self, _field: SelectField) -> None:
        least = 2 if self.kind.data == "translate" else 1
        if len(self.forms) < least:
            words = (_l("Enter the word in one language at least."), _l("Enter the word in two languages at least."))
            raise ValidationError(words[least - 1])
