"""Sessions and speakers from a table: rows with a known code or name change what is there, others are added.

A cell that is as the export would write it changes nothing; one that makes no sense is named and not taken, and the
rest of its row comes in.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from eventapp.core.cell_values import is_day_first, read_moment, read_number, read_phone
from eventapp.core.codes import normal_code
from eventapp.core.column_mapping import cells_by_field, untaken_columns
from eventapp.core.db import db, transactional
from eventapp.core.forms import LONG_TEXT, SHORT_TEXT, one_line, stripped
from eventapp.core.import_problems import N_, Problem
from eventapp.core.locales import LOCALES, match_locale
from eventapp.core.spreadsheets import NumberedRow, Table, harmless, without_apostrophe
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme.models import COLOURS, Room, Session, SessionType, Speaker, Track
from eventapp.programme.queries import sessions_with_drafts
from eventapp.programme.service.drafts import details_with_draft, draft_session, edit_session
from eventapp.programme.service.errors import ProgrammeError
from eventapp.programme.service.imports import ImportResult, settle_import, widen_event
from eventapp.programme.service.rooms_and_tracks import (
    RoomDetails,
    SpeakerDetails,
    TrackDetails,
    TypeDetails,
    create_room,
    create_speaker,
    create_track,
    create_type,
    update_speaker,
)
from eventapp.programme.service.sessions import SessionDetails, lock_event
from eventapp.programme.spreadsheet_cells import CellRefused, Slot, language_of, names_in, slot_of, status_of
from eventapp.programme.spreadsheet_columns import SESSION_COLUMNS, SPEAKER_COLUMNS, session_row, speaker_row
from eventapp.programme.texts import SESSION_TEXTS, SPEAKER_TEXTS

_ON_ONE_LINE = ("title", "subtitle", "name", "post", "organisation")
_LONGEST_NAME = 200
ColumnMapping = Mapping[str, int]
Refuse = Callable[[CellRefused], None]
Change = Literal["added", "updated", "unchanged"]


class _RowLeftOut(Exception):
    """Why a row cannot come in at all: a marked reason and its values."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@transactional
