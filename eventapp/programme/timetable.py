"""The schedule as a table: days, and in each the rooms as columns and every beginning or end as a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventapp.programme.models import Room, Session

DAY_BEGINS = timedelta(hours=5)
"""A talk at two in the morning belongs to the evening before."""


@dataclass
class Cell:
    """One place in a row: sessions that begin here, over `rows` rows and `columns` rooms; empty without sessions."""

    sessions: list[Session]
    rows: int = 1
    columns: int = 1


@dataclass
class Row:
    """What begins at one instant. `cells` leaves out the places that a session from above still fills."""

    starts_at: datetime
    cells: list[Cell] = field(default_factory=list)

    @property
    def begins_something(self) -> bool:
        return any(cell.sessions for cell in self.cells)


@dataclass
class Day:
    """One day of the programme. `rooms` are those with something in them; the last may be None, for no room."""

    date: date
    rooms: list[Room | None]
    rows: list[Row]
    sessions: list[Session]

    @property
    def ends_at(self) -> datetime:
        """When the last session of the day ends."""
        return max(_bounds(session)[1] for session in self.sessions)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The programme day of an instant."""
    return (instant.astimezone(zone) - DAY_BEGINS).date()


def days_of(sessions: Sequence[Session], rooms: Sequence[Room], zone: ZoneInfo) -> list[Day]:
    """Lay out scheduled sessions, by day."""
    by_day: dict[date, list[Session]] = {}
    for session in sorted(_scheduled(sessions), key=lambda session: (session.starts_at, session.id)):
        assert session.starts_at is not None
        by_day.setdefault(day_of(session.starts_at, zone), []).append(session)
    return [_lay_out(day, found, rooms) for day, found in sorted(by_day.items())]


def _scheduled(sessions: Sequence[Session]) -> list[Session]:
    return [session for session in sessions if session.starts_at is not None]


def _lay_out(day: date, sessions: list[Session], rooms: Sequence[Room]) -> Day:
    used = {session.room_id for session in sessions}
    columns: list[Room | None] = [room for room in rooms if room.id in used]
    across = [session for session in sessions if session.room_id is None and _stands_alone(session, sessions)]
    if not columns or any(session.room_id is None and session not in across for session in sessions):
        columns.append(None)
    instants = sorted({instant for session in sessions for instant in _bounds(session)})
    rows = [Row(instant) for instant in instants[:-1]]
    occupied = [[False] * len(columns) for _ in rows]
    blocks = _blocks([session for session in sessions if session not in across], columns)
    for session in across:
        blocks.append((0, len(columns), [session]))
    _place(blocks, instants, rows, occupied)
    return Day(day, columns, rows, sessions)


def _bounds(session: Session) -> tuple[datetime, datetime]:
    assert session.starts_at is not None
    assert session.ends_at is not None
    return session.starts_at, session.ends_at


def _stands_alone(session: Session, sessions: list[Session]) -> bool:
    starts_at, ends_at = _bounds(session)
    return not any(
        other is not session and _bounds(other)[0] < ends_at and starts_at < _bounds(other)[1] for other in sessions
    )


_Block = tuple[int, int, list[Session]]


def _blocks(sessions: list[Session], columns: list[Room | None]) -> list[_Block]:
    """(column, how many columns, sessions): sessions that overlap in one room share a block."""
    blocks: list[_Block] = []
    for column, room in enumerate(columns):
        group: list[Session] = []
        for session in (session for session in sessions if session.room_id == (room.id if room else None)):
            if group and _bounds(session)[0] >= max(_bounds(other)[1] for other in group):
                blocks.append((column, 1, group))
                group = []
            group.append(session)
        if group:
            blocks.append((column, 1, group))
    return blocks


def _place(blocks: list[_Block], instants: list[datetime], rows: list[Row], occupied: list[list[bool]]) -> None:
    row_of = {instant: index for index, instant in enumerate(instants)}
    starting: dict[tuple[int, int], Cell] = {}
    for column, width, sessions in blocks:
        first = row_of[min(_bounds(session)[0] for session in sessions)]
        last = row_of[max(_bounds(session)[1] for session in sessions)]
        starting[first, column] = Cell(sessions, last - first, width)
        for index in range(first, last):
            for place in range(column, column + width):
                occupied[index][place] = True
    for index, row in enumerate(rows):
        for column, is_occupied in enumerate(occupied[index]):
            if (index, column) in starting:
                row.cells.append(starting[index, column])
            elif not is_occupied:
                row.cells.append(Cell([]))


def now_and_next(sessions: Sequence[Session], at: datetime) -> tuple[list[Session], list[Session]]:
    """What runs at an instant, and what begins next (all that begin together), breaks included."""
    happening = [session for session in _scheduled(sessions) if not session.is_cancelled]
    running = [session for session in happening if _bounds(session)[0] <= at < _bounds(session)[1]]
    coming = [session for session in happening if _bounds(session)[0] > at]
    if not coming:
        return running, []
    soonest = min(_bounds(session)[0] for session in coming)
    return running, [session for session in coming if _bounds(session)[0] == soonest]
