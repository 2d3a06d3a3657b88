"""Many people at once, over HTTP, against the running server with its two processes."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.checkin.models import Scan
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import seat_errors
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories
from tests.server import Server, running
from tests.visitor import Answer, Visitor

FORM = "/events/forum/register/"


@pytest.fixture
def server(database_url: str, tmp_path: Path, app: object) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0") as server:
        yield server


def at_once(number: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Have `number` people act at one moment."""
    start = Barrier(number)

    def one(index: int) -> Answer:
        start.wait()
        return act(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def filled(kind: TicketType, number: int) -> dict[str, str]:
    return {
        "ticket_type": str(kind.id),
        "name": f"Guest {number}",
        "email": f"guest{number}@example.org",
        "consent": "y",
    }


def seats(make: Factories) -> tuple[int, int, int]:
    """Registrations that hold a seat, and what the two counters say."""
    with make.inside():
        assert seat_errors() == []
        held = db.session.scalar(select(func.count(Registration.id)).where(Registration.state == "confirmed"))
        return (
            held or 0,
            db.session.scalar(select(func.sum(TicketType.taken))) or 0,
            db.session.scalar(select(Event.taken)) or 0,
        )


@pytest.mark.parametrize("limited", ["ticket type", "event"])
def test_of_fifty_people_ten_get_the_last_ten_seats(server: Server, make: Factories, limited: str) -> None:
    event = make.event(capacity=10 if limited == "event" else None)
    kind = make.ticket_type(event, capacity=10 if limited == "ticket type" else None)
    visitors = [Visitor(server.url) for _ in range(50)]
    forms = [visitor.get(FORM).page.values for visitor in visitors]
    answers = at_once(50, lambda index: visitors[index].post(FORM, {**forms[index], **filled(kind, index)}))
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


def test_one_form_sent_by_twenty_hands_is_one_registration(server: Server, make: Factories) -> None:
    kind = make.ticket_type(make.event())
    visitor = Visitor(server.url)
    values = {**visitor.get(FORM).page.values, **filled(kind, 1)}
    answers = at_once(20, lambda _: visitor.post(FORM, values))
    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {
        (303, answers[0].headers["Location"])
    }
    assert seats(make) == (1, 1, 1)


def test_one_seat_given_back_by_ten_hands_is_given_back_once(server: Server, make: Factories) -> None:
    event = make.event()
    kind = make.ticket_type(event)
    path = make.page_path(make.registration(event, kind))
    make.registration(event, kind)
    visitor = Visitor(server.url)
    values = visitor.get(f"{path}cancel").page.values
    answers = at_once(10, lambda _: visitor.post(f"{path}cancel", values))
    assert {answer.status for answer in answers} == {303}
    assert seats(make) == (1, 1, 1)


def test_one_ticket_at_ten_gates_admits_once(server: Server, make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event))
    with make.inside():
        ticket = sign_ticket(db.session.get_one(Registration, registration.id))
    tokens = [make.device(make.gate(event, f"Gate {number}"))[1] for number in range(10)]
    now = datetime.now(UTC).isoformat()

    def scan(index: int) -> Answer:
        body = {"uuid": str(uuid4()), "ticket": ticket, "scanned_at": now, "device_seq": 1}
        headers = {"Authorization": f"Bearer {tokens[index]}"}
        return Visitor(server.url).post_json("/checkin/api/scans", {"scans": [body]}, headers)

    told = Counter(answer.json["results"][0]["outcome"] for answer in at_once(10, scan))
    assert told == {"admitted": 1, "already_admitted": 9}
    with make.inside():
        assert db.session.scalar(select(func.count(Scan.id))) == 10
