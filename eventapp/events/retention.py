"""For which purposes an event keeps data of people, and what removing it means: each feature adds its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from eventapp.events.models import Event


class RetentionPurpose(NamedTuple):
    """`count` says how much of it an event has; `remove` takes at most so many away, inside a transaction, and says how
    many that were."""

    position: int
    key: str
    label: Any
    removes: Any
    count: Callable[[Event], int]
    remove: Callable[[Event, int], int]


retention_purposes: list[RetentionPurpose] = []


def add_retention_purpose(purpose: RetentionPurpose) -> None:
    retention_purposes.append(purpose)
    retention_purposes.sort(key=lambda known: known.position)


def removal_at(event: Event, days: int) -> datetime:
    """From when what a rule of so many days is about is removed."""
    return event.ends_at + timedelta(days=days)


RULE_OF = {
    "registration": "registrations",
    "consent": "registrations",
    "calendars": "registrations",
    "meetings": "registrations",
    "leads": "leads",
    "answers": "answers",
    "invitations": "invitations",
    "attendance": "attendance",
    "messages": "messages",
    "programme": "speakers",
    "companies": "companies",
    "history": "history",
}
"""The rule that ends what is kept for a purpose of the record of processing."""
