"""Meetings through the API."""

from collections.abc import Callable

from tests.api.conftest import Program
from tests.factories import Factories
from tests.meetings.conftest import Market, slot

Programs = Callable[..., Program]
MEETINGS = "/events/forum/meetings"


def a_market(make: Factories) -> Market:
    event = make.event()
    made = Market(make, event, make.ticket_type(event))
    made.settings()
    made.zone()
    return made


def rfc3339(number: int) -> str:
    return slot(number).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_meeting_is_arranged_moved_and_called_off(make: Factories, program: Programs) -> None:
    market = a_market(make)
    wong, lee = market.person(), market.person()
    api = program()
    made = api.post(MEETINGS, {"requester": wong.code, "recipient": lee.code, "purpose": "A film"})
    assert (made["status"], made["starts_at"], made["table"], made["requester"]) == (
        "confirmed", rfc3339(0), "1", wong.code,
    )  # fmt: skip
    one = f"{MEETINGS}/{made['code']}"
    assert api.post(f"{one}/move", {"starts_at": rfc3339(3)})["starts_at"] == rfc3339(3)
    assert api.post(f"{one}/presence", {"side": "recipient", "presence": "late"})["recipient_presence"] == "late"
    assert api.post(f"{one}/cancel", {})["status"] == "cancelled"
    assert [item["code"] for item in api.get(MEETINGS)["items"]] == [made["code"]]


def test_what_cannot_be_is_refused_with_where_it_stands(make: Factories, program: Programs) -> None:
    market = a_market(make)
    wong, lee = market.person(), market.person()
    stranger = make.registration(market.event, market.ticket_type)
    code = market.confirmed(wong, lee, 0)
    api = program()
    two = {"requester": wong.code, "recipient": lee.code}
    for path, values, pointer in (
        (MEETINGS, {"requester": wong.code, "recipient": stranger.code}, "/recipient"),
        (MEETINGS, {**two, "starts_at": "soon"}, "/starts_at"),
        (MEETINGS, {**two, "purpose": "x" * 2_001}, "/purpose"),
        (f"{MEETINGS}/{code}/move", {"starts_at": 7}, "/starts_at"),
        (f"{MEETINGS}/{code}/presence", {"side": "left"}, "/side"),
        (f"{MEETINGS}/{code}/presence", {"side": "requester", "presence": "asleep"}, "/presence"),
    ):
        assert pointer in api.refused("POST", path, values)[2], values
    for values in ({**two, "starts_at": rfc3339(0)}, {"requester": wong.code, "recipient": wong.code}):
        assert api.refused("POST", MEETINGS, values)[0] == 409, values