def import_sessions(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """Rows become changes to the draft programme. Raises StrictlyRefused with `strict`."""
    lock_event(event.id)
    result = ImportResult(event)
    _name_untaken(result, table, mapping)
    sessions = _Sessions(event, table, mapping)
    places = _Places(event)
    result.made = places.made
    for row in table.rows:
        _import_row(result, row, mapping, lambda cells, refuse: sessions.take(cells, places, refuse))
    if sessions.begins:
        widen_event(event, min(sessions.begins), max(sessions.ends))
    return settle_import(result, "sessions.imported", strict=strict)


def span_of(table: Table, mapping: ColumnMapping, timezone: str) -> tuple[datetime | None, datetime | None]:
    """From when to when the sessions of a table last, as far as they say so by themselves."""
    zone = ZoneInfo(timezone)
    rows = [cells_by_field(row.cells, mapping) for row in table.rows]
    dated = [cell for cells in rows for name in ("date", "begins", "ends") if (cell := cells.get(name, ""))]
    day_first = is_day_first(dated)
    days = set()
    for cell in dated:
        with suppress(ValueError):
            days.add(read_moment(cell, day_first=day_first).day)
    found = sorted(day for day in days if day)
    if not found:
        return None, None
    return datetime.combine(found[0], time(9), zone), datetime.combine(found[-1], time(18), zone)


@transactional
def import_speakers(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """The same for speakers, whom a code, an address or a name makes known."""
    result = ImportResult(event)
    _name_untaken(result, table, mapping)
    speakers = _Speakers(event)
    for row in table.rows:
        _import_row(result, row, mapping, speakers.take)
    return settle_import(result, "speakers.imported", strict=strict)


def _name_untaken(result: ImportResult, table: Table, mapping: ColumnMapping) -> None:
    for name in untaken_columns(table, mapping.values()):
        result.problems.append(Problem(None, name, N_("No field takes this column."), is_left_out=False))


def _import_row(
    result: ImportResult,
    row: NumberedRow,
    mapping: ColumnMapping,
    take: Callable[[dict[str, str], Refuse], tuple[Change, str]],
) -> None:
    """Have `take` import a row's cells: it gives what came of it, and the title."""
    cells = cells_by_field(row.cells, mapping)
    refused: list[CellRefused] = []
    shown = next((cell for cell in (cells.get("title"), cells.get("name"), *row.cells) if cell and cell.strip()), "")
    title = " ".join(shown.split())[:100]
    try:
        change, title = take(cells, refused.append)
    except (_RowLeftOut, CellRefused) as error:
        result.problems.append(Problem(row.number, title, error.reason, error.values))
        return
    except CapacityBelowTaken as error:
        reason = N_("%(taken)s seats are booked already: the row is left out.")
        result.problems.append(Problem(row.number, title, reason, {"taken": error.taken}))
        return
    except ProgrammeError:
        reason = N_("It contradicts itself, so it is left out.")
        result.problems.append(Problem(row.number, title, reason))
        return
    for refusal in refused:
        result.problems.append(Problem(row.number, title, refusal.reason, refusal.values, is_left_out=False))
    if change == "unchanged":
        result.unchanged += 1
    else:
        result.titles.append((change, title))


def _changed(cells: dict[str, str], exported: Mapping[str, str]) -> dict[str, str]:
    """The cells that are not as the export would write them; spreadsheets write line ends anew."""
    return {field: cell for field, cell in cells.items() if _lines(cell) != _lines(exported.get(field, "\0"))}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _texts(
    cells: dict[str, str], names: tuple[str, ...], kept: Mapping[str, Any], main_locale: str, refuse: Refuse
) -> dict[str, LocalizedText]:
    """The texts that have columns. A column without a language, such as `title`, is in the main one."""
    found = {}
    for name in names:
        columns = {locale: f"{name} {locale}" for locale in LOCALES}
        if name in cells:
            columns[main_locale] = name
        texts = dict(kept.get(name) or {})
        clean, longest = (one_line, SHORT_TEXT) if name in _ON_ONE_LINE else (stripped, LONG_TEXT)
        for locale, column in columns.items():
            if column not in cells:
                continue
            text = clean(without_apostrophe(cells[column])) or ""
            if len(text) > longest:
                reason = N_("The text under “%(column)s” has more than %(number)s characters: it is not taken.")
                refuse(CellRefused(reason, column=column, number=longest))
            else:
                texts[locale] = text
        found[name] = LocalizedText(texts)
    return found


class _Places:
    """Rooms, tracks, types and people by name; those that are new are made."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.made: list[str] = []
        self.known: dict[Any, dict[str, int]] = {}
        for model in (Room, Track, SessionType, Speaker):
            rows: Any = db.session.scalars(select(model).where(model.event_id == event.id))
            self.known[model] = {name.casefold(): row.id for row in rows for name in row.name.values()}

    def id_of(self, model: Any, written: str) -> int | None:
        """Raises CellRefused for a name that is too long for one."""
        name = one_line(without_apostrophe(written)) or ""
        if not name:
            return None
        if len(name) > _LONGEST_NAME:
            reason = N_("“%(value)s…” has more than %(number)s characters: it is not taken.")
            raise CellRefused(reason, value=name[:40], number=_LONGEST_NAME)
        known = self.known[model]
        if name.casefold() not in known:
            text = LocalizedText({self.event.main_locale: name})
            made: Any
            if model is Room:
                made = create_room(self.event, RoomDetails(text))
            elif model is Track:
                made = create_track(self.event, TrackDetails(text, colour=len(known) % COLOURS + 1))
            elif model is SessionType:
                made = create_type(self.event, TypeDetails(text))
            else:
                made = create_speaker(self.event, SpeakerDetails(text))
            known[name.casefold()] = made.id
            self.made.append(name)
        return known[name.casefold()]


class _Sessions:
    """The event's sessions by what a table may call them."""

    def __init__(self, event: Event, table: Table, mapping: ColumnMapping) -> None:
        self.event = event
        self.begins: list[Any] = []
        self.ends: list[Any] = []
        self._exported: dict[int, dict[str, str]] = {}
        self._by_code: dict[str, Session] = {}
        self._by_title: dict[str, list[Session]] = {}
        for one in sessions_with_drafts(event.id):
            session = one.released
            cells = map(harmless, session_row(event, one))
            self._exported[session.id] = dict(zip(SESSION_COLUMNS, cells, strict=True))
            self._by_code[session.code] = session
            if session.import_reference:
                self._by_code[session.import_reference] = session
            self._by_title.setdefault(one.title.text(event.main_locale).casefold(), []).append(session)
        rows = [cells_by_field(row.cells, mapping) for row in table.rows]
        self._titles = Counter(self._title(cells) for cells in rows)
        self._day_first = is_day_first(
            cell for cells in rows for field in ("date", "begins", "ends") if (cell := cells.get(field))
        )

    def _title(self, cells: Mapping[str, str]) -> str:
        columns = ("title", f"title {self.event.main_locale}", *(f"title {locale}" for locale in LOCALES))
        written = next((cells[column] for column in columns if cells.get(column, "").strip()), "")
        return (one_line(without_apostrophe(written)) or "").casefold()

    def _known(self, cells: Mapping[str, str], places: _Places) -> Session | None:
        """By code; without one by title, and where several have it by when they begin too."""
        code = cells.get("code", "").strip()
        if code:
            return self._by_code.get(normal_code(code)) or self._by_code.get(code)
        title = self._title(cells)
        found = self._by_title.get(title, [])
        if len(found) == 1 and self._titles[title] == 1:
            return found[0]
        try:
            begins = slot_of(self.event, cells, Slot(None, None, None), day_first=self._day_first).starts_at
        except CellRefused:
            return None
        return next((one for one in found if details_with_draft(one).starts_at == begins), None)

    def take(self, cells: dict[str, str], places: _Places, refuse: Refuse) -> tuple[Change, str]:
        existing = self._known(cells, places)
        whole = cells
        if existing is not None:
            cells = _changed(cells, self._exported.get(existing.id, {}))
        values: dict[str, Any] = vars(details_with_draft(existing)) if existing else {}
        values = values | _texts(cells, SESSION_TEXTS, values, self.event.main_locale, refuse)
        if not values["title"]:
            raise _RowLeftOut(N_("A session needs a title, so the row is left out."))
        for read in (self._places, self._slot, self._status, self._said, self._seats):
            try:
                values |= read(cells, values, places)
            except CellRefused as refusal:
                refuse(refusal)
        details = SessionDetails(**values)
        title = details.title.text(self.event.main_locale)
        if details.starts_at and details.ends_at:
            self.begins.append(details.starts_at)
            self.ends.append(details.ends_at)
        if existing is not None:
            return ("updated" if edit_session(existing, details) else "unchanged"), title
        session = draft_session(self.event, details)
        if reference := whole.get("code", "").strip():
            if len(reference) <= _LONGEST_NAME:
                session.import_reference = reference
            self._by_code[reference] = session
        return "added", title

    def _places(self, cells: Mapping[str, str], _values: dict[str, Any], places: _Places) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column, model in (("room", Room), ("track", Track), ("type", SessionType)):
            if column in cells:
                found[f"{column}_id"] = places.id_of(model, cells[column])
        if "speakers" in cells:
            people = names_in(without_apostrophe(cells["speakers"]), places.known[Speaker])
            ids = ((places.id_of(Speaker, name), role) for role, name in people)
            found["speakers"] = tuple({key: (key, role) for key, role in ids if key is not None}.values())
        return found

    def _slot(self, cells: Mapping[str, str], values: dict[str, Any], _places: _Places) -> dict[str, Any]:
        now = Slot(values.get("starts_at"), values.get("ends_at"), values.get("planned_minutes"))
        slot = slot_of(self.event, cells, now, day_first=self._day_first)
        return {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "planned_minutes": slot.minutes}

    def _status(self, cells: Mapping[str, str], _values: dict[str, Any], _places: _Places) -> dict[str, Any]:
        if "state" not in cells:
            return {}
        status = status_of(without_apostrophe(cells["state"]))
        if status is None:
            raise _RowLeftOut(N_("Its status is “%(value)s”, so it is left out."), value=cells["state"][:40])
        return {"status": status}

    def _said(self, cells: Mapping[str, str], _values: dict[str, Any], _places: _Places) -> dict[str, Any]:
        """Languages, stream and notes, as far as they have columns."""
        values: dict[str, Any] = {}
        if "language" in cells:
            values["language"] = language_of(without_apostrophe(cells["language"]))[:16] or None
        if "interpretation" in cells:
            parts = without_apostrophe(cells["interpretation"]).replace("、", ",").replace(";", ",").split(",")
            values["interpretation"] = tuple(language_of(part)[:16] for part in parts if part.strip())
        if "notes" in cells:
            values["internal_notes"] = stripped(without_apostrophe(cells["notes"])) or ""
            if len(values["internal_notes"]) > LONG_TEXT:
                reason = N_("The text under “%(column)s” has more than %(number)s characters: it is not taken.")
                raise CellRefused(reason, column="notes", number=LONG_TEXT)
        if "stream" in cells:
            link = one_line(without_apostrophe(cells["stream"])) or ""
            if link and (not link.startswith(("https://", "http://")) or len(link) > 500):
                raise CellRefused(N_("A stream is a whole link, starting with https://: it is not taken."))
            values["stream_url"] = link or None
        return values

    def _seats(self, cells: Mapping[str, str], now: dict[str, Any], _places: _Places) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if "audience" in cells:
            values["expected_audience"] = _number(cells["audience"])
        if "seats" in cells:
            values["capacity"] = _number(cells["seats"])
            values["needs_booking"] = values["capacity"] is not None or bool(now.get("needs_booking"))
        return values


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        number = read_number(text)
    except ValueError:
        number = 0
    if not 0 < number <= 100_000:
        raise CellRefused(N_("“%(value)s” is no number of seats: it is not taken."), value=text[:40])
    return number


class _Speakers:
    """The event's speakers by what a table may call them."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._exported: dict[int, dict[str, str]] = {}
        self._by_code: dict[str, Speaker] = {}
        self._by_email: dict[str, Speaker] = {}
        self._by_name: dict[str, Speaker] = {}
        query = select(Speaker).where(Speaker.event_id == event.id).order_by(Speaker.id)
        for speaker in db.session.scalars(query):
            cells = map(harmless, speaker_row(speaker))
            self._exported[speaker.id] = dict(zip(SPEAKER_COLUMNS, cells, strict=True))
            self._remember(speaker)

    def _remember(self, speaker: Speaker) -> None:
        self._by_code[speaker.code] = speaker
        if speaker.import_reference:
            self._by_code[speaker.import_reference] = speaker
        if speaker.email:
            self._by_email.setdefault(speaker.email.casefold(), speaker)
        for name in speaker.name.values():
            self._by_name.setdefault(name.casefold(), speaker)

    def _known(self, cells: Mapping[str, str], names: LocalizedText) -> Speaker | None:
        code, email = cells.get("code", "").strip(), cells.get("email", "").strip().casefold()
        if code and (found := self._by_code.get(normal_code(code)) or self._by_code.get(code)):
            return found
        by_name = next(
            (self._by_name[one] for name in names.values() if (one := name.casefold()) in self._by_name), None
        )
        if email and by_name is not None and by_name.email and by_name.email.casefold() != email:
            by_name = None  # somebody else of that name
        return self._by_email.get(email) or by_name

    def take(self, cells: dict[str, str], refuse: Refuse) -> tuple[Change, str]:
        whole = " ".join(
            part.strip() for part in (cells.get("first name", ""), cells.get("last name", "")) if part.strip()
        )
        if whole and not cells.get("name", "").strip():
            cells = {**cells, "name": whole}
        main = self.event.main_locale
        existing = self._known(cells, _texts(cells, ("name",), {}, main, lambda _refusal: None)["name"])
        code = cells.get("code", "").strip()
        if existing is not None:
            cells = _changed(cells, self._exported.get(existing.id, {}))
        fields = SpeakerDetails.__dataclass_fields__
        values: dict[str, Any] = {name: getattr(existing, name) for name in fields} if existing else {}
        if existing:
            values["availability"] = tuple(existing.windows)
        values |= _texts(cells, SPEAKER_TEXTS, values, main, refuse)
        if not values["name"]:
            raise _RowLeftOut(N_("A speaker needs a name, so the row is left out."))
        for read in (self._email, self._phone, self._rest):
            try:
                values |= read(cells)
            except CellRefused as refusal:
                refuse(refusal)
        details = SpeakerDetails(**values)
        shown = details.name.text(main)
        if existing is not None:
            return ("updated" if update_speaker(existing, details) else "unchanged"), shown
        reference = code if code and len(code) <= _LONGEST_NAME else None
        self._remember(create_speaker(self.event, details, import_reference=reference))
        return "added", shown

    def _email(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if "email" not in cells:
            return {}
        written = without_apostrophe(cells["email"]).strip()
        try:
            return {"email": validate_email(written, check_deliverability=False).normalized if written else None}
        except EmailNotValidError:
            raise CellRefused(N_("“%(value)s” is not an email address: it is not taken."), value=written[:80]) from None

    def _phone(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if "phone" not in cells:
            return {}
        written = without_apostrophe(cells["phone"])
        try:
            phone = read_phone(written)
        except ValueError:
            reason = N_("A spreadsheet has shortened the number “%(value)s”: it is not taken.")
            raise CellRefused(reason, value=written[:40]) from None
        if len(phone) > 40:
            raise CellRefused(N_("“%(value)s” is not a phone number: it is not taken."), value=phone[:40])
        return {"phone": phone}

    def _rest(self, cells: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if cells.get("writes in"):
            values["locale"] = match_locale(cells["writes in"]) or "en"
        for column, name in (("travel", "travel_needs"), ("technical", "technical_needs")):
            if column in cells:
                values[name] = stripped(without_apostrophe(cells[column])) or ""
                if len(values[name]) > LONG_TEXT:
                    reason = N_("The text under “%(column)s” has more than %(number)s characters: it is not taken.")
                    raise CellRefused(reason, column=column, number=LONG_TEXT)
        return values
