"""How a table is read: which encoding, which sheet, and what each of its columns is."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from eventapp.core.column_mapping import column_names
from eventapp.core.forms import EventappForm, choices
from eventapp.core.spreadsheets import ENCODINGS, Table

SAMPLES = 3


class Column(NamedTuple):
    """A column as the page shows it: its number and name, what its first cells say, and the field that takes it."""

    number: int
    name: str
    samples: list[str]
    field: str


class TableForm(EventappForm):
    """What a person says of a table before it is imported; built for one table by `offer`."""

    encoding = SelectField(_l("Encoding"), validate_choice=False)
    sheet = SelectField(_l("Sheet"), validate_choice=False)

    table: Table
    fields: dict[str, str]
    proposed: dict[str, int]
    mapping_errors: list[str]

    def offer(self, table: Table, fields: Mapping[str, Any], mapping: dict[str, int]) -> None:
        """`fields` are {name: label}, `mapping` is {field: column} as far as that is known."""
        self.table, self.proposed, self.mapping_errors = table, mapping, []
        self.fields = {name: str(label) for name, label in fields.items()}
        self.encoding.choices = choices((name, str(label)) for name, label in ENCODINGS.items())
        self.sheet.choices = choices((name, name) for name in table.sheets)
        if not self.is_submitted():
            self.encoding.data, self.sheet.data = table.encoding or "", table.sheet or ""

    @property
    def columns(self) -> list[Column]:
        by_column = {at: name for name, at in self.proposed.items()}
        return [
            Column(number, name, self._samples(number), by_column.get(number, ""))
            for number, name in enumerate(column_names(self.table))
        ]

    def _samples(self, number: int) -> list[str]:
        cells = (row.cells[number].strip() for row in self.table.rows[:200] if number < len(row.cells))
        return list(dict.fromkeys(cell[:60] for cell in cells if cell))[:SAMPLES]

    @property
    def chosen_encoding(self) -> str:
        """What a person chose, where that is another than the one that was recognised."""
        chosen = self.encoding.data or ""
        return chosen if self.table.encoding and chosen in ENCODINGS and chosen != self.table.encoding else ""

    @property
    def chosen_sheet(self) -> str:
        chosen = self.sheet.data or ""
        return chosen if chosen in self.table.sheets and chosen != self.table.sheet else ""

    def read_mapping(self, request: Request) -> dict[str, int] | None:
        """{field: column} as the page says it; None where one field has two columns."""
        found: dict[str, int] = {}
        for number in range(len(self.columns)):
            name = request.form.get(f"column-{number}", "")
            if name in found:
                message = _("Two columns are “%(field)s”: choose one of them.", field=self.fields[name])
                self.mapping_errors.append(message)
            elif name in self.fields:
                found[name] = number
        self.proposed = found
        return None if self.mapping_errors else found
