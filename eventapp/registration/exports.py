"""Registrations as a table for other programs, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from eventapp.core.locales import reader_locale
from eventapp.core.templating import country_name
from eventapp.events.models import Event
from eventapp.registration.forms import BADGE_CLASS_NAMES, STATE_NAMES, answer_text
from eventapp.registration.models import Question, Registration
from eventapp.registration.queries import every_answer, questions_of

PORTION = 500
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes in front of what might start one."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _headings(event: Event, questions: list[Question]) -> list[str]:
    asked = [harmless(question.label.text(reader_locale(), event.main_locale)) for question in questions]
    return [
        _("Code"), _("State"), _("Ticket"), _("Name"), _("Email"), _("Company"), _("Job title"),
        _("Country or region"), _("Mobile"), _("Language"), _("Registered"), _("Name in Latin letters"), _("Badge"),
        *asked,
    ]  # fmt: skip


def _rows(event: Event, registrations: Iterable[Registration], questions: list[Question]) -> Iterator[list[str]]:
    main = event.main_locale
    for registration, answers in _with_answers(registrations, questions):
        values = [
            registration.spoken_code,
            str(STATE_NAMES[registration.state]),
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
    """UTF-8 with a byte order mark, since spreadsheets take anything else for the local code page."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield b"\xef\xbb\xbf"
    for row in _with_headings(event, registrations):
        writer.writerow(row)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def to_xlsx(event: Event, registrations: Iterable[Registration]) -> bytes:
    """Every cell is a text, whatever it looks like."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Registrations")
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKLM", (12, 16, 20, 26, 32, 30, 24, 20, 18, 10, 18, 24, 14), strict=True):
        sheet.column_dimensions[column].width = width
    for number, row in enumerate(_with_headings(event, registrations)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _with_headings(event: Event, registrations: Iterable[Registration]) -> Iterator[list[str]]:
    questions = questions_of(event.id)
    yield _headings(event, questions)
    yield from _rows(event, registrations, questions)
