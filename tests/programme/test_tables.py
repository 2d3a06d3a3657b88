"""Tables of the programme: what leaves comes back as it was, and other tools' columns are recognised or said."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from eventapp.core.db import db
from eventapp.core.spreadsheets import csv_lines, harmless, read_table, workbook
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.spreadsheet_columns import SESSION_COLUMNS, SPEAKER_COLUMNS, session_row, speaker_row
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of
from tests.programme.conftest import ADMIN
from tests.thorough import part_of

SLOW = settings(max_examples=part_of(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\ufffe\uffff"), max_size=80)
FORMS = ("csv", "xlsx")


def upload(client: FlaskClient, kind: str, content: bytes, name: str = "table.csv") -> Any:
    data = {"kind": kind, "file": (BytesIO(content), name)}
    return client.post(f"{ADMIN}/import-export/", data=data, content_type="multipart/form-data").location


def figures(client: FlaskClient, path: str) -> list[str]:
    """New, changed, as they are, left out."""
    return page_of(client.get(path)).texts("//div[@class='figure']/strong")


def sessions(make: Factories, event: Event) -> list[Any]:
    with make.inside():
        return queries.sessions_with_drafts(event.id)


def written(form: str, head: tuple[str, ...], rows: list[list[str]]) -> bytes:
    safe = [list(head), *([harmless(cell) for cell in row] for row in rows)]
    return b"".join(csv_lines(safe)) if form == "csv" else workbook(safe, "Sheet")


@given(
    title=TEXTS.filter(str.strip),
    abstract=TEXTS,
    notes=TEXTS,
    subtitle=TEXTS,
    room=TEXTS,
    person=TEXTS.filter(str.strip),
)
@SLOW
def test_any_session_and_speaker_that_leave_come_back_unchanged(
    app: Flask, make: Factories, title: str, abstract: str, notes: str, subtitle: str, room: str, person: str
) -> None:
    event = make.event(f"e{uuid4().hex[:10]}")
    with make.inside():
        found = db.session.get_one(Event, event.id)
        speaker = service.create_speaker(
            found,
            service.SpeakerDetails(LocalizedText({"en": f"P{person}"}), biography=text(abstract), travel_needs=notes),
        )
        place = service.create_room(found, service.RoomDetails(LocalizedText({"en": f"R{room}"})))
        details = service.SessionDetails(
            LocalizedText({"en": f"T{title}", "zh-Hant": title}), subtitle=text(subtitle), abstract=text(abstract),
            internal_notes=notes, speakers=((speaker.id, "speaker"),), room_id=place.id, starts_at=tomorrow(1),
            ends_at=tomorrow(2),
        )  # fmt: skip
        service.create_session(found, details)
        for form in FORMS:
            rows = [session_row(found, one) for one in queries.sessions_with_drafts(found.id)]
            table = read_table(written(form, SESSION_COLUMNS, rows))
            result = service.import_sessions(
                found, table, service.mapping_of(found, "sessions", table, {}), strict=True
            )
            assert (result.titles, result.unchanged) == ([], 1)
            table = read_table(written(form, SPEAKER_COLUMNS, [speaker_row(speaker)]))
            result = service.import_speakers(
                found, table, service.mapping_of(found, "speakers", table, {}), strict=True
            )
            assert (result.titles, result.unchanged) == ([], 1)


@pytest.mark.parametrize("form", FORMS)
def test_paragraphs_lists_and_long_texts_survive_a_change_of_another_cell(
    make: Factories, event: Event, team: FlaskClient, form: str
) -> None:
    long = "\n\n".join(["First paragraph.", "- one\n- two", "字" * 9_000])
    session = make.session(event, "Old", abstract=text(long))
    content = team.get(f"{ADMIN}/import-export/sessions.{form}").data
    table = read_table(content)
    rows = [[cell.replace("Old", "New") for cell in row.cells] for row in table.rows]
    path = upload(team, "sessions", written(form, tuple(table.head), rows), f"t.{form}")
    assert figures(team, path) == ["0", "1", "0", "0"]
    team.post(f"{path}/accept")
    (found,) = sessions(make, event)
    assert (found.code, found.title["en"], found.abstract["en"]) == (session.code, "New", long)


def test_what_cannot_be_stored_is_refused_by_name_and_never_cut(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    rows = [["One", "x" * 20_001, ""], ["Two", "", "r" * 201], ["T" * 301, "", ""]]
    path = upload(team, "sessions", written("csv", ("title", "abstract", "room"), rows))
    assert page_of(team.get(path)).texts("//main//li")[:3] == [
        f"Line 4: “{'T' * 100}”: A session needs a title, so the row is left out.",
        "Line 2: “One”: The text under “abstract” has more than 20000 characters: it is not taken.",
        f"Line 3: “Two”: “{'r' * 40}…” has more than 200 characters: it is not taken.",
    ]
    team.post(f"{path}/accept")
    assert [(one.title["en"], dict(one.abstract), one.room) for one in sessions(make, event)] == [
        ("One", {}, None), ("Two", {}, None),
    ]  # fmt: skip


def test_times_as_people_write_them(make: Factories, event: Event, team: FlaskClient) -> None:
    written_as = (
        ("2030-03-17 09:30", "2030-03-17 10:15"),
        ("17/3/2030 9:30", "10:15"),
        ("17.03.2030 09:30", "17.03.2030 10:15"),
        ("2030年3月17日 上午9:30", "上午10:15"),
        ("2030/3/17 09:30–10:15", ""),
        ("17 March 2030 9:30 AM", "10:15 AM"),
        ("47559.395833333336", "47559.427083333336"),
        ("2030-03-17T01:30:00Z", "2030-03-17T02:15:00Z"),
    )
    content = written("csv", ("title", "begins", "ends"), [[f"T{n}", *pair] for n, pair in enumerate(written_as)])
    path = upload(team, "sessions", content)
    assert (figures(team, path), page_of(team.get(path)).texts("//div[@class='notice notice-warning']//li")) == (
        ["8", "0", "0", "0"], [],
    )  # fmt: skip
    team.post(f"{path}/accept")
    assert {(event.local(one.starts_at).isoformat(), one.minutes) for one in sessions(make, event)} == {
        ("2030-03-17T09:30:00+08:00", 45)
    }


def test_a_date_and_times_in_columns_of_their_own_and_lengths_in_words(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    content = (
        "日期,時間,時長,題目,講者,地點\n"
        "2030年3月17日,9:30,90分鐘,開幕,陳大文、李小明,大禮堂\n"
        "2030年3月17日,14:00,1小時30分鐘,閉幕,陳大文,大禮堂\n"
    )
    path = upload(team, "sessions", content.encode("big5hkscs"))
    team.post(f"{path}/accept")
    found = sessions(make, event)
    assert [
        (one.title["en"], event.local(one.starts_at).strftime("%m-%d %H:%M"), one.minutes, len(one.speakers))
        for one in found
    ] == [("開幕", "03-17 09:30", 90, 2), ("閉幕", "03-17 14:00", 90, 1)]
    assert {one.room.name["en"] for one in found} == {"大禮堂"}


def test_what_other_tools_call_a_state(make: Factories, event: Event, team: FlaskClient) -> None:
    content = b"Title,Status\nOne,Accepted\nTwo,submitted\nThree,Canceled\nFour,rejected\nFive,Accept_Queue\n"
    path = upload(team, "sessions", content)
    assert figures(team, path) == ["4", "0", "0", "1"]
    team.post(f"{path}/accept")
    assert {one.title["en"]: one.status for one in sessions(make, event)} == {
        "One": "confirmed", "Two": "draft", "Three": "cancelled", "Five": "draft",
    }  # fmt: skip


HEADS = {
    "pretalx": "ID,Proposal title,Session type,Track,State,Abstract,Speaker names,Room,Start,End,Duration,Language",
    "sessionize": "Session Id,Title,Description,Session format,Track,Room,Scheduled At,Scheduled Duration,Speakers",
    "indico": "Id,Title,Description,Start date,Duration,Speakers,Track,Type,Location",
    "sheet in Chinese": "編號,主題,類型,分會場,講者,地點,開始時間,結束時間,摘要,語言",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_headings_of_other_tools_are_recognised(make: Factories, event: Event, head: str) -> None:
    with make.inside():
        table = read_table(f"{head}\n{',' * head.count(',')}\nx{',x' * head.count(',')}\n".encode())
        mapping = service.mapping_of(event, "sessions", table, {})
    assert sorted(mapping.values()) == list(range(head.count(",") + 1))


def test_columns_are_said_by_hand_once_and_remembered(make: Factories, event: Event, team: FlaskClient) -> None:
    content = b"Was,Wo,Farbe\nErste Sitzung,Saal 1,rot\n"
    path = upload(team, "sessions", content)
    page = page_of(team.get(path))
    assert page.texts("//tbody/tr/td[1]") == ["Was", "Wo", "Farbe"]
    assert figures(team, path) == ["0", "0", "0", "1"]
    team.post(path, data={"column-0": "title", "column-1": "room", "encoding": "utf-8"})
    assert figures(team, path) == ["1", "0", "0", "0"]
    assert page_of(team.get(path)).texts("//div[@class='notice notice-warning']//li") == [
        "“Farbe”: No field takes this column."
    ]
    again = upload(team, "sessions", content)
    assert figures(team, again) == ["1", "0", "0", "0"]
    team.post(f"{again}/accept")
    (found,) = sessions(make, event)
    assert (found.title["en"], found.room.name["en"]) == ("Erste Sitzung", "Saal 1")


def test_two_columns_for_one_field_are_refused_and_nothing_is_changed(event: Event, team: FlaskClient) -> None:
    path = upload(team, "sessions", b"a,b\n1,2\n")
    answer = team.post(path, data={"column-0": "title", "column-1": "title"})
    assert (answer.status_code, page_of(answer).errors) == (422, ["Two columns are “Title”: choose one of them."])


def test_another_encoding_and_another_sheet_can_be_chosen(make: Factories, event: Event, team: FlaskClient) -> None:
    path = upload(team, "sessions", "Title\n佐藤\n".encode("cp932"))
    team.post(path, data={"column-0": "title", "encoding": "cp932"})
    assert "佐藤" in page_of(team.get(path)).texts("//main//details//li")
    wrong = team.post(path, data={"column-0": "title", "encoding": "utf-8"})
    assert wrong.status_code == 422
    book = Workbook()
    book.active.append(["Title"])
    book.active.append(["First sheet"])
    other = book.create_sheet("Day 2")
    other.append(["Title"])
    other.append(["Second sheet"])
    out = BytesIO()
    book.save(out)
    path = upload(team, "sessions", out.getvalue(), "t.xlsx")
    team.post(path, data={"column-0": "title", "sheet": "Day 2"})
    assert page_of(team.get(path)).texts("//main//details//li") == ["Second sheet"]


def test_the_same_title_at_two_times_is_two_sessions_however_often_it_comes(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    begins = [event.local(tomorrow(hour)).strftime("%Y-%m-%d %H:%M") for hour in (3, 5)]
    content = f"title,begins,minutes\nLunch,{begins[0]},30\nLunch,{begins[1]},30\n".encode()
    for expected in (["2", "0", "0", "0"], ["0", "0", "2", "0"]):
        path = upload(team, "sessions", content)
        assert figures(team, path) == expected
        team.post(f"{path}/accept")
    assert len(sessions(make, event)) == 2


def test_speakers_come_with_names_in_two_columns_and_are_known_by_their_address(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    content = "FirstName,LastName,Email,TagLine,Bio\nAda,Wong,ada@example.org,Producer,Line one\\nLine two\n"
    changed = content.replace("Wong", "Wong-Ho").replace("Producer", "Director")
    for table in (content, changed):
        path = upload(team, "speakers", table.encode())
        team.post(f"{path}/accept")
    with make.inside():
        (ada,) = queries.speakers_of(event.id)
        assert (ada.name["en"], ada.post["en"], ada.email) == ("Ada Wong-Ho", "Director", "ada@example.org")


def test_a_mangled_number_of_a_speaker_is_named(make: Factories, event: Event, team: FlaskClient) -> None:
    path = upload(team, "speakers", b"name,phone\nAda,8.52912E+11\nBen,85291234567.0\n")
    assert page_of(team.get(path)).texts("//div[@class='notice notice-warning']//li") == [
        "Line 2: “Ada”: A spreadsheet has shortened the number “8.52912E+11”: it is not taken."
    ]
    team.post(f"{path}/accept")
    with make.inside():
        assert [one.phone for one in queries.speakers_of(event.id)] == ["", "85291234567"]


def test_what_an_import_left_out_stands_on_its_page_and_on_no_other_events(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    path = upload(team, "sessions", b"title,status\nOne,rejected\nTwo,\n")
    done = team.post(f"{path}/accept").location
    assert page_of(team.get(done)).texts("//main//li") == [
        "Line 2: “One”: Its status is “rejected”, so it is left out."
    ]
    make.event("other")
    assert team.get(done.replace("/forum/", "/other/")).status_code == 404
