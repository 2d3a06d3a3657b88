"""Which column of a table was which: kept by its headings, for the next table of the same tool."""

from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.column_mapping import heading_digest
from eventapp.core.db import db
from eventapp.core.spreadsheets import Row
from eventapp.events.models import ColumnMapping


def remembered_mapping(event_id: int, kind: str, head: Row) -> dict[str, int] | None:
    """What was said of such a table last, in this event or else in another."""
    query = (
        select(ColumnMapping).where(ColumnMapping.kind == kind, ColumnMapping.digest == heading_digest(head))
        .order_by((ColumnMapping.event_id == event_id).desc(), ColumnMapping.changed_at.desc()).limit(1)
    )  # fmt: skip
    found = db.session.scalar(query)
    return found.mapping if found else None


def remember_mapping(event_id: int, kind: str, head: Row, mapping: dict[str, int]) -> None:
    """Keep it, inside a transaction."""
    digest = heading_digest(head)
    query = select(ColumnMapping).where(
        ColumnMapping.event_id == event_id, ColumnMapping.kind == kind, ColumnMapping.digest == digest
    )
    found = db.session.scalar(query)
    if found is None:
        found = ColumnMapping(event_id=event_id, kind=kind, digest=digest)
        db.session.add(found)
    found.mapping, found.changed_at = mapping, clock.now()
