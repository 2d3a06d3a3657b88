"""What is filling up: the event, its tickets and its sessions with seats, from three quarters on."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.programme.queries import public_sessions
from eventapp.registration.queries import ticket_types_of

LEVELS = (100, 90, 75)
"""Per cent from which on something is said."""


class Filling(NamedTuple):
    """Something whose places are taken at least to three quarters; `level` is the highest of LEVELS that it reached."""

    what: Literal["event", "ticket_type", "session"]
    row_id: int
    name: LocalizedText
    taken: int
    capacity: int
    level: int
    session: Session | None = None


def fill_level(taken: int, capacity: int | None) -> int | None:
    """The highest of LEVELS that is reached; None below all of them, and where nothing limits it."""
    if not capacity:
        return None
    return next((level for level in LEVELS if taken * 100 >= level * capacity), None)


def filling(event: Event) -> Iterator[Filling]:
    """Everything of an event that fills up: itself, its tickets, the sessions that are booked."""
    if level := fill_level(event.taken, event.capacity):
        yield Filling("event", event.id, event.name, event.taken, event.capacity or 0, level)
    for one in ticket_types_of(event.id):
        if level := fill_level(one.taken, one.capacity):
            yield Filling("ticket_type", one.id, one.name, one.taken, one.capacity or 0, level)
    for session in public_sessions(event.id):
        if not session.needs_booking or session.is_cancelled:
            continue
        if level := fill_level(session.taken, session.capacity):
            yield Filling("session", session.id, session.title, session.taken, session.capacity or 0, level, session)
