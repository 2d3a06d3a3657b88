"""Reads a workbook (XLSX, XLS, ODS) in a process of its own, so that a hostile one can end nothing but that process.

Run as a file: `core/spreadsheets.py` gives it the workbook on standard input and the name of a sheet, or nothing for
the first that has anything in it. The answer on standard output is JSON: the sheets' names, the one that was read, and
its rows as texts.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 768 * 1024 * 1024
SECONDS = 20


def text_of(value: Any) -> str:
    """A cell as a person would write it: whole numbers without a point, dates and times as ISO 8601 has them."""
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            text = str(int(value))
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", _least(value.second))
        case date():
            text = value.isoformat()
        case time():
            text = value.isoformat(_least(value.second))
        case timedelta():
            minutes = round(value / timedelta(minutes=1))
            text = f"{minutes // 60}:{minutes % 60:02}"
        case _:
            text = str(value)
    return text


def _least(seconds: int) -> str:
    return "seconds" if seconds else "minutes"


def read(content: bytes, wanted: str, most_rows: int) -> dict[str, Any]:
    """The names of the sheets, the name and rows of the wanted one, and `is_long` where it has more rows than that."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = list(workbook.sheet_names)
    tried = [wanted] if wanted in names else names
    name, rows = tried[0], []
    for name in tried:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        for number, row in enumerate(sheet.iter_rows()):
            if number > most_rows:
                return {"sheets": names, "sheet": name, "rows": [], "is_long": True}
            rows.append([text_of(value) for value in row])
        break
    return {"sheets": names, "sheet": name, "rows": rows, "is_long": False}


def main(wanted: str, most_rows: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(read(sys.stdin.buffer.read(), wanted, most_rows), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
