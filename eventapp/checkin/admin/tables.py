"""Lists of the door as files."""

from collections.abc import Iterable

from flask import Response, abort

from eventapp.core.http import download
from eventapp.core.tables import Row, csv_lines, harmless, workbook

WIDTHS = (14, 28, 30, 18, 18, 12, 12, 14)


def table_answer(rows: Iterable[Row], name: str, kind: str) -> Response:
    """A download as `csv` or `xlsx`, safe to open in a spreadsheet; 404 for other kinds."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    if kind == "csv":
        body = b"".join(csv_lines(safe))
        return Response(body, content_type="text/csv; charset=utf-8", headers=download(f"{name}.csv"))
    if kind != "xlsx":
        abort(404)
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(workbook(safe, "Door", WIDTHS), content_type=content_type, headers=download(f"{name}.xlsx"))
