"""Rows that describe people: which column is which, and what is wrong with a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from eventapp.core.cell_values import read_phone
from eventapp.core.codes import normal_code
from eventapp.core.column_mapping import cells_by_field
from eventapp.core.forms import one_line
from eventapp.core.locales import DEFAULT_LOCALE, match_locale
from eventapp.core.spreadsheets import Table, harmless, without_apostrophe
from eventapp.registration.country_names import country_code
from eventapp.registration.import_answers import AnswerRefused, read_answer
from eventapp.registration.models import Question, TicketType
from eventapp.registration.spreadsheet_columns import FIELD_NAMES, guessed_mapping, question_field, standing_named

NOT_COMING = (
    "cancelled", "canceled", "declined", "not attending", "rejected", "refunded", "deleted", "expired", "withdrawn",
    "已取消", "取消", "未獲接納", "已拒絕", "已拒绝", "不參加", "不参加",
)  # fmt: skip
"""States in which other tools keep those who do not come."""
LONGEST = {"name": 120, "romanised_name": 120, "email": 254, "phone": 40}
PHONE = re.compile(r"\+?[0-9 ()/.-]{5,}")
_DATE = re.compile(r"\d{4}([./-])\d{1,2}\1\d{1,2}(?!\d)|\d{1,2}([./-])\d{1,2}\2\d{2,4}(?!\d)")


class Problem(NamedTuple):
    """What is wrong in one row of a table; rows are counted as a spreadsheet counts them."""

    row: int
    field: str
    message: str


@dataclass(frozen=True)
class ImportRow:
    """A row that is in order; `country` and `locale` are codes, `answers` are by question id.

    `code` is that of the registration which the row is about, where it is known; `filled` are the fields whose cells
    say something new, and what the others say is kept as it is.
    """

    row: int
    name: str
    email: str
    romanised_name: str = ""
    phone: str = ""
    company: str = ""
    job_title: str = ""
    country: str | None = None
    locale: str = DEFAULT_LOCALE
    ticket_type_id: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    filled: list[str] = field(default_factory=list)


def proposed_columns(table: Table, questions: Sequence[Question] = ()) -> dict[str, int]:
    """What the headings of a table say, and where they are silent what its cells look like."""
    said = guessed_mapping(table.head, questions)
    seen = _by_looks([[" ".join(cell.split()) for cell in row.cells] for row in table.rows[:1000]])
    return said | {field: at for field, at in seen.items() if field not in said and at not in said.values()}


def looks_like_a_head(row: Sequence[str]) -> bool:
    return len(guessed_mapping(row)) >= min(2, len([cell for cell in row if cell]))


def mapping_of(rows: Sequence[Sequence[str]], order: Sequence[str]) -> dict[str, int]:
    """{field: column} of a table without headings: what the cells say of themselves; the columns that are left take the
    fields of the usual `order` that are left, one after the other."""
    found = {field: column for field, column in _by_looks(rows).items() if field in order}
    width = max((len(row) for row in rows), default=0)
    free = (column for column in range(width) if column not in found.values())
    return found | dict(zip((field for field in order if field not in found), free, strict=False))


def _by_looks(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns in which most cells look like mail addresses, or like telephone numbers."""
    found: dict[str, int] = {}
    for column in range(max((len(row) for row in rows), default=0)):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        for name, fits in (("email", _is_address), ("phone", _is_number)):
            if name not in found and cells and sum(map(fits, cells)) * 2 > len(cells):
                found[name] = column
    return found


def _is_address(cell: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell) is not None


def _is_number(cell: str) -> bool:
    return (
        PHONE.fullmatch(cell) is not None
        and not _DATE.match(cell)
        and sum(character.isdigit() for character in cell) >= 6
    )


