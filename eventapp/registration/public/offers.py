"""What the form and the event's page say of tickets: what is left, until when, and for whom."""

from dataclasses import dataclass

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.registration import availability, queries, service
from eventapp.registration.availability import Availability
from eventapp.registration.models import AccessCode, Invitation, TicketType


@dataclass(frozen=True)
class Offer:
    """A ticket type as one visitor sees it; `can_wait` says that its waiting list can be joined."""

    ticket_type: TicketType
    standing: Availability
    event_is_full: bool = False

    @property
    def is_open(self) -> bool:
        return self.standing is Availability.OPEN and not self.event_is_full

    @property
    def can_wait(self) -> bool:
        sold_out = self.standing is Availability.SOLD_OUT or (self.standing is Availability.OPEN and self.event_is_full)
        return sold_out and self.ticket_type.has_waiting_list

    @property
    def can_be_chosen(self) -> bool:
        return self.is_open or self.can_wait

    @property
    def shown_left(self) -> int | None:
        """How many are left, once they are few enough to say so: at most twenty, or a quarter."""
        left = self.ticket_type.seats_left
        if left is None or self.ticket_type.capacity is None or not self.is_open:
            return None
        return left if left <= 20 or left * 4 <= self.ticket_type.capacity else None

    @property
    def said(self) -> str:
        """How it stands, in one word for templates."""
        if self.can_wait:
            return "waiting_list"
        if self.event_is_full and self.standing is Availability.OPEN:
            return "sold_out"
        return str(self.standing.value)


def offers_for(
    event: Event, ticket_types: list[TicketType], code: AccessCode | None = None, invitation: Invitation | None = None
) -> list[Offer]:
    """What this visitor can choose from: what is for everybody, and what their code or invitation opens, first."""
    now = clock.now()
    is_full = availability.of_event(event, now) is Availability.SOLD_OUT
    opened = [
        ticket_type
        for ticket_type in ticket_types
        if (ticket_type.visibility == "code" and code is not None and code.ticket_type_id in (None, ticket_type.id))
        or (
            ticket_type.visibility == "invitation"
            and invitation is not None
            and invitation.ticket_type_id == ticket_type.id
        )
    ]
    public = [ticket_type for ticket_type in ticket_types if ticket_type.visibility == "public"]
    full_days = frozenset(day.day for day in queries.limited_days(event.id) if day.is_full) if event.limits_days else ()
    return [
        Offer(ticket_type, availability.of_ticket_type(ticket_type, now, full_days), is_full)
        for ticket_type in [*opened, *public]
    ]


def standing_of(event: Event, ticket_types: list[TicketType], *, has_codes: bool = False) -> Availability:
    """Open where at least one ticket can be had or waited for; otherwise what all of them have in common.

    Where some tickets ask for a code the form is open for who has one.
    """
    now = clock.now()
    standing = availability.of_event(event, now)
    if standing not in (Availability.OPEN, Availability.SOLD_OUT):
        return standing
    offers = offers_for(event, ticket_types)
    if any(offer.can_be_chosen for offer in offers):
        return Availability.OPEN
    if standing is Availability.SOLD_OUT:
        return standing
    if has_codes and any(
        ticket_type.visibility == "code" and availability.of_ticket_type(ticket_type, now) is Availability.OPEN
        for ticket_type in ticket_types
    ):
        return Availability.OPEN
    standings = {offer.standing for offer in offers}
    for candidate in (Availability.NOT_YET, Availability.SOLD_OUT):
        if candidate in standings:
            return candidate
    return Availability.CLOSED


def part_of(event: Event) -> dict[str, object]:
    """What the event's page shows of tickets."""
    ticket_types = queries.ticket_types_of(event.id)
    return {
        "standing": standing_of(event, ticket_types, has_codes=True),
        "offers": offers_for(event, ticket_types),
        "opens_at": service.opens_at(event, ticket_types),
    }
