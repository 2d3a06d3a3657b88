"""Two sessions in one room, one speaker in two: found exactly."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.clashes import find_clashes
from eventapp.programme.models import Room, Session, SessionSpeaker, Speaker
from tests.factories import text, tomorrow

START = tomorrow(0)
ROOMS = [Room(id=number, name=text(f"Room {number}")) for number in (1, 2)]
SPEAKERS = [Speaker(id=number, name=text(f"Speaker {number}")) for number in (1, 2)]


def session(
    number: int,
    start: int,
    end: int,
    room: int | None = None,
    speakers: tuple[int, ...] = (),
    status: str = "confirmed",
) -> Session:
    chosen = next((one for one in ROOMS if one.id == room), None)
    return Session(
        id=number,
        title=text(f"Session {number}"),
        starts_at=START + timedelta(minutes=start),
        ends_at=START + timedelta(minutes=end),
        room_id=room,
        room=chosen,
        status=status,
        appearances=[
            SessionSpeaker(speaker=speaker, speaker_id=speaker.id) for speaker in SPEAKERS if speaker.id in speakers
        ],
    )


def found(*sessions: Session) -> list[tuple[str, int, int]]:
    return [(clash.what, clash.first.id, clash.second.id) for clash in find_clashes(sessions)]


def test_overlapping_sessions_in_one_room_clash() -> None:
    assert found(session(1, 0, 60, room=1), session(2, 30, 90, room=1)) == [("room", 1, 2)]


def test_touching_ends_do_not_clash() -> None:
    assert found(session(1, 0, 60, room=1), session(2, 60, 90, room=1)) == []


def test_one_speaker_in_two_places_clashes() -> None:
    assert found(session(1, 0, 60, 1, (1, 2)), session(2, 30, 90, 2, (2,))) == [("speaker", 1, 2)]


def test_cancelled_sessions_never_clash() -> None:
    assert found(session(1, 0, 60, 1, (1,)), session(2, 0, 60, 1, (1,), status="cancelled")) == []


sessions = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.integers(1, 6),
        st.sampled_from([None, 1, 2]),
        st.sets(st.sampled_from([1, 2]), max_size=2),
    ),
    max_size=9,
)


@given(sessions)
def test_every_overlap_is_found_and_nothing_else(shapes: list[tuple[int, int, int | None, set[int]]]) -> None:
    made = [
        session(number, start, start + length, room, tuple(people))
        for number, (start, length, room, people) in enumerate(shapes, 1)
    ]
    expected = set()
    for first in made:
        for second in made:
            if first.id < second.id and first.starts_at < second.ends_at and second.starts_at < first.ends_at:
                pair = frozenset((first.id, second.id))
                if first.room_id is not None and first.room_id == second.room_id:
                    expected.add(("room", pair, ""))
                for speaker in {one.id for one in first.speakers} & {one.id for one in second.speakers}:
                    expected.add(("speaker", pair, f"Speaker {speaker}"))
    clashes = find_clashes(made)
    assert {
        (clash.what, frozenset((clash.first.id, clash.second.id)), clash.name["en"] if clash.what == "speaker" else "")
        for clash in clashes
    } == expected
    assert len(clashes) == len(expected)
