"""The programme through the API."""

from collections.abc import Callable

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
