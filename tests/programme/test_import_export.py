"""Programmes out and in again: schedule formats, tables, calendars."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft6Validator, FormatChecker
from lxml import etree
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import publish
from eventapp.programme import queries, service
from eventapp.programme.interchange import read_schedule
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of
from tests.programme.conftest import ADMIN


def programme(slug: str) -> list[Any]:
    """All that a schedule file can say of an event's sessions."""
    event = event_by_slug(slug)
    assert event is not None

    def name(row: Any) -> str:
        return row.name.text("en") if row else ""

    return [
        (
            one.title.text("en"), one.subtitle.text("en"), one.abstract.text("en"), one.description.text("en"),
            one.language, name(one.track), name(one.type), name(one.room), one.starts_at, one.ends_at, one.links,
            [name(speaker) for speaker in one.speakers],
        )
        for one in sorted(queries.all_sessions(event.id), key=lambda one: (one.starts_at, one.title.text("en")))
    ]  # fmt: skip


@pytest.fixture
def congress(make: Factories, data: Path) -> str:
    """The 31C3, imported and public."""
    with make.inside():
        publish(service.import_schedule("congress", read_schedule((data / "31c3-schedule.xml").read_bytes())).event)
    return "congress"


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json"])
def test_the_31c3_comes_back_as_it_went(make: Factories, client: FlaskClient, congress: str, name: str) -> None:
    exported = client.get(f"/events/{congress}/{name}").data
    with make.inside():
        before = programme(congress)
        service.import_schedule("again", read_schedule(exported))
        assert (len(before), programme("again")) == (138, before)


def test_the_file_brings_nothing_into_the_event_it_came_from(
    make: Factories, client: FlaskClient, congress: str
) -> None:
    exported = client.get(f"/events/{congress}/schedule.xml").data
    with make.inside():
        result = service.import_schedule(congress, read_schedule(exported))
        assert (result.added, result.updated, result.unchanged) == (0, 0, 138)


def test_the_xml_is_valid(client: FlaskClient, congress: str, data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(data / "frab-validators" / "schedule.xml.xsd"))
    document = etree.fromstring(client.get(f"/events/{congress}/schedule.xml").data)
    schema.validate(document)
    assert [str(error) for error in schema.error_log] == []


def test_the_json_is_valid(client: FlaskClient, congress: str, data: Path) -> None:
    schema = json.loads((data / "frab-validators" / "schema.json").read_text())
    validator = Draft6Validator(schema, format_checker=FormatChecker())
    document = client.get(f"/events/{congress}/schedule.json").json
    assert [error.message for error in validator.iter_errors(document)] == []


def test_hostile_texts_stay_texts_in_both_formats(
    make: Factories, event: Event, client: FlaskClient, data: Path
) -> None:
    hostile = "</event>]]> & \u0000\u000b\ud7ff <script>alert(1)</script>"
    make.session(event, hostile, abstract=text(hostile), links=(("<b>", "https://example.org/?a=1&b=2"),))
    schema = etree.XMLSchema(etree.parse(data / "frab-validators" / "schedule.xml.xsd"))
    document = etree.fromstring(client.get("/events/forum/schedule.xml").data)
    assert schema.validate(document)
    assert document.findtext(".//event/abstract") == hostile.replace("\u0000", "").replace("\u000b", "")
    talk = client.get("/events/forum/schedule.json").json["schedule"]["conference"]["days"][0]["rooms"][""][0]
    assert talk["links"][0]["url"] == "https://example.org/?a=1&b=2"


