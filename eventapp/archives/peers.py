"""Moving in from pretalx, pretix, Indico or Hi.Events: what they export, given as files, becomes an event as a whole.

Each file is told by what is in it; several come as one ZIP file. What one file says by numbers (the items of pretix,
the rooms of pretalx) is looked up in the others.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from eventapp.accounts.models import User
from eventapp.archives.errors import ArchiveRefused
from eventapp.checkin.queries import gates_of
from eventapp.checkin.service import AttendanceImported, GateDetails, create_gate, import_attendance
from eventapp.core.codes import slug_from
from eventapp.core.column_mapping import plain_heading, untaken_columns
from eventapp.core.db import transactional
from eventapp.core.forms import is_timezone
from eventapp.core.import_problems import N_, Problem
from eventapp.core.json_values import objects, read_json, text_of
from eventapp.core.locales import LOCALES, match_locale
from eventapp.core.spreadsheets import Table
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import RESERVED_SLUGS, EventDetails, SlugTaken, create_event
from eventapp.programme.interchange import ScheduleError, read_schedule
from eventapp.programme.service import ImportResult, import_schedule
from eventapp.registration.interchange import people_in, people_table
from eventapp.registration.queries import questions_of, ticket_types_of
from eventapp.registration.service import (
    AttendeesImported,
    QuestionDetails,
    TicketTypeDetails,
    columns_of,
    create_question,
    create_ticket_type,
    import_people,
)
from eventapp.registration.spreadsheet_columns import tells_attendance

LARGEST_FILE = 64 * 1024 * 1024
MOST_FILES = 50
_KINDS = {"N": "number", "S": "text", "T": "long_text", "C": "choice", "M": "choices", "D": "date", "CC": "country"}
"""pretix' types of questions as ours; of the others their words are kept."""


@dataclass
class MovedIn:
    """What came of it: the event, and as far as the files had such, its programme, people and their arrivals."""

    event: Event
    sessions: ImportResult | None = None
    people: AttendeesImported | None = None
    attendance: AttendanceImported | None = None
    made: list[str] = field(default_factory=list)
    """Tickets and questions that were made for what the files say."""

    @property
    def problems(self) -> list[Problem]:
        parts = (self.sessions, self.people, self.attendance)
        return [problem for part in parts if part is not None for problem in part.problems]


class _Documents(NamedTuple):
    """The files by what they are."""

    event: Mapping[str, Any]
    programme: Any
    people: Any


def move_in(content: bytes, slug: str = "", *, owner: User | None = None, timezone: str = "UTC") -> MovedIn:
    """Make a draft event of what another system exported, or bring it into the event `slug` where that is there.

    Nobody is written to. Who has come is written after the rest, since scans know gates that are stored; the same files
    once more make up for what was broken off. Raises ArchiveRefused where there is nothing that we know, SlugTaken.
    """
    found = _sorted(_documents(content))
    moved, table = _move_in(found, slug, owner, timezone)
    if table is not None and any(tells_attendance(name) for name in table.head):
        gate = gates_of(moved.event.id)[0]
        moved.attendance = import_attendance(moved.event, gate, table, moved.event.starts_at, by="Imported check-ins")
        moved.attendance.problems = [one for one in moved.attendance.problems if one.is_left_out]
    return moved


@transactional
def _move_in(found: "_Documents", slug: str, owner: User | None, timezone: str) -> tuple[MovedIn, Table | None]:
    """Everything but arrivals, with a gate for these; and the table of people, where there is one."""
    try:
        event, result = _programme(found, slug, owner, timezone)
    except ScheduleError as error:
        raise ArchiveRefused(N_("%(why)s"), why=str(error)) from None
    moved = MovedIn(event, result)
    people = people_in(found.people) if found.people is not None else None
    if not people:
        return moved, None
    table = people_table(people)
    _people(moved, table, found.people)
    if any(tells_attendance(name) for name in table.head) and not gates_of(event.id):
        create_gate(event, GateDetails(LocalizedText({"en": "Main entrance"})))
    return moved, table


