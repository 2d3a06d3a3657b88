"""The event's own questions: as fields of a form, and as the organiser writes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Length, Optional, ValidationError

from eventapp.core.codes import public_code
from eventapp.core.forms import (
    EventappForm,
    LocalizedField,
    PartForm,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
    stripped,
)
from eventapp.core.locales import reader_locale
from eventapp.core.malware import objection_to
from eventapp.core.types import LocalizedText
from eventapp.registration.conditions import applies
from eventapp.registration.forms.person import CountrySelect, country_choices
from eventapp.registration.models import QUESTION_KINDS, Question, TicketType, Upload
from eventapp.registration.service import CAN_BE_CONDITIONS, QuestionDetails

LARGEST_UPLOAD = 4 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
KIND_NAMES = {
    "text": _l("Short text"),
    "long_text": _l("Long text"),
    "number": _l("Number"),
    "choice": _l("One of several"),
    "choices": _l("Some of several"),
    "country": _l("Country or region"),
    "date": _l("Date"),
    "link": _l("Link"),
    "file": _l("File (PDF or picture)"),
    "consent": _l("Consent"),
}
assert set(KIND_NAMES) == set(QUESTION_KINDS)
EMPTY_OPTION_ROWS = 2


class Sent(NamedTuple):
    """A file that came with a form and is what it says."""

    question: Question
    name: str
    content_type: str
    content: bytes


class QuestionFields:
    """The questions of an event as fields named `q<id>`, in a form that is sent as one with them.

    `answers` fill the fields; `uploads` are files kept for this form or registration, by question id. Unless it
    `asks_all`, compulsory ones may stay without an answer. What a program sends are values by question id, as JSON has
    them; otherwise the request's own form is read.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        main_locale: str,
        *,
        answers: Mapping[int, Any] | None = None,
        uploads: Mapping[int, Upload] | None = None,
        asks_all: bool = True,
        sent: Mapping[str, Any] | None = None,
    ) -> None:
        self._asks_all = asks_all
        self.questions = list(questions)
        self.uploads = dict(uploads or {})
        self._main_locale = main_locale
        fields = {f"q{question.id}": self._field(question) for question in questions}
        form_class = type("QuestionsPart", (PartForm,), fields)
        data = {f"q{key}": _for_field(value) for key, value in (answers or {}).items()}
        self.form = form_class(_sent_by_program(sent) if sent is not None else _sent_by_browser(), data=data)
        self.answers: dict[int, Any] = {}
        self.consents: tuple[str, ...] = ()

    def field(self, question: Question) -> Field:
        return self.form[f"q{question.id}"]

    def label(self, question: Question) -> str:
        return question.label.text(reader_locale(), self._main_locale)

    def shown(self) -> list[tuple[Question, Field]]:
        return [(question, self.field(question)) for question in self.questions]

    def errors(self) -> list[tuple[Question, str]]:
        """(question, what is wrong), in order."""
        return [(question, str(self.field(question).errors[0])) for question, field in self.shown() if field.errors]

    def files(self) -> list[Sent]:
        """The files that were sent now and can be kept; what cannot is explained at its field."""
        found = []
        for question in self.questions:
            sent = request.files.get(f"q{question.id}") if question.kind == "file" else None
            if sent is None or not sent.filename:
                continue
            checked = _checked_file(question, sent)
            if isinstance(checked, Sent):
                found.append(checked)
            else:
                self._complain(question, checked)
        return found

    def clean(self, ticket_type_id: int | None) -> bool:
        """Read the answers to what is asked of this ticket. False where something is missing or wrong."""
        self.answers, consents = {}, []
        for question in self.questions:
            if not applies(question, ticket_type_id, self.answers, self.questions):
                continue
            field = self.field(question)
            if question.kind == "file":
                kept = self.uploads.get(question.id)
                value: Any = kept.id if kept else None
            else:
                if not field.validate(self.form):
                    continue
                value = _plain(field.data)
            if value in (None, "", [], False):
                if question.is_required and self._asks_all and not field.errors:
                    self._complain(question, _missing(question.kind))
                continue
            self.answers[question.id] = value
            if question.kind == "consent":
                consents.append(self.label(question))
        self.consents = tuple(consents)
        return not self.errors()

    def _complain(self, question: Question, message: str) -> None:
        self.field(question).errors = [message]

    def _field(self, question: Question) -> Any:
        hint = question.hint.text(reader_locale(), self._main_locale)
        options = choices(
            (option["key"], LocalizedText(option["label"]).text(reader_locale(), self._main_locale))
            for option in question.options
        )
        field, wanted = _FIELDS[question.kind]
        if question.kind in ("choice", "choices"):
            wanted = {**wanted, "choices": options}
        if question.kind == "country":
            wanted = {**wanted, "choices": country_choices(reader_locale())}
        return field(label=self.label(question), description=hint, **wanted)


def _sent_by_browser() -> Any:
    return request.form if request.method == "POST" else None


def _sent_by_program(values: Mapping[str, Any]) -> MultiDict[str, str]:
    """Values as a browser would have sent them; what is neither a text nor a number stands for itself, and is no
    answer to anything."""
    sent: MultiDict[str, str] = MultiDict()
    for key, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if one is True:
                sent.add(f"q{key}", "y")
            elif one is not None and one is not False:
                sent.add(f"q{key}", str(one))
    return sent


