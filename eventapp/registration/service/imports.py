"""People from a table: looked through first, and then imported, in portions that survive a restart."""

from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core import audit, clock, jobs
from eventapp.core.column_mapping import cells_by_field, untaken_columns
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.import_problems import N_, StrictlyRefused
from eventapp.core.import_problems import Problem as ImportProblem
from eventapp.core.spreadsheets import Table, TableUnreadable
from eventapp.events.models import Event
from eventapp.events.service import remember_mapping
from eventapp.registration.import_rows import ImportRow, Problem
from eventapp.registration.interchange import read_people
from eventapp.registration.models import AttendeeImport, TicketType
from eventapp.registration.queries import (
    answers_of,
    registration_by_code,
    registration_by_submission,
    ticket_types_of,
)
from eventapp.registration.service.answers import merge_answers
from eventapp.registration.service.changes import lock, note, touch
from eventapp.registration.service.errors import CompanyFull, CompanyNeeded, NotAllowed, SoldOut, TicketTypeUnknown
from eventapp.registration.service.import_checks import (
    OF_THE_PERSON,
    check_table,
    columns_of,
    details_of,
    submission_key_of,
)
from eventapp.registration.service.registering import Choices, RegistrationDetails, register_by_team
from eventapp.registration.service.registrations import put_details
from eventapp.registration.spreadsheet_columns import (
    FIELD_NAMES,
    is_exported_only,
    tells_attendance,
)

LARGEST_FILE = 8 * 1024 * 1024
PORTION = 50
"""Rows a transaction: the door never waits longer than these take."""


