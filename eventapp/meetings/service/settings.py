"""What an event sets for its meetings; the lock by which they change one at a time; tables in their zones."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from eventapp.core import audit, clock
from eventapp.core.db import db, first_in_transaction, insert_unless_there, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingHours, MeetingProfile, MeetingSettings, MeetingTable, MeetingZone
from eventapp.meetings.service.errors import ZoneInUse

MOST_TABLES = 500


@dataclass(frozen=True)
class SettingsDetails:
    """See MeetingSettings; `hours` are the stretches in which people meet."""

    is_open: bool = False
    takes_wishes: bool = False
    requests_until: datetime | None = None
    slot_minutes: int = 30
    pause_minutes: int = 0
    day_limit: int | None = None
    class_limits: dict[str, int] = field(default_factory=dict)
    badge_classes: tuple[str, ...] = ()
    most_open_requests: int = 20
    walking_minutes: int = 5
    weights: dict[str, int] = field(default_factory=dict)
    hours: tuple[tuple[datetime, datetime], ...] = ()


def details_of(settings: MeetingSettings) -> SettingsDetails:
    """As they are."""
    hours = tuple((one.starts_at, one.ends_at) for one in queries.hours_of(settings.event_id))
    names = (field.name for field in fields(SettingsDetails) if field.name not in ("hours", "badge_classes"))
    plain = {name: getattr(settings, name) for name in names}
    return SettingsDetails(**plain, badge_classes=tuple(settings.badge_classes), hours=hours)


def moved(details: SettingsDetails, shift: timedelta) -> SettingsDetails:
    """The same for another event, which is so much later; closed until somebody opens it."""
    hours = tuple((starts_at + shift, ends_at + shift) for starts_at, ends_at in details.hours)
    until = details.requests_until + shift if details.requests_until else None
    return replace(details, is_open=False, requests_until=until, hours=hours)


@dataclass(frozen=True)
class ZoneDetails:
    """A zone with its tables by number."""

    name: LocalizedText
    numbers: tuple[str, ...]
    hall_id: int | None = None
    company_id: int | None = None


def lock_meetings(event_id: int) -> MeetingSettings:
    """Have who else changes something of this event's meetings wait for this transaction.

    Nothing of a registration or the event is locked after it: who cancels a registration comes here holding theirs.
    """
    if first_in_transaction(("meetings locked", event_id)):
        values = {
            "event_id": event_id, "slot_minutes": 30, "pause_minutes": 0, "class_limits": {}, "badge_classes": [],
            "most_open_requests": 20, "walking_minutes": 5, "weights": {}, "changed_at": clock.now(),
        }  # fmt: skip
        db.session.execute(insert_unless_there(MeetingSettings).values(**values))
        db.session.flush()
        db.session.execute(
            select(MeetingSettings.event_id).where(MeetingSettings.event_id == event_id).with_for_update()
        )
        db.session.expire_all()  # what was read before may be old now
    return db.session.get_one(MeetingSettings, event_id)


@transactional
def set_settings(event: Event, details: SettingsDetails) -> MeetingSettings:
    """Meetings that are confirmed stay as they are, also outside the new hours."""
    settings = lock_meetings(event.id)
    before = _values_of(settings)
    plain = {key: value for key, value in asdict(details).items() if key != "hours"}
    for name, value in {**plain, "badge_classes": list(details.badge_classes)}.items():
        setattr(settings, name, value)
    settings.changed_at = clock.now()
    _set_hours(event, details.hours)
    old, new = audit.differences(before, _values_of(settings))
    if new:
        audit.record("meetings.set", event, event_id=event.id, before=old, after=new)
    return settings


def _values_of(settings: MeetingSettings) -> dict[str, Any]:
    names = ("is_open", "takes_wishes", "requests_until", "slot_minutes", "pause_minutes", "day_limit", "class_limits",
             "badge_classes", "most_open_requests", "walking_minutes", "weights")  # fmt: skip
    hours = [f"{one.starts_at.isoformat()}/{one.ends_at.isoformat()}" for one in queries.hours_of(settings.event_id)]
    return {**{name: getattr(settings, name) for name in names}, "hours": hours}


def _set_hours(event: Event, hours: Sequence[tuple[datetime, datetime]]) -> None:
    for old in queries.hours_of(event.id):
        db.session.delete(old)
    db.session.flush()
    for starts_at, ends_at in hours:
        db.session.add(MeetingHours(event_id=event.id, starts_at=starts_at, ends_at=ends_at))
    db.session.flush()


@transactional
def create_zone(event: Event, details: ZoneDetails) -> MeetingZone:
    lock_meetings(event.id)
    position = db.session.scalar(select(func.count(MeetingZone.id)).where(MeetingZone.event_id == event.id)) or 0
    zone = MeetingZone(event_id=event.id, position=position, name=details.name)
    db.session.add(zone)
    _fill(zone, details)
    audit.record("meeting_zone.created", zone, event_id=event.id, after=_zone_values(zone))
    return zone


@transactional
def update_zone(zone: MeetingZone, details: ZoneDetails) -> None:
    """Raises ZoneInUse where a meeting is promised at a table that would go."""
    lock_meetings(zone.event_id)
    before = _zone_values(zone)
    gone = [table for table in zone.tables if table.number not in details.numbers]
    _release(gone)
    for table in gone:
        zone.tables.remove(table)
    db.session.flush()
    zone.name = details.name
    _fill(zone, details)
    old, new = audit.differences(before, _zone_values(zone))
    if new:
        audit.record("meeting_zone.changed", zone, event_id=zone.event_id, before=old, after=new)


@transactional
def delete_zone(zone: MeetingZone) -> None:
    """Raises ZoneInUse where meetings are promised there."""
    lock_meetings(zone.event_id)
    _release(zone.tables)
    audit.record("meeting_zone.deleted", zone, event_id=zone.event_id, before=_zone_values(zone))
    db.session.delete(zone)


@transactional
def give_table(table: MeetingTable, profile: MeetingProfile | None) -> None:
    """Have a table be one person's alone, or everybody's again. What is promised there already stays."""
    zone = table.zone
    lock_meetings(zone.event_id)
    table.holder_id = profile.registration_id if profile is not None else None
    holder = profile.code if profile is not None else None
    audit.record("meeting_zone.table_given", zone, event_id=zone.event_id, after={"table": table.number, "to": holder})


def _release(tables: Iterable[MeetingTable]) -> None:
    """Have meetings that are off forget where they were to be. Raises ZoneInUse for those that are on."""
    ids = [table.id for table in tables]
    found = list(db.session.scalars(select(Meeting).where(Meeting.table_id.in_(ids))))
    held = sum(meeting.status == "confirmed" for meeting in found)
    if held:
        raise ZoneInUse(held)
    for meeting in found:
        meeting.table_id = None
    db.session.flush()


def _fill(zone: MeetingZone, details: ZoneDetails) -> None:
    zone.hall_id, zone.company_id = details.hall_id, details.company_id
    known = {table.number: table for table in zone.tables}
    for position, number in enumerate(dict.fromkeys(details.numbers)):
        table = known.get(number)
        if table is None:
            table = MeetingTable(number=number)
            zone.tables.append(table)
        table.position = position
    db.session.flush()


def _zone_values(zone: MeetingZone) -> dict[str, Any]:
    return {
        "name": zone.name, "hall_id": zone.hall_id, "company_id": zone.company_id,
        "tables": [table.number for table in zone.tables],
    }  # fmt: skip
