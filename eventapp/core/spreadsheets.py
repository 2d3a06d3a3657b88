"""Tables that people bring and take: CSV, XLSX, or cells pasted from a spreadsheet."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 60, 2_000
LARGEST_UNPACKED = 120 * 1024 * 1024

_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = list[str]


class TableUnreadable(Exception):
    """A file that is no table we can read; the message says why and what to do."""


def read_table(content: bytes) -> list[Row]:
    """The rows of a CSV (UTF-8, or UTF-16 with its mark) or XLSX file, blank ones left out; the first is the head.

    Raises TableUnreadable.
    """
    rows = _workbook_rows(content) if content.startswith(b"PK\x03\x04") else parse_cells(_decoded(content))
    if not rows:
        raise TableUnreadable(_("The file has no rows."))
    if len(rows) > MOST_ROWS + 1:
        raise TableUnreadable(
            _("More than %(number)s rows are not read at once; cut the file in parts.", number=MOST_ROWS)
        )
    return rows


def parse_cells(text: str) -> list[Row]:
    """Rows of a text whose cells are parted by tabs, commas or semicolons, whichever the first line has most of."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        return _tidy(list(row) for row in reader)
    except csv.Error as error:
        raise TableUnreadable(
            _("The table breaks off in line %(line)s (%(error)s).", line=reader.line_num, error=error)
        ) from None


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise TableUnreadable(_("The file is not UTF-8; save it as “CSV UTF-8”, or as XLSX.")) from None


def _workbook_rows(content: bytes) -> list[Row]:
    from openpyxl import load_workbook  # it and what it loads weigh as much as the rest of this feature

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise TableUnreadable(_("The workbook unpacks to more than we read; save its sheet as CSV."))
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        cells = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return _tidy([_text(value) for value in row] for row in cells)
    except TableUnreadable:
        raise
    except Exception:  # the library raises whatever a broken workbook happens to break
        raise TableUnreadable(_("The workbook cannot be read; save it again as XLSX, or as CSV.")) from None


def _tidy(rows: Any) -> list[Row]:
    kept = []
    for row in rows:
        cells = [" ".join(cell.split())[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        if any(cells):
            kept.append(cells)
        if len(kept) > MOST_ROWS + 1:
            break
    return kept


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes in front of what might start one."""
    text = _NOT_IN_A_WORKBOOK.sub("", text)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, since spreadsheets take anything else for the local code page."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow(row)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def workbook(rows: Iterable[Row], title: str, widths: Iterable[int] = ()) -> bytes:
    """An XLSX file with one sheet. Every cell is a text, whatever it looks like; the first row is the head."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
