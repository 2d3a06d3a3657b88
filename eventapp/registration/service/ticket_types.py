"""Ticket types: made, changed, and deleted while nobody has one."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service.errors import TicketTypeInUse


@dataclass(frozen=True)
class TicketTypeDetails:
    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    badge_class: str = "delegate"
    visibility: str = "public"
    needs_approval: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    capacity: int | None = None


@transactional
def create_ticket_type(event: Event, details: TicketTypeDetails) -> TicketType:
    number = db.session.scalar(select(func.count()).where(TicketType.event_id == event.id)) or 0
    kind = TicketType(event_id=event.id, position=number, **vars(details))
    db.session.add(kind)
    db.session.flush()
    audit.record("ticket_type.created", kind, event_id=event.id, after=vars(details))
    return kind


@transactional
def update_ticket_type(kind: TicketType, details: TicketTypeDetails) -> None:
    """Raises CapacityBelowTaken; nothing is changed then."""
    db.session.refresh(kind, with_for_update=True)
    if details.capacity is not None and details.capacity < kind.taken:
        raise CapacityBelowTaken(kind.taken)
    before, after = audit.differences({key: getattr(kind, key) for key in vars(details)}, vars(details))
    for key, value in after.items():
        setattr(kind, key, value)
    if after:
        audit.record("ticket_type.updated", kind, event_id=kind.event_id, before=before, after=after)


@transactional
def delete_ticket_type(kind: TicketType) -> None:
    """Raises TicketTypeInUse once anybody has registered with it, cancelled or not."""
    if db.session.scalar(select(func.count()).where(Registration.ticket_type_id == kind.id)):
        raise TicketTypeInUse
    audit.record("ticket_type.deleted", kind, event_id=kind.event_id, before={"name": kind.name})
    db.session.delete(kind)
