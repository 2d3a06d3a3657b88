"""The schedule as a table, and what is on now."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.models import Room, Session
from eventapp.programme.timetable import day_of, days_of, now_and_next
from tests.factories import text

ZONE = ZoneInfo("Asia/Hong_Kong")
START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
ROOMS = [Room(id=number, slug=f"room-{number}", name=text(f"Room {number}")) for number in (1, 2, 3)]


def session(number: int, start: int, end: int, room: int | None = 1, status: str = "confirmed") -> Session:
    return Session(
        id=number,
        title=text(f"Session {number}"),
        starts_at=START + timedelta(minutes=start),
        ends_at=START + timedelta(minutes=end),
        room_id=room,
        status=status,
    )


def shape(sessions: list[Session]) -> list[list[tuple[list[int], int, int]]]:
    (day,) = days_of(sessions, ROOMS, ZONE)
    return [[([one.id for one in cell.sessions], cell.rows, cell.columns) for cell in row.cells] for row in day.rows]


def test_rooms_are_columns_and_a_long_session_spans_rows() -> None:
    assert shape([session(1, 0, 30), session(2, 30, 60), session(3, 0, 60, room=2)]) == [
        [([1], 1, 1), ([3], 2, 1)],
        [([2], 1, 1)],
    ]


def test_a_break_without_a_room_spans_all_columns() -> None:
    assert shape([session(1, 0, 30), session(2, 0, 30, room=2), session(3, 30, 60, room=None)]) == [
        [([1], 1, 1), ([2], 1, 1)],
        [([3], 1, 2)],
    ]


def test_rooms_without_sessions_have_no_column() -> None:
    (day,) = days_of([session(1, 0, 30, room=3)], ROOMS, ZONE)
    assert [room.id for room in day.rooms if room] == [3]


def test_a_talk_past_midnight_belongs_to_the_evening_before() -> None:
    assert day_of(datetime(2026, 12, 14, 18, 30, tzinfo=UTC), ZONE) == date(2026, 12, 14)
    assert day_of(datetime(2026, 12, 14, 21, 0, tzinfo=UTC), ZONE) == date(2026, 12, 15)


def test_unscheduled_sessions_are_left_out() -> None:
    assert days_of([Session(id=1, title=text("Later"))], ROOMS, ZONE) == []


def test_now_and_next() -> None:
    first, second, third, off = (
        session(1, 0, 30), session(2, 0, 60, room=2), session(3, 60, 90), session(4, 45, 50, status="cancelled"),
    )  # fmt: skip
    every = [first, second, third, off]
    assert now_and_next(every, START) == ([first, second], [third])
    assert now_and_next(every, START + timedelta(minutes=30)) == ([second], [third])
    assert now_and_next(every, START + timedelta(minutes=90)) == ([], [])


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from([None, 1, 2, 3])), min_size=1, max_size=14
    )
)
def test_every_session_has_one_place_and_every_row_is_whole(shapes: list[tuple[int, int, int | None]]) -> None:
    made = [
        session(number, start * 5, (start + length) * 5, room) for number, (start, length, room) in enumerate(shapes)
    ]
    for day in days_of(made, ROOMS, ZONE):
        taken = [[0] * len(day.rooms) for _ in day.rows]
        placed: list[int] = []
        for number, row in enumerate(day.rows):
            column = 0
            for cell in row.cells:
                while taken[number][column]:
                    column += 1
                for below in range(number, number + cell.rows):
                    for beside in range(column, column + cell.columns):
                        taken[below][beside] += 1
                placed += [one.id for one in cell.sessions]
        assert all(count == 1 for line in taken for count in line)
        assert sorted(placed) == sorted(one.id for one in day.sessions)
