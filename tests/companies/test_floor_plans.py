"""Floor plans that organisers bring: what is kept of them, what is refused, and where stands are."""

from contextlib import suppress
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree
from sqlalchemy.exc import IntegrityError

from eventapp.companies import queries, service
from eventapp.companies.models import Company, Hall
from eventapp.companies.service import Mark, PlanRefused, StandPlace, clean_plan
from eventapp.companies.service.floor_plans import LARGEST_PLAN, MOST_SHAPES, marks_in
from eventapp.core.db import db
from eventapp.events.models import Event
from tests.companies.conftest import ADMIN, PUBLIC
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.pages import page_of

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 100">'
PLAN = (
    HEAD + b'<rect data-stand="1-A1" x="20" y="10" width="40" height="20"/>'
    b'<rect id="1-A2" x="80" width="10" height="10"/></svg>'
)


def drawing(inside: bytes) -> bytes:
    return HEAD + inside + b"</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<rect onclick="alert(1)" width="9" height="9"/>',
        b'<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>',
        b"<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/></foreignObject>",
        b'<image xlink:href="https://evil.example/x.png"/>',
        b"<style>rect { background: url(https://evil.example/x) } @import 'https://evil.example/y';</style>",
        b'<use xlink:href="https://evil.example/x.svg#a"/>',
        b'<animate attributeName="href" to="javascript:alert(1)"/>',
        b'<set attributeName="onmouseover" to="alert(1)"/>',
    ],
)
def test_nothing_is_left_that_runs_or_is_fetched(inside: bytes) -> None:
    kept = clean_plan(drawing(inside + b'<text x="1" y="9">Hall 1</text>')).content
    assert [word for word in (b"script", b"alert", b"evil.example", b"onclick", b"foreignObject") if word in kept] == []
    assert b"Hall 1" in kept


@ON_SQLITE
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no drawing",
        b"<html><body/></html>",
        b"\x89PNG\r\n\x1a\n",
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 100"><rect/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e300 1"><rect/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan nan"><rect/></svg>',
        b"<svg>" + b"<g>" * 5_000,
        drawing(b"<g>" * 50_000 + b"</g>" * 50_000),
        drawing(b"<g/>" * (MOST_SHAPES + 1)),
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + drawing(b"<text>&b;</text>"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused_in_words(make: Factories, event: Event, team: FlaskClient, content: bytes) -> None:
    hall = make.hall(event)
    answer = team.post(f"{ADMIN}/halls/{hall.id}/plan", data={"file": (_file(content), "plan.svg")})
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)
    with make.inside():
        assert queries.plan_of(db.session.get_one(Hall, hall.id)) is None


def _file(content: bytes) -> BytesIO:
    return BytesIO(content)


@ON_SQLITE
def test_what_is_too_large_is_not_even_read(make: Factories) -> None:
    with make.inside(), pytest.raises(PlanRefused, match="larger than 4 MB"):
        clean_plan(b" " * (LARGEST_PLAN + 1))


def test_a_plan_marks_the_stands_that_it_names(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    make.company(event, stands=(StandPlace(hall.id, "1-A2"),))
    team.post(f"{ADMIN}/halls/{hall.id}/plan", data={"file": (_file(PLAN), "plan.svg")})
    with make.inside():
        stands = queries.stands_of(db.session.get_one(Hall, hall.id))
        marks = {one.number: (one.x, one.y, one.width, one.height) for one in stands}
    assert marks == {"1-A1": (1000, 1000, 2000, 2000), "1-A2": (4000, 0, 500, 1000)}


def test_an_id_that_is_no_stand_of_the_hall_makes_none(make: Factories, event: Event) -> None:
    hall = make.hall(event)
    with make.inside():
        found = db.session.get_one(Hall, hall.id)
        assert service.set_plan(found, drawing(b'<rect id="rect4711" width="10" height="10"/>')) == 0
        assert queries.stands_of(found) == []


def test_what_a_drawing_moves_as_a_group_is_left_to_a_person() -> None:
    inside = b'<g transform="translate(5 5)"><rect data-stand="1" width="10" height="10"/></g>'
    assert marks_in(drawing(inside)) == []


@given(some.binary(max_size=300))
def test_any_bytes_are_a_plan_or_refused(content: bytes) -> None:
    with suppress(PlanRefused):
        assert etree.fromstring(clean_plan(content).content).tag.endswith("svg")


def test_the_map_leads_from_each_mark_to_who_is_there(make: Factories, event: Event, client: FlaskClient) -> None:
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "1-A1"),))
    with make.inside():
        service.set_plan(db.session.get_one(Hall, hall.id), PLAN)
    page = page_of(client.get(f"{PUBLIC}/map/"))
    assert page.attributes("//a[@class='stand-link']", "href") == [f"{PUBLIC}/{company.code}/"]
    assert page.attributes("//a[@class='stand-link']", "aria-label") == ["1-A1: Harbour Pictures"]


