"""Tables that people bring and take: CSV in whatever encoding, workbooks, or cells pasted from a spreadsheet."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core import workbook_process

MOST_ROWS, MOST_COLUMNS = 60_000, 300
LONGEST_IN_A_WORKBOOK = 32_767
"""Characters of a cell, as spreadsheets count them (UTF-16 units)."""
LARGEST_UNPACKED = 120 * 1024 * 1024
_SECONDS = 30

ENCODINGS = {
    "utf-8": _l("Unicode (UTF-8)"),
    "utf-16": _l("Unicode (UTF-16)"),
    "big5hkscs": _l("Traditional Chinese (Big5)"),
    "gb18030": _l("Simplified Chinese (GB 18030)"),
    "cp932": _l("Japanese (Shift JIS)"),
    "cp949": _l("Korean (EUC-KR)"),
    "cp1252": _l("Western European (Windows-1252)"),
    "cp1250": _l("Central European (Windows-1250)"),
    "cp1251": _l("Cyrillic (Windows-1251)"),
}
_OF_WINDOWS = ("big5hkscs", "gb18030", "cp932", "cp949", "cp1252", "cp1250", "cp1251")
_OF_TWO_BYTES = _OF_WINDOWS[:4]

_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = list[str]


class NumberedRow(NamedTuple):
    """A row with its number as a spreadsheet shows it."""

    number: int
    cells: Row


@dataclass(frozen=True)
class Table:
    """A table as it was brought: its headings, and its rows without the blank ones.

    `encoding` is what a text was read in, one of ENCODINGS; `sheet` and `sheets` are a workbook's.
    """

    head: Row
    rows: list[NumberedRow]
    encoding: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


class TableUnreadable(Exception):
    """A file that is no table we can read; the message says why and what to do."""


class CellTooLong(Exception):
    """A text that no cell of a workbook can hold; it can go into a CSV file."""


def read_table(content: bytes, encoding: str = "", sheet: str = "") -> Table:
    """A CSV file or a workbook (XLSX, XLS, ODS). Cells are as they are in it, blanks at their ends and all.

    `encoding`, one of ENCODINGS, and `sheet` are what a person chose; else they are recognised. Raises TableUnreadable.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        book = _read_workbook(content, sheet)
        rows, used = book.rows, None
    else:
        text, used = decoded_text(content, encoding)
        book, rows = _Workbook((), None, []), _rows_of(text)
    numbered = [NumberedRow(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not numbered:
        raise TableUnreadable(_("The file has no rows."))
    numbered = numbered[_head_at(numbered) :]
    if len(numbered) > MOST_ROWS + 1:
        raise TableUnreadable(_too_many_rows())
    if max(len(row.cells) for row in numbered) > MOST_COLUMNS:
        raise TableUnreadable(_("More than %(number)s columns are not read.", number=MOST_COLUMNS))
    head = [" ".join(cell.split()) for cell in numbered[0].cells]
    return Table(head, numbered[1:], used, book.sheet, book.sheets)


def _too_many_rows() -> str:
    return _("More than %(number)s rows are not read at once; cut the file in parts.", number=MOST_ROWS)


def _head_at(rows: list[NumberedRow]) -> int:
    """Where the headings are: below lines with one cell, such as the name of a list, that are above a wider one."""
    widths = [sum(1 for cell in row.cells if cell.strip()) for row in rows[:10]]
    at = next((number for number, width in enumerate(widths) if width > 1), 0)
    return at if widths[at] > 2 else 0


def parse_cells(text: str) -> list[Row]:
    """Rows of a pasted text whose cells are parted by tabs, commas or semicolons, each on one line; no blank rows."""
    rows = ([" ".join(cell.split()) for cell in row] for row in _rows_of(text))
    return [row for row in rows if any(row)]


def _rows_of(text: str) -> list[Row]:
    text = text.replace("\x00", "")
    said = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if said:  # a line of Excel's own, which it does not show
        text = text[said.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else _delimiter(text))
    rows: list[Row] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS * 2:
                raise TableUnreadable(_too_many_rows())
    except csv.Error as error:
        raise TableUnreadable(
            _("The table breaks off in line %(line)s (%(error)s).", line=reader.line_num, error=error)
        ) from None
    return rows


def _delimiter(text: str) -> str:
    """Of tab, comma, semicolon and bar the one that parts most rows into as many cells."""

    def fits(delimiter: str) -> tuple[float, int]:
        widths = []
        try:
            for row in csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter):
                if any(row):
                    widths.append(len(row))
        except csv.Error:
            pass
        width = max(widths, key=widths.count, default=1)
        return (widths.count(width) / len(widths), width) if width > 1 else (0, 0)

    return max(",\t;|", key=fits)


def decoded_text(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding. Raises TableUnreadable."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = encoding or "utf-16"
    elif content[1:200:2].count(0) > len(content[:200]) // 4:
        encoding = encoding or "utf-16-le"
    if encoding:
        try:
            return content.decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("\ufeff"), encoding
        except UnicodeError:
            raise TableUnreadable(
                _("The file is not written in %(encoding)s.", encoding=ENCODINGS.get(encoding, encoding))
            ) from None
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _recognised(content)


def _recognised(content: bytes) -> tuple[str, str]:
    from chardet import detect  # its models are loaded with it, and few files need them

    # Letters of Europe stand alone between others; characters of two bytes come in pairs.
    runs = re.findall(rb"[\x80-\xff]+", content)
    pairs = all(len(run) % 2 == 0 for run in runs) and any(len(run) > 2 for run in runs)
    candidates = list(_OF_TWO_BYTES if pairs else _OF_WINDOWS)
    while candidates:
        found = detect(
            content, include_encodings=candidates, no_match_encoding=candidates[0], compat_names=False,
            prefer_superset=True,
        )["encoding"]  # fmt: skip
        encoding = next((name for name in candidates if name == found), candidates[0])
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            candidates.remove(encoding)
        else:
            if encoding == "cp1250" and text == content.decode("cp1252", "replace"):
                encoding = "cp1252"  # the same letters, and the likelier of the two
            return text, encoding
    raise TableUnreadable(_("The file's encoding is not known; save it as “CSV UTF-8”, or as XLSX."))


class _Workbook(NamedTuple):
    sheets: tuple[str, ...]
    sheet: str | None
    rows: list[Row]


def _read_workbook(content: bytes, sheet: str) -> _Workbook:
    unreadable = TableUnreadable(_("The workbook cannot be read; save it again as XLSX, or as CSV."))
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise unreadable from None
        if unpacked > LARGEST_UNPACKED:
            raise TableUnreadable(_("The workbook unpacks to more than we read; save its sheet as CSV."))
    # -P: the modules beside it are not meant by the names of the standard library
    command = [sys.executable, "-P", workbook_process.__file__, sheet, str(MOST_ROWS + 10)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise unreadable from None
    read = json.loads(done.stdout)
    if read["is_long"]:
        raise TableUnreadable(_too_many_rows())
    return _Workbook(tuple(read["sheets"]), read["sheet"], read["rows"])


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes in front of what might start one."""
    text = _NOT_IN_A_WORKBOOK.sub("", text)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def without_apostrophe(cell: str) -> str:
    """A cell without the apostrophe that `harmless` put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


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
    """An XLSX file with one sheet. Every cell is a text, whatever it looks like; the first row is the head.

    Raises CellTooLong.
    """
    from openpyxl import Workbook  # it and what it loads weigh as much as a whole feature
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    safe = [[_in_a_cell(value) for value in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    for number, row in enumerate(safe):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _in_a_cell(text: str) -> str:
    """What looks like an escaped character is escaped itself (ECMA-376 part 1, 22.9.2.19). Raises CellTooLong."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if len(text) > LONGEST_IN_A_WORKBOOK // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST_IN_A_WORKBOOK:
        raise CellTooLong
    return text
