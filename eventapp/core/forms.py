"""Form fields that several features need."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import wtforms
from flask import Request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import DateTimeLocalField, FileField, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.i18n import get_translations as library_translations
from wtforms.meta import DefaultMeta
from wtforms.validators import Length, ValidationError

from eventapp.core.locales import DEFAULT_LOCALE, LOCALE_NAMES, LOCALES, library_language, reader_locale
from eventapp.core.types import LocalizedText

SHORT_TEXT = 300
LONG_TEXT = 20_000

YEARS = range(1970, 2200)
"""Of moments that somebody enters; beyond them clocks of other places have no date."""
LONGEST_NUMBER = 15
"""Digits."""


def stripped(value: str | None) -> str | None:
    """A WTForms filter: no blank ends, no control characters save line ends."""
    if value is None:
        return None
    return "".join(character for character in value if character in "\n\t\r" or ord(character) >= 32).strip()


def one_line(value: str | None) -> str | None:
    """A WTForms filter: a text without line ends, so that it can stand in a header."""
    return None if value is None else " ".join((stripped(value) or "").split())


def number_or_none(value: Any) -> int | None:
    """A WTForms coercion: the id that a selection sends, None for its empty choice. Raises ValueError for others."""
    if value in (None, "", "None"):
        return None
    digits = str(value)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError("no id")
    return int(digits)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as a selection's options."""
    return [SelectChoice(value, label) for value, label in pairs]


class SpeakingMeta:
    """Has the library's own messages said in the reader's language."""

    def get_translations(self, _form: Any) -> Any:
        return library_translations([library_language(reader_locale())])


class EventappForm(FlaskForm):  # type: ignore[misc]
    """The base of every form: CSRF, and messages in the reader's language. Times are read on the clocks of `zone`."""

    class Meta(SpeakingMeta, FlaskForm.Meta):  # type: ignore[misc]
        """Flask-WTF's settings, in the reader's language."""

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)


class PartForm(Form):
    """The base of forms inside forms."""

    class Meta(SpeakingMeta, DefaultMeta):
        """WTForms' settings, in the reader's language."""


def field_name(locale: str) -> str:
    """What the field of a language is called in a LocalizedField."""
    return locale.lower().replace("-", "_")


def _in_each_language(
    name: str, field: type[StringField], longest: int, cleaned: Callable[[Any], Any]
) -> type[PartForm]:
    """A form with a field for each language, called by its locale."""
    fields = {
        field_name(locale): field(
            LOCALE_NAMES[locale], [Length(max=longest)], filters=[cleaned], render_kw={"lang": locale}
        )
        for locale in LOCALES
    }
    return type(name, (PartForm,), fields)


_LocalizedShort = _in_each_language("_LocalizedShort", StringField, SHORT_TEXT, one_line)
_LocalizedLong = _in_each_language("_LocalizedLong", TextAreaField, LONG_TEXT, stripped)


class LocalizedField(FormField):  # type: ignore[type-arg]
    """One text in every language, side by side. `data` is a LocalizedText; `required` asks for at least one."""

    def __init__(self, label: Any, *, long: bool = False, required: bool = False, **kwargs: Any) -> None:
        self.long = long
        self.needs_text = required
        super().__init__(_LocalizedLong if long else _LocalizedShort, label, separator="-", **kwargs)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        texts = data if isinstance(data, dict) else {}
        if data is None and isinstance(self.default, dict):
            texts = self.default
        super().process(formdata, {field_name(locale): texts.get(locale, "") for locale in LOCALES})

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        valid = super().validate(form, extra_validators)
        if valid and self.needs_text and not self.data:
            self.form[field_name(DEFAULT_LOCALE)].errors = [str(_l("Enter this in at least one language."))]
            return False
        return valid

    @property
    def data(self) -> LocalizedText:
        return LocalizedText({locale: self.form[field_name(locale)].data or "" for locale in LOCALES})

    def populate_obj(self, obj: Any, name: str) -> None:
        setattr(obj, name, self.data)


class TextSelectField(SelectField):
    """A selection of texts in which the empty choice stands for what is not known."""

    def process_data(self, value: Any) -> None:
        super().process_data("" if value is None else value)


class OneFileForm(EventappForm):
    """A form with a file in its field `file`."""

    file: FileField

    def sent(self, request: Request) -> FileStorage | None:
        """The file; where none was sent the field says so."""
        found = request.files.get("file")
        if found is None or not found.filename:
            self.file.errors = [_("Choose a file first.")]
            return None
        return found


class IntegerField(wtforms.IntegerField):
    """A whole number that a database can hold; WTForms' own checks of a range fail at larger ones."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0]) > LONGEST_NUMBER:
            self.data = None
            raise ValueError(_l("This number has too many digits."))
        super().process_formdata(valuelist)


def with_offset(text: str) -> datetime | None:
    """The instant of a time with its offset (RFC 3339), as programs send it; None for every other text."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


class EventTimeField(DateTimeLocalField):
    """A local date and time on the clocks of the form's `zone`; `data` is an aware UTC instant, None if empty."""

    def __init__(self, label: Any, validators: Any = None, _form: Any = None, **kwargs: Any) -> None:
        self.form_zone = ZoneInfo(getattr(_form, "zone", "UTC"))
        super().__init__(label, validators, _form=_form, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(self.form_zone).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        self.data = with_offset(valuelist[0])
        if self.data is None:
            super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(_l("Enter a date from 1970 to 2199."))
        if self.data is not None and self.data.tzinfo is None:
            self.data = self.data.replace(tzinfo=self.form_zone).astimezone(UTC)


def is_timezone(name: str | None) -> bool:
    """Whether this is an IANA zone's name."""
    return name in available_timezones()


def known_timezone(_form: Any, field: Any) -> None:
    """A WTForms validator: the value is an IANA zone."""
    if not is_timezone(field.data):
        raise ValidationError(_l("Choose a time zone from the list, such as Asia/Hong_Kong."))