def test_the_files_answer_304_and_know_the_readers_language(make: Factories, event: Event, client: FlaskClient) -> None:
    make.session(event, "Short drama")
    first = client.get("/events/forum/schedule.json")
    again = client.get("/events/forum/schedule.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, "Set-Cookie" in first.headers) == (304, False)
    assert client.get("/events/forum/schedule.json?lang=zh-HK").json["schedule"]["conference"]["title"] == "論壇"


def upload(client: FlaskClient, kind: str, name: str, content: bytes) -> Any:
    data = {"kind": kind, "file": (BytesIO(content), name)}
    return client.post(f"{ADMIN}/import-export/", data=data, content_type="multipart/form-data")


def figures(client: FlaskClient, path: str) -> list[str]:
    """New, changed, as they are, refused."""
    return page_of(client.get(path)).texts("//div[@class='figure']/strong")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_sessions_come_back_from_a_table(make: Factories, event: Event, team: FlaskClient, form: str) -> None:
    room, track, ada = make.room(event), make.track(event), make.speaker(event)
    make.session(
        event, "=1+1", speakers=(ada,), room_id=room.id, track_id=track.id, interpretation=("yue", "cmn"),
        abstract=text("Why", zh_Hant="為何"), stream_url="https://example.org/live",
    )  # fmt: skip
    content = team.get(f"{ADMIN}/import-export/sessions.{form}").data
    assert figures(team, upload(team, "sessions", f"sessions.{form}", content).location) == ["0", "0", "1", "0"]


def test_a_spreadsheet_does_not_take_a_title_for_a_formula(make: Factories, event: Event, team: FlaskClient) -> None:
    make.session(event, "=HYPERLINK(1)")
    sheet = load_workbook(BytesIO(team.get(f"{ADMIN}/import-export/sessions.xlsx").data)).active
    assert sheet["B2"].value == "'=HYPERLINK(1)"


def test_a_table_changes_the_draft_and_makes_what_is_new(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, "Old title")
    begins = event.local(tomorrow(4)).strftime("%Y-%m-%d %H:%M")
    content = (
        "code,title,room,begins,minutes,speakers,state\n"
        f"{session.code},New title,Hall,{begins},30,moderator: Ada Wong; Ben Ho,confirmed\n"
        f",Second,Studio,{begins},45,Ben Ho,draft\n"
    )
    answer = upload(team, "sessions", "s.csv", content.encode())
    assert figures(team, answer.location) == ["1", "1", "0", "0"]
    assert "Ben Ho, Hall, Ada Wong, Studio" in page_of(team.get(answer.location)).text
    with make.inside():
        assert [one.title for one in queries.sessions_with_drafts(event.id)] == [{"en": "Old title"}]
        assert queries.rooms_of(event.id) == []
    team.post(f"{answer.location}/accept")
    with make.inside():
        found = queries.sessions_with_drafts(event.id)
        assert [(one.title["en"], one.room.name["en"], one.minutes) for one in found] == [
            ("New title", "Hall", 30),
            ("Second", "Studio", 45),
        ]
        assert [[(who.speaker.name["en"], who.role) for who in one.appearances] for one in found] == [
            [("Ada Wong", "moderator"), ("Ben Ho", "speaker")],
            [("Ben Ho", "speaker")],
        ]
        assert next(one.title for one in queries.all_sessions(event.id)) == {"en": "Old title"}


def test_what_makes_no_sense_is_named_and_the_rest_comes_in(make: Factories, event: Event, team: FlaskClient) -> None:
    content = (
        "title,begins,minutes,state,seats,stream\n"
        ",2030-01-01 09:00,30,,,\n"
        "Bad time,yesterday,30,,,\n"
        "Bad state,,,maybe,,\n"
        "Bad seats,,,,many,\n"
        "Bad stream,,,,,javascript:alert(1)\n"
        "Good,,,,,\n"
    )
    answer = upload(team, "sessions", "s.csv", content.encode())
    words = page_of(team.get(answer.location)).text
    expected = (
        "Line 2: “2030-01-01 09:00”: A session needs a title", "Line 3: “Bad time”: “yesterday” is no time",
        "Line 4: “Bad state”: “maybe” is no status", "Line 5: “Bad seats”: “many” is no number",
        "Line 6: “Bad stream”: A stream is a whole link",
    )  # fmt: skip
    assert [part for part in expected if part not in words] == []
    team.post(f"{answer.location}/accept")
    with make.inside():
        assert [(one.title["en"], one.starts_at, one.stream_url) for one in queries.sessions_with_drafts(event.id)] == [
            (title, None, None) for title in ("Bad time", "Bad state", "Bad seats", "Bad stream", "Good")
        ]


def test_speakers_come_from_a_table(make: Factories, event: Event, team: FlaskClient) -> None:
    make.speaker(event, "Ada Wong")
    content = "name,name zh-Hant,email,writes in\nAda Wong,黃雅達,ada@example.org,zh-HK\nBen Ho,,not an address,\n"
    answer = upload(team, "speakers", "s.csv", content.encode())
    team.post(f"{answer.location}/accept")
    with make.inside():
        ada, ben = queries.speakers_of(event.id)
        assert (ada.name["zh-Hant"], ada.email, ada.locale) == ("黃雅達", "ada@example.org", "zh-Hant")
        assert (ben.name["en"], ben.email) == ("Ben Ho", None)


def test_a_calendar_becomes_sessions(make: Factories, event: Event, team: FlaskClient) -> None:
    begins = tomorrow(4)
    content = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:one@example.org\r\n"
        "SUMMARY:From afar\\, and back\r\n"
        f"DTSTART:{begins:%Y%m%dT%H%M%SZ}\r\nDURATION:PT45M\r\nLOCATION:Hall\r\nDESCRIPTION:Why\r\nCATEGORIES:Policy\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    answer = upload(team, "schedule", "c.ics", content.encode())
    team.post(f"{answer.location}/accept")
    with make.inside():
        (one,) = queries.sessions_with_drafts(event.id)
        assert (one.title["en"], one.starts_at, one.minutes, one.room.name["en"], one.track.name["en"]) == (
            "From afar, and back", begins, 45, "Hall", "Policy",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("schedule", b"", "this is neither XML nor JSON nor a calendar"),
        ("schedule", b"<schedule/>", "there is no talk in this file"),
        ("schedule", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "there is no talk in this file"),
        ("schedule", b"BEGIN:VCALENDAR\r\nnonsense", "this is not a calendar"),
        ("schedule", b'<!DOCTYPE x [<!ENTITY e "boom">]><schedule/>', "a document type or entity is not allowed"),
        ("sessions", b"BEGIN:VCALENDAR\r\n", "This is a schedule or calendar, and no table"),
        ("sessions", b"\xff\xfe\x00", "The file"),
        ("speakers", b"PK\x03\x04nonsense", "The workbook cannot be read"),
        ("nonsense", b"title\nx\n", "Not a valid choice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    event: Event, team: FlaskClient, kind: str, content: bytes, reason: str
) -> None:
    answer = upload(team, kind, "file", content)
    assert answer.status_code == 422
    assert any(reason in error for error in page_of(answer).errors), page_of(answer).errors


def test_a_file_that_is_too_large_is_refused(event: Event, team: FlaskClient) -> None:
    boundary, body = encode_multipart(
        {"kind": "sessions", "file": FileStorage(BytesIO(b"title\n" + b"x" * (8 * 1024 * 1024)), "s.csv")}
    )
    answer = team.post(f"{ADMIN}/import-export/", data=body, content_type=f'multipart/form-data; boundary="{boundary}"')
    assert page_of(answer).errors == ["This file is larger than 8 MB. Cut it in parts."]


def test_another_events_upload_is_not_there(make: Factories, event: Event, team: FlaskClient) -> None:
    with make.inside():
        foreign = db.session.get_one(Event, make.event("other").id)
        other = service.keep_upload(foreign, "sessions", "s", b"title\nx\n")
    path = f"{ADMIN}/import-export/{other.id}"
    assert [team.get(path).status_code, team.post(f"{path}/accept").status_code] == [404, 404]


@pytest.mark.parametrize("what", ["programme", "signs"])
@pytest.mark.parametrize("locale", ["en", "zh-Hant", "zh-Hans"])
def test_paper(make: Factories, event: Event, team: FlaskClient, what: str, locale: str) -> None:
    room = make.room(event)
    make.session(event, "微短劇 #[hack] $x$", room_id=room.id, speakers=(make.speaker(event),))
    answer = team.get(f"{ADMIN}/print/{what}/{locale}.pdf")
    assert (answer.content_type, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert answer.data == team.get(f"{ADMIN}/print/{what}/{locale}.pdf").data


def test_an_interpreter_stays_when_the_file_does_not_name_one(
    make: Factories, event: Event, client: FlaskClient
) -> None:
    ada, chan = make.speaker(event), make.speaker(event, "Chan Wing-sum")
    make.session(event, "A talk")
    make.change_session(make.session(event, "Heard"), speakers=((ada.id, "speaker"), (chan.id, "interpreter")))
    exported = client.get("/events/forum/schedule.json").data
    with make.inside():
        result = service.import_schedule("forum", read_schedule(exported))
        heard = queries.all_sessions(event.id)[1]
        assert (result.unchanged, [who.role for who in heard.appearances]) == (2, ["speaker", "interpreter"])
    assert "Chan" not in exported.decode()
