"""How rights stand where several lines speak of one country and medium."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eventapp.core.templating import countries
from eventapp.titles.models import MEDIA, RIGHT_STATES
from eventapp.titles.rights import is_free, standing
from eventapp.titles.service import RightDetails as Right
from eventapp.titles.territories import GROUPS, WORLD, breadth, covers, territories_of

ON = date(2026, 3, 17)
TERRITORIES = (WORLD, *GROUPS, "MY", "HK", "JP", "FR")
rights = some.lists(
    some.builds(
        Right, some.sampled_from(TERRITORIES), some.sampled_from(MEDIA), some.sampled_from(RIGHT_STATES),
        some.none(), some.none() | some.dates(),
    ), max_size=8,
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "country", "medium", "state"),
    [
        ([], "MY", "streaming", None),
        ([Right("world")], "MY", "streaming", "free"),
        ([Right("world"), Right("south_east_asia", state="sold")], "MY", "streaming", "sold"),
        ([Right("south_east_asia", state="sold"), Right("MY")], "MY", "streaming", "free"),
        ([Right("asia", state="sold"), Right("south_east_asia", state="optioned")], "MY", "television", "optioned"),
        ([Right("MY", "streaming", "sold")], "MY", "television", None),
        ([Right("MY"), Right("MY", "streaming", "sold")], "MY", "streaming", "sold"),
        ([Right("MY"), Right("MY", "streaming", "sold")], "MY", "television", "free"),
        ([Right("MY"), Right("MY", state="sold")], "MY", "television", "sold"),
        ([Right("world"), Right("MY", "all", "sold", None, date(2026, 3, 16))], "MY", "video", "free"),
        ([Right("world"), Right("MY", "all", "sold", None, ON)], "MY", "video", "sold"),
        ([Right("world"), Right("MY", "all", "sold", date(2030, 1, 1))], "MY", "video", "sold"),
        ([Right("greater_china", state="sold")], "TW", "all", "sold"),
        ([Right("europe")], "HK", "all", None),
    ],
)
def test_the_nearest_line_holds(lines: list[Right], country: str, medium: str, state: str | None) -> None:
    assert standing(lines, country, medium, ON) == state


@given(rights)
def test_the_order_of_the_lines_changes_nothing(lines: list[Right]) -> None:
    lines = lines[:4]
    for country in ("MY", "HK", "FR"):
        found = {standing(order, country, "streaming", ON) for order in permutations(lines)}
        assert len(found) == 1


@given(rights)
def test_what_is_free_somewhere_is_free_for_something(lines: list[Right]) -> None:
    if is_free(lines, "MY", "streaming", ON):
        assert is_free(lines, "MY", "", ON) or not any(one.medium == "all" for one in lines)
        assert is_free(lines, "", "streaming", ON)
        assert is_free(lines, "", "", ON)


@given(rights)
def test_lines_about_elsewhere_change_nothing(lines: list[Right]) -> None:
    near = [one for one in lines if one.territory in territories_of("MY")]
    assert standing(near, "MY", "streaming", ON) == standing(lines, "MY", "streaming", ON)
    assert is_free(near, "MY", "streaming", ON) == is_free(lines, "MY", "streaming", ON)


def test_every_country_lies_in_a_group_of_its_part_of_the_world() -> None:
    outside = {"AQ", "BV", "HM", "TF", "IO", "CX", "CC", "GS", "XK"}
    assert [code for code, _name in countries("en") if len(territories_of(code)) == 2 and code not in outside] == []
    assert {code for codes in GROUPS.values() for code in codes} - {code for code, _name in countries("en")} == set()


def test_a_smaller_group_says_more_than_a_larger() -> None:
    assert breadth("MY") < breadth("greater_china") < breadth("south_east_asia") < breadth("asia") < breadth(WORLD)
    assert covers("asia", "MY")
    assert not covers("europe", "MY")
