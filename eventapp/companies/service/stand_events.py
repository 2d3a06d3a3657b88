"""What happens at a company's stand, as calendars are told: moved with a higher SEQUENCE, cancelled but not gone."""

from dataclasses import dataclass, field
from datetime import datetime

from eventapp.companies.models import Company, StandEvent
from eventapp.companies.service.directory import directory_changed, lock_directory
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event


@dataclass(frozen=True)
class StandEventDetails:
    """Instants are UTC."""

    title: LocalizedText
    starts_at: datetime
    ends_at: datetime
    description: LocalizedText = field(default_factory=LocalizedText)


@transactional
def create_stand_event(company: Company, details: StandEventDetails) -> StandEvent:
    lock_directory(company.event_id)
    now = clock.now()
    made = StandEvent(company_id=company.id, created_at=now, changed_at=now, **vars(details))
    db.session.add(made)
    db.session.flush()
    directory_changed(db.session.get_one(Event, company.event_id))
    audit.record("stand_event.created", made, event_id=company.event_id, after=vars(details))
    return made


@transactional
def update_stand_event(stand_event: StandEvent, details: StandEventDetails) -> None:
    lock_directory(stand_event.company.event_id)
    before, after = audit.differences({key: getattr(stand_event, key) for key in vars(details)}, vars(details))
    if not after:
        return
    for key, value in after.items():
        setattr(stand_event, key, value)
    if {"starts_at", "ends_at"} & set(after):
        stand_event.sequence += 1
    _changed(stand_event)
    audit.record(
        "stand_event.updated", stand_event, event_id=stand_event.company.event_id, before=before, after=after
    )  # fmt: skip


@transactional
def cancel_stand_event(stand_event: StandEvent) -> None:
    _set_status(stand_event, "cancelled")


@transactional
def restore_stand_event(stand_event: StandEvent) -> None:
    _set_status(stand_event, "confirmed")


def _set_status(stand_event: StandEvent, status: str) -> None:
    lock_directory(stand_event.company.event_id)
    if stand_event.status == status:
        return
    before, stand_event.status = stand_event.status, status
    stand_event.sequence += 1
    _changed(stand_event)
    audit.record(
        "stand_event.status_set", stand_event, event_id=stand_event.company.event_id,
        before={"status": before}, after={"status": status},
    )  # fmt: skip


def _changed(stand_event: StandEvent) -> None:
    stand_event.changed_at = clock.now()
    directory_changed(db.session.get_one(Event, stand_event.company.event_id))