class Checker:
    """Checks rows one after another: each gives an ImportRow, or its problems.

    `questions` are those whose answers can be columns, `exported` what the export would say of those who are known:
    {registration code: {field: cell}}.
    """

    def __init__(
        self,
        mapping: Mapping[str, int],
        ticket_types: Sequence[TicketType] = (),
        default_kind: TicketType | None = None,
        *,
        needs_contact: bool = True,
        questions: Sequence[Question] = (),
        exported: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        self._mapping = mapping
        self._ticket_types = {
            name.casefold(): ticket_type for ticket_type in ticket_types for name in ticket_type.name.values()
        }
        self._default = default_kind
        self._needs_contact = needs_contact
        self._questions = [one for one in questions if question_field(one) in mapping]
        self._exported = exported
        self._seen: dict[tuple[str, str], int] = {}

    def check(self, number: int, cells: Sequence[str]) -> tuple[ImportRow | None, list[Problem]]:
        written = cells_by_field(cells, self._mapping)
        known = self._exported.get(normal_code(written.get("code", "")))
        values = {name: one_line(without_apostrophe(written.get(name, ""))) or "" for name in FIELD_NAMES}
        values["name"] = values["name"] or _whole_name(values["surname"], values["given_name"])
        answers, wrong = self._answers(written)
        problems = [Problem(number, name, message) for name, message in [*self._problems(number, values), *wrong]]
        if message := self._other_standing(values, known):
            problems.append(Problem(number, "status", message))
        if problems:
            return None, problems
        return self._row(number, values, answers, written, known), []

    def _other_standing(self, values: dict[str, str], known: Mapping[str, str] | None) -> str | None:
        """Status and ticket hold seats: a table says them of who is new, and changes them for nobody."""
        if known is None:
            if values["status"].casefold() not in NOT_COMING:
                return None
            return _("the status is “%(text)s”", text=values["status"][:40])
        if "status" in self._mapping and standing_named(values["status"]) != standing_named(known["status"]):
            return _("an import does not change the status: change it on the page of the registration")
        ticket = self._ticket_types.get(values["ticket"].casefold())
        if values["ticket"] and ticket is not self._ticket_types.get(known["ticket"].casefold()):
            return _("an import does not change the ticket: change it on the page of the registration")
        return None

    def _row(
        self, number: int, values: dict[str, str], answers: dict[str, Any], written: dict[str, str],
        known: Mapping[str, str] | None,
    ) -> ImportRow:  # fmt: skip
        ticket_type = self._ticket_types.get(values["ticket"].casefold(), self._default)
        filled = [name for name, cell in written.items() if _differs(cell, (known or {}).get(name, ""))]
        return ImportRow(
            number, values["name"], values["email"], values["romanised_name"], values["phone"], values["company"],
            values["job_title"], country_code(values["country"]), match_locale(values["language"]) or DEFAULT_LOCALE,
            ticket_type.id if ticket_type else None, answers,
            normal_code(values["code"]) if known is not None else "", filled,
        )  # fmt: skip

    def _answers(self, written: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        answers: dict[str, Any] = {}
        problems = []
        for question in self._questions:
            name = question_field(question)
            try:
                value = read_answer(question, without_apostrophe(written.get(name, "")))
            except AnswerRefused as error:
                problems.append((name, str(error)))
            else:
                if value not in (None, "", []):
                    answers[str(question.id)] = value
        return answers, problems

    def _problems(self, number: int, values: dict[str, str]) -> list[tuple[str, str]]:
        found = [
            (field, _("%(field)s has more than %(number)s characters", field=FIELD_NAMES[field], number=most))
            for field in FIELD_NAMES
            if len(values[field]) > (most := LONGEST.get(field, 200))
        ]
        if values["phone"]:
            try:
                values["phone"] = read_phone(values["phone"])
            except ValueError:
                message = _("a spreadsheet has shortened the number “%(text)s”", text=values["phone"][:40])
                return [*found, ("phone", message)]
        tests: tuple[tuple[str, Callable[[dict[str, str]], str | None]], ...] = (
            ("name", self._name_problem),
            ("email", self._email_problem),
            ("phone", self._phone_problem),
            ("ticket", self._ticket_problem),
            ("country", self._country_problem),
        )
        found += [(field, message) for field, test in tests if (message := test(values))]
        if not found and (message := self._twice(number, values)):
            found.append(("email", message))
        return found

    def _name_problem(self, values: dict[str, str]) -> str | None:
        if values["name"].startswith("=") and "(" in values["name"]:
            return _("“%(text)s” is a formula, and no name", text=values["name"][:40])
        return None if values["name"] else _("there is no name")

    def _email_problem(self, values: dict[str, str]) -> str | None:
        email = values["email"]
        if not email:
            if values["phone"] or not self._needs_contact:
                return None
            return _("there is neither an email address nor a mobile number")
        return None if is_email(email) else _("“%(text)s” is not an email address", text=email[:60])

    def _phone_problem(self, values: dict[str, str]) -> str | None:
        phone = values["phone"]
        if not phone or PHONE.fullmatch(phone):
            return None
        return _("“%(text)s” is not a phone number", text=phone[:40])

    def _ticket_problem(self, values: dict[str, str]) -> str | None:
        if values["ticket"]:
            if values["ticket"].casefold() in self._ticket_types or not self._ticket_types:
                return None
            return _("there is no ticket “%(text)s”", text=values["ticket"][:60])
        return None if self._default is not None or not self._ticket_types else _("no ticket is named")

    def _country_problem(self, values: dict[str, str]) -> str | None:
        if not values["country"] or country_code(values["country"]):
            return None
        return _("“%(text)s” is no country or region", text=values["country"][:40])

    def _twice(self, number: int, values: dict[str, str]) -> str | None:
        key = (values["name"].casefold(), (values["email"] or values["phone"]).casefold())
        first = self._seen.setdefault(key, number)
        return None if first == number else _("the same person as in row %(row)s", row=first)


def is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _whole_name(surname: str, given_name: str) -> str:
    """Chinese names begin with the surname and have no space between."""
    if not surname or not given_name:
        return surname or given_name
    if ord(surname[0]) > 0x2E80 and ord(given_name[0]) > 0x2E80:
        return surname + given_name
    return f"{given_name} {surname}"


def _differs(cell: str, exported: str) -> bool:
    return " ".join(cell.split()) != " ".join(harmless(exported).split())
