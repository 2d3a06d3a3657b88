"""Titles as the team and companies write them down, and as visitors look for them."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventapp.companies import service as companies
from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.core.response_cache import answers
from eventapp.core.spreadsheets import read_table
from eventapp.events.models import Event
from eventapp.titles import queries, service
from eventapp.titles.models import Title, TitleCatalogue
from eventapp.titles.service import NewTitle, RightDetails, TitleDetails
from tests.databases import ON_SQLITE
from tests.factories import Factories, text
from tests.pages import SURE, page_of
from tests.programme.test_query_counts import counted
from tests.titles.conftest import ADMIN

PUBLIC = "/events/forum/titles"
SENT = {
    "name-en": "Flowing Harbour", "name-zh_hant": "流動的港灣", "kind": "short_drama", "stage": "development",
    "genres": ["romance", "costume"], "year": "2026", "episodes": "80", "minutes": "2", "languages": ["yue"],
    "subtitles": ["en"], "countries": ["HK"], "people-0-role": "Director", "people-0-name": "Ann Chan",
    "clips-0-address": "https://example.org/clip", "clips-0-is_upright": "y", "sought": ["platform"],
    "budget_band": "under_1m", "regime": "cepa", "audience": "public",
    "rights-0-territory": "world", "rights-0-medium": "all", "rights-0-state": "free",
    "rights-1-territory": "MY", "rights-1-medium": "streaming", "rights-1-state": "sold",
    "rights-1-ends_on": "2028-12-31",
}  # fmt: skip
DETAILS = TitleDetails(
    name=text("Flowing Harbour", zh_Hant="流動的港灣"), kind="short_drama", stage="development",
    genres=("romance", "costume"), year=2026, episodes=80, minutes=2, languages=("yue",), subtitles=("en",),
    countries=("HK",), people=(("Director", "Ann Chan"),), clips=(("", "https://example.org/clip", True),),
    sought=("platform",), budget_band="under_1m", regime="cepa",
    rights=(RightDetails("world"), RightDetails("MY", "streaming", "sold", None, date(2028, 12, 31))),
)  # fmt: skip


def stored(make: Factories, title: Title) -> TitleDetails:
    with make.inside():
        return service.details_of(db.session.get_one(Title, title.id))


def the_title(make: Factories, event: Event) -> Title:
    with make.inside():
        return queries.titles_of(event.id)[0]


def found(client: FlaskClient, query: str = "") -> list[str]:
    return page_of(client.get(f"{PUBLIC}/{query}")).texts("//*[@class='title-name']")


def test_a_title_is_written_down_with_all_that_it_has(make: Factories, event: Event, team: FlaskClient) -> None:
    team.post(f"{ADMIN}/new", data=SENT)
    assert stored(make, the_title(make, event)) == DETAILS


def test_a_form_that_is_saved_as_it_stands_changes_nothing(make: Factories, event: Event, team: FlaskClient) -> None:
    team.post(f"{ADMIN}/new", data=SENT)
    title = the_title(make, event)
    with make.inside():
        revision = db.session.get_one(TitleCatalogue, event.id).revision
    team.post(f"{ADMIN}/{title.code}", data=SENT)
    assert stored(make, title) == DETAILS
    with make.inside():
        assert db.session.get_one(TitleCatalogue, event.id).revision == revision


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"name-en": "", "name-zh_hant": ""}, {"kind": "opera"}, {"stage": "x"}, {"genres": ["x"]}, {"year": "1700"},
        {"year": "x"}, {"episodes": "0"}, {"minutes": "-1"}, {"minutes": "9" * 20}, {"countries": ["XX"]},
        {"languages": ["xx"]}, {"clips-0-address": "javascript:alert(1)"}, {"budget_band": "x"}, {"regime": "x"},
        {"audience": "badge_class", "badge_class": ""}, {"audience": "x"}, {"badge_class": "king"},
        {"embargo_until": "x"}, {"rights-0-territory": "mars"}, {"rights-0-medium": "x"}, {"rights-0-state": "x"},
        {"rights-1-begins_on": "2029-01-01"}, {"rights-1-ends_on": "x"}, {"based_on_id": "99"}, {"company_id": "99"},
        {"session_ids": ["99"]}, {"people-0-name": "x" * 121},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    make: Factories, event: Event, team: FlaskClient, wrong: dict[str, object]
) -> None:
    make.session(event)
    answer = team.post(f"{ADMIN}/new", data=SENT | wrong)
    assert answer.status_code == 422
    with make.inside():
        assert queries.titles_of(event.id) == []


@ON_SQLITE
def test_another_events_title_company_and_session_are_not_there(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    other = make.event("other")
    title, company, session = make.title(other), make.company(other), make.session(other)
    make.session(event)
    assert team.get(f"{ADMIN}/{title.code}").status_code == 404
    for wrong in ({"based_on_id": title.id}, {"company_id": company.id}, {"session_ids": [session.id]}):
        assert team.post(f"{ADMIN}/new", data=SENT | wrong).status_code == 422


def test_what_is_based_on_a_title_leads_there_and_back(make: Factories, event: Event, client: FlaskClient) -> None:
    novel = make.title(event, "The Novel", kind="novel")
    series = make.title(event, "The Series", kind="series", based_on_id=novel.id)
    assert f"{PUBLIC}/{novel.code}/" in page_of(client.get(f"{PUBLIC}/{series.code}/")).links()
    assert f"{PUBLIC}/{series.code}/" in page_of(client.get(f"{PUBLIC}/{novel.code}/")).links()
    with make.inside():
        service.delete_title(db.session.get_one(Title, novel.id))
    assert "The Novel" in page_of(client.get(f"{PUBLIC}/{series.code}/")).text


@ON_SQLITE
def test_a_title_is_not_based_on_itself(make: Factories, event: Event) -> None:
    title = make.title(event)
    with make.inside():
        again = db.session.get_one(Title, title.id)
        details = TitleDetails(again.name, based_on_id=again.id)
        with pytest.raises(service.TitleUnknown):
            service.update_title(again, details)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=flowing", ["Flowing Harbour"]), ("?q=港湾", ["Flowing Harbour"]), ("?q=gangwan", ["Flowing Harbour"]),
        ("?q=ann", ["Flowing Harbour"]), ("?q=lantern", ["Silent Letter"]), ("?kind=film", ["Silent Letter"]),
        ("?genre=romance", ["Flowing Harbour"]), ("?stage=finished", ["Silent Letter"]),
        ("?language=en", ["Flowing Harbour"]), ("?sought=platform", ["Flowing Harbour"]),
        ("?free_in=MY&free_for=streaming", ["Silent Letter"]), ("?free_in=SG&free_for=streaming", ["Flowing Harbour"]),
        ("?free_in=MY", ["Flowing Harbour", "Silent Letter"]), ("?free_for=television", ["Flowing Harbour"]),
        ("?kind=opera&free_in=XX", ["Flowing Harbour", "Silent Letter"]), ("?q=%25", []),
    ],
)  # fmt: skip
def test_titles_are_found(make: Factories, event: Event, client: FlaskClient, query: str, names: list[str]) -> None:
    company = make.company(event, "Lantern Works")
    rights = (RightDetails("MY", "streaming"),)
    make.title(event, "Silent Letter", company_id=company.id, rights=rights)
    with make.inside():
        service.create_title(db.session.get_one(Event, event.id), DETAILS)
    assert found(client, query) == names


@ON_SQLITE
def test_a_page_holds_thirty_six_with_a_filter_too(make: Factories, event: Event, client: FlaskClient) -> None:
    with make.inside():
        wanted = [NewTitle(TitleDetails(text(f"T {one:03}"), rights=(RightDetails("world"),))) for one in range(38)]
        service.create_titles(db.session.get_one(Event, event.id), wanted)
    for query in ("?page=2", "?free_in=MY&free_for=video&page=2"):
        assert found(client, query) == ["T 036", "T 037"], query


def test_the_list_asks_no_more_for_more_titles(
    app: Flask, make: Factories, event: Event, client: FlaskClient, team: FlaskClient
) -> None:
    company = make.company(event)

    def statements() -> list[int]:
        numbers = []
        for path in (f"{PUBLIC}/", f"{PUBLIC}/?free_in=MY&free_for=video", f"{ADMIN}/"):
            answers.clear()
            with counted(app) as asked:
                client.get(path)
            numbers.append(len(asked))
        return numbers

    def add(number: int) -> None:
        for one in range(number):
            make.title(event, f"Title {one}", company_id=company.id, rights=(RightDetails("world"),))

    add(2)
    few = statements()
    add(15)
    assert statements() == few


def test_a_company_brings_its_own_titles_and_nobody_elses(make: Factories, event: Event, client: FlaskClient) -> None:
    company, other = make.company(event), make.company(event, "Other")
    theirs = make.title(event, "Theirs", company_id=other.id)
    with make.inside():
        again = db.session.get_one(Company, company.id)
        companies.renew_link(again)
        path = f"/c/{companies.company_token(db.session.get_one(Company, company.id))}/titles"
    client.post(f"{path}/new", data=SENT | {"company_id": str(other.id)})
    with make.inside():
        (own,) = queries.titles_of_company(db.session.get_one(Company, company.id))
    assert (own.name["en"], own.state) == ("Flowing Harbour", "published")
    assert client.get(f"{path}/{theirs.code}").status_code == 404
    assert client.post(f"{path}/{theirs.code}/hidden").status_code == 404
    client.post(f"{path}/{own.code}", data=SENT | {"year": "2030"})
    with make.inside():
        changed = db.session.get_one(Title, own.id)
        assert (changed.year, changed.company_id) == (2030, company.id)


@ON_SQLITE
def test_a_company_is_not_told_of_titles_that_it_may_not_see(
    make: Factories, event: Event, client: FlaskClient
) -> None:
    company, other = make.company(event), make.company(event, "Other")
    make.title(event, "Quiet Plan", company_id=other.id, state="draft")
    make.title(event, "Known Novel", company_id=other.id)
    with make.inside():
        companies.renew_link(db.session.get_one(Company, company.id))
        path = f"/c/{companies.company_token(db.session.get_one(Company, company.id))}/titles/new"
    page = client.get(path).text
    assert ("Quiet Plan" in page, "Known Novel" in page) == (False, True)


@ON_SQLITE
def test_a_company_that_waits_for_approval_shows_nothing(make: Factories, event: Event, client: FlaskClient) -> None:
    company = make.company(event, state="pending")
    with make.inside():
        companies.renew_link(db.session.get_one(Company, company.id))
        path = f"/c/{companies.company_token(db.session.get_one(Company, company.id))}/titles"
    client.post(f"{path}/new", data=SENT)
    title = the_title(make, event)
    client.post(f"{path}/{title.code}/published")
    assert the_title(make, event).state == "draft"


@ON_SQLITE
def test_a_picture_is_kept_small_and_goes_again(make: Factories, event: Event, team: FlaskClient) -> None:
    poster = BytesIO()
    Image.new("RGB", (1000, 2000), "teal").save(poster, "PNG")
    team.post(f"{ADMIN}/new", data=SENT | {"picture": (BytesIO(poster.getvalue()), "poster.png")})
    title = the_title(make, event)
    answer = team.get(f"{PUBLIC}/{title.code}/poster-{title.picture_key}.jpg")
    assert Image.open(BytesIO(answer.data)).size == (480, 960)
    team.post(f"{ADMIN}/{title.code}", data=SENT | {"remove_picture": "y"})
    assert the_title(make, event).picture_key == ""


@ON_SQLITE
@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg/>"])
def test_a_picture_that_is_none_is_refused_and_the_rest_is_saved(
    make: Factories, event: Event, team: FlaskClient, content: bytes
) -> None:
    title = make.title(event)
    sent = SENT | {"picture": (BytesIO(content), "poster.png")}
    assert team.post(f"{ADMIN}/{title.code}", data=sent).status_code == 422
    assert (the_title(make, event).kind, the_title(make, event).picture_key) == ("short_drama", "")


@ON_SQLITE
def test_a_title_is_hidden_shown_and_deleted(make: Factories, event: Event, team: FlaskClient) -> None:
    title = make.title(event)
    for state in ("hidden", "published"):
        team.post(f"{ADMIN}/{title.code}/{state}")
        assert the_title(make, event).state == state
    assert page_of(team.post(f"{ADMIN}/{title.code}/delete")).heading == "Delete Flowing Harbour?"
    team.post(f"{ADMIN}/{title.code}/delete", data=SURE)
    with make.inside():
        assert db.session.scalars(select(Title.id)).all() == []


@ON_SQLITE
def test_the_table_and_the_card_hold_what_there_is(make: Factories, event: Event, team: FlaskClient) -> None:
    with make.inside():
        title = service.create_title(db.session.get_one(Event, event.id), DETAILS)
        code = title.code
    table = read_table(team.get(f"{ADMIN}/titles.csv").data)
    row = dict(zip(table.head, table.rows[0].cells, strict=True))
    assert (row["name zh-Hant"], row["rights"]) == ("流動的港灣", "world/all/free; MY/streaming/sold/–2028-12-31")
    assert team.get(f"{ADMIN}/{code}/card.pdf").data[:5] == b"%PDF-"


@ON_SQLITE
def test_hostile_words_are_shown_as_words(make: Factories, event: Event, client: FlaskClient) -> None:
    bad = "<script>alert(1)</script>"
    title = make.title(event, text(bad), synopsis=text(bad), people=((bad, bad),), original_name=bad)
    page = client.get(f"{PUBLIC}/{title.code}/")
    assert "<script>alert" not in page.text
    assert page_of(page).heading == bad


@ON_SQLITE
def test_the_admins_search_finds_titles(make: Factories, event: Event, team: FlaskClient) -> None:
    title = make.title(event)
    assert f"{ADMIN}/{title.code}" in page_of(team.get("/admin/events/forum/search?q=flowing")).links()


def test_a_company_that_brings_titles_stays(make: Factories, event: Event, team: FlaskClient) -> None:
    company = make.company(event, "Harbour Pictures")
    make.title(event, "Flowing Harbour", company_id=company.id)
    path = f"/admin/events/forum/companies/{company.code}"
    answer = team.post(f"{path}/delete", data=SURE)
    assert (answer.status_code, page_of(team.get(path)).heading) == (303, "Harbour Pictures")
