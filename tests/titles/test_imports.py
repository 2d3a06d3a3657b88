"""Tables of titles: what they bring, what is named and not taken, and that an export changes nothing."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.core.db import db
from eventapp.core.spreadsheets import read_table
from eventapp.events.models import Event
from eventapp.programme.service import mapping_of
from eventapp.programme.service.imports import ImportResult, StrictlyRefused
from eventapp.titles import queries, service
from eventapp.titles.cell_values import number_of, right_of, territory_of
from eventapp.titles.models import Title
from eventapp.titles.service import RightDetails
from tests.databases import ON_SQLITE
from tests.factories import Factories, text
from tests.pages import page_of

TABLE = """Title,片名 中文,Type,Genre,Production status,Year,No. of episodes,Running time,Language,Subtitles,Director,\
Main cast,Sales company,Trailer,Territories,Looking for
Flowing Harbour,流動的港灣,TV drama,Costume drama; Romance,Post-production,2026,24 eps,45',Mandarin,"English, Malay",\
Ada Wong,"Ni Ni; Bo Li",Harbour Pictures,https://clips.example.org/1,\
Malaysia/Streaming/Available; Worldwide/TV/Sold/2026–2028,Distributor
Night Ferry,夜渡,微短劇,懸疑,Completed,2025,80,2,Cantonese,中文,,,,,,
"""
ADMIN = "/admin/events/forum/titles"


def brought(make: Factories, event: Event, table: str | bytes, *, strict: bool = False) -> ImportResult:
    content = table.encode() if isinstance(table, str) else table
    with make.inside():
        again = db.session.get_one(Event, event.id)
        read = read_table(content)
        return service.import_titles(again, read, mapping_of(again, "titles", read, {}), strict=strict)


def stored(make: Factories, event: Event) -> dict[str, Title]:
    with make.inside():
        found = {one.name.text("en"): one for one in queries.titles_of(event.id)}
        for one in found.values():
            assert one.rights is not None
            assert one.company is None or one.company.name
        return found


def test_a_table_as_sellers_have_it_comes_in_whole(make: Factories, event: Event) -> None:
    company = make.company(event, "Harbour Pictures")
    result = brought(make, event, TABLE)
    assert (result.added, [problem.sentence for problem in result.problems]) == (2, [])
    found = stored(make, event)
    harbour, ferry = found["Flowing Harbour"], found["Night Ferry"]
    assert (harbour.kind, harbour.genres, harbour.stage, harbour.year, harbour.episodes, harbour.minutes) == (
        "series", ["costume", "romance"], "production", 2026, 24, 45,
    )  # fmt: skip
    assert (harbour.languages, harbour.subtitles, harbour.company_id) == (["cmn"], ["en", "ms"], company.id)
    assert harbour.people == [["Director", "Ada Wong"], ["Cast", "Ni Ni"], ["Cast", "Bo Li"]]
    assert (harbour.clips, harbour.sought) == ([["", "https://clips.example.org/1", False]], ["distributor"])
    assert [(one.territory, one.medium, one.state, one.ends_on) for one in harbour.rights] == [
        ("MY", "streaming", "free", None), ("world", "television", "sold", date(2028, 12, 31)),
    ]  # fmt: skip
    assert (ferry.name["zh-Hant"], ferry.kind, ferry.genres, ferry.languages, ferry.subtitles) == (
        "夜渡", "short_drama", ["thriller"], ["yue"], ["cmn"],
    )  # fmt: skip


def test_the_same_table_again_changes_nothing(make: Factories, event: Event) -> None:
    make.company(event, "Harbour Pictures")
    brought(make, event, TABLE)
    result = brought(make, event, TABLE)
    assert (result.added, result.updated, result.unchanged, result.problems) == (0, 0, 2, [])


def test_an_export_that_comes_in_again_changes_nothing(make: Factories, event: Event, team: FlaskClient) -> None:
    company = make.company(event, "Harbour Pictures")
    make.title(
        event, text("=cmd()", zh_Hant="港灣"), company_id=company.id, genres=("drama", "crime"), minutes=90,
        people=(("Director", "Ada Wong"), ("", "Li, Bo")), clips=(("Trailer", "https://clips.example.org/1", True),),
        rights=(RightDetails("MY", "streaming", "free", date(2026, 1, 1)), RightDetails("world", "all", "sold")),
        audience="badge_class", badge_class="buyer", embargo_until=datetime(2030, 1, 2, 3, 4, tzinfo=UTC),
        synopsis=text("Two\nlines; and, commas"),
    )  # fmt: skip
    before = stored(make, event)["=cmd()"]
    for kind in ("csv", "xlsx"):
        exported = team.get(f"{ADMIN}/titles.{kind}").data
        result = brought(make, event, exported)
        assert (result.added, result.updated, result.unchanged, result.problems) == (0, 0, 1, []), kind
    assert stored(make, event)["=cmd()"].changed_at == before.changed_at


def test_a_changed_cell_of_an_export_changes_that_alone(make: Factories, event: Event, team: FlaskClient) -> None:
    make.title(event, "Flowing Harbour", clips=(("Trailer", "https://clips.example.org/1", True),), minutes=90)
    exported = team.get(f"{ADMIN}/titles.csv").data.decode("utf-8-sig")
    result = brought(make, event, exported.replace(",90,", ",95,"))
    found = stored(make, event)["Flowing Harbour"]
    assert (result.updated, found.minutes, found.clips) == (1, 95, [["Trailer", "https://clips.example.org/1", True]])


@ON_SQLITE
@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("kind", "poem", "“poem” under “kind” is nothing that we know: it is not taken."),
        ("stage", "soon", "“soon” under “stage” is nothing that we know: it is not taken."),
        ("genres", "drama; mumblecore", "“mumblecore” under “genres” is nothing that we know: it is not taken."),
        ("languages", "Klingon", "“Klingon” under “languages” is nothing that we know: it is not taken."),
        ("countries", "Atlantis", "“Atlantis” under “countries” is nothing that we know: it is not taken."),
        ("year", "soon", "“soon” under “year” is nothing that we know: it is not taken."),
        ("year", "1066", "“1066” under “year” is nothing that we know: it is not taken."),
        ("minutes", "-5", "“-5” under “minutes” is nothing that we know: it is not taken."),
        ("episodes", "99999999999", "“99999999999” under “episodes” is nothing that we know: it is not taken."),
        ("clips", "javascript:alert(1)", "“javascript:alert(1)” is no link to a clip: it is not taken."),
        ("company", "Nobody Ltd",
         "No company of this event is called “Nobody Ltd”: the title comes in without it."),
        ("rights", "Atlantis/TV",
         "“Atlantis/TV” is no right that we understand, such as Malaysia/Streaming/Available: it is not taken."),
        ("original_name", "x" * 201, f"“{'x' * 40}…” has more than 200 characters: it is not taken."),
        ("people", "x" * 201, f"“{'x' * 40}…” has more than 12000 characters: it is not taken."),
    ],
)  # fmt: skip
def test_a_cell_that_makes_no_sense_is_named_and_the_rest_comes_in(
    make: Factories, event: Event, heading: str, cell: str, reason: str
) -> None:
    result = brought(make, event, f'name,{heading}\nHarbour,"{cell}"\n')
    assert [problem.message for problem in result.problems] == [reason]
    assert [(one.state, one.rights) for one in stored(make, event).values()] == [("published", [])]


@ON_SQLITE
@pytest.mark.parametrize(
    ("heading", "cell"), [("audience", "friends"), ("embargo until", "next spring"), ("embargo until", "2026-13-40")]
)
def test_what_is_to_be_hidden_in_words_nobody_understands_is_a_draft(
    make: Factories, event: Event, heading: str, cell: str
) -> None:
    result = brought(make, event, f'name,{heading},state\nHarbour,"{cell}",published\n')
    assert (len(result.problems), stored(make, event)["Harbour"].state) == (1, "draft")
    make.title(event, "Ferry", audience="registered")
    brought(make, event, f'name,{heading}\nFerry,"{cell}"\n')
    assert (stored(make, event)["Ferry"].audience, stored(make, event)["Ferry"].state) == ("registered", "published")


@ON_SQLITE
def test_a_title_for_one_badge_class_needs_to_say_which(make: Factories, event: Event) -> None:
    brought(make, event, "name,audience,badge_class\nHarbour,badge_class,\nFerry,badge_class,buyer\n")
    found = stored(make, event)
    assert [(found[name].audience, found[name].badge_class) for name in ("Harbour", "Ferry")] == [
        ("registered", None), ("badge_class", "buyer"),
    ]  # fmt: skip


@ON_SQLITE
def test_an_embargo_is_on_the_clocks_of_the_events_place(make: Factories, event: Event) -> None:
    brought(make, event, "name,embargo until\nHarbour,2030-01-02 11:04\n")
    assert stored(make, event)["Harbour"].embargo_until == datetime(2030, 1, 2, 3, 4, tzinfo=UTC)


@ON_SQLITE
def test_a_row_without_a_name_is_left_out_and_strictly_nothing_is_written(make: Factories, event: Event) -> None:
    result = brought(make, event, "name,year\n,2026\nHarbour,2026\n")
    assert (result.added, [one.message for one in result.problems]) == (
        1, ["A title needs a name, so the row is left out."],
    )  # fmt: skip
    with pytest.raises(StrictlyRefused):
        brought(make, event, "name,year\nFerry,2026\n,2026\n", strict=True)
    assert list(stored(make, event)) == ["Harbour"]


@ON_SQLITE
def test_two_companies_may_bring_titles_of_one_name(make: Factories, event: Event) -> None:
    for name in ("Harbour Pictures", "Peak Studio"):
        make.company(event, name)
    table = "name,company,year\nHome,Harbour Pictures,2025\nHome,Peak Studio,2026\n"
    assert [brought(make, event, table).added, brought(make, event, table).unchanged] == [2, 2]


@ON_SQLITE
def test_five_hundred_titles_come_in_and_again(make: Factories, event: Event) -> None:
    table = "name,kind,rights\n" + "".join(f"Title {n},film,Malaysia/TV; Thailand/Streaming/Sold\n" for n in range(500))
    assert [brought(make, event, table).added, brought(make, event, table).unchanged] == [500, 500]


@ON_SQLITE
@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Malaysia", RightDetails("MY")),
        ("東南亞 / 串流 / 可售", RightDetails("south_east_asia", "streaming", "free")),
        ("MY|SVOD|taken|2026-01-01–2027-06-30",
         RightDetails("MY", "streaming", "sold", date(2026, 1, 1), date(2027, 6, 30))),
        ("world/all/free/–2030", RightDetails("world", "all", "free", None, date(2030, 12, 31))),
        ("Malaysia/2028..2026", None), ("Malaysia/radio", None), ("", None), ("/", None),
    ],
)  # fmt: skip
def test_a_right_is_read_as_people_write_it(make: Factories, written: str, right: RightDetails | None) -> None:
    with make.inside():
        assert right_of(written) == right


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("24 eps", 24),
        ("45'", 45),
        ("1,200", 1200),
        ("2025.0", 2025),
        ("-5", None),
        ("none", None),
    ],
)
def test_a_number_is_the_first_of_its_cell(written: str, number: int | None) -> None:
    assert number_of(written) == number


CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters='"\x00'), max_size=60)


@ON_SQLITE
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(CELL, min_size=9, max_size=9))
def test_whatever_stands_in_a_table_it_comes_in_or_is_named(make: Factories, event: Event, cells: list[str]) -> None:
    head = "name,kind,year,minutes,languages,people,clips,rights,embargo until"
    row = ",".join(f'"{cell}"' for cell in cells)
    result = brought(make, event, f"{head}\n{row}\n")
    assert result.added + result.updated + result.unchanged + result.left_out <= 1


def test_a_table_is_looked_through_and_brought_in_by_pages(
    make: Factories, event: Event, team: FlaskClient, client: FlaskClient
) -> None:
    make.company(event, "Harbour Pictures")
    sent: dict[str, Any] = {"file": (BytesIO(TABLE.encode()), "titles.csv")}
    answer = team.post(f"{ADMIN}/import-export/", data=sent, content_type="multipart/form-data")
    looked = page_of(team.get(answer.headers["Location"]))
    assert re.search(r"2\s*New", looked.text)
    assert stored(make, event) == {}
    team.post(f"{answer.headers['Location']}/accept")
    assert sorted(stored(make, event)) == ["Flowing Harbour", "Night Ferry"]
    assert "Flowing Harbour" in page_of(client.get("/events/forum/titles/")).text


def test_territories_are_known_by_code_group_and_name_in_each_language(make: Factories) -> None:
    with make.inside():
        found = [
            territory_of(one) for one in ("MY", "馬來西亞", "马来西亚", "Greater China", "大中華", "SEA", "Narnia")
        ]
    assert found == ["MY", "MY", "MY", "greater_china", "greater_china", "south_east_asia", None]
