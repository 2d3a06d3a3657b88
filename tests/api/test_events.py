"""Events, series and the feed of changes."""

from collections.abc import Callable

import pytest

from eventapp.core.db import db, transactional
from eventapp.events import service
from eventapp.events.models import Event
from tests.api.conftest import Program
from tests.factories import Factories, tomorrow

Programs = Callable[..., Program]
CHANGES = "/events/forum/changes"


def test_an_event_is_made_changed_and_published(program: Programs) -> None:
    api = program()
    made = api.post("/events", {
        "name": {"en": "New Vision"}, "starts_at": tomorrow(1).isoformat(), "ends_at": tomorrow(9).isoformat(),
        "contact_email": "hello@example.org", "timezone": "Asia/Hong_Kong",
    })  # fmt: skip
    assert (made["slug"], made["status"], made["locales"]) == ("new-vision", "draft", ["en", "zh-Hant", "zh-Hans"])
    assert api.patch("/events/new-vision", {"capacity": 300, "venue": {"en": "Hall 3"}}) == made | {
        "capacity": 300, "venue": {"en": "Hall 3"},
    }  # fmt: skip
    assert api.post("/events/new-vision/publish")["status"] == "published"
    assert api.get("/events?fields=slug")["items"] == [{"slug": "new-vision"}]


def test_a_series_is_made(program: Programs) -> None:
    api = program()
    made = api.post("/series", {"name": {"en": "Forums"}, "slug": "forums"})
    assert api.get("/series")["items"] == [api.get("/series/forums")] == [made]
    assert api.refused("POST", "/series", {"name": {"en": "Forums"}, "slug": "forums"})[2].keys() == {"/slug"}


def test_a_series_is_changed_and_deleted_while_no_event_is_in_it(make: Factories, program: Programs) -> None:
    api = program()
    made = api.post("/series", {"name": {"en": "Forums"}, "slug": "forums"})
    changed = api.patch("/series/forums", {"name": {"en": "All forums"}, "accent": "ocean"})
    assert changed == made | {"name": {"en": "All forums"}, "accent": "ocean"}
    assert api.refused("PATCH", "/series/forums", {"slug": "other"})[2].keys() == {"/slug"}
    assert api.refused("PATCH", "/series/forums", {"accent": "pink"})[2].keys() == {"/accent"}
    make.event()
    api.patch("/events/forum", {"series_id": made["id"]})
    assert api.refused("DELETE", "/series/forums")[:2] == (409, "conflict")
    api.patch("/events/forum", {"series_id": None})
    assert api.send("DELETE", "/series/forums").status_code == 204
    assert api.get("/series")["items"] == []


def test_a_series_of_others_is_not_there_to_be_changed(make: Factories, program: Programs) -> None:
    program().post("/series", {"name": {"en": "Forums"}, "slug": "forums"})
    organisation = make.organisation()
    api = program(make.organisation_member(organisation, "owner"))
    assert api.refused("PATCH", "/series/forums", {"accent": "ocean"})[:2] == (404, "not-found")
    assert api.refused("DELETE", "/series/forums")[:2] == (404, "not-found")


def test_who_makes_no_events_makes_none_here(make: Factories, program: Programs) -> None:
    api = program(make.member(make.event(), "programme"))
    values = {"name": {"en": "New"}, "starts_at": tomorrow(1).isoformat(), "ends_at": tomorrow(2).isoformat(),
              "contact_email": "a@example.org"}  # fmt: skip
    assert api.refused("POST", "/events", values)[:2] == (403, "not-allowed")
    assert api.refused("POST", "/series", {"name": {"en": "New"}, "slug": "new"})[:2] == (403, "not-allowed")


def test_a_reader_of_changes_hears_of_each_once(make: Factories, program: Programs) -> None:
    event = make.event()
    api = program()
    page = api.get(f"{CHANGES}?limit=500")
    rooms = [make.room(event, f"Room {number}") for number in range(3)]
    heard = []
    for _ in range(3):
        page = api.get(f"{CHANGES}?limit=2&after={page['next']}")
        heard += [(one["action"], one["subject_type"], one["subject_id"]) for one in page["items"]]
    assert heard == [("room.created", "Room", room.id) for room in rooms]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_change_that_ends_late_is_not_skipped(make: Factories, program: Programs) -> None:
    """Its number is lower than that of a change which is there already."""
    event, other = make.event(), make.event("other")
    api = program()
    after = api.get(f"{CHANGES}?limit=500")["next"]
    heard: list[str] = []

    def listen() -> None:
        nonlocal after
        page = api.get(f"{CHANGES}?after={after}")
        after = page["next"]
        heard.extend(one["action"] for one in page["items"])

    @transactional
    def change_slowly() -> None:
        service.note_bulk_read(db.session.get_one(Event, event.id), "slow")
        db.session.flush()
        make.room(event, "Quick")
        listen()

    del other
    with make.inside():
        change_slowly()
    listen()
    assert heard == ["people.read_in_bulk", "room.created"]
