"""A meeting is in both calendars at once: by feed, by CalDAV and by invitation, and never left behind."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.calendars.replies import NoReply
from eventapp.calendars.service import Reply, create_app_password, record_replies
from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.meetings import service
from eventapp.registration.links import calendar_token
from eventapp.registration.models import Registration
from eventapp.registration.service import cancel as cancel_registration
from eventapp.registration.service import erase
from tests.factories import Factories
from tests.meetings.conftest import Market, slot


def entries(market: Market, client: FlaskClient, person: Registration) -> list[dict[str, Any]]:
    """The meetings in somebody's own feed."""
    with market.make.inside():
        path = f"/r/{calendar_token(db.session.get_one(Registration, person.id))}/calendar.ics"
    return told(client.get(path).data)


def told(content: bytes) -> list[dict[str, Any]]:
    found = [one for one in Calendar.from_ical(content).walk("VEVENT") if "eeting" in str(one["SUMMARY"])]
    return [
        {
            "summary": str(one["SUMMARY"]),
            "starts_at": one.decoded("DTSTART").astimezone(UTC),
            "status": str(one["STATUS"]),
            "sequence": int(one["SEQUENCE"]),
        }
        for one in found
    ]


def uid_of(market: Market, code: str) -> str:
    with market.make.inside():
        return str(market.meeting(code).uid)


@pytest.fixture
def two(market: Market) -> tuple[Registration, Registration]:
    return market.person("Ada Wong", company="Harbour"), market.person("Lee Mei", company="Lantern")


