"""Lists of the door as files."""

from collections.abc import Iterable
from datetime import datetime

from flask import Response, abort

from eventapp.checkin.attendance import Stay, minutes_present
from eventapp.core.http import download
from eventapp.core.spreadsheets import Row, csv_lines, harmless, workbook
from eventapp.events.models import Event

WIDTHS = (14, 28, 30, 18, 18, 12, 12, 14)


def stay_cells(event: Event, stays: list[Stay]) -> Row:
    """First coming, last going, whole minutes and times inside, on the clocks of the event's place."""
    left_at, minutes = stays[-1].left_at if stays else None, minutes_present(stays)
    return [
        _written(event, stays[0].came_at if stays else None), _written(event, left_at),
        "" if minutes is None else str(minutes), str(len(stays)),
    ]  # fmt: skip


def _written(event: Event, at: datetime | None) -> str:
    return event.local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def spreadsheet_response(rows: Iterable[Row], name: str, kind: str) -> Response:
    """A download as `csv` or `xlsx`, safe to open in a spreadsheet; 404 for other kinds."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    if kind == "csv":
        body = b"".join(csv_lines(safe))
        return Response(body, content_type="text/csv; charset=utf-8", headers=download(f"{name}.csv"))
    if kind != "xlsx":
        abort(404)
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(workbook(safe, "Check-in", WIDTHS), content_type=content_type, headers=download(f"{name}.xlsx"))
