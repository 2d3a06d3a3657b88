"""What a table of people would bring: which column is which, who is there already, and what is wrong with a row."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from eventapp.core.codes import normal_code
from eventapp.core.column_mapping import cells_by_field, width_of
from eventapp.core.spreadsheets import Table
from eventapp.events.models import Event
from eventapp.events.service import remembered_mapping
from eventapp.registration.import_rows import Checker, ImportRow, Problem, proposed_columns
from eventapp.registration.models import Question, Registration, TicketType
from eventapp.registration.queries import (
    codes_by_person,
    codes_by_submission,
    every_answer,
    every_question_of,
    registrations_by_code,
    ticket_types_of,
)
from eventapp.registration.service.registering import RegistrationDetails
from eventapp.registration.spreadsheet_columns import (
    FIELD_NAMES,
    can_be_a_column,
    exported_cells,
    question_field,
)


@dataclass(frozen=True)
class Checked:
    """What a table holds: rows that bring something, how many bring nothing new, and every problem."""

    people: list[ImportRow]
    unchanged: int
    problems: list[Problem]


def check_table(event: Event, table: Table, mapping: dict[str, int], default: TicketType | None = None) -> Checked:
    """Look through every row: who is there already is told from who is new, and what is wrong is named."""
    questions = every_question_of(event.id)
    known = _exported(event, table, mapping, questions)
    checker = Checker(
        mapping, ticket_types_of(event.id), default, questions=questions, exported=known,
    )  # fmt: skip
    people: list[ImportRow] = []
    problems: list[Problem] = []
    for row in table.rows:
        person, found = checker.check(row.number, row.cells)
        problems += found
        if person is not None:
            people.append(person)
    people, unchanged = _without_known(event, people)
    return Checked(people, unchanged, problems)


def _exported(
    event: Event, table: Table, mapping: dict[str, int], questions: list[Question]
) -> dict[str, dict[str, str]]:
    """{code: {field: cell}} of those whose codes stand in the table, as the export would have them."""
    if "code" not in mapping:
        return {}
    found = {}
    codes = (normal_code(cells_by_field(row.cells, mapping)["code"]) for row in table.rows)
    for people in registrations_by_code(event.id, codes):
        answers = every_answer(person.id for person in people) if questions else {}
        for person in people:
            cells = exported_cells(person, questions, answers.get(person.id, {}), event.main_locale)
            found[person.code] = cells
    return found


OF_THE_PERSON = {
    "name": "name", "surname": "name", "given_name": "name", "email": "email", "company": "company",
    "job_title": "job_title", "country": "country", "phone": "phone", "language": "locale",
    "romanised_name": "romanised_name",
}  # fmt: skip
"""{field of a table: what it changes of somebody who is there}"""


def _without_known(event: Event, people: list[ImportRow]) -> tuple[list[ImportRow], int]:
    """Those who bring something, and how many are there already as they stand in the table."""
    keys = {submission_key_of(person): person for person in people if not person.code}
    by_key = codes_by_submission(event.id, keys)
    by_name = codes_by_person(event.id, [(person.name, person.email) for person in keys.values() if person.email])
    coded = [
        person if person.code else replace(person, code=by_key.get(submission_key_of(person), "")) for person in people
    ]
    known = _people_by_code(event, coded)
    kept, unchanged = [], 0
    for person in coded:
        # What somebody said of themselves is not overwritten by a list that does not know their codes.
        said_it_themselves = not person.code and (person.name.casefold(), person.email.casefold()) in by_name
        named = _with_changes(person, *known[person.code]) if person.code in known else person
        if said_it_themselves or (person.code in known and not named.filled):
            unchanged += 1
        else:
            kept.append(named)
    return kept, unchanged


def _people_by_code(event: Event, people: list[ImportRow]) -> dict[str, tuple[Registration, dict[int, Any]]]:
    """{code: the registration and its answers}"""
    found = {}
    for some in registrations_by_code(event.id, (person.code for person in people)):
        answers = every_answer(one.id for one in some)
        found.update({one.code: (one, answers.get(one.id, {})) for one in some})
    return found


def _with_changes(person: ImportRow, registration: Registration, answers: dict[int, Any]) -> ImportRow:
    """The row with those fields alone that would make a difference."""
    said = vars(details_of(person))
    filled = []
    for name in person.filled:
        if name.startswith("question "):
            number = name.removeprefix("question ")
            if person.answers.get(number) != answers.get(int(number)):
                filled.append(name)
        elif (column := OF_THE_PERSON.get(name)) and said[column] != getattr(registration, column):
            filled.append(name)
    return replace(person, filled=filled)


def columns_of(event: Event, table: Table, chosen: dict[str, int]) -> dict[str, int]:
    """{field: column}: what a person chose, or said of such a table before, or what the table says itself."""
    questions = every_question_of(event.id)
    fields = {*FIELD_NAMES, *(question_field(one) for one in questions if can_be_a_column(one))}
    mapping = chosen or remembered_mapping(event.id, "people", table.head) or proposed_columns(table, questions)
    width = width_of(table)
    return {name: at for name, at in mapping.items() if name in fields and at < width}


def submission_key_of(person: ImportRow) -> str:
    """What makes a row known again in a later table."""
    contact = person.email.lower() or person.phone
    return "import-" + hashlib.sha256(f"{person.name}\n{contact}".encode()).hexdigest()[:40]


def details_of(person: ImportRow) -> RegistrationDetails:
    return RegistrationDetails(
        name=person.name, email=person.email, company=person.company, job_title=person.job_title,
        country=person.country, phone=person.phone, locale=person.locale, romanised_name=person.romanised_name,
    )  # fmt: skip