def test_a_request_is_in_nobodys_calendar(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    market.request(*two, 0)
    assert [entries(market, client, one) for one in two] == [[], []]


def test_a_confirmed_meeting_is_in_both_with_who_is_met(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    market.confirmed(*two, 2)
    assert [entries(market, client, one) for one in two] == [
        [{"summary": f"Meeting: {name}", "starts_at": slot(2), "status": "CONFIRMED", "sequence": 0}]
        for name in ("Lee Mei (Lantern)", "Ada Wong (Harbour)")
    ]


def test_a_moved_meeting_is_newer_in_both(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    code = market.confirmed(*two, 2)
    market.act(service.propose, code, two[0], [slot(5)])
    assert [entries(market, client, one)[0]["starts_at"] for one in two] == [slot(2)] * 2
    market.act(service.accept, code, two[1], slot(5))
    seen = [(one["starts_at"], one["sequence"]) for person in two for one in entries(market, client, person)]
    assert seen == [(slot(5), 1)] * 2


def test_a_cancelled_meeting_stays_as_cancelled_in_both(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    code = market.confirmed(*two, 2)
    market.act(service.cancel, code, two[1])
    seen = [(one["status"], one["sequence"]) for person in two for one in entries(market, client, person)]
    assert seen == [("CANCELLED", 1)] * 2


def test_who_hands_a_meeting_over_has_it_as_cancelled_and_the_colleague_as_confirmed(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    colleague = market.person("Chan Siu", company="Harbour")
    code = market.confirmed(*two, 2)
    with market.make.inside():
        service.hand_over(market.meeting(code), market.profile(two[0]), market.profile(colleague))
    seen = [(one["status"], one["sequence"]) for who in (*two, colleague) for one in entries(market, client, who)]
    assert seen == [("CANCELLED", 1), ("CONFIRMED", 1), ("CONFIRMED", 1)]
    with market.make.inside():
        service.hand_over(market.meeting(code), market.profile(colleague), market.profile(two[0]))
    seen = [(one["status"], one["sequence"]) for who in (*two, colleague) for one in entries(market, client, who)]
    assert seen == [("CONFIRMED", 2), ("CONFIRMED", 2), ("CANCELLED", 2)]


def test_who_cancels_their_registration_leaves_no_ghost(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    market.confirmed(*two, 2)
    with market.make.inside():
        cancel_registration(db.session.get_one(Registration, two[0].id))
    assert [one["status"] for person in two for one in entries(market, client, person)] == ["CANCELLED"] * 2


def test_the_feed_answers_304_until_the_diary_changes(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    with market.make.inside():
        path = f"/r/{calendar_token(db.session.get_one(Registration, two[1].id))}/calendar.ics"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    code = market.confirmed(*two, 0)
    newer = client.get(path, headers={"If-None-Match": tag})
    assert (newer.status_code, len(told(newer.data))) == (200, 1)
    market.act(service.write_message, code, two[0], "See you there")
    assert client.get(path, headers={"If-None-Match": newer.headers["ETag"]}).status_code == 304


def test_a_calendar_app_that_syncs_has_it_too(
    market: Market, client: FlaskClient, make: Factories, two: tuple[Registration, Registration]
) -> None:
    code = market.confirmed(*two, 2)
    with make.inside():
        person = db.session.get_one(Registration, two[0].id)
        _made, password = create_app_password(person, "Phone")
        path, email = f"/caldav/{person.code}/agenda/{uid_of(market, code)}.ics", person.email
    answer = client.get(path, auth=(email, password))
    assert told(answer.data) == [
        {"summary": "Meeting: Lee Mei (Lantern)", "starts_at": slot(2), "status": "CONFIRMED", "sequence": 0}
    ]


def mails(market: Market, kind: str) -> list[tuple[str, list[dict[str, Any]], str]]:
    """(recipient, what the invitation says, the text) of each mail of a kind, as it would go out now."""
    found = []
    for mail in db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)):
        try:
            composed = outbox.compose(mail)
        except outbox.NotWanted:
            continue
        parts = [one for one in composed.attachments if one.content_type == "text/calendar"]
        seen = [{**one, "method": part.parameters["method"]} for part in parts for one in told(part.content)]
        found.append((mail.recipient, seen, composed.text))
    return found


def test_both_are_invited_and_told_when_it_is_off(
    market: Market, two: tuple[Registration, Registration]
) -> None:  # fmt: skip
    code = market.confirmed(*two, 2)
    with market.make.inside():
        invited = [(who, seen) for who, seen, _text in mails(market, "meeting_confirmed")]
        assert invited == [
            (one.email, [{"summary": f"Meeting: {name}", "starts_at": slot(2), "status": "CONFIRMED", "sequence": 0,
                          "method": "REQUEST"}])
            for one, name in ((two[0], "Lee Mei (Lantern)"), (two[1], "Ada Wong (Harbour)"))
        ]  # fmt: skip
    market.act(service.cancel, code, two[0], "Flight moved")
    with market.make.inside():
        off = mails(market, "meeting_off")
        assert [(who, seen[0]["method"], seen[0]["sequence"]) for who, seen, _text in off] == [
            (two[1].email, "CANCEL", 1), (two[0].email, "CANCEL", 1),
        ]  # fmt: skip
        assert ["Flight moved" in text for _who, _seen, text in off] == [True, False]
        assert mails(market, "meeting_confirmed") == []


def test_a_request_asks_with_a_link_for_each_time_and_one_to_decline(
    market: Market, two: tuple[Registration, Registration]
) -> None:
    code = market.request(*two, 0, 3)
    with market.make.inside():
        [(recipient, _seen, text)] = mails(market, "meeting_asked")
    links = [line for line in text.splitlines() if f"/meetings/{code}/" in line]
    assert recipient == two[1].email
    assert [link.partition(f"{code}/")[2].partition("?")[0] for link in links] == ["accept", "accept", "decline", ""]


def test_a_mail_about_an_earlier_step_does_not_go_out(
    market: Market, two: tuple[Registration, Registration]
) -> None:  # fmt: skip
    code = market.request(*two, 0)
    market.act(service.propose, code, two[0], [slot(4)])
    with market.make.inside():
        assert ["18:" in text or "12:" in text for _who, _seen, text in mails(market, "meeting_asked")] == [True]


@pytest.mark.parametrize(
    ("answer", "stale", "status"),
    [("DECLINED", False, "cancelled"), ("DECLINED", True, "confirmed"), ("ACCEPTED", False, "confirmed")],
)
def test_who_declines_in_their_calendar_calls_it_off(
    market: Market, two: tuple[Registration, Registration], answer: str, stale: bool, status: str
) -> None:
    code = market.confirmed(*two, 2)
    if stale:
        market.act(service.propose, code, two[0], [slot(5)])
        market.act(service.accept, code, two[1], slot(5))
    with market.make.inside():
        uid = market.meeting(code).uid
        email = two[1].email
        record_replies([Reply(uid, email, email, answer, 0, datetime.now(UTC))])
        assert market.meeting(code).status == status


def test_a_stranger_cannot_decline(market: Market, two: tuple[Registration, Registration]) -> None:
    other = market.person()
    code = market.confirmed(*two, 2)
    with market.make.inside():
        uid = market.meeting(code).uid
        with pytest.raises(NoReply):
            record_replies([Reply(uid, other.email, other.email, "DECLINED", 0, datetime.now(UTC))])
        assert market.meeting(code).status == "confirmed"


def test_an_erased_persons_name_is_in_nobodys_calendar(
    market: Market, client: FlaskClient, two: tuple[Registration, Registration]
) -> None:
    market.confirmed(*two, 2)
    with market.make.inside():
        erase(db.session.get_one(Registration, two[0].id))
    assert [(one["summary"], one["status"]) for one in entries(market, client, two[1])] == [
        ("Cancelled: Meeting: Somebody who comes no more", "CANCELLED")
    ]
