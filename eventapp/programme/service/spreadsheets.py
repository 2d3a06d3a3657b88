"""Sessions from a table: rows with a known code or name change what is there, others are added.

A cell that is as the export would write it changes nothing; one that makes no sense is named and not taken, and the
rest of its row comes in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventapp.core.cell_values import is_day_first, read_moment, read_number
from eventapp.core.codes import normal_code
from eventapp.core.column_mapping import cells_by_field
from eventapp.core.db import db, transactional
from eventapp.core.forms import LONG_TEXT, one_line, stripped
from eventapp.core.import_problems import N_, ValueRefused
from eventapp.core.locales import LOCALES
from eventapp.core.spreadsheets import NumberedRow, Table, harmless, without_apostrophe
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import COLOURS, Room, Session, SessionType, Speaker, Track
from eventapp.programme.queries import sessions_with_drafts
from eventapp.programme.service.drafts import details_with_draft, draft_sessions, edit_session
from eventapp.programme.service.imports import ImportResult, settle_import, widen_event
from eventapp.programme.service.rooms_and_tracks import (
    NewSpeaker,
    RoomDetails,
    SpeakerDetails,
    TrackDetails,
    TypeDetails,
    create_room,
    create_speaker,
    create_speakers,
    create_track,
    create_type,
)
from eventapp.programme.service.sessions import NewSession, SessionDetails, check_details, lock_event
from eventapp.programme.service.spreadsheet_rows import (
    LONGEST_NAME,
    Change,
    ColumnMapping,
    Refuse,
    RowLeftOut,
    changed_cells,
    import_row,
    name_untaken,
    read_texts,
)
from eventapp.programme.spreadsheet_cells import Slot, language_of, names_in, slot_of, status_of
from eventapp.programme.spreadsheet_columns import SESSION_COLUMNS, session_row
from eventapp.programme.texts import SESSION_TEXTS


@transactional
def import_sessions(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """Rows become changes to the draft programme. Raises StrictlyRefused with `strict`."""
    lock_event(event.id)
    result = ImportResult(event, encoding=table.encoding)
    name_untaken(result, table, mapping)
    sessions = _Sessions(event, table, mapping)
    places = _Places(event)
    result.made = places.made
    places.make_people(name for row in table.rows for name in sessions.people_of(row, mapping, places))
    for row in table.rows:
        import_row(result, row, mapping, lambda cells, refuse: sessions.take(cells, places, refuse))
    draft_sessions(event, sessions.new)
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
        """Raises ValueRefused for a name that is too long for one."""
        name = one_line(without_apostrophe(written)) or ""
        if not name:
            return None
        if len(name) > LONGEST_NAME:
            reason = N_("“%(value)s…” has more than %(number)s characters: it is not taken.")
            raise ValueRefused(reason, value=name[:40], number=LONGEST_NAME)
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

    def make_people(self, names: Iterable[str]) -> None:
        """All at once: one after the other takes as long as all the rest."""
        known = self.known[Speaker]
        new = [name for name in dict.fromkeys(names) if name.casefold() not in known and len(name) <= LONGEST_NAME]
        new = list({name.casefold(): name for name in new}.values())
        wanted = [NewSpeaker(SpeakerDetails(LocalizedText({self.event.main_locale: name}))) for name in new]
        for name, speaker in zip(new, create_speakers(self.event, wanted) if new else [], strict=True):
            known[name.casefold()] = speaker.id
            self.made.append(name)


class _Sessions:
    """The event's sessions by what a table may call them."""

    def __init__(self, event: Event, table: Table, mapping: ColumnMapping) -> None:
        self.event = event
        self.begins: list[Any] = []
        self.ends: list[Any] = []
        self.new: list[NewSession] = []
        self._new_codes: set[str] = set()
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
        except ValueRefused:
            return None
        return next((one for one in found if details_with_draft(one).starts_at == begins), None)

    def people_of(self, row: NumberedRow, mapping: ColumnMapping, places: _Places) -> list[str]:
        """Everybody in a row of a new session that will come in."""
        cells = cells_by_field(row.cells, mapping)
        if not cells.get("speakers") or not self._title(cells) or self._known(cells, places) is not None:
            return []
        with suppress(ValueRefused):
            if status_of(cells.get("state", "")) is None:
                return []
        return [name for _role, name in names_in(without_apostrophe(cells["speakers"]), places.known[Speaker])]

    def take(self, cells: dict[str, str], places: _Places, refuse: Refuse) -> tuple[Change, str]:
        existing = self._known(cells, places)
        whole = cells
        if existing is not None:
            cells = changed_cells(cells, self._exported.get(existing.id, {}))
            if not cells:
                return "unchanged", self._title(whole)
        reference = whole.get("code", "").strip()
        if existing is None and reference in self._new_codes:
            raise RowLeftOut(N_("It stands in the file twice: it is imported once."))
        values: dict[str, Any] = vars(details_with_draft(existing)) if existing else {}
        values = values | read_texts(cells, SESSION_TEXTS, values, self.event.main_locale, refuse)
        if not values["title"]:
            raise RowLeftOut(N_("A session needs a title, so the row is left out."))
        for read in (self._places, self._slot, self._status, self._said, self._seats):
            try:
                values |= read(cells, values, places)
            except ValueRefused as refusal:
                refuse(refusal)
        details = SessionDetails(**values)
        title = details.title.text(self.event.main_locale)
        if details.starts_at and details.ends_at:
            self.begins.append(details.starts_at)
            self.ends.append(details.ends_at)
        if existing is not None:
            return ("updated" if edit_session(existing, details) else "unchanged"), title
        check_details(self.event, details)
        self._new_codes |= {reference} - {""}
        self.new.append(NewSession(details, reference if 0 < len(reference) <= LONGEST_NAME else None))
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
            raise RowLeftOut(N_("Its status is “%(value)s”, so it is left out."), value=cells["state"][:40])
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
                raise ValueRefused(reason, column="notes", number=LONG_TEXT)
        if "stream" in cells:
            link = one_line(without_apostrophe(cells["stream"])) or ""
            if link and (not link.startswith(("https://", "http://")) or len(link) > 500):
                raise ValueRefused(N_("A stream is a whole link, starting with https://: it is not taken."))
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
        raise ValueRefused(N_("“%(value)s” is no number of seats: it is not taken."), value=text[:40])
    return number
