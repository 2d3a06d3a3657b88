"""Which tables are promised when, and in which halls people are meanwhile."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from eventapp.core.db import db
from eventapp.meetings.models import (
    Meeting,
    MeetingParticipant,
    MeetingTable,
    MeetingZone,
)
from eventapp.meetings.slots import Slot


def promised_tables(
    event_id: int, slots: Collection[Slot], tables: Collection[int], *, but: int | None = None
) -> dict[Slot, set[int]]:
    """Which of these tables are promised while each of these slots lasts; `but` is a meeting that does not count."""
    if not slots or not tables:
        return {}
    query = select(Meeting.table_id, Meeting.starts_at, Meeting.ends_at).where(
        Meeting.event_id == event_id,
        Meeting.status == "confirmed",
        Meeting.table_id.in_(list(tables)),
        Meeting.id != (but or 0),
        Meeting.starts_at < max(one.ends_at for one in slots),
        Meeting.ends_at > min(one.starts_at for one in slots),
    )
    held: dict[Slot, set[int]] = {}  # most meetings share their times, so few of them are compared
    for table, starts_at, ends_at in db.session.execute(query):
        if table is not None and starts_at is not None and ends_at is not None:
            held.setdefault(Slot(starts_at, ends_at), set()).add(table)
    return {slot: set().union(*(found for time, found in held.items() if slot.meets(*time))) for slot in slots}


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
