"""How any row of a programme's table comes in: cell by cell, and what makes no sense is named."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from email_validator import EmailNotValidError, validate_email

from eventapp.core.cell_values import read_phone
from eventapp.core.column_mapping import cells_by_field, untaken_columns
from eventapp.core.forms import LONG_TEXT, SHORT_TEXT, one_line, stripped
from eventapp.core.import_problems import N_, Problem, ValueRefused
from eventapp.core.locales import LOCALES
from eventapp.core.spreadsheets import NumberedRow, Table, without_apostrophe
from eventapp.core.types import LocalizedText
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme.service.errors import ProgrammeError
from eventapp.programme.service.imports import ImportResult

_ON_ONE_LINE = ("title", "subtitle", "name", "post", "organisation")
LONGEST_NAME = 200
LONGEST_PHONE = 40
ColumnMapping = Mapping[str, int]
Refuse = Callable[[ValueRefused], None]
Change = Literal["added", "updated", "unchanged"]


class RowLeftOut(Exception):
    """Why a row cannot come in at all: a marked reason and its values."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def name_untaken(result: ImportResult, table: Table, mapping: ColumnMapping) -> None:
    for name in untaken_columns(table, mapping.values()):
        result.problems.append(Problem(None, name, N_("No field takes this column."), is_left_out=False))


def import_row(
    result: ImportResult,
    row: NumberedRow,
    mapping: ColumnMapping,
    take: Callable[[dict[str, str], Refuse], tuple[Change, str]],
) -> None:
    """Have `take` import a row's cells: it gives what came of it, and the title."""
    cells = cells_by_field(row.cells, mapping)
    refused: list[ValueRefused] = []
    shown = next((cell for cell in (cells.get("title"), cells.get("name"), *row.cells) if cell and cell.strip()), "")
    title = " ".join(shown.split())[:100]
    try:
        change, title = take(cells, refused.append)
    except (RowLeftOut, ValueRefused) as error:
        result.problems.append(Problem(row.number, title, error.reason, error.values))
        return
    except CapacityBelowTaken as error:
        reason = N_("%(taken)s seats are booked already: the row is left out.")
        result.problems.append(Problem(row.number, title, reason, {"taken": error.taken}))
        return
    except ProgrammeError:
        reason = N_("It contradicts itself, so it is left out.")
        result.problems.append(Problem(row.number, title, reason))
        return
    for refusal in refused:
        result.problems.append(Problem(row.number, title, refusal.reason, refusal.values, is_left_out=False))
    if change == "unchanged":
        result.unchanged += 1
    else:
        result.titles.append((change, title))


def changed_cells(cells: dict[str, str], exported: Mapping[str, str]) -> dict[str, str]:
    """The cells that are not as the export would write them; spreadsheets write line ends anew."""
    return {
        field: cell
        for field, cell in cells.items()
        if field != "code" and _lines(cell) != _lines(exported.get(field, "\0"))
    }


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_texts(
    cells: dict[str, str], names: tuple[str, ...], kept: Mapping[str, Any], main_locale: str, refuse: Refuse
) -> dict[str, LocalizedText]:
    """The texts that have columns. A column without a language, such as `title`, is in the main one."""
    found = {}
    for name in names:
        columns = {locale: f"{name} {locale}" for locale in LOCALES}
        if name in cells:
            columns[main_locale] = name
        texts = dict(kept.get(name) or {})
        clean, longest = (one_line, SHORT_TEXT) if name in _ON_ONE_LINE else (stripped, LONG_TEXT)
        for locale, column in columns.items():
            if column not in cells:
                continue
            text = clean(without_apostrophe(cells[column])) or ""
            if len(text) > longest:
                reason = N_("The text under “%(column)s” has more than %(number)s characters: it is not taken.")
                refuse(ValueRefused(reason, column=column, number=longest))
            else:
                texts[locale] = text
        found[name] = LocalizedText(texts)
    return found


def email_of(cells: Mapping[str, str]) -> dict[str, str | None]:
    """The address under `email`, None where it is empty; nothing without such a column. Raises ValueRefused."""
    if "email" not in cells:
        return {}
    written = without_apostrophe(cells["email"]).strip()
    try:
        return {"email": validate_email(written, check_deliverability=False).normalized if written else None}
    except EmailNotValidError:
        raise ValueRefused(N_("“%(value)s” is not an email address: it is not taken."), value=written[:80]) from None


def phone_of(cells: Mapping[str, str]) -> dict[str, str]:
    """The number under `phone`; nothing without such a column. Raises ValueRefused."""
    if "phone" not in cells:
        return {}
    written = without_apostrophe(cells["phone"])
    try:
        phone = read_phone(written)
    except ValueError:
        reason = N_("A spreadsheet has shortened the number “%(value)s”: it is not taken.")
        raise ValueRefused(reason, value=written[:40]) from None
    if len(phone) > LONGEST_PHONE:
        raise ValueRefused(N_("“%(value)s” is not a phone number: it is not taken."), value=phone[:LONGEST_PHONE])
    return {"phone": phone}
