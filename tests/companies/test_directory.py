"""What the public sees of companies: who is found by which words, and what is shown to nobody."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.companies import queries, service
from eventapp.companies.models import Company
from eventapp.companies.service import CompanyDetails, StandPlace
from eventapp.core.db import db
from eventapp.core.response_cache import answers
from eventapp.core.romanisation import romanised
from eventapp.events.models import Event
from tests.companies.conftest import ADMIN, PUBLIC
from tests.databases import ON_SQLITE
from tests.factories import Factories, text
from tests.pages import page_of
from tests.programme.test_query_counts import counted


def found(client: FlaskClient, query: str = "") -> list[str]:
    """The names that the directory shows, in its order."""
    return page_of(client.get(f"{PUBLIC}/{query}")).texts("//*[@class='company-name']")


@pytest.fixture
def market(make: Factories, event: Event) -> dict[str, Company]:
    """Three companies: in two halls, of two countries, in two categories of which one is part of the other."""
    with make.inside():
        again = db.session.get_one(Event, event.id)
        film = service.create_category(again, text("Film"))
        animation = service.create_category(again, text("Animation", zh_Hant="動畫"), film.id)
        categories = {"film": film.id, "animation": animation.id}
    one, three = make.hall(event, "Hall 1"), make.hall(event, "Hall 3")
    lamp = text("Harbour Lamp", zh_Hant="港燈影業")
    return {
        "lamp": make.company(
            event, lamp, country="HK", category_ids=(categories["animation"],),
            stands=(StandPlace(one.id, "1-A12"),), description=text("Short dramas", zh_Hant="微短劇"),
        ),
        "arrow": make.company(
            event, "Arrow Films", country="FR", category_ids=(categories["film"],),
            stands=(StandPlace(three.id, "3-B1"),),
        ),
        "zenith": make.company(event, "Zenith", country="HK"),
    }  # fmt: skip


def test_companies_stand_in_the_order_of_their_names(client: FlaskClient, market: dict[str, Company]) -> None:
    assert found(client) == ["Arrow Films", "Harbour Lamp", "Zenith"]


@pytest.mark.parametrize(
    "words",
    ["lamp", "HARBOUR", "港燈", "港灯", "gangdeng", "gang deng", "gongdang", "1-a12", "微短剧", "dramas harbour"],
)
def test_a_company_is_found_in_either_script_and_as_it_is_read(
    client: FlaskClient, market: dict[str, Company], words: str
) -> None:
    assert found(client, f"?q={words}") == ["Harbour Lamp"]


@pytest.mark.parametrize("words", ["nothing like it", "%", "_", "'; drop table company; --", "1-a1"])
def test_what_nobody_is_called_finds_nobody(client: FlaskClient, market: dict[str, Company], words: str) -> None:
    page = page_of(client.get(f"{PUBLIC}/", query_string={"q": words}))
    assert page.texts("//*[@class='company-name']") == []


def test_filters_narrow_it(client: FlaskClient, make: Factories, market: dict[str, Company]) -> None:
    with make.inside():
        film, animation = queries.categories_of(market["lamp"].event_id)
        halls = queries.halls_of(market["lamp"].event_id)
    assert found(client, "?country=HK") == ["Harbour Lamp", "Zenith"]
    assert found(client, f"?category={film.id}") == ["Arrow Films", "Harbour Lamp"]
    assert found(client, f"?category={animation.id}") == ["Harbour Lamp"]
    assert found(client, f"?hall={halls[1].id}") == ["Arrow Films"]
    assert found(client, f"?hall={halls[1].id}&country=HK") == []


@ON_SQLITE
@pytest.mark.parametrize("query", ["?category=99999", "?hall=x", "?country=XX", "?page=0", "?page=x"])
def test_a_filter_that_is_none_narrows_nothing(client: FlaskClient, market: dict[str, Company], query: str) -> None:
    assert found(client, query) == ["Arrow Films", "Harbour Lamp", "Zenith"]


@ON_SQLITE
def test_a_page_holds_sixty_and_leads_to_the_next(client: FlaskClient, make: Factories, event: Event) -> None:
    with make.inside():
        wanted = [service.NewCompany(CompanyDetails(text(f"Company {number:03}"))) for number in range(61)]
        service.create_companies(db.session.get_one(Event, event.id), wanted)
    assert len(found(client)) == 60
    assert found(client, "?page=2") == ["Company 060"]
    assert page_of(client.get(f"{PUBLIC}/")).attributes("//a[@rel='next']", "href") == ["?page=2"]


@pytest.mark.parametrize("state", ["pending", "hidden"])
def test_one_that_is_not_published_is_shown_nowhere(
    client: FlaskClient, make: Factories, event: Event, company: Company, state: str
) -> None:
    other = make.company(event, "Secret Studio", state=state)
    assert found(client) == ["Harbour Pictures"]
    assert client.get(f"{PUBLIC}/{other.code}/").status_code == 404
    assert client.get(f"{PUBLIC}/{other.code}/picture.png").status_code == 404
    assert client.get(f"{PUBLIC}/{other.code}/calendar.ics").status_code == 404
    assert "Secret" not in client.get("/events/forum/sitemap.xml").text
    assert other.code not in client.get("/events/forum/sitemap.xml").text


@ON_SQLITE
def test_the_sitemap_follows_who_is_shown(client: FlaskClient, make: Factories, event: Event, company: Company) -> None:
    other = make.company(event, "Other")
    assert other.code in client.get("/events/forum/sitemap.xml").text
    with make.inside():
        service.set_state(db.session.get_one(Company, other.id), "hidden")
    assert other.code not in client.get("/events/forum/sitemap.xml").text


@ON_SQLITE
def test_the_directory_and_its_link_come_with_the_first_company_and_go_with_the_last(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    def is_linked() -> bool:
        return f"{PUBLIC}/" in page_of(client.get("/events/forum/")).links()

    assert (is_linked(), client.get(f"{PUBLIC}/").status_code) == (False, 404)
    company = make.company(event)
    assert (is_linked(), client.get(f"{PUBLIC}/").status_code) == (True, 200)
    with make.inside():
        service.set_state(db.session.get_one(Company, company.id), "hidden")
    assert (is_linked(), client.get(f"{PUBLIC}/").status_code) == (False, 404)


@ON_SQLITE
def test_a_directory_that_is_not_public_is_seen_by_nobody(
    client: FlaskClient, make: Factories, event: Event, company: Company
) -> None:
    with make.inside():
        service.set_directory(db.session.get_one(Event, event.id), is_public=False, takes_applications=False)
    for path in ("/", "/map/", "/catalogue-en.pdf", f"/{company.code}/", "/apply/", "/calendar/"):
        assert client.get(PUBLIC + path).status_code == 404, path


def test_a_company_changes_the_directory_and_not_the_events_feeds(
    client: FlaskClient, make: Factories, event: Event, company: Company
) -> None:
    feed = client.get("/events/forum/calendar.ics").headers["ETag"]
    page = client.get(f"{PUBLIC}/").headers["ETag"]
    with make.inside():
        again = db.session.get_one(Company, company.id)
        service.update_company(again, CompanyDetails(text("Harbour Films")))
    assert client.get("/events/forum/calendar.ics").headers["ETag"] == feed
    assert client.get(f"{PUBLIC}/", headers={"If-None-Match": page}).status_code == 200
    assert found(client) == ["Harbour Films"]


@ON_SQLITE
def test_what_the_team_keeps_to_itself_is_on_no_public_page(client: FlaskClient, make: Factories, event: Event) -> None:
    company = make.company(event, email="chan@example.org", contact_name="Chan Tai Man", phone="+852 5123 4567")
    pages = [client.get(PUBLIC + path).text for path in ("/", f"/{company.code}/", "/map/")]
    assert [word for word in ("chan@", "Chan Tai Man", "5123") if any(word in page for page in pages)] == []


@ON_SQLITE
def test_hostile_words_are_shown_as_words(client: FlaskClient, make: Factories, event: Event) -> None:
    name = text("<script>alert(1)</script>")
    company = make.company(event, name, description=text("<img src=x onerror=alert(1)> [x](javascript:alert(1))"))
    page = client.get(f"{PUBLIC}/{company.code}/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert page_of(client.get(f"{PUBLIC}/{company.code}/")).heading == "<script>alert(1)</script>"


@ON_SQLITE
def test_search_engines_read_who_it_is(client: FlaskClient, market: dict[str, Company]) -> None:
    page = page_of(client.get(f"{PUBLIC}/{market['lamp'].code}/"))
    written = json.loads(page.tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert (written["@type"], written["name"], written["alternateName"]) == (
        "Organization", "Harbour Lamp", ["港燈影業"],
    )  # fmt: skip


@ON_SQLITE
def test_the_catalogue_is_printed_in_each_language_of_the_event(
    client: FlaskClient, market: dict[str, Company]
) -> None:
    printed = {locale: client.get(f"{PUBLIC}/catalogue-{locale}.pdf") for locale in ("en", "zh-Hant", "zh-Hans")}
    assert {locale: answer.data[:5] for locale, answer in printed.items()} == dict.fromkeys(printed, b"%PDF-")
    assert client.get(f"{PUBLIC}/catalogue-fr.pdf").status_code == 404


def test_the_pages_ask_no_more_for_more_companies(
    app: Flask, make: Factories, event: Event, client: FlaskClient, team: FlaskClient
) -> None:
    hall = make.hall(event)

    def statements() -> list[int]:
        numbers = []
        for path in (f"{PUBLIC}/", f"{PUBLIC}/map/", f"{ADMIN}/", f"{ADMIN}/halls/{hall.id}"):
            answers.clear()
            with counted(app) as asked:
                client.get(path)
            numbers.append(len(asked))
        return numbers

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            make.company(event, f"Company {number}", stands=(StandPlace(hall.id, str(number)),))

    add(0, 2)
    few = statements()
    add(2, 20)
    assert statements() == few


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("港燈", ["gang deng", "gangdeng", "gong dang", "gongdang"]),
        ("Harbour 港", ["gang", "gong"]),
        ("Harbour", []),
        ("", []),
    ],
)
def test_chinese_is_read_in_mandarin_and_in_cantonese(name: str, forms: list[str]) -> None:
    assert romanised(name) == forms