def is_from_peer(content: bytes) -> bool:
    """Whether this looks like JSON, or like a ZIP file that has some."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") or content[:2] == b"PK"


def _documents(content: bytes) -> list[Any]:
    if content[:2] != b"PK":
        return [_parsed(content)]
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = [info for info in archive.infolist() if info.filename.endswith(".json")]
        if not infos or len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_FILE:
            raise ArchiveRefused(N_("This ZIP file has no JSON that we can read, or too much of it."))
        return [_parsed(archive.read(info)) for info in infos]
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise ArchiveRefused(N_("This is no whole ZIP file.")) from None


def _parsed(content: bytes) -> Any:
    try:
        return read_json(content)[0]
    except (ValueError, RecursionError):
        raise ArchiveRefused(N_("This is no JSON that we can read.")) from None


def _sorted(documents: Sequence[Any]) -> _Documents:
    """Which document is what: lists that go with a programme or with people are put beside it."""
    beside: dict[str, Any] = {}
    event: Mapping[str, Any] = {}
    programme = people = None
    for document in documents:
        name = _name_of(document)
        if name == "event":
            event = document
        elif name:
            beside[name] = objects(document.get("results")) if isinstance(document, dict) else document
        elif people_in(document) is not None:
            people = document
        else:
            programme = document
            event = event or _event_in(document)
    if people is not None and ("items" in beside or "questions" in beside):
        orders = people.get("results") if isinstance(people, dict) else people
        people = {"results": orders, **{key: beside[key] for key in ("items", "questions") if key in beside}}
    if programme is not None and ("speakers" in beside or "rooms" in beside):
        talks = programme.get("results") if isinstance(programme, dict) else programme
        programme = {"submissions": talks, **{key: beside[key] for key in ("speakers", "rooms") if key in beside}}
    if isinstance(programme, dict) and event and "schedule" not in programme:
        programme = {**programme, "event": event}
    return _Documents(event or _event_in(people), programme, people)


def _name_of(document: Any) -> str:
    """What a list beside others is; empty for one that stands by itself."""
    if isinstance(document, dict) and "date_from" in document and "name" in document:
        return "event"
    listed = objects(document.get("results")) if isinstance(document, dict) else objects(document)
    keys = set.intersection(*(set(one) for one in listed)) if listed else set()
    for name, wanted in (
        ("items", {"id", "name", "admission"}), ("questions", {"id", "question", "type"}),
        ("speakers", {"code", "name", "biography"}), ("rooms", {"id", "name", "capacity"}),
    ):  # fmt: skip
        if wanted <= keys and "title" not in keys and "positions" not in keys:
            return name
    return ""


def _event_in(document: Any) -> Mapping[str, Any]:
    """What a document says of its event: pretix' export, or Indico's."""
    if not isinstance(document, dict):
        return {}
    inner = document.get("event")
    if isinstance(inner, dict):
        return inner
    first = next(iter(objects(document.get("results"))), {})
    return first if "startDate" in first and "contributions" in first else {}


def _programme(found: _Documents, slug: str, owner: User | None, timezone: str) -> tuple[Event, ImportResult | None]:
    wanted = slug or slug_from(text_of(found.event.get("slug")) or text_of(found.event.get("title")), "")
    known = event_by_slug(slug) if slug else None
    if known is None:
        if not wanted:
            raise ArchiveRefused(N_("The files do not say what the event is called: give it an address."))
        if wanted in RESERVED_SLUGS or event_by_slug(wanted):
            raise SlugTaken
    zone = _zone(found.event, known.timezone if known else timezone)
    event = known or _made(found.event, wanted, owner, zone)
    if found.programme is None:
        if found.people is None:
            raise ArchiveRefused(N_("There is nothing in it that we know."))
        if event is None:
            raise ArchiveRefused(N_("The files do not say when the event is: make it first, and name it."))
        return event, None
    schedule = read_schedule(json.dumps(found.programme).encode(), zone)
    result = import_schedule(wanted, schedule, owner=owner, timezone=zone)
    return result.event, result


def _zone(event: Mapping[str, Any], otherwise: str) -> str:
    named = text_of(event.get("timezone"))
    return named if is_timezone(named) else otherwise


def _made(told: Mapping[str, Any], slug: str, owner: User | None, zone: str) -> Event | None:
    """The event as the files describe it; None where they do not say when it is."""
    begins = _moment(told.get("date_from") or told.get("startDate"), zone)
    ends = _moment(told.get("date_to") or told.get("endDate"), zone)
    if begins is None or ends is None or ends <= begins:
        return None
    name = _texts(told.get("name") or told.get("title") or slug)
    venue = _texts(told.get("location") or "")
    details = EventDetails(
        name=name, starts_at=begins, ends_at=ends, timezone=zone, contact_email="", venue=venue,
        main_locale=next(iter(name), "en"),
    )  # fmt: skip
    return create_event(slug, details, owner)


def _moment(value: Any, zone: str) -> datetime | None:
    text = f"{value.get('date')}T{value.get('time')}" if isinstance(value, dict) else text_of(value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def _texts(value: Any) -> LocalizedText:
    """A text, or one in several languages; a language that we do not have is kept as English."""
    if not isinstance(value, dict):
        return LocalizedText({"en": text_of(value)})
    found = {match_locale(key): text for key, text in value.items() if isinstance(text, str) and text}
    known = {locale: text for locale, text in found.items() if locale in LOCALES}
    return LocalizedText(known or {"en": text_of(value)})


def _people(moved: MovedIn, table: Table, document: Any) -> None:
    """Everybody, with tickets and questions made for what the event has none of."""
    event = moved.event
    moved.made += _make_tickets(event, table, document) + _make_questions(event, table, document)
    moved.people = import_people(event, table, tells=False)
    moved.people.problems = [one for one in moved.people.problems if not tells_attendance(one.about)]


def _make_tickets(event: Event, table: Table, document: Any) -> list[str]:
    known = {text.casefold() for one in ticket_types_of(event.id) for text in one.name.values()}
    by_name = {text_of(one.get("name")): _texts(one.get("name")) for one in _listed(document, "items")}
    at = columns_of(event, table, {}).get("ticket")
    wanted = dict.fromkeys(row.cells[at].strip() for row in table.rows) if at is not None else {}
    wanted.pop("", None)
    made = [name for name in wanted if name.casefold() not in known]
    if not made and not known:
        made = ["Registration"]
    for name in made:
        create_ticket_type(event, TicketTypeDetails(by_name.get(name) or LocalizedText({"en": name[:200]})))
    return made


def _make_questions(event: Event, table: Table, document: Any) -> list[str]:
    told = {text_of(one.get("question")): one for one in _listed(document, "questions")}
    asked = {plain_heading(text) for one in questions_of(event.id) for text in one.label.values()}
    taken = columns_of(event, table, {})
    made = []
    for heading in untaken_columns(table, taken.values()):
        if tells_attendance(heading) or plain_heading(heading) in asked:
            continue
        create_question(event, _question(heading, told.get(heading, {})))
        made.append(heading)
    return made


def _question(heading: str, told: Mapping[str, Any]) -> QuestionDetails:
    kind = _KINDS.get(text_of(told.get("type")), "long_text")
    options = [
        {"key": f"o{number}", "label": dict(_texts(one.get("answer")))}
        for number, one in enumerate(objects(told.get("options")))
    ]
    if kind in ("choice", "choices") and len(options) < 2:
        kind = "long_text"
    return QuestionDetails(
        kind, _texts(told.get("question") or heading), options=options if kind in ("choice", "choices") else []
    )


def _listed(document: Any, name: str) -> list[dict[str, Any]]:
    """pretix' lists stand at the top, or inside its event."""
    if not isinstance(document, dict):
        return []
    inner = document.get("event")
    return objects(document.get(name)) or (objects(inner.get(name)) if isinstance(inner, dict) else [])
