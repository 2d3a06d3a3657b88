"""Speakers from a table: rows with a known code, address or name change who is there, others are added.

A cell that is as the export would write it changes nothing; one that makes no sense is named and not taken, and the
rest of its row comes in.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.core.forms import LONG_TEXT, stripped
from eventapp.core.import_problems import N_, ValueRefused
from eventapp.core.locales import match_locale
from eventapp.core.spreadsheets import Table, harmless, without_apostrophe
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import Speaker
from eventapp.programme.service.imports import ImportResult, settle_import
from eventapp.programme.service.rooms_and_tracks import (
    SpeakerDetails,
    create_speaker,
    update_speaker,
)
from eventapp.programme.service.spreadsheet_rows import (
    LONGEST_NAME,
    Change,
    ColumnMapping,
    Refuse,
    RowLeftOut,
    changed_cells,
    email_of,
    import_row,
    name_untaken,
    phone_of,
    read_texts,
)
from eventapp.programme.spreadsheet_columns import SPEAKER_COLUMNS, speaker_row
from eventapp.programme.texts import SPEAKER_TEXTS


@transactional
def import_speakers(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """Rows become speakers or change them, whom a code, an address or a name makes known."""
    result = ImportResult(event, encoding=table.encoding)
    name_untaken(result, table, mapping)
    speakers = _Speakers(event)
    for row in table.rows:
        import_row(result, row, mapping, speakers.take)
    return settle_import(result, "speakers.imported", strict=strict)


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
        existing = self._known(cells, read_texts(cells, ("name",), {}, main, lambda _refusal: None)["name"])
        code = cells.get("code", "").strip()
        if existing is not None:
            cells = changed_cells(cells, self._exported.get(existing.id, {}))
        fields = SpeakerDetails.__dataclass_fields__
        values: dict[str, Any] = {name: getattr(existing, name) for name in fields} if existing else {}
        if existing:
            values["availability"] = tuple(existing.windows)
        values |= read_texts(cells, SPEAKER_TEXTS, values, main, refuse)
        if not values["name"]:
            raise RowLeftOut(N_("A speaker needs a name, so the row is left out."))
        for read in (email_of, phone_of, self._rest):
            try:
                values |= read(cells)
            except ValueRefused as refusal:
                refuse(refusal)
        details = SpeakerDetails(**values)
        shown = details.name.text(main)
        if existing is not None:
            return ("updated" if update_speaker(existing, details) else "unchanged"), shown
        reference = code if code and len(code) <= LONGEST_NAME else None
        self._remember(create_speaker(self.event, details, import_reference=reference))
        return "added", shown

    def _rest(self, cells: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if cells.get("writes in"):
            values["locale"] = match_locale(cells["writes in"]) or "en"
        for column, name in (("travel", "travel_needs"), ("technical", "technical_needs")):
            if column in cells:
                values[name] = stripped(without_apostrophe(cells[column])) or ""
                if len(values[name]) > LONG_TEXT:
                    reason = N_("The text under “%(column)s” has more than %(number)s characters: it is not taken.")
                    raise ValueRefused(reason, column=column, number=LONG_TEXT)
        return values