@dataclass
class AttendeesImported:
    """How many people came new, changed, or were as they are; `problems` name the rows that did not come in, `encoding`
    is what a text was read in."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    encoding: str | None = None
    problems: list[ImportProblem] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return sum(problem.is_left_out for problem in self.problems)


def import_attendees(
    event: Event, content: bytes, *, ticket: str = "", encoding: str = "", sheet: str = "", strict: bool = False
) -> AttendeesImported:
    """Register everybody in a file. The same line twice, now or in a later import, is the same person.

    Rows that name no ticket get the one called `ticket`, or the event's first public one. Raises TableUnreadable,
    TicketTypeUnknown, or StrictlyRefused with `strict`, where nobody is registered then.
    """
    if len(content) > LARGEST_FILE:
        raise TableUnreadable(_("more than %(size)s MB are not read", size=LARGEST_FILE // 2**20))
    return import_people(event, read_people(content, encoding, sheet), ticket=ticket, strict=strict)


def import_people(
    event: Event, table: Table, *, ticket: str = "", strict: bool = False, tells: bool = True
) -> AttendeesImported:
    """The same for a table that was read; unless it `tells`, nobody gets a mail.

    Raises TableUnreadable, TicketTypeUnknown, StrictlyRefused.
    """
    mapping = columns_of(event, table, {})
    missing = [str(FIELD_NAMES[name]) for name in ("name", "email") if name not in mapping]
    if "surname" in mapping or "given_name" in mapping:
        missing = [name for name in missing if name != FIELD_NAMES["name"]]
    if "phone" in mapping:
        missing = [name for name in missing if name != FIELD_NAMES["email"]]
    if missing:
        raise TableUnreadable(
            _("the first line must name the columns; %(names)s is not there", names=", ".join(missing))
        )
    checked = check_table(event, table, mapping, _default_ticket_type(event, ticket))
    result = AttendeesImported(unchanged=checked.unchanged, encoding=table.encoding)
    result.problems = [
        ImportProblem(None, name, _why_untaken(name), is_left_out=False)
        for name in untaken_columns(table, mapping.values())
        if "code" not in mapping or not is_exported_only(name)
    ]
    result.problems += _by_row(checked.problems, table, mapping)
    if strict:
        _register_strictly(event, checked.people, result, tells=tells)
    else:
        for start in range(0, len(checked.people), PORTION):
            _register_all(event, checked.people[start : start + PORTION], result, tells=tells)
    _record(event, result)
    return result


def _why_untaken(heading: str) -> str:
    if tells_attendance(heading):
        return N_("It says who came: import the file once more as attendance.")
    return N_("No field takes this column.")


def _by_row(problems: list[Problem], table: Table, mapping: dict[str, int]) -> list[ImportProblem]:
    """One a row, whatever is wrong with it."""
    names = {row.number: cells_by_field(row.cells, mapping).get("name", "").strip() for row in table.rows}
    found: dict[int, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem.message)
    return [
        ImportProblem(row, names.get(row, "")[:100], N_("%(why)s"), {"why": "; ".join(messages)})
        for row, messages in found.items()
    ]


def _default_ticket_type(event: Event, name: str) -> TicketType | None:
    """The ticket type of this name, or the first that is public. Raises TicketTypeUnknown."""
    ticket_types = ticket_types_of(event.id)
    if not name:
        return next((one for one in ticket_types if one.visibility == "public"), None)
    for one in ticket_types:
        if name.casefold() in {words.casefold() for words in one.name.values()}:
            return one
    raise TicketTypeUnknown


@transactional
def _register_strictly(event: Event, people: list[ImportRow], result: AttendeesImported, *, tells: bool) -> None:
    _register_all(event, people, result, tells=tells)
    if result.problems:
        raise StrictlyRefused(result.problems)


@transactional
def _register_all(event: Event, people: list[ImportRow], result: AttendeesImported, *, tells: bool) -> None:
    ticket_types = {ticket_type.id: ticket_type for ticket_type in ticket_types_of(event.id)}
    for person in people:
        try:
            change = _take_row(event, ticket_types, person, tells=tells)
        except (SoldOut, CompanyFull, CompanyNeeded):
            reason = N_("There is no place left.")
            result.problems.append(ImportProblem(person.row, person.name, reason))
        except NotAllowed:
            reason = N_("The registration has ended, so nothing of it is changed.")
            result.problems.append(ImportProblem(person.row, person.name, reason))
        else:
            setattr(result, change, getattr(result, change) + 1)


@transactional
def _record(event: Event, result: AttendeesImported) -> None:
    after = {
        "added": result.added, "updated": result.updated, "known": result.unchanged, "left_out": result.left_out,
    }  # fmt: skip
    audit.record("attendees.imported", event, event_id=event.id, after=after)


def _take_row(
    event: Event, ticket_types: dict[int, TicketType], person: ImportRow, *, tells: bool
) -> Literal["added", "updated", "unchanged"]:
    """Register somebody, or change who is there. Raises SoldOut, CompanyFull, CompanyNeeded, NotAllowed."""
    if person.code:
        return "updated" if _update_row(event, person) else "unchanged"
    key = submission_key_of(person)
    if registration_by_submission(event.id, key):
        return "unchanged"
    assert person.ticket_type_id is not None
    answers = {int(question_id): value for question_id, value in person.answers.items()}
    register_by_team(
        event, ticket_types[person.ticket_type_id], details_of(person), submission_key=key, tells=tells,
        choices=Choices(answers=answers),
    )  # fmt: skip
    return "added"


def _update_row(event: Event, person: ImportRow) -> bool:
    """Change what the row says otherwise, inside a transaction; False where nothing was different."""
    registration = registration_by_code(event.id, person.code)
    if registration is None:
        raise NotAllowed
    lock(registration)
    if not registration.is_active:
        raise NotAllowed
    said = vars(details_of(person))
    changed = {OF_THE_PERSON[name] for name in person.filled if name in OF_THE_PERSON}
    kept = {name: said[name] if name in changed else getattr(registration, name) for name in said}
    was_changed = put_details(registration, RegistrationDetails(**kept), "registration.imported")
    asked = [name.removeprefix("question ") for name in person.filled if name.startswith("question ")]
    if asked:
        before = answers_of(registration.id)
        new = {int(name): person.answers.get(name) for name in asked}
        after = {key: value for key, value in {**before, **new}.items() if value is not None}
        if after != before:
            merge_answers(registration, new)
            touch(registration)
            was, now = ({str(key): value for key, value in one.items()} for one in (before, after))
            note(registration, "registration.answers_changed", before={"answers": was}, after={"answers": now})
            was_changed = True
    return was_changed


def read_upload(upload: AttendeeImport) -> Table:
    """The table, read as it was chosen. Raises TableUnreadable."""
    return read_people(upload.content, upload.encoding, upload.sheet)


@transactional
def upload_table(event: Event, name: str, content: bytes, actor: str) -> AttendeeImport:
    """Keep a table to be looked through. Raises TableUnreadable."""
    table = read_people(content)
    kept = AttendeeImport(
        event_id=event.id, actor=actor, name=name[:200], content=content, mapping=columns_of(event, table, {}),
        row_count=len(table.rows), created_at=clock.now(),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


@transactional
def read_otherwise(upload: AttendeeImport, encoding: str, sheet: str) -> None:
    """Have a table read in another encoding, or another of its sheets. Raises TableUnreadable, NotAllowed."""
    if upload.state not in ("uploaded", "checked"):
        raise NotAllowed
    upload.encoding, upload.sheet = encoding, sheet
    table = read_upload(upload)
    event = db.session.get_one(Event, upload.event_id)
    upload.mapping, upload.row_count = columns_of(event, table, {}), len(table.rows)
    upload.state, upload.problems, upload.people, upload.good_count = "uploaded", [], [], 0


@transactional
def check_upload(
    upload: AttendeeImport, mapping: dict[str, int], ticket_type: TicketType | None, sends_mail: bool
) -> None:
    """A dry run: every problem is written down by row, and nobody is registered. Raises NotAllowed once it runs."""
    if upload.state not in ("uploaded", "checked"):
        raise NotAllowed
    event = db.session.get_one(Event, upload.event_id)
    table = read_upload(upload)
    checked = check_table(event, table, mapping, ticket_type)
    remember_mapping(event.id, "people", table.head, mapping)
    upload.mapping, upload.ticket_type_id, upload.sends_mail = (
        mapping,
        ticket_type.id if ticket_type else None,
        sends_mail,
    )
    upload.problems = [list(problem) for problem in checked.problems]
    upload.people = [list(vars(person).values()) for person in checked.people]
    upload.good_count, upload.known = len(checked.people), checked.unchanged
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
            change = _take_row(event, ticket_types, person, tells=upload.sends_mail)
        except (SoldOut, CompanyFull, CompanyNeeded):
            upload.state = "failed"
            upload.failure = _("Row %(row)s: no place is left for %(name)s.", row=person.row, name=person.name)
            return
        except NotAllowed:  # it ended since it was looked at
            change = "unchanged"
        upload.added += change == "added"
        upload.updated += change == "updated"
        upload.known += change == "unchanged"
        upload.position += 1
    if upload.position >= upload.good_count:
        _finish(upload, event)


def _finish(upload: AttendeeImport, event: Event) -> None:
    upload.state, upload.finished_at, upload.content, upload.people = "done", clock.now(), b"", []
    values: dict[str, Any] = {
        "name": upload.name, "added": upload.added, "updated": upload.updated, "known": upload.known,
        "left_out": len({problem[0] for problem in upload.problems}),
    }  # fmt: skip
    audit.record("attendees.imported", event, event_id=event.id, after=values)
