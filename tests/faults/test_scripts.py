"""A script against people, over HTTP: it holds a tenth of the places at most, and nobody is kept out.

Of the 600 forms that a long night brings, the suite sends a part (thorough.py).
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.registration import links, queries, service
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories
from tests.server import Server, running
from tests.thorough import part_of
from tests.visitor import Visitor

FORM = "/events/forum/register/"
PLACES = part_of(300)
ADDRESSES, INVENTED, PEOPLE = 50, part_of(600), part_of(180)
AT_ONCE = 8


@pytest.fixture
def ticket_type(make: Factories) -> TicketType:
    return make.ticket_type(make.event(confirm_minutes=60), capacity=PLACES)


@pytest.fixture
def server(database_url: str, tmp_path: Path, ticket_type: TicketType) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0", trusted_proxies="1") as server:
        yield server


def person(ticket_type: TicketType, name: str) -> dict[str, str]:
    return {"ticket_type": str(ticket_type.id), "name": name, "email": f"{name}@example.org", "consent": "y"}


def send_invented(server: Server, ticket_type: TicketType, address: int) -> list[int]:
    """All that one of the script's addresses sends, as fast as it is answered."""
    visitor, headers = Visitor(server.url), {"X-Forwarded-For": f"198.51.100.{address}"}
    values, statuses = visitor.get(FORM, headers).page.values, []
    for number in range(INVENTED // ADDRESSES):
        form = {**values, **person(ticket_type, f"invented-{address}-{number}"), "submission_key": uuid4().hex}
        statuses.append(visitor.post(FORM, form, headers).status)
    return statuses


def register_people(server: Server, make: Factories, ticket_type: TicketType, first: int) -> list[str]:
    """What every eighth of the people at the venue reads at the end, who opens the link in their email."""
    visitor, headers = Visitor(server.url), {"X-Forwarded-For": "203.0.113.7"}
    values, headings = visitor.get(FORM, headers).page.values, []
    for number in range(first, PEOPLE, AT_ONCE):
        form = {**values, **person(ticket_type, f"person-{number}"), "submission_key": uuid4().hex}
        link = confirmation_link(make, visitor.post(FORM, form, headers).headers["Location"])
        answer = visitor.post(link.removeprefix("http://localhost"), {"csrf_token": values["csrf_token"]}, headers)
        headings.append(visitor.get(answer.headers["Location"], headers).page.heading)
    return headings


def confirmation_link(make: Factories, page: str) -> str:
    """The one in the email."""
    with make.inside():
        found = queries.registration_by_token(page.split("/")[2])
        assert found is not None
        return links.confirmation_url(found, service.confirmation_key(found))


def held(make: Factories) -> int:
    """How many places are held for who has not confirmed."""
    with make.inside():
        query = select(func.count()).where(Registration.confirm_by.is_not(None), Registration.holds_seat)
        return db.session.scalar(query) or 0


def watch(make: Factories, is_over: Flag) -> int:
    """The most that were held at any time."""
    most = 0
    while not is_over.wait(0.2):
        most = max(most, held(make))
    return max(most, held(make))


@pytest.mark.timeout(170)
def test_a_script_with_fifty_addresses_keeps_nobody_out(
    server: Server, make: Factories, ticket_type: TicketType
) -> None:
    is_over = Flag()
    with (
        ThreadPoolExecutor(1) as watching,
        ThreadPoolExecutor(AT_ONCE) as scripts,
        ThreadPoolExecutor(AT_ONCE) as people,
    ):
        most = watching.submit(watch, make, is_over)
        sent = [scripts.submit(send_invented, server, ticket_type, address) for address in range(ADDRESSES)]
        came = [people.submit(register_people, server, make, ticket_type, first) for first in range(AT_ONCE)]
        headings = {heading for one in came for heading in one.result()}
        answers = Counter(status for one in sent for status in one.result())
        is_over.set()
    assert answers == {303: INVENTED}
    assert headings == {f"You are registered, person-{number}" for number in range(PEOPLE)}
    assert most.result() <= PLACES // 10
    with make.inside():
        assert service.seat_errors() == []
        with clock.frozen_at(clock.now() + timedelta(minutes=61)):
            while service.lapse_unconfirmed_places():
                pass
        assert service.seat_errors() == []
        assert db.session.scalar(select(TicketType.taken)) == PEOPLE
