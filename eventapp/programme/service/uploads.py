"""Programme files that are looked through before they are imported. The dry run is the real run, taken back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import time

from flask_babel import gettext as _

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.column_mapping import Headings, proposed_mapping, width_of
from eventapp.core.db import db, dry_run, transactional
from eventapp.core.spreadsheets import Table, TableUnreadable, read_table
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import remember_mapping, remembered_mapping
from eventapp.programme.interchange import Schedule, ScheduleError, WholeDays, is_schedule, read_schedule
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.service.errors import FileRefused, NothingToRelease
from eventapp.programme.service.imports import ImportResult, draft_schedule, import_schedule, make_event
from eventapp.programme.service.releases import release_programme
from eventapp.programme.service.speaker_spreadsheets import import_speakers
from eventapp.programme.service.spreadsheets import import_sessions, span_of
from eventapp.programme.spreadsheet_columns import SESSION_HEADINGS, SPEAKER_HEADINGS

LARGEST_UPLOAD = 8 * 1024 * 1024
HEADINGS: dict[str, Headings] = {"sessions": SESSION_HEADINGS, "speakers": SPEAKER_HEADINGS}
_IMPORTS: dict[str, Callable[..., ImportResult]] = {"sessions": import_sessions, "speakers": import_speakers}


def add_table_kind(kind: str, headings: Headings, take: Callable[..., ImportResult]) -> None:
    """Have tables of another kind be looked through and brought in as those of the programme are; its feature has
    pages of its own for them."""
    HEADINGS[kind] = headings
    _IMPORTS[kind] = take


@dataclass(frozen=True)
class Reading:
    """How a person wants a file to be read; what is empty is recognised."""

    mapping: dict[str, int] = field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""
    whole_days: str = ""


@transactional
def keep_upload(event: Event, kind: str, name: str, content: bytes) -> ProgrammeUpload:
    """Keep a file to be looked through. Raises FileRefused where it cannot be read at all."""
    if len(content) > LARGEST_UPLOAD:
        raise FileRefused(_("This file is larger than 8 MB. Cut it in parts."))
    upload = ProgrammeUpload(
        event_id=event.id, kind=kind, name=name[:200], actor=audit.acting()[1], content=content, mapping={},
        encoding="", sheet="", whole_days="", created_at=clock.now(),
    )  # fmt: skip
    read_upload(event, upload)
    db.session.add(upload)
    db.session.flush()
    return upload


@transactional
def change_reading(upload: ProgrammeUpload, reading: Reading) -> None:
    """Have a file read otherwise. Raises FileRefused where it cannot be read so."""
    event = db.session.get_one(Event, upload.event_id)
    other_table = (reading.encoding, reading.sheet) != (upload.encoding, upload.sheet)
    upload.encoding, upload.sheet, upload.whole_days = reading.encoding, reading.sheet, reading.whole_days
    upload.mapping = {} if other_table else reading.mapping
    parsed = read_upload(event, upload)
    if isinstance(parsed, Table) and upload.mapping:
        remember_mapping(event.id, upload.kind, parsed.head, upload.mapping)


def read_upload(event: Event, upload: ProgrammeUpload) -> Schedule | Table:
    """What is in the file. Raises FileRefused."""
    try:
        if upload.kind == "schedule":
            return read_schedule(upload.content, event.timezone, hours_of(upload.whole_days))
        if is_schedule(upload.content):
            raise FileRefused(_("This is a schedule or calendar, and no table: choose the first kind of file."))
        return read_table(upload.content, upload.encoding, upload.sheet)
    except (ScheduleError, TableUnreadable) as error:
        raise FileRefused(str(error)) from None


def hours_of(written: str) -> WholeDays | None:
    """`09:00-18:00` as two times; None for nothing. Raises ValueError."""
    if not written:
        return None
    opens, _dash, closes = written.partition("-")
    hours = time.fromisoformat(opens), time.fromisoformat(closes)
    if hours[0] >= hours[1]:
        raise ValueError(written)
    return hours


def mapping_of(event: Event, kind: str, table: Table, chosen: dict[str, int]) -> dict[str, int]:
    """{field: column}: what a person chose, or said of such a table before, or what its headings say."""
    fields, width = HEADINGS[kind], width_of(table)
    mapping = chosen or remembered_mapping(event.id, kind, table.head) or proposed_mapping(table.head, fields)
    return {name: at for name, at in mapping.items() if name in fields and at < width}


def try_upload(event: Event, upload: ProgrammeUpload, parsed: Schedule | Table) -> ImportResult:
    """What the file would bring; nothing is written."""
    return dry_run(lambda: _import(event, upload, parsed))


@transactional
def accept_upload(upload: ProgrammeUpload) -> ImportResult:
    """Import what can be taken, and drop the file. Raises FileRefused."""
    event = db.session.get_one(Event, upload.event_id)
    result = _import(event, upload, read_upload(event, upload))
    db.session.delete(upload)
    return result


@transactional
def discard_upload(upload: ProgrammeUpload) -> None:
    db.session.delete(upload)


def _import(event: Event, upload: ProgrammeUpload, parsed: Schedule | Table) -> ImportResult:
    if isinstance(parsed, Schedule):
        return draft_schedule(event, parsed)
    return _IMPORTS[upload.kind](event, parsed, mapping_of(event, upload.kind, parsed, upload.mapping))


@dataclass(frozen=True)
class ProgrammeFile:
    """A file as it is given to the command, and how it is to be read."""

    content: bytes
    timezone: str | None = None
    whole_days: WholeDays | None = None
    encoding: str = ""
    sheet: str = ""


@transactional
def import_programme(
    slug: str, file: ProgrammeFile, *, owner: User | None = None, strict: bool = False
) -> ImportResult:
    """A schedule, a calendar or a table of sessions into the event `slug`, which is made where there is none.

    The public sees it at once, as a release. Raises ScheduleError, TableUnreadable, or StrictlyRefused with `strict`.
    """
    event = event_by_slug(slug)
    zone = file.timezone or (event.timezone if event else "UTC")
    if is_schedule(file.content):
        schedule = read_schedule(file.content, zone, file.whole_days)
        return import_schedule(slug, schedule, owner=owner, timezone=file.timezone, strict=strict)
    table = read_table(file.content, file.encoding, file.sheet)
    if event is None:
        mapping = proposed_mapping(table.head, SESSION_HEADINGS)
        event = make_event(slug, slug, span_of(table, mapping, zone), owner, zone)
    result = import_sessions(event, table, mapping_of(event, "sessions", table, {}), strict=strict)
    if event.is_published and result.titles:
        with suppress(NothingToRelease):
            release_programme(event)
    return result
