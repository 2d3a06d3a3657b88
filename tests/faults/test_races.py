"""Many people at once, over HTTP, against the running server with its two processes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.checkin.models import Scan
from eventapp.core.db import db
from eventapp.events.confirmation_times import NEVER
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import AccessCode, Registration, TicketType
from eventapp.registration.service import Choices, CodeDetails, cancel, create_code, seat_errors
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories
from tests.server import Server, Servers
from tests.visitor import Answer, Visitor

FORM = "/events/forum/register/"


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, app: object) -> Server:
    return servers.at(database_url, shared_folder)


def at_once(number: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Have `number` people act at one moment."""
    start = Barrier(number)

    def one(index: int) -> Answer:
        start.wait()
        return act(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def filled(ticket_type: TicketType, number: int) -> dict[str, str]:
    return {
        "ticket_type": str(ticket_type.id),
        "name": f"Guest {number}",
        "email": f"guest{number}@example.org",
        "consent": "y",
    }


def seats(make: Factories) -> tuple[int, int, int]:
    """Registrations that hold a seat, and what the two counters say."""
    with make.inside():
        assert seat_errors() == []
        held = db.session.scalar(select(func.count(Registration.id)).where(Registration.holds_seat))
        return (
            held or 0,
            db.session.scalar(select(func.sum(TicketType.taken))) or 0,
            db.session.scalar(select(Event.taken)) or 0,
        )


@pytest.mark.parametrize("limited", ["ticket type", "event"])
def test_of_fifty_people_ten_get_the_last_ten_seats(server: Server, make: Factories, limited: str) -> None:
    event = make.event(capacity=10 if limited == "event" else None, confirm_minutes=NEVER)
    ticket_type = make.ticket_type(event, capacity=10 if limited == "ticket type" else None)
    visitors = [Visitor(server.url) for _ in range(50)]
    forms = [visitor.get(FORM).page.values for visitor in visitors]
    answers = at_once(50, lambda index: visitors[index].post(FORM, {**forms[index], **filled(ticket_type, index)}))
    assert Counter(answer.status for answer in answers) == {303: 10, 409: 40}
    refused = [answer.page.text for answer in answers if answer.status == 409]
    if limited == "event":
        assert all("All places are taken." in text for text in refused)
    else:
        told = ("All places are taken.", "The last of these tickets was taken a moment ago.")
        assert all(any(sentence in text for sentence in told) for text in refused)
    confirmed = [
        visitors[index].get(answer.headers["Location"]) for index, answer in enumerate(answers) if answer.status == 303
    ]
    assert [answer.status for answer in confirmed] == [200] * 10
    assert seats(make) == (10, 10, 10)


def test_two_hundred_people_want_the_last_ten_of_three_things_at_once(server: Server, make: Factories) -> None:
    """A ticket type, an access code and a session: ten of each, and nobody gets an eleventh."""
    event = make.event(confirm_minutes=NEVER)
    scarce = make.ticket_type(event, "Scarce", capacity=10)
    coded = make.ticket_type(event, "Coded", visibility="code")
    plain = make.ticket_type(event, "Plain")
    talk = make.session(event, "A full room", needs_booking=True, capacity=10)
    with make.inside():
        create_code(db.session.get_one(Event, event.id), "SESAME", CodeDetails(coded.id, capacity=10))
    wishes: list[dict[str, str]] = [
        {"ticket_type": str(scarce.id)},
        {"ticket_type": str(coded.id), "access_code": "sesame"},
        {"ticket_type": str(plain.id), "sessions": str(talk.id)},
    ]
    visitors = [Visitor(server.url) for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        forms = list(pool.map(lambda visitor: visitor.get(FORM).page.values, visitors))

    def send(index: int) -> Answer:
        blank = {name: value for name, value in forms[index].items() if name != "sessions"}
        return visitors[index].post(FORM, {**blank, **filled(plain, index), **wishes[index % 3]})

    answers = at_once(200, send)
    assert Counter(answer.status for answer in answers) == {303: 30, 409: 170}
    for wish in range(3):
        assert sum(answer.status == 303 for answer in answers[wish::3]) == 10
    assert seats(make) == (30, 30, 30)
    with make.inside():
        assert db.session.scalar(select(Session.taken)) == 10
        assert db.session.scalar(select(AccessCode.taken)) == 10


def test_two_tabs_of_one_browser_are_one_registration(server: Server, make: Factories) -> None:
    ticket_type = make.ticket_type(make.event())
    visitor = Visitor(server.url)
    tabs = [visitor.get(FORM).page.values for _ in range(2)]
    answers = at_once(2, lambda index: visitor.post(FORM, {**tabs[index], **filled(ticket_type, 1)}))
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert seats(make) == (1, 1, 1)


def test_a_lost_answer_a_reload_and_the_back_button_are_one_registration(server: Server, make: Factories) -> None:
    ticket_type = make.ticket_type(make.event())
    visitor = Visitor(server.url)
    values = {**visitor.get(FORM).page.values, **filled(ticket_type, 1)}
    visitor.post(FORM, values)  # as if the line broke before the answer came
    again = visitor.post(FORM, values)
    assert visitor.get(again.headers["Location"]).page.heading == "You are registered, Guest 1"
    later = visitor.post(FORM, values)
    assert later.headers["Location"] == again.headers["Location"]
    assert "Guest 1 is registered already from this browser." in visitor.get(FORM).page.text
    assert seats(make) == (1, 1, 1)


def test_somebody_else_in_a_second_tab_is_not_lost(server: Server, make: Factories) -> None:
    ticket_type = make.ticket_type(make.event())
    visitor = Visitor(server.url)
    tabs = [visitor.get(FORM).page.values for _ in range(2)]
    visitor.post(FORM, {**tabs[0], **filled(ticket_type, 1)})
    refused = visitor.post(FORM, {**tabs[1], **filled(ticket_type, 2)})
    assert refused.status == 409
    assert "Guest 1 was registered with this form already" in refused.page.text
    values = {**tabs[1], **filled(ticket_type, 2), "submission_key": refused.page.values["submission_key"]}
    assert visitor.post(FORM, values).status == 303
    assert seats(make) == (2, 2, 2)


def test_one_offer_taken_by_ten_hands_is_taken_once(server: Server, make: Factories) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, capacity=1, has_waiting_list=True)
    first = make.registration(event, ticket_type)
    waiting = make.registration(event, ticket_type, choices=Choices(may_wait=True))
    with make.inside():
        cancel(db.session.get_one(Registration, first.id))
    path = make.page_path(waiting)
    visitor = Visitor(server.url)
    values = visitor.get(path).page.values
    answers = at_once(10, lambda _: visitor.post(f"{path}offer", values))
    assert {answer.status for answer in answers} == {303}
    assert seats(make) == (1, 1, 1)


def test_one_form_sent_by_twenty_hands_is_one_registration(server: Server, make: Factories) -> None:
    ticket_type = make.ticket_type(make.event())
    visitor = Visitor(server.url)
    values = {**visitor.get(FORM).page.values, **filled(ticket_type, 1)}
    answers = at_once(20, lambda _: visitor.post(FORM, values))
    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {
        (303, answers[0].headers["Location"])
    }
    assert seats(make) == (1, 1, 1)


def test_one_seat_given_back_by_ten_hands_is_given_back_once(server: Server, make: Factories) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    path = make.page_path(make.registration(event, ticket_type))
    make.registration(event, ticket_type)
    visitor = Visitor(server.url)
    values = visitor.get(f"{path}cancel").page.values
    answers = at_once(10, lambda _: visitor.post(f"{path}cancel", values))
    assert {answer.status for answer in answers} == {303}
    assert seats(make) == (1, 1, 1)


def scanned_at_once(server: Server, tokens: list[str], scans: list[dict[str, Any]]) -> Counter[str]:
    """What phones are told that each make a scan at one moment."""

    def scan(index: int) -> Answer:
        body = {"uuid": str(uuid4()), "scanned_at": datetime.now(UTC).isoformat(), "device_seq": 1, **scans[index]}
        headers = {"Authorization": f"Bearer {tokens[index]}"}
        return Visitor(server.url).post_json("/checkin/api/scans", {"scans": [body]}, headers)

    return Counter(answer.json["results"][0]["outcome"] for answer in at_once(len(scans), scan))


def test_one_ticket_at_ten_gates_admits_once(server: Server, make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event))
    with make.inside():
        ticket = sign_ticket(db.session.get_one(Registration, registration.id))
    tokens = [make.device(make.gate(event, f"Gate {number}"))[1] for number in range(10)]
    assert scanned_at_once(server, tokens, [{"ticket": ticket}] * 10) == {"admitted": 1, "already_admitted": 9}
    with make.inside():
        assert db.session.scalar(select(func.count(Scan.id))) == 10


@pytest.mark.parametrize("gates", [1, 4])
def test_the_last_seat_of_a_session_is_given_once_at_its_doors(make: Factories, server: Server, gates: int) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    session = make.session(event, needs_booking=True, capacity=3)
    guests = [make.registration(event, ticket_type) for _ in range(8)]
    doors = [make.gate(event, f"Door {number}", session_id=session.id) for number in range(gates)]
    tokens = [make.device(doors[number % gates], f"Phone {number}")[1] for number in range(8)]
    scans = [{"ticket": guest.code, "mode": "typed"} for guest in guests]
    assert scanned_at_once(server, tokens, scans) == {"admitted": 3, "session_full": 5}


def test_a_badge_that_four_phones_register_at_once_is_one_person(make: Factories, server: Server) -> None:
    event = make.event()
    issuer = make.issuer(event, make.ticket_type(event), "Fair", pattern="####")
    tokens = [make.device(make.gate(event, f"Door {number}"))[1] for number in range(4)]
    scans = [{"ticket": f"FB1.{issuer.id}.1234", "registers": True}] * 4
    assert scanned_at_once(server, tokens, scans) == {"admitted": 1, "already_admitted": 3}
    with make.inside():
        assert db.session.scalar(select(func.count(Registration.id))) == 1
