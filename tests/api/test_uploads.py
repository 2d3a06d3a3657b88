"""Files through the API: tables of people, programmes, photos, and files of sessions."""

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from eventapp.registration.service import run_imports
from tests.api.conftest import Program
from tests.factories import Factories

Programs = Callable[..., Program]
PEOPLE = "Name,Email\nAda Wong,ada@example.org\nNobody,nowhere\n陳大文,chan@example.org\n"
SESSIONS = "title,begins,ends\nOpening,2027-03-17 10:00,2027-03-17 10:30\nBad,yesterday,\n"


def sent(content: str | bytes, name: str = "table.csv", **more: Any) -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    return {"name": name, "content": base64.b64encode(raw).decode(), **more}


@pytest.fixture
def api(program: Programs, event: Event, make: Factories) -> Program:
    return program(make.member(event, "owner"))


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "JPEG")
    return file.getvalue()


class TestPeople:
    def test_a_table_is_looked_through_and_then_brought_in(
        self, make: Factories, api: Program, ticket_type: TicketType
    ) -> None:
        made = api.post("/events/forum/imports", sent(PEOPLE, ticket_type_id=ticket_type.id))
        assert (made["state"], made["row_count"], made["good_count"]) == ("checked", 3, 2)
        assert [one["row"] for one in made["problems"]] == [3]
        assert api.get("/events/forum/registrations")["items"] == []
        one = f"/events/forum/imports/{made['id']}"
        assert api.post(f"{one}/accept")["state"] == "running"
        with make.inside():
            while run_imports():
                pass
        assert (api.get(one)["state"], api.get(one)["added"]) == ("done", 2)
        assert [one["name"] for one in api.get("/events/forum/registrations")["items"]] == ["Ada Wong", "陳大文"]

    def test_one_that_is_thrown_away_registers_nobody(self, api: Program, ticket_type: TicketType) -> None:
        made = api.post("/events/forum/imports", sent(PEOPLE, ticket_type_id=ticket_type.id))
        assert api.send("DELETE", f"/events/forum/imports/{made['id']}").status_code == 204
        assert (api.get("/events/forum/imports")["items"], api.get("/events/forum/registrations")["items"]) == ([], [])

    @pytest.mark.parametrize(
        ("values", "pointer"),
        [
            (sent(PEOPLE), "/content"),  # no ticket for anybody
            (sent("Company\nTVB\n", ticket_type_id=1), "/content"),
            (sent(b"\x00\x01\x02", ticket_type_id=1), "/content"),
            (sent("", ticket_type_id=1), "/content"),
            (sent(PEOPLE, ticket_type_id=999), "/ticket_type_id"),
            ({"name": "a.csv", "content": "not base64!", "ticket_type_id": 1}, "/content"),
            ({"name": "a.csv", "content": 7, "ticket_type_id": 1}, "/content"),
            ({"name": "", "content": "", "ticket_type_id": 1}, "/name"),
            (sent(PEOPLE, kind="people"), "/kind"),
        ],
    )
    def test_what_cannot_be_read_is_refused_where_it_stands(
        self, api: Program, ticket_type: TicketType, values: dict[str, Any], pointer: str
    ) -> None:
        if values.get("ticket_type_id") == 1:
            values = {**values, "ticket_type_id": ticket_type.id}
        refused = api.refused("POST", "/events/forum/imports", values)
        assert (refused[0], pointer in refused[2]) == (422, True)
        assert api.get("/events/forum/imports")["items"] == []


class TestProgramme:
    def test_a_table_says_what_it_would_bring_and_brings_it(self, api: Program) -> None:
        made = api.post("/events/forum/programme-imports", sent(SESSIONS, kind="sessions"))
        one = f"/events/forum/programme-imports/{made['id']}"
        would = api.get(one)
        assert (would["added"], would["left_out"], api.get("/events/forum/sessions")["items"]) == (2, 0, [])
        assert [(one["line"], one["about"], one["is_left_out"]) for one in would["problems"]] == [(3, "Bad", False)]
        assert api.post(f"{one}/accept") == would
        titles = [one["title"] for one in api.get("/events/forum/sessions")["items"]]
        assert titles == [{"en": "Opening"}, {"en": "Bad"}]
        assert api.get("/events/forum/programme-imports")["items"] == []

    @pytest.mark.parametrize(
        ("values", "pointer"),
        [
            (sent(SESSIONS, kind="people"), "/kind"),
            (sent("BEGIN:VCALENDAR", kind="schedule"), "/content"),
            (sent(b"\xff\xfe\x00", kind="speakers"), "/content"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, api: Program, values: dict[str, Any], pointer: str) -> None:
        refused = api.refused("POST", "/events/forum/programme-imports", values)
        assert (refused[0], pointer in refused[2]) == (422, True)
        assert api.get("/events/forum/programme-imports")["items"] == []


def test_a_speaker_has_a_photo_and_has_none(make: Factories, api: Program, event: Event) -> None:
    speaker = make.speaker(event)
    photo = f"/events/forum/speakers/{speaker.code}/photo"
    content = base64.b64encode(picture()).decode()
    assert api.post(photo, {"content": content, "part": "start"})["code"] == speaker.code
    assert api.refused("POST", photo, {"content": content, "part": "top"})[2].keys() == {"/part"}
    assert api.refused("POST", photo, sent("no picture") | {"name": "x"})[0] == 422
    assert api.refused("POST", photo, {"content": base64.b64encode(b"GIF89a").decode()})[2].keys() == {"/content"}
    assert api.send("DELETE", photo).status_code == 204


def test_a_session_has_files(make: Factories, api: Program, event: Event) -> None:
    session = make.session(event)
    files = f"/events/forum/sessions/{session.code}/files"
    made = api.post(files, sent(b"%PDF-1.7", "../slides.pdf"))
    assert (made["name"], made["content_type"]) == ("slides.pdf", "application/pdf")
    assert api.get(files)["items"] == [made]
    assert api.refused("POST", files, sent(b"MZ", "virus.exe"))[2].keys() == {"/content"}
    assert api.refused("POST", files, sent(b"", "empty.pdf"))[2].keys() == {"/content"}
    assert api.send("DELETE", f"{files}/{made['id']}").status_code == 204
    assert api.get(files)["items"] == []
