"""What pretalx, pretix, Indico and Hi.Events export becomes an event: programme, people, answers and check-ins."""

import io
import json
import zipfile
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.archives import service
from eventapp.archives.peers import MovedIn
from eventapp.checkin.models import Scan
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.queries import event_by_slug
from eventapp.events.service import SlugTaken
from eventapp.programme.models import Session, Speaker
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.registration.models import Answer, Question, Registration
from eventapp.registration.service import seat_errors
from tests.factories import Factories

PRETALX = {
    "submissions.json": {"count": 4, "results": [
        {
            "code": "ABCDEF", "title": "A talk", "state": "confirmed", "abstract": "Short", "description": "Long",
            "submission_type": {"id": 1, "name": {"en": "Talk", "zh-hant": "演講"}}, "content_locale": "en",
            "track": {"id": 2, "name": {"en": "Policy", "zh-hant": "政策"}}, "duration": 30, "speakers": ["SPEAK1"],
            "slots": [{"room": 7, "start": "2026-03-17T09:00:00+08:00", "end": "2026-03-17T09:30:00+08:00"}],
            "resources": [{"resource": "https://example.org/slides.pdf", "description": "Slides"}],
        },
        {"code": "GHIJKL", "title": "An idea", "state": "submitted", "submission_type": {"name": {"en": "Talk"}},
         "duration": 45, "speakers": [], "slots": []},
        {"code": "MNOPQR", "title": "Off", "state": "canceled", "submission_type": "Talk", "duration": 20,
         "speakers": [{"code": "SPEAK2", "name": "Bo Lam"}], "slots": [
             {"room": {"name": {"en": "Hall"}}, "start": "2026-03-17T11:00:00+08:00",
              "end": "2026-03-17T11:20:00+08:00"}]},
        {"code": "STUVWX", "title": "No", "state": "rejected", "submission_type": "Talk", "speakers": []},
    ]},
    "speakers.json": {"results": [
        {"code": "SPEAK1", "name": "Ada Wong", "biography": "She knows.", "email": "ada@example.org"},
    ]},
    "rooms.json": {"results": [{"id": 7, "name": {"en": "Hall", "zh-hant": "大廳"}, "capacity": 100, "position": 0}]},
    "event.json": {"name": {"en": "Open Days"}, "slug": "open-days", "date_from": "2026-03-17", "date_to": "2026-03-18",
                   "timezone": "Asia/Hong_Kong"},
}  # fmt: skip
PRETIX = {"event": {
    "name": "Film Forum", "slug": "film-forum", "date_from": "2026-03-17T09:00:00+08:00",
    "date_to": "2026-03-17T18:00:00+08:00", "timezone": "Asia/Hong_Kong",
    "items": [{"id": 1, "name": "Delegate", "admission": True}, {"id": 2, "name": "Press", "admission": True}],
    "questions": [
        {"id": 5, "question": "Diet", "type": "C", "identifier": "DIET",
         "options": [{"id": 1, "answer": "Vegetarian"}, {"id": 2, "answer": "None"}]},
        {"id": 6, "question": "Why do you come?", "type": "T", "identifier": "WHY"},
    ],
    "orders": [
        {"code": "ABC12", "status": "p", "user": "ada@example.org", "datetime": "2026-01-01T10:00:00Z", "positions": [
            {"id": 1, "item": 1, "attendee_name": "Ada Wong", "attendee_email": None,
             "answers": [{"question": 5, "answer": "Vegetarian"}, {"question": 6, "answer": "To learn"}],
             "checkins": [{"datetime": "2026-03-17T01:15:00Z", "type": "entry"}]},
            {"id": 2, "item": 2, "attendee_name": "陳大文", "attendee_email": "chan@example.org", "answers": []},
        ]},
        {"code": "DEF34", "status": "c", "user": "no@example.org", "positions": [
            {"id": 3, "item": 1, "attendee_name": "Gone", "answers": []}]},
    ],
}}  # fmt: skip
INDICO = {"count": 1, "results": [{
    "id": "12", "title": "Workshop", "timezone": "Asia/Hong_Kong",
    "startDate": {"date": "2026-03-17", "time": "09:00:00", "tz": "Asia/Hong_Kong"},
    "endDate": {"date": "2026-03-17", "time": "18:00:00", "tz": "Asia/Hong_Kong"},
    "contributions": [
        {"id": "1", "title": "Opening", "startDate": {"date": "2026-03-17", "time": "09:00:00", "tz": "Asia/Hong_Kong"},
         "endDate": {"date": "2026-03-17", "time": "09:30:00", "tz": "Asia/Hong_Kong"}, "duration": 30,
         "room": "Hall", "description": "<p>Welcome &amp; more</p>", "url": "https://indico.example/event/12/contributions/1",
         "speakers": [{"first_name": "Ada", "last_name": "Wong", "affiliation": "HKU"}], "track": "Plenary"},
        {"id": "2", "title": "Not placed", "startDate": None, "endDate": None, "duration": 20, "speakers": []},
    ],
    "sessions": [{"title": "Afternoon", "room": "Studio", "contributions": [
        {"id": "3", "title": "Panel", "startDate": {"date": "2026-03-17", "time": "14:00:00", "tz": "Asia/Hong_Kong"},
         "endDate": {"date": "2026-03-17", "time": "15:00:00", "tz": "Asia/Hong_Kong"}, "speakers": []}]}],
}]}  # fmt: skip
TIMETABLE = {"results": {"12": {"20260317": {
    "s1": {"entryType": "Session", "title": "Morning", "entries": {
        "c1": {"entryType": "Contribution", "title": "Opening", "contributionId": "1", "duration": 30.0, "room": "Hall",
               "startDate": {"date": "2026-03-17", "time": "09:00:00", "tz": "Asia/Hong_Kong"},
               "endDate": {"date": "2026-03-17", "time": "09:30:00", "tz": "Asia/Hong_Kong"},
               "presenters": [{"name": "WONG, Ada", "familyName": "WONG"}]}}},
    "b1": {"entryType": "Break", "title": "Coffee", "duration": 15, "room": "Foyer",
           "startDate": {"date": "2026-03-17", "time": "10:00:00", "tz": "Asia/Hong_Kong"},
           "endDate": {"date": "2026-03-17", "time": "10:15:00", "tz": "Asia/Hong_Kong"}},
}}}}  # fmt: skip
HI_EVENTS = {"data": [
    {"first_name": "Ada", "last_name": "Wong", "email": "ada@example.org", "public_id": "A-1", "status": "ACTIVE",
     "product": {"title": "General"}, "question_answers": [{"title": "Diet", "answer": ["Vegan", "Halal"]}],
     "check_ins": [{"created_at": "2026-03-17T01:15:00Z"}]},
    {"first_name": "Bo", "last_name": "Lam", "email": "bo@example.org", "public_id": "A-2", "status": "CANCELLED",
     "product": {"title": "General"}, "question_answers": [], "check_ins": []},
]}  # fmt: skip