def test_a_plan_may_run_nothing_even_by_itself(make: Factories, event: Event, client: FlaskClient) -> None:
    hall = make.hall(event)
    make.company(event)
    with make.inside():
        service.set_plan(db.session.get_one(Hall, hall.id), PLAN)
        key = db.session.get_one(Hall, hall.id).plan_key
    answer = client.get(f"{PUBLIC}/halls/{hall.id}/plan-{key}.svg")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    assert client.get(f"{PUBLIC}/halls/{hall.id}/plan-0.svg").status_code == 404


def test_a_stand_is_marked_moved_and_taken_off(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    path = f"{ADMIN}/halls/{hall.id}"
    mark = {"number": "1-A1", "x": "100", "y": "200", "width": "300", "height": "400"}
    team.post(f"{path}/marks", data=mark)
    team.post(f"{path}/marks", data=mark | {"x": "9900", "width": "5000"})
    with make.inside():
        (stand,) = queries.stands_of(db.session.get_one(Hall, hall.id))
        assert (stand.x, stand.y, stand.width, stand.height) == (9900, 200, 100, 400)  # what sticks out is cut off
    team.post(f"{path}/stands/{stand.id}/unmark")
    with make.inside():
        (stand,) = queries.stands_of(db.session.get_one(Hall, hall.id))
        assert stand.is_marked is False
    team.post(f"{path}/stands/{stand.id}/delete")
    with make.inside():
        assert queries.stands_of(db.session.get_one(Hall, hall.id)) == []


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong", [{"x": "-1"}, {"x": "10000"}, {"width": "0"}, {"height": "x"}, {"number": ""}, {"number": "<b>"},
              {"number": "1" * 21}, {"y": "9" * 30}],
)  # fmt: skip
def test_a_mark_that_makes_no_sense_is_refused(
    make: Factories, event: Event, team: FlaskClient, wrong: dict[str, str]
) -> None:
    hall = make.hall(event)
    with make.inside():
        service.set_plan(db.session.get_one(Hall, hall.id), drawing(b"<rect/>"))
    mark = {"number": "1-A1", "x": "100", "y": "200", "width": "300", "height": "400"}
    answer = team.post(f"{ADMIN}/halls/{hall.id}/marks", data=mark | wrong)
    assert answer.status_code == 422
    assert page_of(answer).errors != []
    with make.inside():
        assert queries.stands_of(db.session.get_one(Hall, hall.id)) == []


def test_a_hall_or_stand_with_companies_stays(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "1-A1"),))
    with make.inside():
        (stand,) = queries.stands_of(db.session.get_one(Hall, hall.id))
    for path in (f"/halls/{hall.id}/delete", f"/halls/{hall.id}/stands/{stand.id}/delete"):
        team.post(ADMIN + path, data={"confirmed": "1"})
    with make.inside():
        again = db.session.get_one(Company, company.id)
        assert [link.stand.number for link in again.stand_links] == ["1-A1"]


def test_another_events_hall_is_not_there(make: Factories, event: Event, team: FlaskClient) -> None:
    other = make.hall(make.event("other"))
    mark = {"number": "1", "x": "1", "y": "1", "width": "1", "height": "1"}
    assert team.get(f"{ADMIN}/halls/{other.id}").status_code == 404
    assert team.post(f"{ADMIN}/halls/{other.id}/marks", data=mark).status_code == 404


@given(some.lists(some.text(alphabet="AB-0123456789", min_size=1, max_size=6), max_size=12))
def test_numbers_are_ordered_as_people_count(numbers: list[str]) -> None:
    ordered = sorted(numbers, key=queries.in_order_of_numbers)
    assert sorted(ordered, key=queries.in_order_of_numbers) == ordered
    assert queries.in_order_of_numbers("1-A2") < queries.in_order_of_numbers("1-A10")


def test_marks_are_kept_within_the_plan_by_the_database(make: Factories, event: Event) -> None:
    hall = make.hall(event)
    with make.inside(), pytest.raises(IntegrityError, match="mark_on_the_plan"):
        service.mark_stand(db.session.get_one(Hall, hall.id), "1", Mark(9_000, 0, 2_000, 10))
