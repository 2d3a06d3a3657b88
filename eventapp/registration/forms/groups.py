"""A delegation: who speaks for it, and its people, row by row or pasted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp

from eventapp.core.forms import EventappForm, IntegerField, one_line, stripped
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import TableUnreadable, parse_cells
from eventapp.registration.forms.person import PersonForm
from eventapp.registration.forms.questions import QuestionFields
from eventapp.registration.forms.registering import KEY_PATTERN
from eventapp.registration.forms.ticket_choice import TicketChoiceField
from eventapp.registration.import_rows import Checker, looks_like_a_head, mapping_of
from eventapp.registration.models import TicketType
from eventapp.registration.service import DelegationDetails, RegistrationDetails
from eventapp.registration.spreadsheet_columns import guessed_mapping

COLUMNS = ("name", "romanised_name", "email", "phone", "job_title", "country")
LEAST_ROWS = 3


@dataclass
class GroupRow:
    """One person of the table as written; `errors` are by column."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(self.values.values())


class MemberForm(PersonForm):
    """A person for a group's seat; the company is the group's unless another is written."""

    consent = BooleanField(
        _l("This person agrees"), [InputRequired(_l("Without their consent we cannot register them."))]
    )


class GroupForm(EventappForm):
    """The liaison, the ticket, and the number of seats whose people come later."""

    ticket_type = TicketChoiceField(validate_choice=False)
    company = StringField(
        _l("Company"),
        [InputRequired(_l("Enter the company or delegation.")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "organization"},
    )
    liaison_name = StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your own name.")), Length(max=120)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    liaison_email = StringField(
        _l("Your email"),
        [
            InputRequired(_l("Enter your email address: the group's page is sent there.")),
            Length(max=254),
            Email(_l("This is not an email address. It looks like name@example.org.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )
    unnamed = IntegerField(_l("Seats whose people you name later"), [Optional(), NumberRange(0, 25)], default=0)
    pasted = TextAreaField(
        _l("Paste a table"),
        [Length(max=100_000)],
        filters=[stripped],
        description=_l(
            "Copy rows from a spreadsheet: name, name in Latin letters, email, mobile, job title, country. A first row "
            "with headings may have them in any order."
        ),
    )
    consent = BooleanField(
        _l("Everybody agrees"), [InputRequired(_l("Without their consent we cannot register them."))]
    )
    submission_key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])
    proof = HiddenField()

    rows: list[GroupRow]
    questions: QuestionFields
    """What the liaison can answer for everybody."""

    def offer(self, ticket_types: list[TicketType]) -> None:
        self.ticket_type.offer(ticket_types, choose_the_only_one=not self.is_submitted())

    def read_rows(self, request: Request, most: int) -> None:
        """The table as it was written: blank rows in the middle go."""
        columns = {name: request.form.getlist(f"row-{name}")[: most + LEAST_ROWS] for name in COLUMNS}
        length = max((len(values) for values in columns.values()), default=0)
        read = [
            GroupRow({name: one_line(_at(columns[name], number)) or "" for name in COLUMNS}) for number in range(length)
        ]
        self.rows = [row for row in read if not row.is_empty]

    def take_pasted(self) -> str | None:
        """Put what was pasted below the rows that are there; what is wrong with it, if it is no table."""
        try:
            cells = parse_cells(self.pasted.data or "")
        except TableUnreadable as error:
            return str(error)
        if not cells:
            return _("There is nothing in it.")
        mapping = mapping_of(cells, COLUMNS)
        if looks_like_a_head(cells[0]):
            mapping, cells = guessed_mapping(cells[0]), cells[1:]
        self.rows += [
            GroupRow({name: _at(row, mapping.get(name, len(row))) or "" for name in COLUMNS}) for row in cells
        ]
        self.pasted.data = ""
        return None

    def check_rows(self, most: int) -> bool:
        """Find everything that is wrong, at its row and column; False where anything is."""
        checker = Checker({name: number for number, name in enumerate(COLUMNS)})
        for number, row in enumerate(self.rows, 1):
            _person, problems = checker.check(number, [row.values[name] for name in COLUMNS])
            row.errors = {problem.field: problem.message for problem in reversed(problems)}
        if len(self.rows) + (self.unnamed.data or 0) > most:
            message = _("A group has at most %(most)s seats; here are %(number)s.", most=most,
                        number=len(self.rows) + (self.unnamed.data or 0))  # fmt: skip
            self.unnamed.errors = [message]
            return False
        if not self.rows and not self.unnamed.data:
            self.unnamed.errors = [_("Enter at least one person, or hold at least one seat.")]
            return False
        return not any(row.errors for row in self.rows)

    def shown_rows(self, most: int, more: int = 0) -> list[GroupRow]:
        """The rows with some empty ones below to write in."""
        empty = max(LEAST_ROWS - len(self.rows), 1) + more
        blank = [GroupRow(dict.fromkeys(COLUMNS, "")) for _number in range(min(empty, most - len(self.rows)))]
        return [*self.rows, *blank]

    def details(self) -> DelegationDetails:
        return DelegationDetails(
            self.company.data or "", self.liaison_name.data or "", self.liaison_email.data or "", reader_locale()
        )

    def people(self) -> list[RegistrationDetails]:
        """Everybody of the table, once `check_rows` found nothing wrong."""
        checker = Checker({name: number for number, name in enumerate(COLUMNS)})
        found: list[RegistrationDetails] = []
        for number, row in enumerate(self.rows, 1):
            person, _problems = checker.check(number, [row.values[name] for name in COLUMNS])
            assert person is not None
            found.append(
                RegistrationDetails(
                    name=person.name,
                    email=person.email,
                    company="",
                    job_title=person.job_title,
                    country=person.country,
                    phone=person.phone,
                    locale=reader_locale(),
                    romanised_name=person.romanised_name,
                )
            )
        return found


def _at(values: Sequence[Any], number: int) -> str:
    return values[number] if number < len(values) else ""
