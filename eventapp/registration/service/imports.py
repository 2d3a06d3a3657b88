"""People from a table: looked through first, and then brought in, in portions that survive a restart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.spreadsheets import Row, TableUnreadable, read_table
from eventapp.events.models import Event
from eventapp.registration.import_rows import Checker, ImportRow, Problem, proposed_mapping
from eventapp.registration.models import AttendeeImport, TicketType
from eventapp.registration.queries import registration_by_submission, ticket_types_of
from eventapp.registration.service.errors import CompanyFull, CompanyNeeded, NotAllowed, RegistrationError, SoldOut
from eventapp.registration.service.registering import RegistrationDetails, register_by_team

LARGEST_FILE = 8 * 1024 * 1024
PORTION = 50
"""Rows a transaction: the door never waits longer than these take."""


class AttendeesRefused(RegistrationError):
    """A table that cannot be taken; `problems` say why, all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = list(problems)


@dataclass(frozen=True)
class AttendeesImported:
    added: int
    known: int


@dataclass(frozen=True)
class Checked:
    """What a table holds: rows in order, and every problem."""

    people: list[ImportRow]
    problems: list[Problem]


def check_table(rows: Sequence[Row], checker: Checker) -> Checked:
    """Look through every row after the head."""
    people: list[ImportRow] = []
    problems: list[Problem] = []
    for number, cells in enumerate(rows[1:], 2):
        person, found = checker.check(number, cells)
        problems += found
        if person is not None:
            people.append(person)
    return Checked(people, problems)


def import_attendees(event: Event, path: Path) -> AttendeesImported:
    """Register everybody in a file at once. The same line twice, now or in a later import, is the same person.

    Raises AttendeesRefused with every problem at once; nobody is registered then.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise AttendeesRefused(
                [Problem(1, "", _("more than %(size)s MB are not read", size=LARGEST_FILE // 2**20))]
            )
        rows = read_table(path.read_bytes())
    except OSError as error:
        raise AttendeesRefused([Problem(1, "", _("the file cannot be read (%(why)s)", why=error.strerror))]) from None
    except TableUnreadable as error:
        raise AttendeesRefused([Problem(1, "", str(error))]) from None
    mapping = proposed_mapping(rows)
    missing = [field for field in ("name", "email", "ticket") if field not in mapping]
    if missing:
        names = ", ".join(missing)
        message = _("the first line must name the columns; %(names)s is not there", names=names)
        raise AttendeesRefused([Problem(1, "", message)])
    checked = check_table(rows, Checker(mapping, ticket_types_of(event.id)))
    if checked.problems:
        raise AttendeesRefused(checked.problems)
    return _register_all(event, checked.people)


@transactional
def _register_all(event: Event, people: list[ImportRow]) -> AttendeesImported:
    ticket_types = {ticket_type.id: ticket_type for ticket_type in ticket_types_of(event.id)}
    added = known = 0
    for person in people:
        try:
            if _register_row(event, ticket_types, person, tells=True):
                added += 1
            else:
                known += 1
        except (SoldOut, CompanyFull, CompanyNeeded):
            message = _("no place is left for %(name)s", name=person.name)
            raise AttendeesRefused([Problem(person.row, "ticket", message)]) from None
    audit.record("attendees.imported", event, event_id=event.id, after={"added": added, "known": known})
    return AttendeesImported(added, known)


def _register_row(event: Event, ticket_types: dict[int, TicketType], person: ImportRow, *, tells: bool) -> bool:
    """False where this person came with an earlier import."""
    contact = person.email.lower() or person.phone
    key = "import-" + hashlib.sha256(f"{person.name}\n{contact}".encode()).hexdigest()[:40]
    if registration_by_submission(event.id, key):
        return False
    assert person.ticket_type_id is not None
    details = RegistrationDetails(
        name=person.name, email=person.email, company=person.company, job_title=person.job_title,
        country=person.country, phone=person.phone, locale=person.locale, romanised_name=person.romanised_name,
    )  # fmt: skip
    register_by_team(event, ticket_types[person.ticket_type_id], details, submission_key=key, tells=tells)
    return True


@transactional
def upload_table(event: Event, name: str, content: bytes, actor: str) -> AttendeeImport:
    """Keep a table to be looked through. Raises TableUnreadable."""
    rows = read_table(content)
    kept = AttendeeImport(
        event_id=event.id, actor=actor, name=name[:200], content=content, mapping=proposed_mapping(rows),
        row_count=len(rows) - 1, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


@transactional
def check_upload(
    upload: AttendeeImport, mapping: dict[str, int], ticket_type: TicketType | None, sends_mail: bool
) -> None:
    """A dry run: every problem is written down by row, and nobody is registered. Raises NotAllowed once it runs."""
    if upload.state not in ("uploaded", "checked"):
        raise NotAllowed
    checked = check_table(read_table(upload.content), Checker(mapping, ticket_types_of(upload.event_id), ticket_type))
    upload.mapping, upload.ticket_type_id, upload.sends_mail = (
        mapping,
        ticket_type.id if ticket_type else None,
        sends_mail,
    )
    upload.problems = [list(problem) for problem in checked.problems]
    upload.people = [list(vars(person).values()) for person in checked.people]
    upload.good_count = len(checked.people)
    upload.state = "checked"


@transactional
def accept_upload(upload: AttendeeImport) -> None:
    """Bring the good rows in, in the background. Raises NotAllowed unless it was looked through."""
    db.session.refresh(upload, with_for_update=True)
    if upload.state not in ("checked", "failed") or not upload.good_count:
        raise NotAllowed
    upload.state, upload.failure = "running", ""
    audit.record(
        "attendees.import_accepted", upload, event_id=upload.event_id,
        after={"name": upload.name, "rows": upload.good_count},
    )  # fmt: skip
    after_commit(jobs.look_soon)


@transactional
def discard_upload(upload: AttendeeImport) -> None:
    """Throw a table away that was not brought in. Raises NotAllowed while it runs."""
    db.session.refresh(upload, with_for_update=True)
    if upload.state == "running":
        raise NotAllowed
    db.session.delete(upload)


@jobs.looks_around
def run_imports() -> bool:
    """Bring in one portion of one table; True while any is left."""
    upload_id = db.session.scalar(
        select(AttendeeImport.id).where(AttendeeImport.state == "running").order_by(AttendeeImport.id).limit(1)
    )
    if upload_id is None:
        return False
    _run_portion(upload_id)
    return True


@transactional
def _run_portion(upload_id: int) -> None:
    upload = db.session.get_one(AttendeeImport, upload_id, with_for_update=True, populate_existing=True)
    if upload.state != "running":
        return
    event = db.session.get_one(Event, upload.event_id)
    ticket_types = {ticket_type.id: ticket_type for ticket_type in ticket_types_of(event.id)}
    for values in upload.people[upload.position : upload.position + PORTION]:
        person = ImportRow(*values)
        try:
            if _register_row(event, ticket_types, person, tells=upload.sends_mail):
                upload.added += 1
            else:
                upload.known += 1
        except (SoldOut, CompanyFull, CompanyNeeded):
            upload.state = "failed"
            upload.failure = _("Row %(row)s: no place is left for %(name)s.", row=person.row, name=person.name)
            return
        upload.position += 1
    if upload.position >= upload.good_count:
        _finish(upload, event)


def _finish(upload: AttendeeImport, event: Event) -> None:
    upload.state, upload.finished_at, upload.content, upload.people = "done", clock.now(), b"", []
    values: dict[str, Any] = {"name": upload.name, "added": upload.added, "known": upload.known}
    audit.record("attendees.imported", event, event_id=event.id, after=values)
