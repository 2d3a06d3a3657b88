"""Sessions and speakers from a table: rows with a known code or name change what is there, others are added."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core import audit
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.core.locales import LOCALES, match_locale
from eventapp.core.spreadsheets import Row
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import SESSION_STATUSES, SPEAKER_ROLES, Room, Session, SessionType, Speaker, Track
from eventapp.programme.service.drafts import details_with_draft, draft_session, edit_session
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
from eventapp.programme.service.sessions import SessionDetails
from eventapp.programme.texts import SESSION_TEXTS, SPEAKER_TEXTS

_LONGEST = {"title": 300, "subtitle": 300, "name": 300, "post": 300, "organisation": 300}


@dataclass
class TableResult:
    """What a table brought: (added or updated, name) pairs, how many rows changed nothing, and what was refused."""

    titles: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


class _RowRefused(Exception):
    """Why a row cannot be taken."""


@transactional
def import_sessions(event: Event, rows: list[Row]) -> TableResult:
    """Rows after the head become changes to the draft programme; a row that cannot be taken is named and left out."""
    result, places = TableResult(), _Places(event)
    known = {
        session.code: session for session in db.session.scalars(select(Session).where(Session.event_id == event.id))
    }
    by_title = {details_with_draft(session).title.text(event.main_locale): session for session in known.values()}
    for number, cells in _cells(rows):
        try:
            texts = _texts(cells, SESSION_TEXTS, event.main_locale)
            existing = known.get(normal_code(cells.get("code", ""))) or by_title.get(
                texts.get("title", LocalizedText()).text(event.main_locale)
            )
            details = _session_details(event, cells, texts, existing, places)
            if existing is None:
                draft_session(event, details)
                result.titles.append(("added", details.title.text(event.main_locale)))
            elif edit_session(existing, details):
                result.titles.append(("updated", details.title.text(event.main_locale)))
            else:
                result.unchanged += 1
        except _RowRefused as refusal:
            result.problems.append((number, str(refusal)))
    result.made = places.made
    audit.record("sessions.imported", event, event_id=event.id, after={"rows": len(result.titles)})
    return result


@transactional
def import_speakers(event: Event, rows: list[Row]) -> TableResult:
    """The same for speakers, whom a code or a name makes known."""
    result = TableResult()
    people = list(db.session.scalars(select(Speaker).where(Speaker.event_id == event.id)))
    by_code = {speaker.code: speaker for speaker in people}
    by_name = {name: speaker for speaker in people for name in speaker.name.values()}
    for number, cells in _cells(rows):
        try:
            texts = _texts(cells, SPEAKER_TEXTS, event.main_locale)
            names = texts.get("name", LocalizedText())
            existing = by_code.get(normal_code(cells.get("code", ""))) or next(
                (by_name[name] for name in names.values() if name in by_name), None
            )
            details = _speaker_details(cells, texts, existing)
            shown = details.name.text(event.main_locale)
            if existing is None:
                create_speaker(event, details)
                result.titles.append(("added", shown))
            elif update_speaker(existing, details):
                result.titles.append(("updated", shown))
            else:
                result.unchanged += 1
        except _RowRefused as refusal:
            result.problems.append((number, str(refusal)))
    audit.record("speakers.imported", event, event_id=event.id, after={"rows": len(result.titles)})
    return result


def _cells(rows: list[Row]) -> Iterable[tuple[int, dict[str, str]]]:
    """(row number in the file, values by the head's names in small letters)."""
    head = [name.strip().lower() for name in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        yield number, {name: value.removeprefix("'") for name, value in zip(head, row, strict=False)}


def _texts(cells: dict[str, str], names: tuple[str, ...], main_locale: str) -> dict[str, LocalizedText]:
    """The texts that have columns. A column without a language, such as `title`, is in the main one."""
    found = {}
    for name in names:
        columns = {locale: f"{name} {locale}".lower() for locale in LOCALES}
        if name in cells:
            columns[main_locale] = name
        texts = {locale: cells[column] for locale, column in columns.items() if column in cells}
        if any(len(text) > _LONGEST.get(name, 20_000) for text in texts.values()):
            raise _RowRefused(_("The text under “%(column)s” is too long.", column=name))
        if texts:
            found[name] = LocalizedText(texts)
    return found


class _Places:
    """Rooms, tracks, types and people by name; those that are new are made."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.made: list[str] = []
        self._known: dict[Any, dict[str, int]] = {}
        for model in (Room, Track, SessionType, Speaker):
            rows: Any = db.session.scalars(select(model).where(model.event_id == event.id))
            self._known[model] = {name.casefold(): row.id for row in rows for name in row.name.values()}

    def id_of(self, model: Any, name: str) -> int | None:
        if not name:
            return None
        if name.casefold() not in self._known[model]:
            text = LocalizedText({self.event.main_locale: name[:200]})
            made: Any
            if model is Room:
                made = create_room(self.event, RoomDetails(text))
            elif model is Track:
                made = create_track(self.event, TrackDetails(text, colour=len(self._known[model]) % 8 + 1))
            elif model is SessionType:
                made = create_type(self.event, TypeDetails(text))
            else:
                made = create_speaker(self.event, SpeakerDetails(text))
            self._known[model][name.casefold()] = made.id
            self.made.append(name)
        return self._known[model][name.casefold()]


def _session_details(
    event: Event, cells: dict[str, str], texts: dict[str, LocalizedText], existing: Session | None, places: _Places
) -> SessionDetails:
    values: dict[str, Any] = vars(details_with_draft(existing)) if existing else {}
    values = {**values, **texts}
    if not values.get("title"):
        raise _RowRefused(_("A session needs a title."))
    slot = _slot(event, cells)
    for column, model in (("room", Room), ("track", Track), ("type", SessionType)):
        if column in cells:
            values[f"{column}_id"] = places.id_of(model, cells[column])
    if "speakers" in cells:
        values["speakers"] = tuple(_people(cells["speakers"], places))
    return SessionDetails(**{**values, **_said(cells), **_seats(cells, values, existing), **slot})


def _said(cells: dict[str, str]) -> dict[str, Any]:
    """State, languages, stream and notes, as far as they have columns."""
    values: dict[str, Any] = {}
    if "state" in cells:
        if cells["state"] not in ("", *SESSION_STATUSES):
            raise _RowRefused(_("“%(value)s” is no state: write draft, confirmed or cancelled.", value=cells["state"]))
        values["status"] = cells["state"] or "confirmed"
    for column, name in (("language", "language"), ("stream", "stream_url")):
        if column in cells:
            values[name] = cells[column][:500] or None
    if values.get("stream_url") and not values["stream_url"].startswith(("https://", "http://")):
        raise _RowRefused(_("A stream is a whole link, starting with https://."))
    if "interpretation" in cells:
        values["interpretation"] = tuple(part.strip() for part in cells["interpretation"].split(",") if part.strip())
    if "notes" in cells:
        values["internal_notes"] = cells["notes"]
    return values


def _seats(cells: dict[str, str], now: dict[str, Any], existing: Session | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "audience" in cells:
        values["expected_audience"] = _number(cells["audience"], "audience")
    if "seats" in cells:
        values["capacity"] = _number(cells["seats"], "seats")
        values["needs_booking"] = values["capacity"] is not None or bool(now.get("needs_booking"))
        if existing and existing.taken and (values["capacity"] or existing.taken) < existing.taken:
            raise _RowRefused(_("%(taken)s seats are booked already.", taken=existing.taken))
    return values


def _slot(event: Event, cells: dict[str, str]) -> dict[str, Any]:
    minutes = _number(cells.get("minutes", ""), "minutes")
    if "begins" not in cells:
        return {"planned_minutes": minutes} if minutes else {}
    begins = _instant(event, cells["begins"])
    ends = _instant(event, cells.get("ends", ""))
    if begins is not None and ends is None:
        ends = begins + timedelta(minutes=minutes or 45)
    if begins is not None and ends is not None and not begins < ends <= begins + timedelta(days=2):
        raise _RowRefused(_("The end must come after the start."))
    if begins is None:
        return {"starts_at": None, "ends_at": None} | ({"planned_minutes": minutes} if minutes else {})
    return {"starts_at": begins, "ends_at": ends}


def _instant(event: Event, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _RowRefused(_("“%(value)s” is no time: write it like 2026-03-17 09:30.", value=text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=event.zone)


def _number(text: str, column: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:8]) <= 100_000 and len(text) < 8):
        raise _RowRefused(_("“%(value)s” under “%(column)s” is no number.", value=text[:40], column=column))
    return int(text)


def _people(text: str, places: _Places) -> Iterable[tuple[int, str]]:
    seen = set()
    for part in text.split(";"):
        role, colon, name = part.partition(":")
        if not colon or role.strip() not in SPEAKER_ROLES:
            role, name = "speaker", part
        speaker_id = places.id_of(Speaker, name.strip())
        if speaker_id is not None and speaker_id not in seen:
            seen.add(speaker_id)
            yield speaker_id, role.strip()


def _speaker_details(
    cells: dict[str, str], texts: dict[str, LocalizedText], existing: Speaker | None
) -> SpeakerDetails:
    names = SpeakerDetails.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(existing, name) for name in names} if existing else {}
    if existing:
        values["availability"] = tuple(existing.windows)
    values |= texts
    if not values.get("name"):
        raise _RowRefused(_("A speaker needs a name."))
    if cells.get("email"):
        try:
            values["email"] = validate_email(cells["email"], check_deliverability=False).normalized
        except EmailNotValidError:
            raise _RowRefused(_("“%(value)s” is not an email address.", value=cells["email"][:80])) from None
    if cells.get("writes in"):
        values["locale"] = match_locale(cells["writes in"]) or "en"
    for column, name in (("phone", "phone"), ("travel", "travel_needs"), ("technical", "technical_needs")):
        if column in cells:
            values[name] = cells[column]
    return SpeakerDetails(**values)
