"""Ticket types: made, changed, and deleted while nobody has one; and the places of companies."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.signals import places_added
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, held_beyond
from eventapp.events.service import CapacityBelowTaken, programme_changed
from eventapp.registration.models import AccessCode, CompanyPlaces, Invitation, Registration, TicketType
from eventapp.registration.search import company_key
from eventapp.registration.service.errors import CompanyNeeded, TicketTypeInUse
from eventapp.registration.service.recount import recount_companies, recount_days
from eventapp.registration.service.waiting_list import promote


@dataclass(frozen=True)
class TicketTypeDetails:
    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    badge_class: str = "delegate"
    visibility: str = "public"
    needs_approval: bool = False
    reviews_needed: int = 1
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    capacity: int | None = None
    has_waiting_list: bool = False
    offer_hours: int = 24
    company_places: int | None = None
    confirm_minutes: int | None = None
    door_note: LocalizedText = field(default_factory=LocalizedText)
    days: tuple[str, ...] = ()


@transactional
def create_ticket_type(event: Event, details: TicketTypeDetails) -> TicketType:
    number = db.session.scalar(select(func.count()).where(TicketType.event_id == event.id)) or 0
    ticket_type = TicketType(event_id=event.id, position=number, **_columns(details))
    db.session.add(ticket_type)
    db.session.flush()
    audit.record("ticket_type.created", ticket_type, event_id=event.id, after=_columns(details))
    programme_changed(event)
    return ticket_type


@transactional
def update_ticket_type(ticket_type: TicketType, details: TicketTypeDetails, *, below_taken: bool = False) -> None:
    """More places than before go to who waits. With `below_taken` there may be fewer than are taken: these stay, and no
    new ones are given. Raises CapacityBelowTaken; nothing is changed then."""
    event = db.session.get_one(Event, ticket_type.event_id, with_for_update=True, populate_existing=True)
    db.session.refresh(ticket_type, with_for_update=True)
    if details.capacity is not None and details.capacity < ticket_type.taken and not below_taken:
        raise CapacityBelowTaken(ticket_type.taken)
    values = _columns(details)
    before, after = audit.differences({key: getattr(ticket_type, key) for key in values}, values)
    for key, value in after.items():
        setattr(ticket_type, key, value)
    if not after:
        return
    ticket_type.beyond = held_beyond(ticket_type.capacity, ticket_type.taken)
    audit.record("ticket_type.updated", ticket_type, event_id=ticket_type.event_id, before=before, after=after)
    programme_changed(event)
    db.session.flush()
    if "company_places" in after and ticket_type.company_places is not None:
        recount_companies(ticket_type)
        db.session.flush()
    if "days" in after:
        recount_days(event.id)
        db.session.flush()
    promote(event.id)


def _columns(details: TicketTypeDetails) -> dict[str, Any]:
    return vars(details) | {"days": list(details.days)}


@transactional
def delete_ticket_type(ticket_type: TicketType) -> None:
    """Raises TicketTypeInUse once anybody has registered or was invited with it, cancelled or not, or where a feature
    above needs it (its foreign key says so)."""
    for model in (Registration, AccessCode, Invitation):
        if db.session.scalar(select(func.count()).where(model.ticket_type_id == ticket_type.id)):
            raise TicketTypeInUse
    for row in db.session.scalars(select(CompanyPlaces).where(CompanyPlaces.ticket_type_id == ticket_type.id)):
        db.session.delete(row)
    db.session.flush()
    audit.record("ticket_type.deleted", ticket_type, event_id=ticket_type.event_id, before={"name": ticket_type.name})
    programme_changed(db.session.get_one(Event, ticket_type.event_id))
    db.session.delete(ticket_type)
    try:
        db.session.flush()
    except IntegrityError:
        raise TicketTypeInUse from None


@transactional
def set_company_places(ticket_type: TicketType, company: str, places: int | None) -> None:
    """Give one company a number of its own; None takes it back. Raises CompanyNeeded for a name without letters."""
    key = company_key(company)
    if not key:
        raise CompanyNeeded
    db.session.get_one(Event, ticket_type.event_id, with_for_update=True)
    query = select(CompanyPlaces).where(
        CompanyPlaces.ticket_type_id == ticket_type.id, CompanyPlaces.company_key == key
    )
    row = db.session.scalar(query.with_for_update())
    if row is None:
        row = CompanyPlaces(ticket_type_id=ticket_type.id, company_key=key, company=company, taken=0)
        db.session.add(row)
    before, row.places = row.places, places
    audit.record(
        "ticket_type.company_places",
        ticket_type,
        event_id=ticket_type.event_id,
        before={company: before},
        after={company: places},
    )
    db.session.flush()
    promote(ticket_type.event_id)


@places_added.connect
def _offer_new_places(event: Event) -> None:
    promote(event.id)
