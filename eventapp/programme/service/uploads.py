"""Programme files that are looked through before they are brought in. The dry run is the real run, taken back."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.spreadsheets import TableUnreadable, read_table
from eventapp.events.models import Event
from eventapp.programme.interchange import ScheduleError, read_schedule_bytes
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.service.errors import FileRefused
from eventapp.programme.service.imports import draft_schedule
from eventapp.programme.service.spreadsheets import import_sessions, import_speakers

LARGEST_UPLOAD = 8 * 1024 * 1024
KINDS = ("schedule", "sessions", "speakers")


@dataclass(frozen=True)
class Outcome:
    """What a file brings, or brought: new and changed items by name, and what cannot be taken with its row."""

    added: list[str]
    updated: list[str]
    unchanged: int
    problems: list[tuple[int, str]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


class _TakenBack(Exception):
    """Ends a dry run: everything it wrote goes."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@transactional
def keep_upload(event: Event, kind: str, name: str, content: bytes) -> ProgrammeUpload:
    """Keep a file to be looked through. Raises FileRefused where it cannot be read at all."""
    if len(content) > LARGEST_UPLOAD:
        raise FileRefused(_("This file is larger than 8 MB. Cut it in parts."))
    _parse(event, kind, content)
    upload = ProgrammeUpload(
        event_id=event.id, kind=kind, name=name[:200], actor=audit.acting()[1], content=content, created_at=clock.now()
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def try_upload(upload: ProgrammeUpload) -> Outcome:
    """What the file would bring; nothing is written."""

    @transactional
    def attempt() -> None:
        raise _TakenBack(_bring_in(db.session.get_one(Event, upload.event_id), upload.kind, upload.content))

    try:
        attempt()
    except _TakenBack as taken_back:
        return taken_back.outcome
    raise AssertionError("unreachable")


@transactional
def accept_upload(upload: ProgrammeUpload) -> Outcome:
    """Bring in what can be taken, and throw the file away."""
    outcome = _bring_in(db.session.get_one(Event, upload.event_id), upload.kind, upload.content)
    db.session.delete(upload)
    return outcome


@transactional
def discard_upload(upload: ProgrammeUpload) -> None:
    db.session.delete(upload)


def _parse(event: Event, kind: str, content: bytes) -> object:
    try:
        if kind == "schedule":
            return read_schedule_bytes(content, event.timezone)
        rows = read_table(content)
    except (ScheduleError, TableUnreadable) as error:
        raise FileRefused(str(error)) from None
    heads = {cell.strip().lower().split(" ")[0] for cell in rows[0]}
    needed = "title" if kind == "sessions" else "name"
    if needed not in heads and "code" not in heads:
        raise FileRefused(_("The first row must name the columns, and “%(column)s” is not there.", column=needed))
    return rows


def _bring_in(event: Event, kind: str, content: bytes) -> Outcome:
    parsed = _parse(event, kind, content)
    if kind == "schedule":
        result = draft_schedule(event, parsed)  # type: ignore[arg-type]
        titles, unchanged, problems, made = list(result.titles), result.unchanged, [], []
    else:
        found = (import_sessions if kind == "sessions" else import_speakers)(event, parsed)  # type: ignore[arg-type]
        titles, unchanged, problems, made = found.titles, found.unchanged, found.problems, found.made
    added, updated = ([title for change, title in titles if change == wanted] for wanted in ("added", "updated"))
    return Outcome(added, updated, unchanged, problems, made)
