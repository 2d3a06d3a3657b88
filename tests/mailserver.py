"""A real SMTP server that keeps what arrives."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from eventapp.core import delivery


class Inbox(Message):
    """`mails` are parsed and in order of arrival; the next `refusals` are put off."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []
        self.refusals = 0
        self.url = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 try again later"
        return await super().handle_DATA(server, session, envelope)

    def handle_message(self, message: Any) -> None:
        self.mails.append(message_from_bytes(message.as_bytes(), policy=policy.default))  # type: ignore[arg-type]


_FIRST, _PORTS = 18_000, 1_000
"""Below those that systems give away by themselves; so many for each process of tests."""
_next = count(os.getpid() % _PORTS)


def free_port() -> int:
    """One that nobody listens at, and that no other process of tests takes before it is used."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 14
    for _try in range(_PORTS):
        port = _FIRST + worker * _PORTS + next(_next) % _PORTS
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def mailserver(port: int | None = None) -> Iterator[Inbox]:
    inbox = Inbox()
    port = port or free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    inbox.url = f"smtp://127.0.0.1:{port}"
    yield inbox
    controller.stop()


def parts(mail: EmailMessage) -> dict[str, EmailMessage]:
    """A mail's leaves by content type."""
    return {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}  # type: ignore[misc]


def deliver_due() -> None:
    """Deliver the outbox's mails until nothing is due any more."""
    while delivery.deliver_some():
        pass
