"""Registrations as a table for other programs, safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import csv_lines, harmless, workbook
from eventapp.events.models import Event
from eventapp.registration.models import Question, Registration
from eventapp.registration.queries import every_answer, every_question_of
from eventapp.registration.spreadsheet_columns import EXPORTED, exported_cells

PORTION = 500


def _headings(event: Event, questions: list[Question]) -> list[str]:
    asked = [harmless(question.label.text(reader_locale(), event.main_locale)) for question in questions]
    return [*(str(label) for label in EXPORTED.values()), *asked]


def _rows(event: Event, registrations: Iterable[Registration], questions: list[Question]) -> Iterator[list[str]]:
    for registration, answers in _with_answers(registrations, questions):
        cells = exported_cells(registration, questions, answers, event.main_locale)
        yield [harmless(cell) for cell in cells.values()]


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
    questions = every_question_of(event.id)
    yield _headings(event, questions)
    yield from _rows(event, registrations, questions)
