"""Lists of the door as files."""

from datetime import datetime

from eventapp.checkin.attendance import Stay, minutes_present
from eventapp.core.spreadsheets import Row
from eventapp.events.models import Event


def stay_cells(event: Event, stays: list[Stay]) -> Row:
    """First coming, last going, whole minutes and times inside, on the clocks of the event's place."""
    left_at, minutes = stays[-1].left_at if stays else None, minutes_present(stays)
    return [
        _written(event, stays[0].came_at if stays else None), _written(event, left_at),
        "" if minutes is None else str(minutes), str(len(stays)),
    ]  # fmt: skip


def _written(event: Event, at: datetime | None) -> str:
    return event.local(at).strftime("%Y-%m-%d %H:%M") if at else ""
