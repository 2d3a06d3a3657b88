"""Days that hold fewer people than the tickets would bring, and tickets that are good on some days only."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.signals import event_rescheduled
from eventapp.events.models import Event, EventDay, held_beyond
from eventapp.events.rescheduling import Reschedule
from eventapp.events.service import programme_changed
from eventapp.registration.models import TicketType
from eventapp.registration.queries import limited_days
from eventapp.registration.service.recount import recount_days
from eventapp.registration.service.waiting_list import promote


@transactional
def limit_days(event: Event, limits: Mapping[str, int | None]) -> None:
    """How many people each day (an ISO date) holds; None is as many as have tickets. Who has a place keeps it."""
    db.session.refresh(event, with_for_update=True)
    known = {day.day: day for day in limited_days(event.id)}
    before = {day: known[day].capacity if day in known else None for day in limits}
    if before == dict(limits):
        return
    for day, capacity in limits.items():
        row = known.get(day)
        if capacity is None:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            # Nobody is counted yet: what is held is found below, above the limit where need be.
            db.session.add(EventDay(event_id=event.id, day=day, capacity=capacity, taken=0, beyond=0))
        else:
            row.beyond, row.capacity = held_beyond(capacity, row.taken), capacity
    db.session.flush()
    event.limits_days = bool(limited_days(event.id))
    recount_days(event.id)
    audit.record("event.days_limited", event, event_id=event.id, before=before, after=dict(limits))
    programme_changed(event)
    db.session.flush()
    promote(event.id)


@event_rescheduled.connect
def _move_days(event: Event, move: Reschedule, **_more: Any) -> None:
    """The days of tickets, and those with a limit, are the event's: they move with it."""
    if not move.days:
        return
    for ticket_type in db.session.scalars(select(TicketType).where(TicketType.event_id == event.id)):
        ticket_type.days = [move.moved_day(day) for day in ticket_type.days]
    days = [(day, move.moved_day(day.day)) for day in limited_days(event.id)]
    for day, _name in days:
        day.day = f"moving {day.id}"  # two days may change places, and a day has one limit at most
    db.session.flush()
    for day, name in days:
        day.day = name
    db.session.flush()
