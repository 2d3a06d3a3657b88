"""A row in every table of an event, whatever nobody has used yet."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, Table, Uuid, insert, select
from sqlalchemy.types import JSON

from eventapp.archives.contents import rows_of, tables
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedTextType, UtcDateTime
from eventapp.registration.models import Registration
from eventapp.registration.service import recount_seats

NOW = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)
CHOSEN: dict[tuple[str, str], Any] = {
    ("badge_design", "layout"): "split", ("badge_design", "paper"): "86x54", ("badge_design", "logo"): b"\x89PNG",
    ("campaign", "audience"): {"state": "confirmed"}, ("campaign", "kind"): "announcement",
    ("campaign", "state"): "done",
    ("certificate", "code"): "ABCDEFGHJKMNPQRT", ("certificate", "days"): ["2026-12-18"],
    ("column_mapping", "mapping"): {"name": 0}, ("departure", "place"): "agenda", ("departure", "turns"): 1,
    ("device", "role"): "steward", ("event_day", "capacity"): 400, ("event_day", "day"): "2026-12-18",
    ("invitation_reply", "answer"): "ACCEPTED", ("retired_link", "reason"): "renewed",
    ("retired_ticket", "reason"): "transferred", ("scan", "direction"): "entry", ("scan", "mode"): "camera",
    ("scan", "outcome"): "admitted", ("scan_resolution", "finding"): "mistake",
    ("session_file", "content_type"): "application/pdf", ("upload", "content_type"): "application/pdf",
    ("company", "state"): "published", ("company", "website"): "https://example.org",
    ("hall_plan", "content"): b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect/></svg>',
    ("company_logo", "content"): b"\x89PNG\r\n", ("stand_event", "status"): "confirmed",
    ("stand_event", "ends_at"): datetime(2026, 11, 2, 4, 4, 5, tzinfo=UTC),
    ("title", "kind"): "film", ("title", "stage"): "finished", ("title", "audience"): "public",
    ("title", "state"): "published", ("title_right", "medium"): "all", ("title_right", "state"): "free",
    ("title_right", "begins_on"): date(2027, 1, 1), ("title_right", "ends_on"): date(2029, 12, 31),
    ("title_picture", "content"): b"\xff\xd8\xff\xe0",
    ("meeting_settings", "slot_minutes"): 30, ("meeting_settings", "most_open_requests"): 20,
    ("meeting_settings", "class_limits"): {"buyer": 4},
    ("meeting_settings", "badge_classes"): ["buyer"], ("meeting_settings", "weights"): {"genre": 2},
    ("meeting_hours", "ends_at"): datetime(2026, 11, 2, 4, 4, 5, tzinfo=UTC), ("meeting_profile", "place"): "own",
    ("voice_consent", "given_on"): date(2026, 11, 2),
    ("glossary_term", "kind"): "keep", ("glossary_term", "forms"): {"en": "FILMART"},
    ("lead", "state"): "agreed", ("lead_note", "rating"): "hot",
    ("lead_note", "answers"): {"TEST2345": "A film"}, ("lead_settings", "details"): ["email"],
    ("meeting_wish", "rank"): 1, ("meeting", "status"): "cancelled", ("meeting", "turn"): 1,
    ("track", "colour"): 3, ("session_type", "default_minutes"): 30,
    ("mail", "state"): "kept", ("membership", "role"): "door", ("series", "accent"): "jade",
    ("gate", "directions"): "both", ("gate", "reentry"): "once",
}  # fmt: skip
"""What not every value of its kind will do for."""


@transactional
def fill_empty_tables(event_id: int) -> None:
    """One row in each table of the event that has none."""
    for table in tables():
        if db.session.execute(rows_of(table, event_id)).first() is None:
            db.session.execute(insert(table), _row(table, event_id))
    people = select(Registration).where(Registration.event_id == event_id).order_by(Registration.id.desc())
    other, kept = db.session.scalars(people.limit(2))
    kept.merged_into_id = other.id  # a row that names a later one
    db.session.flush()
    recount_seats(event_id)


def _row(table: Table, event_id: int) -> dict[str, Any]:
    return {
        column.name: _value(table, column, event_id)
        for column in table.columns
        if column is not table.autoincrement_column or column.foreign_keys
    }


def _value(table: Table, column: Column[Any], event_id: int) -> Any:
    if (table.name, column.name) in CHOSEN:
        return CHOSEN[table.name, column.name]
    if column.name == "event_id":
        return event_id
    for key in column.foreign_keys:
        if key.column.table.name != "user":
            found = db.session.execute(rows_of(key.column.table, event_id)).mappings().first()
            return found and found[key.column.name]
    if column.name == "subject_id":
        return db.session.scalar(select(Registration.id).where(Registration.event_id == event_id).limit(1))
    if column.nullable:
        return None
    return {"slug": "a-slug", "code": "TEST2345"}.get(column.name) or _plain(column)


def _plain(column: Column[Any]) -> Any:
    for kind, value in (
        (UtcDateTime, NOW), (Uuid, uuid4()), (LocalizedTextType, {"en": "Words", "zh-Hant": "文字"}),
        (Boolean, True), (Integer, 0), (Float, 1.5), (LargeBinary, b"\x00\xffbytes"), (JSON, []),
    ):  # fmt: skip
        if isinstance(column.type, kind):
            return value
    return f"{column.name} of the test"
