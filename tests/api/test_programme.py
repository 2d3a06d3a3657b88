"""The programme through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.factories import Factories, tomorrow

Programs = Callable[..., Program]


def moment(value: object) -> str:
    return str(value).replace(" ", "T").replace("+00:00", "Z")


def test_a_session_is_added_changed_and_released(make: Factories, program: Programs) -> None:
    event = make.event()
    room, speaker = make.room(event), make.speaker(event)
    api = program()
    made = api.post("/events/forum/sessions", {
        "title": {"en": "Opening", "zh-Hant": "開幕"}, "starts_at": tomorrow(2).isoformat(),
        "ends_at": tomorrow(3).isoformat(), "room_id": room.id, "language": "en",
        "speakers": [{"speaker": speaker.id, "role": "moderator"}],
        "links": [{"words": "Slides", "address": "https://example.org/slides"}],
    })  # fmt: skip
    assert made["change"] == "new"
    assert api.patch(f"/events/forum/sessions/{made['code']}", {"capacity": 40})["title"] == made["title"]
    release = api.post("/events/forum/releases", {"note": {"en": "First"}})
    assert (release["number"], [one["code"] for one in release["changes"]]) == (1, [made["code"]])
    now = api.get(f"/events/forum/sessions/{made['code']}")
    assert now == made | {"capacity": 40, "change": ""}
    assert (now["starts_at"], now["timezone"]) == (moment(tomorrow(2)), "Asia/Hong_Kong")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/events", {"name": {"en": "Moved"}, "starts_at": "2027-03-17T09:00:00+08:00",
                     "ends_at": "2027-03-17T18:00:00+08:00", "contact_email": "hello@example.org"}),
        ("/events/forum/sessions", {"title": {"en": "A talk"}}),
        ("/events/forum/speakers", {"name": {"en": "Ada Wong"}}),
    ],
)  # fmt: skip
def test_what_moves_in_keeps_its_uid_which_nothing_else_has(
    make: Factories, program: Programs, path: str, values: dict[str, Any]
) -> None:
    make.event()
    api, uid = program(), "0b8a3f0e-6a3c-4b43-9d3c-2f3d8c1f4e55"
    assert api.post(path, {**values, "uid": uid})["uid"] == uid
    assert api.refused("POST", path, {**values, "uid": uid})[:2] == (409, "conflict")
    for wrong in ("moved", 7, ""):
        assert "/uid" in api.refused("POST", path, {**values, "uid": wrong})[2]
