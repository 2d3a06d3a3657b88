"""Scans in any order, split over any devices, give the same verdicts."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from eventapp.checkin.verdicts import Passage, in_order, is_inside, judge

START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
passages = st.lists(
    st.builds(
        Passage,
        st.integers(0, 6).map(lambda minute: START + timedelta(minutes=minute)),
        st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number)),
        st.sampled_from(["entry", "exit"]),
        st.integers(1, 3),
        st.none(),
        st.just(0),
        st.just(False),
    ),
    max_size=10,
    unique_by=lambda passage: passage.uuid,
)


@given(passages, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(scans: list[Passage], chance: Random) -> None:
    shuffled = list(scans)
    chance.shuffle(shuffled)
    assert judge(shuffled) == judge(scans)
    assert is_inside(shuffled) == is_inside(scans)


@given(passages)
def test_a_scan_that_comes_twice_changes_nothing(scans: list[Passage]) -> None:
    once = judge(scans)
    assert judge([*scans, *scans]).keys() == once.keys()


@given(passages)
def test_nobody_enters_twice_without_leaving(scans: list[Passage]) -> None:
    verdicts = judge(scans)
    inside = False
    for scan in in_order(scans):
        outcome = verdicts[scan.uuid].outcome
        if scan.direction == "exit":
            inside = False
        else:
            assert outcome == ("already_admitted" if inside else "admitted")
            inside = True


@given(passages)
def test_a_second_entry_names_the_first(scans: list[Passage]) -> None:
    for verdict in judge(scans).values():
        if verdict.outcome == "already_admitted":
            assert verdict.earlier is not None
            assert verdict.earlier.direction == "entry"
            assert (verdict.earlier.scanned_at, verdict.earlier.uuid) < next(
                (scan.scanned_at, scan.uuid) for scan in scans if scan.uuid == verdict.uuid
            )
