"""Which system a list of people comes from. Each reader gives its people as {heading: cell}."""

from collections.abc import Callable, Iterable
from json import JSONDecodeError
from typing import Any

from flask_babel import gettext as _

from eventapp.core.json_values import read_json
from eventapp.core.spreadsheets import MOST_COLUMNS, MOST_ROWS, NumberedRow, Table, TableUnreadable, read_table
from eventapp.registration.interchange import hi_events, indico, pretix

Cells = dict[str, str]
_READERS: tuple[Callable[[Any], list[Cells] | None], ...] = (pretix.people, hi_events.people, indico.people)


def read_people(content: bytes, encoding: str = "", sheet: str = "") -> Table:
    """The table in a file: CSV, a workbook, or the JSON of pretix, Hi.Events or Indico. Raises TableUnreadable."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return read_table(content, encoding, sheet)
    try:
        document, _text = read_json(content)
    except JSONDecodeError as error:
        raise TableUnreadable(
            _("line %(line)s: this is not JSON (%(error)s)", line=error.lineno, error=error.msg)
        ) from None
    except (ValueError, RecursionError):
        raise TableUnreadable(_("This is no JSON that we can read.")) from None
    found = people_in(document)
    if found is None:
        raise TableUnreadable(_("This JSON has no people as pretix, Hi.Events or Indico export them."))
    return people_table(found)


def people_in(document: Any) -> list[Cells] | None:
    """Everybody in a document of a system that we know; None for any other."""
    for reader in _READERS:
        if (found := reader(document)) is not None:
            return found
    return None


def people_table(people: Iterable[Cells]) -> Table:
    """A column for each heading, in the order in which they come up; rows are counted as entries, from 1."""
    people = list(people)
    head = list(dict.fromkeys(heading for cells in people for heading in cells))
    if len(people) > MOST_ROWS or len(head) > MOST_COLUMNS:
        raise TableUnreadable(_("The file has too many rows or columns."))
    rows = [NumberedRow(number, [cells.get(name, "") for name in head]) for number, cells in enumerate(people, 1)]
    if not rows:
        raise TableUnreadable(_("The file has no rows."))
    return Table(head, rows)
