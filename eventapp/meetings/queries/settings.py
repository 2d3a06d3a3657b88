"""What an event has set for its meetings: hours, slots, zones and tables."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.db import db
from eventapp.meetings.models import (
    MeetingHours,
    MeetingSettings,
    MeetingZone,
)
from eventapp.meetings.slots import Slot, slots_in


def settings_of(event_id: int) -> MeetingSettings | None:
    return db.session.get(MeetingSettings, event_id)


def hours_of(event_id: int) -> list[MeetingHours]:
    """In order of time."""
    query = select(MeetingHours).where(MeetingHours.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingHours.starts_at, MeetingHours.id)))


def slots_of(settings: MeetingSettings) -> list[Slot]:
    return slots_in(hours_of(settings.event_id), settings.slot_minutes, settings.pause_minutes)


def zones_of(event_id: int) -> list[MeetingZone]:
    """With their tables, in order: common ones first."""
    query = (
        select(MeetingZone).where(MeetingZone.event_id == event_id)
        .options(selectinload(MeetingZone.tables), joinedload(MeetingZone.company), joinedload(MeetingZone.hall))
    )  # fmt: skip
    return list(
        db.session.scalars(query.order_by(MeetingZone.company_id.is_not(None), MeetingZone.position, MeetingZone.id))
    )


def zone(event_id: int, zone_id: int) -> MeetingZone | None:
    query = select(MeetingZone).where(MeetingZone.event_id == event_id, MeetingZone.id == zone_id)
    return db.session.scalar(query.options(selectinload(MeetingZone.tables)))
