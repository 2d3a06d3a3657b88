"""What features above add to the history of one person: mails, scans."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

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
