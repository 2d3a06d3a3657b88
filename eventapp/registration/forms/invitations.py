"""A list of people to invite, pasted as it stands in a spreadsheet or a mail."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from eventapp.core.forms import EventappForm, EventTimeField, choices, number_or_none, stripped
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.core.spreadsheets import parse_cells
from eventapp.registration.import_rows import is_email, looks_like_a_head
from eventapp.registration.models import TicketType
from eventapp.registration.service import Invitee
from eventapp.registration.spreadsheet_columns import guessed_mapping

MOST_AT_ONCE = 2_000


@dataclass(frozen=True)
class _Line:
    number: int
    cells: list[str]


class InvitationsForm(EventappForm):
    """One person a line: an address, and a name, a company and a language where they are known, in any order."""

    ticket_type_id = SelectField(_l("Ticket"), coerce=number_or_none)
    people = TextAreaField(
        _l("People"),
        [InputRequired(_l("Enter at least one address.")), Length(max=400_000)],
        filters=[stripped],
        description=_l("One a line: address, name, company. Paste it from a spreadsheet as it is."),
    )
    locale = SelectField(_l("Language"), choices=choices(LOCALE_NAMES.items()))
    expires_at = EventTimeField(_l("Can be answered until"))
    is_bound = BooleanField(
        _l("For these addresses alone"), description=_l("Nobody can register by such a link with another address.")
    )

    def offer(self, ticket_types: list[TicketType]) -> None:
        self.ticket_type_id.choices = choices(
            (ticket_type.id, ticket_type.name.text(reader_locale())) for ticket_type in ticket_types
        )

    def invitees(self) -> list[Invitee] | None:
        """Everybody, once; None where lines are wrong, which the field then names by their numbers."""
        lines = [
            _Line(number, parse_cells(line)[0])
            for number, line in enumerate((self.people.data or "").splitlines(), 1)
            if line.strip(" \t,;")
        ]
        mapping = guessed_mapping(lines[0].cells) if lines and looks_like_a_head(lines[0].cells) else {}
        lines = lines[1:] if mapping else lines
        if len(lines) > MOST_AT_ONCE:
            self.people.errors = [_("At most %(number)s people at once; send the list in parts.", number=MOST_AT_ONCE)]
            return None
        people = [self._invitee(line, mapping) for line in lines]
        wrong = [str(line.number) for line, person in zip(lines, people, strict=True) if person is None]
        if wrong:
            listed = ", ".join(wrong[:20]) + (" …" if len(wrong) > 20 else "")
            self.people.errors = [
                _("There is no email address in line %(lines)s. Nobody was invited yet.", lines=listed)
            ]
            return None
        return [person for person in people if person is not None]

    def _invitee(self, line: _Line, mapping: dict[str, int]) -> Invitee | None:
        def cell(field: str) -> str:
            column = mapping.get(field, len(line.cells))
            return line.cells[column] if column < len(line.cells) else ""

        if mapping:
            email, name, company = cell("email"), cell("name"), cell("company")
        else:
            email = next((cell.strip("<>") for cell in line.cells if is_email(cell.strip("<>"))), "")
            others = [cell for cell in line.cells if cell and cell.strip("<>") != email]
            name, company = (*others, "", "")[:2]
        if not is_email(email):
            return None
        locale: Any = self.locale.data
        return Invitee(email, name[:120], company[:200], locale)