def moved(app: Flask, content: Any, slug: str = "", **options: str) -> MovedIn:
    with app.app_context():
        return service.move_in(
            json.dumps(content).encode() if not isinstance(content, bytes) else content, slug, **options
        )


def zipped(files: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, document in files.items():
            archive.writestr(name, json.dumps(document))
    return out.getvalue()


def sessions(app: Flask, slug: str) -> dict[str, tuple[str, str | None]]:
    """{title: (status, when, in Hong Kong)}"""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        found = db.session.scalars(select(Session).where(Session.event_id == event.id))
        return {
            one.title["en"]: (one.status, one.starts_at and f"{event.local(one.starts_at):%d %H:%M}") for one in found
        }


def people(app: Flask) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """{name: (ticket, state, answers)}"""
    with app.app_context():
        labels = {one.id: one.label["en"] for one in db.session.scalars(select(Question))}
        found = {}
        for one in db.session.scalars(select(Registration).order_by(Registration.id)):
            said = db.session.scalars(select(Answer).where(Answer.registration_id == one.id))
            answers = {labels[answer.question_id]: answer.value for answer in said}
            found[one.name] = (one.ticket_type.name["en"], one.state, answers)
        return found


def test_pretalx_arrives_with_its_programme_in_both_languages(app: Flask) -> None:
    result = moved(app, zipped(PRETALX))
    assert (result.event.slug, result.event.timezone, result.event.status) == ("open-days", "Asia/Hong_Kong", "draft")
    assert sessions(app, "open-days") == {
        "A talk": ("confirmed", "17 09:00"), "An idea": ("draft", None), "Off": ("cancelled", "17 11:00"),
    }  # fmt: skip
    assert [(one.about, one.is_left_out) for one in result.problems if one.is_left_out] == [("No", True)]
    with app.app_context():
        assert [dict(room.name) for room in rooms_of(result.event.id)] == [{"en": "Hall", "zh-Hant": "大廳"}]
        assert [dict(track.name) for track in tracks_of(result.event.id)] == [{"en": "Policy", "zh-Hant": "政策"}]
        speakers = {one.name["en"]: one for one in db.session.scalars(select(Speaker))}
        assert set(speakers) == {"Ada Wong", "Bo Lam"}
        ada = speakers["Ada Wong"]
        assert (ada.email, dict(ada.biography)) == ("ada@example.org", {"en": "She knows."})


def test_pretix_arrives_with_people_answers_and_check_ins(app: Flask) -> None:
    result = moved(app, PRETIX)
    assert result.made == ["Delegate", "Press", "Diet", "Why do you come?"]
    found = people(app)
    assert set(found) == {"Ada Wong", "陳大文"}
    assert found["Ada Wong"] == ("Delegate", "confirmed", {"Diet": "o0", "Why do you come?": "To learn"})
    assert found["陳大文"] == ("Press", "confirmed", {})
    with app.app_context():
        (scan,) = db.session.scalars(select(Scan))
        assert f"{scan.scanned_at:%Y-%m-%d %H:%M}" == "2026-03-17 01:15"
        assert db.session.scalars(select(Mail)).all() == []
        assert seat_errors() == []


def test_pretix_pages_and_lists_in_a_zip_file_are_put_together(app: Flask) -> None:
    inner = PRETIX["event"]
    files = {"orders.json": {"count": 2, "results": inner["orders"]}, "items.json": {"results": inner["items"]},
             "questions.json": {"results": inner["questions"]},
             "event.json": {key: inner[key] for key in ("name", "slug", "date_from", "date_to")}}  # fmt: skip
    result = moved(app, zipped(files))
    assert (result.event.slug, result.made) == ("film-forum", ["Delegate", "Press", "Diet", "Why do you come?"])
    assert people(app)["Ada Wong"][2] == {"Diet": "o0", "Why do you come?": "To learn"}


def test_indico_arrives_with_its_contributions(app: Flask) -> None:
    result = moved(app, INDICO, "workshop")
    assert sessions(app, "workshop") == {
        "Opening": ("confirmed", "17 09:00"), "Not placed": ("confirmed", None), "Panel": ("confirmed", "17 14:00"),
    }  # fmt: skip
    with app.app_context():
        opening = db.session.scalars(select(Session).where(Session.title["en"].as_string() == "Opening")).one()
        assert opening.abstract["en"] == "Welcome & more"
        assert [one.speaker.name["en"] for one in opening.appearances] == ["Ada Wong"]
        assert result.event.name["en"] == "Workshop"


def test_indicos_timetable_has_its_breaks(app: Flask, make: Factories) -> None:
    make.event("workshop", timezone="Asia/Hong_Kong")
    moved(app, TIMETABLE, "workshop")
    assert sessions(app, "workshop") == {"Opening": ("confirmed", "17 09:00"), "Coffee": ("confirmed", "17 10:00")}
    with app.app_context():
        assert {one.name["en"] for one in db.session.scalars(select(Speaker))} == {"Ada Wong"}


def test_hi_events_goes_into_an_event_that_is_there(app: Flask, make: Factories) -> None:
    make.event("fair")
    result = moved(app, HI_EVENTS, "fair")
    assert people(app) == {"Ada Wong": ("General", "confirmed", {"Diet": "Vegan; Halal"})}
    assert (result.people.left_out, result.attendance.added) == (1, 1)  # type: ignore[union-attr]


def test_moving_in_twice_changes_nothing(app: Flask) -> None:
    moved(app, PRETIX)
    again = moved(app, PRETIX, "film-forum")
    assert (again.people.added, again.people.unchanged, again.made) == (0, 2, [])  # type: ignore[union-attr]
    assert (again.attendance.added, again.attendance.unchanged) == (0, 1)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "This is no JSON that we can read."),
        (b"[]", "The files do not say what the event is called: give it an address."),
        (zipped({}), "This ZIP file has no JSON that we can read, or too much of it."),
        (b"PK\x03\x04", "This is no whole ZIP file."),
        (json.dumps(HI_EVENTS).encode(), "The files do not say what the event is called: give it an address."),
    ],
)
def test_what_is_nothing_that_we_know_is_refused_in_words(app: Flask, content: bytes, message: str) -> None:
    with pytest.raises(service.ArchiveRefused) as refused:
        moved(app, content)
    with app.app_context():
        assert str(refused.value) == message


