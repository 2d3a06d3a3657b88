"""Titles through the API."""

from collections.abc import Callable

from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
TITLES = "/events/forum/titles"


def test_a_title_comes_with_its_rights_and_keeps_what_is_not_changed(make: Factories, program: Programs) -> None:
    event = make.event()
    company, session = make.company(event), make.session(event)
    api = program()
    novel = api.post(TITLES, {"name": {"en": "The Novel"}, "kind": "novel"})
    made = api.post(TITLES, {
        "name": {"en": "Flowing Harbour", "zh-Hant": "流動的港灣"}, "kind": "series", "genres": ["romance"],
        "company_id": company.id, "session_ids": [session.id], "based_on_id": novel["id"],
        "people": [{"role": "Director", "name": "Ann Chan"}],
        "clips": [{"words": "Trailer", "address": "https://example.org/clip", "is_upright": True}],
        "rights": [{"territory": "world", "medium": "all", "state": "free"},
                   {"territory": "MY", "medium": "streaming", "state": "sold", "ends_on": "2028-12-31"}],
        "audience": "badge_class", "badge_class": "buyer", "embargo_until": "2026-03-17T02:00:00Z",
    })  # fmt: skip
    assert (made["rights"][1]["ends_on"], made["embargo_until"]) == ("2028-12-31", "2026-03-17T02:00:00Z")
    changed = api.patch(f"{TITLES}/{made['code']}", {"year": 2027, "state": "hidden"})
    assert changed == made | {"year": 2027, "state": "hidden"}
    assert api.get(f"{TITLES}/{made['code']}") == changed


def test_what_makes_no_sense_is_refused_with_where_it_stands(make: Factories, program: Programs) -> None:
    title = make.title(make.event())
    api = program()
    for values, pointer in (
        ({"kind": "opera"}, "/kind"),
        ({"genres": ["x"]}, "/genres"),
        ({"rights": [{"territory": "mars"}]}, "/rights/0/territory"),
        ({"clips": [{"address": "javascript:alert(1)"}]}, "/clips/0/address"),
        ({"audience": "badge_class"}, "/badge_class"),
        ({"based_on_id": title.id}, "/based_on_id"),
        ({"state": "sold"}, "/state"),
    ):
        assert pointer in api.refused("PATCH", f"{TITLES}/{title.code}", values)[2], values
