"""What is said about leads: by the event, by a person, by a company, and by a company's phones."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.checkin.sent_values import instant_sent, uuid_sent
from eventapp.core.forms import EventappForm, PartForm, choices, number_or_none, one_line, stripped
from eventapp.core.templating import localized
from eventapp.events.models import Event
from eventapp.leads.labels import DETAIL_NAMES
from eventapp.leads.models import RATINGS, LeadQuestion
from eventapp.leads.service import MOST_OPTIONS, MOST_QUESTIONS, NewNote, QuestionDetails, SettingsDetails
from eventapp.registration.models import Question

MOST_NOTES = 50
"""Of one request of a phone."""
LONGEST_TICKET = 400
LONGEST_TEXT = 2_000
LONGEST_ANSWER = 500
LONGEST_OPTION = 100
_MOST_REVISIONS = 2**31 - 1
NOT_OFFERED = _l("Choose one from the list.")


class LeadSettingsForm(EventappForm):
    """See LeadSettings."""

    is_open = BooleanField(
        _l("Exhibitors may scan badges"),
        description=_l(
            "With phones that each company pairs on its own page. They see who has agreed, and nobody else."
        ),
    )
    details = SelectMultipleField(
        _l("What people may share"), choices=choices(DETAIL_NAMES.items()), option_widget=CheckboxInput(),
        description=_l("Beside name and company, which everybody shares who agrees. Each person ticks their own."),
    )  # fmt: skip
    consent_question_id = SelectField(
        _l("Question of the registration that asks for it"), coerce=number_or_none,
        invalid_value_message=NOT_OFFERED,  # type: ignore[call-arg]
        description=_l("A question of the kind “consent”. Who says yes there has agreed already when they come."),
    )  # fmt: skip
    question_details = SelectMultipleField(
        _l("What that question speaks of"), choices=choices(DETAIL_NAMES.items()), option_widget=CheckboxInput(),
        description=_l("Beside name and company. Tick what its words say, and no more."),
    )  # fmt: skip

    def offer(self, event: Event, questions: Iterable[Question]) -> None:
        asked = ((one.id, localized(one.label, event.main_locale)) for one in questions if one.kind == "consent")
        self.consent_question_id.choices = choices([("", _l("None: people agree on their private page")), *asked])

    def validate_question_details(self, field: SelectMultipleField) -> None:
        if set(field.data or ()) - set(self.details.data or ()):
            raise ValidationError(_l("People can share only what is ticked above."))

    def details_said(self) -> SettingsDetails:
        return SettingsDetails(
            bool(self.is_open.data), tuple(self.details.data or ()), self.consent_question_id.data,
            tuple(self.question_details.data or ()),
        )  # fmt: skip


class ConsentForm(EventappForm):
    """What somebody lets exhibitors have who scan their badge."""

    is_given = BooleanField(
        _l("Exhibitors who scan my badge may have my name and company"),
        description=_l("Only those to whom you show it. You see below who did, and can take it back at any time."),
    )
    details = SelectMultipleField(_l("And also"), option_widget=CheckboxInput(), choices=[])

    def offer(self, details: Iterable[str]) -> None:
        self.details.choices = choices((name, DETAIL_NAMES[name]) for name in details)


class PhoneForm(EventappForm):
    """A phone that is to be paired."""

    name = StringField(
        _l("Whose phone is it?"), [Length(max=80)], filters=[one_line],
        description=_l("So that you know later who noted what."),
    )  # fmt: skip


class QuestionForm(PartForm):
    """One question; one without words is none."""

    code = HiddenField()
    label = StringField(_l("Question"), [Length(max=200)], filters=[one_line])
    options = TextAreaField(
        _l("Answers to choose from"), [Length(max=4_000)], filters=[stripped],
        description=_l("One on each line. Without any, the answer is written freely."),
    )  # fmt: skip

    def validate_options(self, field: TextAreaField) -> None:
        found = options_of(field.data)
        if len(found) > MOST_OPTIONS or any(len(one) > LONGEST_OPTION for one in found):
            raise ValidationError(_l("At most 20 answers of at most 100 characters each."))


def options_of(text: str | None) -> tuple[str, ...]:
    """The lines of a text, each once."""
    found = (" ".join(line.split()) for line in (text or "").splitlines())
    return tuple(dict.fromkeys(filter(None, found)))


class QuestionsForm(EventappForm):
    """What a company asks at its stand."""

    questions = FieldList(FormField(QuestionForm), max_entries=MOST_QUESTIONS)

    def wanted(self) -> list[tuple[str, QuestionDetails]]:
        rows = (entry.form for entry in self.questions)
        return [
            (row.code.data or "", QuestionDetails(row.label.data, options_of(row.options.data)))
            for row in rows
            if row.label.data
        ]


def shown_questions(questions: Iterable[LeadQuestion]) -> list[dict[str, Any]]:
    """The rows of a QuestionsForm, with an empty one for another question while there may be more."""
    rows = [{"code": one.code, "label": one.label, "options": "\n".join(one.options)} for one in questions]
    return rows if len(rows) >= MOST_QUESTIONS else [*rows, {}]


class NoteMalformed(Exception):
    """A note that cannot be stored; the message names the field and what it takes."""


def note_from(values: Any) -> NewNote:
    """A note from a phone's JSON. Raises NoteMalformed."""
    if not isinstance(values, dict):
        raise NoteMalformed("a lead is an object")
    rating, revision = values.get("rating") or None, values.get("revision", 1)
    if rating is not None and rating not in RATINGS:
        raise NoteMalformed(f"rating must be one of {', '.join(RATINGS)}, or null")
    if type(revision) is not int or not 0 < revision <= _MOST_REVISIONS:
        raise NoteMalformed("revision must be a whole number from 1")
    ticket = _text(values, "ticket", LONGEST_TICKET)
    if not ticket:
        raise NoteMalformed(f"ticket must be a text of 1 to {LONGEST_TICKET} characters")
    return NewNote(
        _uuid(values.get("uuid")), ticket, _instant(values.get("scanned_at")), revision,
        _text(values, "text", LONGEST_TEXT), rating, _answers(values.get("answers", {})),
    )  # fmt: skip


def _text(values: dict[str, Any], name: str, longest: int) -> str:
    text = values.get(name, "")
    if not isinstance(text, str) or len(text) > longest or "\x00" in text:
        raise NoteMalformed(f"{name} must be a text of at most {longest} characters")
    return text.strip()


def _answers(values: Any) -> dict[str, str]:
    if not isinstance(values, dict) or len(values) > 2 * MOST_QUESTIONS:
        raise NoteMalformed("answers must be an object of texts by the code of the question")
    for answer in values.values():
        if not isinstance(answer, str) or len(answer) > LONGEST_ANSWER or "\x00" in answer:
            raise NoteMalformed(f"an answer must be a text of at most {LONGEST_ANSWER} characters")
    return {key: answer.strip() for key, answer in values.items()}


def _uuid(value: Any) -> UUID:
    found = uuid_sent(value)
    if found is None:
        raise NoteMalformed("uuid must be a UUID made on the phone")
    return found


def _instant(value: Any) -> datetime:
    found = instant_sent(value)
    if found is None:
        raise NoteMalformed("scanned_at must be an ISO 8601 time with its offset")
    return found
