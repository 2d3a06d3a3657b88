"""Whether somebody can register now, said in one word."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from eventapp.events.models import Event
from eventapp.events.queries import EventVersion
from eventapp.registration.models import TicketType, good_on


class Availability(StrEnum):
    NOT_PUBLIC = "not_public"
    NOT_YET = "not_yet"
    OPEN = "open"
    SOLD_OUT = "sold_out"
    CLOSED = "closed"
    OVER = "over"


def of_event(event: Event | EventVersion, at: datetime) -> Availability:
    """Where no window is set, registration is open from publication to the event's end."""
    if event.status == "draft":
        return Availability.NOT_PUBLIC
    if at >= event.ends_at or event.status == "archived":
        return Availability.OVER
    window = _within(event.registration_opens_at, event.registration_closes_at, at)
    if window is Availability.OPEN and event.capacity is not None and event.taken >= event.capacity:
        return Availability.SOLD_OUT
    return window


def of_ticket_type(ticket_type: TicketType, at: datetime, full_days: Collection[str] = ()) -> Availability:
    """Sold out too where a seat is free that somebody waits for: nobody gets past the waiting list; and where one of
    its days holds nobody more."""
    window = _within(ticket_type.opens_at, ticket_type.closes_at, at)
    has_no_day = any(good_on(ticket_type.days, day) for day in full_days)
    is_full = (
        ticket_type.waiting > 0
        or has_no_day
        or (ticket_type.capacity is not None and ticket_type.taken >= ticket_type.capacity)
    )
    if window is Availability.OPEN and is_full:
        return Availability.SOLD_OUT
    return window


def places_left(event: Event, ticket_types: Iterable[TicketType]) -> int | None:
    """How many more people may come: what the event has left, or what its tickets have together; None for no end."""
    each = [ticket_type.seats_left for ticket_type in ticket_types]
    of_tickets = None if not each or None in each else sum(filter(None, each))
    of_all = None if event.capacity is None else max(event.capacity - event.taken, 0)
    known = [left for left in (of_all, of_tickets) if left is not None]
    return min(known) if known else None


def _within(opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> Availability:
    if opens_at is not None and at < opens_at:
        return Availability.NOT_YET
    if closes_at is not None and at >= closes_at:
        return Availability.CLOSED
    return Availability.OPEN
