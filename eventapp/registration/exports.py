"""Registrations as a table for other programs, safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import csv_lines, harmless, workbook
from eventapp.core.templating import country_name
from eventapp.events.models import Event
from eventapp.registration.forms import BADGE_CLASS_NAMES, STATE_NAMES, answer_text
from eventapp.registration.models import Question, Registration
from eventapp.registration.queries import every_answer, questions_of

PORTION = 500


def _headings(event: Event, questions: list[Question]) -> list[str]:
    asked = [harmless(question.label.text(reader_locale(), event.main_locale)) for question in questions]
    return [
        _("Code"), _("Status"), _("Ticket"), _("Name"), _("Email"), _("Company"), _("Job title"),
        _("Country or region"), _("Mobile"), _("Language"), _("Registered"), _("Name in Latin letters"), _("Badge"),
        *asked,
    ]  # fmt: skip


def _rows(event: Event, registrations: Iterable[Registration], questions: list[Question]) -> Iterator[list[str]]:
    main = event.main_locale
    for registration, answers in _with_answers(registrations, questions):
        values = [
            registration.spoken_code,
            str(STATE_NAMES[registration.standing]),
            registration.ticket_type.name.text(main, main),
            registration.name,
            registration.email,
            registration.company,
            registration.job_title,
            country_name(registration.country),
            registration.phone,
            registration.locale,
            event.local(registration.created_at).strftime("%Y-%m-%d %H:%M"),
            registration.romanised_name,
            str(BADGE_CLASS_NAMES[registration.badge_class]) if registration.badge_class else "",
            *(answer_text(question, answers.get(question.id), main) for question in questions),
        ]
        yield [harmless(value) for value in values]


def _with_answers(
    registrations: Iterable[Registration], questions: list[Question]
) -> Iterator[tuple[Registration, dict[int, Any]]]:
    """Each person with what they answered, read a portion at a time."""
    people = iter(registrations)
    while portion := list(islice(people, PORTION)):
        answers = every_answer(person.id for person in portion) if questions else {}
        for person in portion:
            yield person, answers.get(person.id, {})


def to_csv(event: Event, registrations: Iterable[Registration]) -> Iterator[bytes]:
    return csv_lines(_with_headings(event, registrations))


def to_xlsx(event: Event, registrations: Iterable[Registration]) -> bytes:
    widths = (12, 16, 20, 26, 32, 30, 24, 20, 18, 10, 18, 24, 14)
    return workbook(_with_headings(event, registrations), "Registrations", widths)


def _with_headings(event: Event, registrations: Iterable[Registration]) -> Iterator[list[str]]:
    questions = questions_of(event.id)
    yield _headings(event, questions)
    yield from _rows(event, registrations, questions)
