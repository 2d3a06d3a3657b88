"""Companies through the API."""

from collections.abc import Callable

from eventapp.companies.service import StandPlace
from tests.api.conftest import Program
from tests.factories import Factories, tomorrow

Programs = Callable[..., Program]
COMPANIES = "/events/forum/companies"


def test_a_company_comes_with_its_stand_its_category_and_what_happens_there(make: Factories, program: Programs) -> None:
    make.event()
    api = program()
    hall = api.post("/events/forum/halls", {"name": {"en": "Hall 1"}})
    film = api.post("/events/forum/company-categories", {"name": {"en": "Film"}})
    part = api.post("/events/forum/company-categories", {"name": {"en": "Animation"}, "parent_id": film["id"]})
    assert part["parent_id"] == film["id"]
    made = api.post(COMPANIES, {
        "name": {"en": "Harbour", "zh-Hant": "海港"}, "country": "HK", "category_ids": [part["id"]],
        "stands": [{"hall": hall["id"], "number": "1-A1"}], "email": "film@example.org",
    })  # fmt: skip
    assert (made["state"], made["stands"]) == ("published", [{"hall": hall["id"], "number": "1-A1"}])
    changed = api.patch(f"{COMPANIES}/{made['code']}", {"website": "https://harbour.example", "state": "hidden"})
    assert changed == made | {"website": "https://harbour.example", "state": "hidden"}
    reception = api.post(f"{COMPANIES}/{made['code']}/stand-events", {
        "title": {"en": "Reception"}, "starts_at": tomorrow(4).isoformat(), "ends_at": tomorrow(5).isoformat(),
    })  # fmt: skip
    cancelled = api.post(f"{COMPANIES}/{made['code']}/stand-events/{reception['id']}/cancel", {})
    assert cancelled == reception | {"status": "cancelled"}
    assert api.refused("DELETE", f"{COMPANIES}/{made['code']}", {})[:2] == (409, "conflict")
    assert api.refused("DELETE", f"/events/forum/halls/{hall['id']}", {})[:2] == (409, "conflict")


def test_what_makes_no_sense_is_refused_with_where_it_stands(make: Factories, program: Programs) -> None:
    event = make.event()
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "1"),))
    api = program()
    for values, pointer in (
        ({"name": {}}, "/name/en"),
        ({"country": "XX"}, "/country"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"category_ids": [99]}, "/category_ids"),
        ({"stands": [{"hall": 99, "number": "1"}]}, "/stands/0/hall"),
        ({"state": "sold"}, "/state"),
        ({"uid": "x"}, "/uid"),
    ):
        assert pointer in api.refused("PATCH", f"{COMPANIES}/{company.code}", values)[2], values


def test_a_company_that_moves_in_keeps_its_uid(make: Factories, program: Programs) -> None:
    make.event()
    api, uid = program(), "0b8a3f0e-6a3c-4b43-9d3c-2f3d8c1f4e55"
    assert api.post(COMPANIES, {"name": {"en": "Harbour"}, "uid": uid})["uid"] == uid
    assert api.refused("POST", COMPANIES, {"name": {"en": "Other"}, "uid": uid})[:2] == (409, "conflict")