def test_people_without_an_event_need_one(app: Flask) -> None:
    with pytest.raises(service.ArchiveRefused) as refused:
        moved(app, HI_EVENTS, "fair")
    with app.app_context():
        assert str(refused.value) == "The files do not say when the event is: make it first, and name it."
        assert event_by_slug("fair") is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
NUMBERS = count(1)
DOCUMENTS = (PRETIX, INDICO, TIMETABLE, HI_EVENTS, PRETALX["submissions.json"])


def mangled(document: Any, path: list[int], value: Any) -> Any:
    """The document with something else at one place."""
    if not path or not isinstance(document, (dict, list)) or not document:
        return value
    if isinstance(document, dict):
        key = sorted(document)[path[0] % len(document)]
        return {**document, key: mangled(document[key], path[1:], value)}
    at = path[0] % len(document)
    return [*document[:at], mangled(document[at], path[1:], value), *document[at + 1 :]]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 4), path=st.lists(st.integers(0, 9), min_size=1, max_size=7), value=ANYTHING)
def test_whatever_stands_in_an_export_it_comes_in_or_is_refused(
    app: Flask, which: int, path: list[int], value: Any
) -> None:
    content = json.dumps(mangled(DOCUMENTS[which], path, value)).encode()
    with app.app_context(), suppress(service.ArchiveRefused, SlugTaken):
        service.move_in(content, f"somewhere-{next(NUMBERS)}")
