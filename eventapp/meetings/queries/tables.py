"""Which tables are promised when, and in which halls people are meanwhile."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.meetings.models import (
    Meeting,
    MeetingParticipant,
    MeetingTable,
    MeetingZone,
)
from eventapp.meetings.slots import Slot


def promised_tables(
    event_id: int, slots: Collection[Slot], tables: Collection[int], *, but: Collection[int] = ()
) -> dict[Slot, set[int]]:
    """Which of these tables are promised while each of these slots lasts; `but` are meetings that do not count."""
    if not slots or not tables:
        return {}
    query = _held(select(Meeting.table_id, Meeting.starts_at, Meeting.ends_at), event_id, slots, tables)
    held: dict[Slot, set[int]] = {}  # most meetings share their times, so few of them are compared
    for table, starts_at, ends_at in db.session.execute(query.where(Meeting.id.not_in(list(but)))):
        held.setdefault(Slot(starts_at, ends_at), set()).add(table)
    return {slot: set().union(*(found for time, found in held.items() if slot.meets(*time))) for slot in slots}


def full_slots(event_id: int, slots: Collection[Slot], tables: Collection[int], *, but: int | None = None) -> set[Slot]:
    """The slots in which all of these tables are promised; `but` is a meeting that does not count.

    They are counted by the database. Where meetings of several times lie in one slot, as after the organiser changed
    the hours, it is looked which tables they have.
    """
    if not slots:
        return set()
    if not tables:
        return set(slots)
    query = _held(select(Meeting.starts_at, Meeting.ends_at, func.count()), event_id, slots, tables)
    query = query.where(Meeting.id != (but or 0)).group_by(Meeting.starts_at, Meeting.ends_at)
    counts = {Slot(starts_at, ends_at): number for starts_at, ends_at, number in db.session.execute(query)}
    may_be = {slot for slot in slots if sum(counts[held] for held in counts if slot.meets(*held)) >= len(tables)}
    mixed = [slot for slot in may_be if counts.get(slot, 0) < len(tables)]
    promised = promised_tables(event_id, mixed, tables, but=(but,) if but else ())
    return may_be - {slot for slot, taken in promised.items() if len(taken) < len(tables)}


def _held(query: Any, event_id: int, slots: Collection[Slot], tables: Collection[int]) -> Any:
    """Confirmed meetings at these tables around these slots."""
    return query.where(
        Meeting.event_id == event_id,
        Meeting.status == "confirmed",
        Meeting.table_id.in_(list(tables)),
        Meeting.starts_at < max(one.ends_at for one in slots),
        Meeting.ends_at > min(one.starts_at for one in slots),
    )


def halls_around(people: Collection[int], slot: Slot, minutes: int, *, but: int | None = None) -> set[int]:
    """The halls in which these people are less than so many minutes before or after a slot."""
    query = (
        select(MeetingZone.hall_id)
        .join(MeetingTable, MeetingTable.zone_id == MeetingZone.id)
        .join(Meeting, Meeting.table_id == MeetingTable.id)
        .join(MeetingParticipant, MeetingParticipant.meeting_id == Meeting.id)
        .where(
            MeetingParticipant.registration_id.in_(list(people)),
            MeetingParticipant.held_from.is_not(None),
            Meeting.id != (but or 0),
            Meeting.starts_at < slot.ends_at + timedelta(minutes=minutes),
            Meeting.ends_at > slot.starts_at - timedelta(minutes=minutes),
            MeetingZone.hall_id.is_not(None),
        )
    )
    return {one for one in db.session.scalars(query) if one is not None}
