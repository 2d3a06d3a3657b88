"""Meetings on private pages, without an account: what is shown, what is refused, and what bad input gets."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.meetings import service
from eventapp.meetings.models import Meeting, MeetingBlock, MeetingMessage, MeetingProfile, MeetingWish
from eventapp.meetings.service import ProfileDetails
from eventapp.registration.models import Registration
from tests.factories import Factories
from tests.meetings.conftest import Market, slot

HOSTILE = '<script>alert("x")</script>\r\nBcc: all@example.org'


def path_of(market: Market, person: Registration, rest: str = "") -> str:
    return f"{market.make.page_path(person)}meetings/{rest}"


def code_of(market: Market, person: Registration) -> str:
    """What others call somebody by."""
    with market.make.inside():
        return market.profile(person).code


def shown(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    return unescape(answer.text)


def status_of(market: Market, code: str) -> str:
    with market.make.inside():
        return market.meeting(code).status


def test_a_ticket_leads_to_meetings_once_they_are_open(market: Market, client: FlaskClient, make: Factories) -> None:
    person = make.registration(market.event, market.ticket_type)
    assert path_of(market, person) in client.get(make.page_path(person)).text
    market.settings(is_open=False)
    assert path_of(market, person) not in client.get(make.page_path(person)).text
    assert client.get(path_of(market, person)).status_code == 404


def test_somebody_takes_part_by_saying_what_they_seek(market: Market, client: FlaskClient, make: Factories) -> None:
    person = make.registration(market.event, market.ticket_type)
    data = {
        "seeks": "A broadcaster", "wanted": ["broadcaster"], "genres": ["drama"], "place": "common",
        "available": [slot(0).isoformat(), slot(1).isoformat()],
    }  # fmt: skip
    assert client.post(path_of(market, person, "profile"), data=data).status_code == 303
    with make.inside():
        profile = db.session.get_one(MeetingProfile, person.id)
        assert (profile.is_on, profile.seeks, profile.wanted, profile.place) == (
            True, "A broadcaster", ["broadcaster"], "common",
        )  # fmt: skip
        assert len(profile.unavailable) == 6


@pytest.mark.parametrize(
    "bad",
    [
        {"wanted": ["the moon"]},
        {"place": "elsewhere"},
        {"place": "own", "available": ["yesterday"]},
        {"place": "own", "available": ["2020-01-01T00:00:00+00:00"]},
        {"place": "own", "seeks": "x" * 601},
    ],
)
def test_a_profile_of_what_there_is_not_is_refused_in_words(
    market: Market, client: FlaskClient, make: Factories, bad: dict[str, object]
) -> None:
    person = make.registration(market.event, market.ticket_type)
    answer = client.post(path_of(market, person, "profile"), data=bad)
    assert (answer.status_code, "Not saved yet" in answer.text) == (422, True)
    with make.inside():
        assert db.session.get(MeetingProfile, person.id) is None


def test_who_is_not_confirmed_takes_no_part(market: Market, client: FlaskClient, make: Factories) -> None:
    waiting = make.registration(market.event, make.ticket_type(market.event, "Press", needs_approval=True))
    client.post(path_of(market, waiting, "profile"), data={"place": "own"})
    with make.inside():
        profile = db.session.get(MeetingProfile, waiting.id)
        assert profile is None or not profile.is_on


def test_people_are_found_with_the_reasons_and_no_addresses(market: Market, client: FlaskClient) -> None:
    wong = market.person("Ada Wong", details=ProfileDetails(wanted=("finance",)))
    lee = market.person("李美 Lee", details=ProfileDetails(offered=("finance",), offers="Money for films"))
    page = shown(client, path_of(market, wong, "people/"))
    assert ("Is what you are looking for: Finance" in page, lee.email in page) == (True, False)
    assert "李美" in shown(client, path_of(market, wong, "people/?q=money"))
    assert "Nobody fits" in shown(client, path_of(market, wong, "people/?q=%25nothing%25"))
    one = shown(client, path_of(market, wong, f"people/{code_of(market, lee)}"))
    assert ("Money for films" in one, lee.email in one, lee.code in one) == (True, False, False)


def test_a_meeting_is_asked_for_accepted_and_called_off_on_two_phones(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person("Ada Wong"), market.person("Lee Mei")
    asked = client.post(
        path_of(market, wong, f"people/{code_of(market, lee)}"),
        data={"purpose": "A co-production", "times": [slot(1).isoformat(), slot(2).isoformat()]},
    )
    code = asked.headers["Location"].rstrip("/").rpartition("/")[2]
    assert "Waiting for your answer" in shown(client, path_of(market, lee))
    answer = {"turn": "1", "starts_at": slot(2).isoformat()}
    client.post(path_of(market, lee, f"{code}/accept"), data=answer)
    assert "Common tables, table 1" in shown(client, path_of(market, wong))
    client.post(path_of(market, wong, f"{code}/cancel"), data={"turn": "2", "message": "Flight moved"})
    page = shown(client, path_of(market, lee, f"{code}/"))
    assert ("Called off" in page, "Flight moved" in page, status_of(market, code)) == (True, True, "cancelled")


def test_a_link_in_a_mail_answers_only_by_its_button(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person("Ada Wong"), market.person()
    code = market.request(wong, lee, 2)
    link = path_of(market, lee, f"{code}/accept?turn=1&at={slot(2).isoformat().replace('+', '%2B')}")
    page = shown(client, link)
    assert ("Accept the meeting" in page, "Ada Wong" in page, status_of(market, code)) == (True, True, "requested")
    client.post(path_of(market, lee, f"{code}/accept"), data={"turn": "1", "starts_at": slot(2).isoformat()})
    assert status_of(market, code) == "confirmed"


def test_a_link_that_is_used_again_says_how_the_meeting_stands(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 2)
    market.act(service.decline, code, lee)
    again = client.get(path_of(market, lee, f"{code}/accept?turn=1"), follow_redirects=True)
    assert "this is how the meeting stands now" in again.text
    client.post(path_of(market, lee, f"{code}/accept"), data={"turn": "1"})
    assert status_of(market, code) == "declined"


@pytest.mark.parametrize("deed", ["accept", "decline", "propose", "cancel", "hand-over", "message", "presence"])
def test_nobody_answers_for_others(market: Market, client: FlaskClient, deed: str) -> None:
    wong, lee, other = market.person(), market.person(), market.person()
    code = market.request(wong, lee, 2)
    answer = client.post(path_of(market, other, f"{code}/{deed}"), data={"turn": "1", "text": "Hello"})
    assert (answer.status_code, status_of(market, code)) == (404, "requested")
    assert client.get(path_of(market, other, f"{code}/")).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"purpose": ""},
        {"purpose": "x" * 2_001},
        {"purpose": "A film", "times": ["not a time"]},
        {"purpose": "A film", "times": ["2020-01-01T00:00:00+00:00"]},
    ],
)
def test_a_request_that_says_nothing_sensible_is_refused_in_words(
    market: Market, client: FlaskClient, sent: dict[str, object]
) -> None:
    wong, lee = market.person(), market.person()
    answer = client.post(path_of(market, wong, f"people/{code_of(market, lee)}"), data=sent)
    assert (answer.status_code, "Not saved yet" in answer.text) == (422, True)
    with market.make.inside():
        assert list(db.session.scalars(select(Meeting.id))) == []


def test_what_is_written_is_shown_as_it_was_and_runs_nowhere(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 2, purpose=HOSTILE)
    client.post(path_of(market, lee, f"{code}/message"), data={"text": HOSTILE})
    raw = client.get(path_of(market, wong, f"{code}/")).text
    assert ("<script>alert" in raw, raw.count("&lt;script&gt;alert")) == (False, 2)


def test_a_message_of_nothing_or_of_too_much_is_not_sent(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 2)
    answers = [
        client.post(path_of(market, lee, f"{code}/message"), data={"text": sent}).status_code
        for sent in ("", "  \n ", "x" * 2_001)
    ]
    with market.make.inside():
        assert (answers, list(db.session.scalars(select(MeetingMessage.id)))) == ([422] * 3, [])


def test_who_is_blocked_finds_nobody_there(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person("Ada Wong"), market.person("Lee Mei")
    codes = code_of(market, wong), code_of(market, lee)
    client.post(path_of(market, lee, f"people/{codes[0]}/block"))
    found = [client.get(path_of(market, one, f"people/{code}")).status_code for one, code in
             zip((wong, lee), reversed(codes), strict=True)]  # fmt: skip
    assert found == [404, 404]
    client.post(path_of(market, lee, f"people/{codes[0]}/unblock"))
    with market.make.inside():
        assert list(db.session.scalars(select(MeetingBlock))) == []


def test_a_wish_goes_up_the_list_and_off_it(market: Market, client: FlaskClient) -> None:
    market.settings(takes_wishes=True)
    wong, lee, chan = market.person(), market.person("Lee"), market.person("Chan")
    for other in (lee, chan, lee):
        client.post(path_of(market, wong, f"people/{code_of(market, other)}/wish"))

    def wished() -> list[int]:
        with market.make.inside():
            query = select(MeetingWish).where(MeetingWish.registration_id == wong.id).order_by(MeetingWish.rank)
            return [one.wished_id for one in db.session.scalars(query)]

    def wish_of(other: Registration) -> int:
        with market.make.inside():
            found = db.session.scalar(select(MeetingWish.id).where(MeetingWish.wished_id == other.id))
            assert found is not None
            return found

    assert wished() == [lee.id, chan.id]
    client.post(path_of(market, wong, f"wishes/{wish_of(chan)}/up"))
    assert wished() == [chan.id, lee.id]
    client.post(path_of(market, lee, f"wishes/{wish_of(chan)}/remove"))
    assert wished() == [chan.id, lee.id]
    client.post(path_of(market, wong, f"wishes/{wish_of(chan)}/remove"))
    assert wished() == [lee.id]


def test_the_diary_is_a_document(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person("黃愛達"), market.person("Lee Mei")
    market.confirmed(wong, lee, 2)
    answer = client.get(path_of(market, wong, "diary.pdf"))
    assert (answer.content_type, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_presence_is_noted_once_it_has_begun(
    market: Market, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 2)
    client.post(path_of(market, wong, f"{code}/presence"), data={"presence": "absent"})
    with market.make.inside():
        assert market.meeting(code).recipient_presence is None
    monkeypatch.setattr(clock, "now", lambda: slot(2).replace(minute=slot(2).minute + 5))
    client.post(path_of(market, wong, f"{code}/presence"), data={"presence": "absent"})
    bad = client.post(path_of(market, wong, f"{code}/presence"), data={"presence": "asleep"})
    with market.make.inside():
        assert (market.meeting(code).recipient_presence, bad.status_code) == ("absent", 422)


def test_meetings_are_among_ones_own_data(market: Market, client: FlaskClient) -> None:
    wong, lee = market.person(details=ProfileDetails(seeks="Money")), market.person("Lee Mei")
    code = market.confirmed(wong, lee, 2)
    market.act(service.write_message, code, lee, "See you")
    market.act(service.write_message, code, wong, "Until then")
    told = client.get(f"{market.make.page_path(wong)}data.json").json
    assert told["meeting_profile"]["seeks"] == "Money"
    assert [(one["with"], one["status"]) for one in told["meetings"]] == [(["Lee Mei"], "confirmed")]
    assert [one["text"] for one in told["meeting_messages"]] == ["Until then"]
