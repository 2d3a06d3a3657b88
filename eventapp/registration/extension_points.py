"""What features above add to what is shown of one person: mails and scans in their history, their own data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from eventapp.core.types import LocalizedText
from eventapp.registration.models import Registration


@dataclass(frozen=True)
class HistoryEntry:
    """Something that happened. `kind` is `change`, `mail` or `scan`; `link` leads to more of it."""

    at: datetime
    kind: str
    what: str
    actor: str = ""
    detail: str = ""
    link: str = ""


HistorySource = Callable[[Registration], Iterable[HistoryEntry]]
history_sources: list[HistorySource] = []


def add_history_source(source: HistorySource) -> HistorySource:
    history_sources.append(source)
    return source


def history(registration: Registration) -> list[HistoryEntry]:
    """Everything that is known to have happened to a registration, the latest first."""
    entries = [entry for source in history_sources for entry in source(registration)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


@dataclass(frozen=True)
class TicketAction:
    """A button beside the ticket on somebody's own page."""

    icon: str
    words: str
    link: str


TicketActionSource = Callable[[Registration, str], Iterable[TicketAction]]
ticket_action_sources: list[TicketActionSource] = []


def add_ticket_actions(source: TicketActionSource) -> TicketActionSource:
    """`source` gives what can be done with a confirmed ticket, from the registration and its page's token."""
    ticket_action_sources.append(source)
    return source


def ticket_actions(registration: Registration, token: str) -> list[TicketAction]:
    return [action for source in ticket_action_sources for action in source(registration, token)]


PresenceSource = Callable[[Registration], bool]
presence_sources: list[PresenceSource] = []


def add_presence_source(source: PresenceSource) -> PresenceSource:
    """`source` says whether a person has come to the event already."""
    presence_sources.append(source)
    return source


def has_come(registration: Registration) -> bool:
    """Whether anybody saw this person come: a place that somebody has used is not passed on."""
    return any(source(registration) for source in presence_sources)


class Commitment(NamedTuple):
    """Something that keeps a person busy beside sessions, as it is called."""

    title: LocalizedText
    starts_at: datetime
    ends_at: datetime


CommitmentSource = Callable[[Registration], Iterable[Commitment]]
commitment_sources: list[CommitmentSource] = []


def add_commitment_source(source: CommitmentSource) -> CommitmentSource:
    """`source` says when a person has something else than sessions: no seat is booked for them then. It is asked inside
    a transaction, and has to see to it that nothing comes up while that lasts."""
    commitment_sources.append(source)
    return source


def commitments_of(registration: Registration) -> list[Commitment]:
    return [one for source in commitment_sources for one in source(registration)]


OwnDataSource = Callable[[Registration], dict[str, Any]]
own_data_sources: list[OwnDataSource] = []


def add_own_data_source(source: OwnDataSource) -> OwnDataSource:
    """`source` gives what a feature stores about a person, ready for JSON, by names that no other source uses."""
    own_data_sources.append(source)
    return source
