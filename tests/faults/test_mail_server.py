"""A mail server that hangs, refuses or cuts off in the middle: only the worker waits, and each mail comes once."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select, update

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.registration.models import TicketType
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.mailserver import free_port, mailserver
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

# Which database holds what is owed changes nothing in how it is handed over.
pytestmark = ON_SQLITE

PEOPLE = ("ada", "ben", "cyn", "dee")
AT_ONCE = 2.0
"""Seconds within which somebody who registers has an answer, whatever the mail server does."""


class BadServer:
    """Speaks SMTP until the point where it stops: it hangs, or ends the connection.

    `keeps` says that what it was handed before it broke off counts as received.
    """

    GREETING, DATA, MIDDLE, END = "greeting", "data", "middle", "end"

    def __init__(self, point: str, port: int, *, hangs: bool) -> None:
        self._point, self._hangs = point, hangs
        self._listener = socket.create_server(("127.0.0.1", port))
        self.tries = 0
        self.received: list[str] = []
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        for end in (self._listener, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                self.tries += 1
                threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        with suppress(OSError, ValueError), client.makefile("rb") as lines:
            self._at(self.GREETING, client)
            client.sendall(b"220 here\r\n")
            while line := lines.readline():
                if line.upper().startswith(b"DATA"):
                    self._at(self.DATA, client)
                    client.sendall(b"354 go on\r\n")
                    self._take(client, lines)
                else:
                    client.sendall(b"250 fine\r\n")

    def _take(self, client: socket.socket, lines: object) -> None:
        content = [lines.readline()]  # type: ignore[attr-defined]
        self._at(self.MIDDLE, client)
        while (line := lines.readline()) not in (b".\r\n", b""):  # type: ignore[attr-defined]
            content.append(line)
        if line:
            found = message_from_bytes(b"".join(content), policy=policy.default)
            self.received.append(parseaddr(str(found["To"]))[1])
        self._at(self.END, client)
        client.sendall(b"250 taken\r\n")

    def _at(self, point: str, client: socket.socket) -> None:
        if point != self._point:
            return
        if self._hangs:
            threading.Event().wait(60)
        client.shutdown(socket.SHUT_RDWR)
        raise ValueError("broke off")


@pytest.fixture
def port() -> int:
    """Where the mail server is: first the one that is ill, then the one that took its place."""
    return free_port()


@pytest.fixture
def machine(database_url: str, ticket_type: TicketType, tmp_path: Path, port: int) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="1", smtp_url=f"smtp://127.0.0.1:{port}") as server:
        yield server


def register(machine: Server, ticket_type: TicketType, name: str) -> float:
    """How long it took."""
    visitor, began = Visitor(machine.url), monotonic()
    form = visitor.get("/events/forum/register/").page.values
    form |= {
        "ticket_type": str(ticket_type.id),
        "name": name,
        "email": f"{name}@example.org",
        "consent": "y",
        "country": "",
    }
    assert visitor.post("/events/forum/register/", form).status == 303
    return monotonic() - began


def states(make: Factories) -> dict[str, str]:
    with make.inside():
        return dict(db.session.execute(select(Mail.recipient, Mail.state)).all())


def all_is_sent_without_pauses(make: Factories) -> bool:
    """As if the pauses between tries were over."""
    with make.inside():
        now = datetime.now(UTC)
        db.session.execute(update(Mail).where(Mail.state == "queued", Mail.due_at > now).values(due_at=now))
        db.session.commit()
    return set(states(make).values()) == {"sent"}


@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "breaks-off"])
@pytest.mark.parametrize("point", [BadServer.GREETING, BadServer.DATA, BadServer.MIDDLE])
def test_before_the_end_nothing_was_sent_and_all_leaves_once_the_server_is_well(
    machine: Server, make: Factories, ticket_type: TicketType, port: int, point: str, hangs: bool
) -> None:
    bad = BadServer(point, port, hangs=hangs)
    assert max(register(machine, ticket_type, name) for name in PEOPLE) < AT_ONCE
    waited_for(lambda: bad.tries > 0)
    assert Visitor(machine.url).get("/events/forum/").status == 200
    assert set(states(make).values()) <= {"queued", "sending", "handed"}  # and none is taken for sent
    bad.stop()
    with mailserver(port) as inbox:
        waited_for(lambda: all_is_sent_without_pauses(make), 60)
        received = Counter(parseaddr(str(mail["To"]))[1] for mail in inbox.mails)
    assert (received, bad.received) == (Counter({f"{name}@example.org": 1 for name in PEOPLE}), [])


def test_one_that_takes_a_ticket_and_breaks_off_gets_it_again_under_the_same_id(
    machine: Server, make: Factories, ticket_type: TicketType, port: int
) -> None:
    """Nobody knows whether it arrived: the Message-ID lets a mail program show it once."""
    bad = BadServer(BadServer.END, port, hangs=False)
    register(machine, ticket_type, "ada")
    waited_for(lambda: bad.received == ["ada@example.org"])
    bad.stop()
    with mailserver(port) as inbox:
        waited_for(lambda: all_is_sent_without_pauses(make), 60)
        ids = [mail["Message-ID"] for mail in inbox.mails]
    with make.inside():
        assert ids == list(db.session.scalars(select(Mail.message_id)))


def test_one_that_refuses_everybody_for_now_is_asked_again(
    machine: Server, make: Factories, ticket_type: TicketType, port: int
) -> None:
    with mailserver(port) as inbox:
        inbox.refusals = 2
        for name in PEOPLE:
            register(machine, ticket_type, name)
        waited_for(lambda: Counter(states(make).values()) == Counter({"sent": 2, "queued": 2}))
        waited_for(lambda: all_is_sent_without_pauses(make), 60)
        received = Counter(parseaddr(str(mail["To"]))[1] for mail in inbox.mails)
    assert received == Counter({f"{name}@example.org": 1 for name in PEOPLE})
