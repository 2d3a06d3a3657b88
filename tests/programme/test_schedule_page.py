"""The public schedule: one day at a time, as a grid or a list, and a search in either script."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.programme.timetable import day_of
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

SCHEDULE = "/events/forum/schedule/"
TITLES = "//main//article//*[contains(@class, 'slot-title')]"


@pytest.fixture
def event(make: Factories) -> Event:
    """Two days: a talk in a hall on the first, and one about short dramas on the second."""
    event = make.event(ends_at=tomorrow(4) + timedelta(days=1, hours=8))
    hall, track = make.room(event, "Hall"), make.track(event, "Policy")
    make.session(event, "First", starts_at=tomorrow(4), ends_at=tomorrow(5), room_id=hall.id, track_id=track.id)
    later = tomorrow(4) + timedelta(days=1)
    make.session(
        event, "Second", starts_at=later, ends_at=later + timedelta(hours=1), room_id=hall.id, language="yue",
        abstract=text("About vertical series", zh_Hant="微短劇與聯合製作"), speakers=(make.speaker(event, "Ada Wong"),),
    )  # fmt: skip
    return event


def titles(client: FlaskClient, query: str = "") -> list[str]:
    return page_of(client.get(f"{SCHEDULE}{query}")).texts(TITLES)


def days(event: Event) -> list[str]:
    return [(event.local(tomorrow(4)) + timedelta(days=number)).date().isoformat() for number in (0, 1)]


def test_the_page_shows_one_day_and_leads_to_the_others(event: Event, client: FlaskClient) -> None:
    first, second = days(event)
    page = page_of(client.get(SCHEDULE))
    assert page.texts(TITLES) == ["First"]
    assert page.attributes("//nav[@class='day-tabs']/a", "href") == [f"?day={first}", f"?day={second}", "?day=all"]
    assert page.texts("//nav[@class='day-tabs']/a[@aria-current]") == page.texts("//nav[@class='day-tabs']/a")[:1]
    assert (titles(client, f"?day={second}"), titles(client, "?day=all")) == (["Second"], ["First", "Second"])


@pytest.mark.parametrize("query", ["?day=1999-01-01", "?day=<script>", "?day=9999-99-99", "?view=<b>", "?language=xx"])
def test_what_makes_no_sense_in_the_address_shows_the_first_day(event: Event, client: FlaskClient, query: str) -> None:
    answer = client.get(f"{SCHEDULE}{query}")
    assert (page_of(answer).texts(TITLES), "<script>" in answer.text, "<b>" in answer.text) == (["First"], False, False)


def test_the_list_groups_by_time_and_names_the_room(event: Event, client: FlaskClient) -> None:
    page = page_of(client.get(f"{SCHEDULE}?view=list"))
    assert page.texts("//ol[@class='schedule-list']/li/p") == [event.local(tomorrow(4)).strftime("%H:%M")]
    assert (page.texts(TITLES), page.texts("//span[@class='room-name']")) == (["First"], ["· Hall"])


def test_the_choices_stay_when_another_is_made(event: Event, client: FlaskClient) -> None:
    first, second = days(event)
    page = page_of(client.get(f"{SCHEDULE}?view=list&day={second}"))
    links = page.attributes("//main//nav/a", "href")
    assert [link for link in links if link.startswith("?")] == [
        f"?day={first}&view=list", f"?day={second}&view=list", "?day=all&view=list", f"?day={second}&view=grid",
        f"?day={second}&view=list",
    ]  # fmt: skip
    followed = page_of(client.get(f"{SCHEDULE}?language=yue"))
    assert followed.texts(TITLES) == ["Second"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("second", ["Second"]),
        ("ada VERTICAL", ["Second"]),
        ("微短剧", ["Second"]),
        ("微短劇 聯合", ["Second"]),
        ("联合制作", ["Second"]),
        ("policy", ["First"]),
        ("hall", ["First", "Second"]),
        ("nothing of the kind", []),
        ("<script>alert(1)</script>", []),
        ("%", []),
        ("x" * 5_000, []),
    ],
)
def test_a_search_finds_in_all_days_and_either_script(
    event: Event, client: FlaskClient, words: str, found: list[str]
) -> None:
    answer = client.get(SCHEDULE, query_string={"q": words})
    page = page_of(answer)
    assert (page.texts(TITLES), "<script>alert" in answer.text) == (found, False)
    number = "1 session found" if len(found) == 1 else f"{len(found)} sessions found"
    assert page.texts("//p[@role='status']") == [number]


def test_a_search_sees_what_was_released_since(make: Factories, event: Event, client: FlaskClient) -> None:
    assert titles(client, "?q=novels") == []
    make.session(event, "Novels", starts_at=tomorrow(6), ends_at=tomorrow(7))
    assert titles(client, "?q=novels") == ["Novels"]


def test_now_is_marked_and_led_to_while_the_event_runs(make: Factories, client: FlaskClient) -> None:
    present = clock.now().replace(second=0, microsecond=0)
    event = make.event("forum", starts_at=present - timedelta(hours=1), ends_at=present + timedelta(hours=2))
    for number in (-1, 0, 1):
        starts_at = present - timedelta(minutes=20) + timedelta(minutes=40 * number)
        make.session(event, f"At {number}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=40))
    page = page_of(client.get(f"{SCHEDULE}?day=all"))
    assert page.texts("//tr[@id='now']//h3") == ["At 0"]
    today = day_of(present - timedelta(minutes=20), event.zone).isoformat()
    for query in ("?day=all", "?view=list"):
        (link,) = page_of(client.get(f"{SCHEDULE}{query}")).attributes("//main//a[contains(@href, '#now')]", "href")
        assert link.startswith(f"?day={today}")


def test_a_preview_shows_one_day_too(make: Factories, event: Event, sign_in) -> None:
    team = sign_in(make.member(event, "programme"))
    page = page_of(team.get("/admin/events/forum/preview/"))
    assert page.texts(TITLES) == ["First"]


def test_a_large_programme_is_read_area_by_area(client: FlaskClient, make: Factories) -> None:
    event = make.event()
    halls = [
        make.room(event, name, area=text(area)) for name, area in (("A", "Hall 1"), ("B", "Hall 3"), ("C", "Hall 1"))
    ]
    for number, room in enumerate(halls):
        make.session(event, f"Talk {number}", room_id=room.id)
    page = client.get(f"{SCHEDULE}")
    assert [words in page.text for words in ("All areas", "Hall 1", "Hall 3", "Talk 0", "Talk 1")] == [True] * 5
    one = client.get(f"{SCHEDULE}?area=2").text
    assert [f"Talk {number}" in one for number in range(3)] == [False, True, False]
    assert 'href="?day=' in one
    for nonsense in ("?area=3", "?area=99", "?area=-1", "?area=x"):
        answer = client.get(SCHEDULE + nonsense)
        assert answer.status_code == 200
    assert "Nothing in this area" in client.get(f"{SCHEDULE}?area=3").text


def test_one_area_is_nothing_to_choose_from(client: FlaskClient, make: Factories) -> None:
    event = make.event()
    make.session(event, room_id=make.room(event, area=text("Hall 1")).id)
    assert "All areas" not in client.get(SCHEDULE).text