def asked_of_group(questions: Sequence[Question]) -> list[Question]:
    """The compulsory questions that one can answer for several: each consents, and sends files, for themselves."""
    return [
        question
        for question in questions
        if question.is_required and question.kind not in ("consent", "file") and question.depends_on_id is None
    ]


def _is_link(_form: Any, field: Any) -> None:
    parts = urlsplit(field.data or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValidationError(_("Enter a whole link, starting with https://."))


def _finite(_form: Any, field: Any) -> None:
    if field.data is not None and (not field.data.is_finite() or abs(field.data) > 10**12):
        raise ValidationError(_("Enter a number."))


_FIELDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "text": (StringField, {"validators": [Length(max=500)], "filters": [one_line]}),
    "long_text": (TextAreaField, {"validators": [Length(max=5_000)], "filters": [stripped]}),
    "number": (DecimalField, {"validators": [Optional(), _finite], "places": None}),
    "choice": (RadioField, {"validators": [Optional()]}),
    "choices": (SelectMultipleField, {}),
    "country": (TextSelectField, {"validators": [Optional()], "widget": CountrySelect()}),
    "date": (DateField, {"validators": [Optional()]}),
    "link": (StringField, {"validators": [Optional(), Length(max=500), _is_link], "filters": [one_line]}),
    "file": (FileField, {}),
    "consent": (BooleanField, {}),
}
"""The field of each kind of question, and what it is made with."""


def _missing(kind: str) -> str:
    match kind:
        case "choice" | "choices" | "country":
            return _("Choose an answer.")
        case "consent":
            return _("Without this we cannot register you.")
        case "file":
            return _("Add the file.")
        case _:
            return _("Enter an answer.")


def _checked_file(question: Question, sent: FileStorage) -> Sent | str:
    content = sent.stream.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        return _("This file is larger than 4 MB. The one before it, if there was one, is kept.")
    for signature, content_type in _SIGNATURES:
        if content.startswith(signature):
            name = " ".join((sent.filename or "").replace("\\", "/").rsplit("/", 1)[-1].split())
            safe = "".join(character for character in name if character.isprintable() and character not in '"<>')
            if objection := objection_to(content):
                return objection
            return Sent(question, safe[-120:] or "file", content_type, content)
    return _("This is no PDF, JPEG or PNG. The file before it, if there was one, is kept.")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _for_field(value: Any) -> Any:
    """A stored answer as its field takes it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


class _OptionForm(PartForm):
    key = HiddenField()
    label = LocalizedField(_l("Choice"))


class QuestionForm(EventappForm):
    """A question as the organiser writes it. Choices keep their keys, so that their words can be changed later."""

    kind = SelectField(_l("Type"), [AnyOf(QUESTION_KINDS)], choices=choices(KIND_NAMES.items()))
    label = LocalizedField(_l("Question"), required=True)
    hint = LocalizedField(_l("Hint"))
    is_required = BooleanField(_l("Has to be answered"))
    is_evidence = BooleanField(
        _l("Evidence for the accreditation"), description=_l("Shown first to whoever decides about the registration.")
    )
    options = FieldList(FormField(_OptionForm))
    ticket_type_ids = SelectMultipleField(
        _l("Asked for"), coerce=number_or_none, description=_l("Choose none to ask everybody.")
    )
    condition = SelectField(_l("Asked when"), choices=[], default="")

    def offer(self, ticket_types: list[TicketType], earlier: list[Question], main_locale: str) -> None:
        """The tickets it can be asked for, and the answers of earlier questions that it can hang on."""
        locale = reader_locale()
        self.ticket_type_ids.choices = choices(
            (ticket_type.id, ticket_type.name.text(locale, main_locale)) for ticket_type in ticket_types
        )
        conditions = [("", _("Always"))]
        for question in earlier:
            label = question.label.text(locale, main_locale)
            if question.kind == "consent":
                conditions.append((f"{question.id}:yes", _("“%(question)s” is agreed to", question=label)))
            for option in question.options if question.kind in CAN_BE_CONDITIONS else ():
                answer = LocalizedText(option["label"]).text(locale, main_locale)
                conditions.append((f"{question.id}:{option['key']}", f"{label}: {answer}"))
        self.condition.choices = choices(conditions)
        while len(self.options) < 2 or self.options[-1].form.label.data:
            self.options.append_entry()
        self.options.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """A question of choices has at least two."""
        valid: bool = super().validate(extra_validators)
        if self.kind.data in ("choice", "choices") and len(self._kept_options()) < 2:
            self.kind.errors = [_("Enter at least two choices.")]
            return False
        return valid

    def _kept_options(self) -> list[dict[str, Any]]:
        return [
            {"key": entry.form.key.data or public_code().lower(), "label": dict(entry.form.label.data)}
            for entry in self.options
            if entry.form.label.data
        ]

    def details(self) -> QuestionDetails:
        depends_on, _separator, value = (self.condition.data or "").partition(":")
        return QuestionDetails(
            kind=self.kind.data,
            label=self.label.data,
            hint=self.hint.data,
            is_required=self.is_required.data,
            is_evidence=self.is_evidence.data,
            options=self._kept_options() if self.kind.data in ("choice", "choices") else [],
            ticket_type_ids=[row_id for row_id in self.ticket_type_ids.data or [] if row_id],
            depends_on_id=int(depends_on) if depends_on else None,
            depends_on_values=[value] if depends_on else [],
        )
