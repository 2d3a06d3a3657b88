"""The waiting list: a seat that frees is offered to the next in order, for a time, and then to the one after."""

from datetime import timedelta

from sqlalchemy import select

from eventapp.core import audit, clock, jobs
from eventapp.core.db import db, transactional
from eventapp.core.signals import (
    registration_lapsed,
    registration_offered,
    registration_pending,
)
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType, in_line
from eventapp.registration.service.changes import lock, note, set_state, touch
from eventapp.registration.service.confirming import confirm
from eventapp.registration.service.errors import CodeInvalid, CompanyFull, CompanyNeeded, NotAllowed, SoldOut
from eventapp.registration.service.seats import claim_of, count_waiting, give_seat_back, take_seat


def promote(event_id: int) -> None:
    """Offer what is free to those who wait, in order, inside a transaction.

    Who cannot have a seat (the company is full) is passed over; a ticket type that is full or paused is left alone.
    """
    passed: set[int] = set()
    full: set[int] = set()
    while (person := _next_in_line(event_id, passed, full)) is not None:
        try:
            take_seat(claim_of(person), in_turn=True)
        except SoldOut as error:
            if error.whole_event:
                return
            full.add(person.ticket_type_id)
        except (CompanyFull, CompanyNeeded, CodeInvalid):
            passed.add(person.id)
        else:
            _offer(person)


def _next_in_line(event_id: int, passed: set[int], full: set[int]) -> Registration | None:
    query = (
        select(Registration)
        .join(TicketType, TicketType.id == Registration.ticket_type_id)
        .where(Registration.event_id == event_id, in_line())
        .where(TicketType.waiting > 0, ~TicketType.waiting_list_paused)
        .order_by(Registration.waitlisted_at, Registration.id)
        .limit(1)
        .with_for_update(of=Registration, skip_locked=True)
    )
    if passed:
        query = query.where(Registration.id.not_in(passed))
    if full:
        query = query.where(Registration.ticket_type_id.not_in(full))
    return db.session.scalar(query.execution_options(populate_existing=True))


def _offer(registration: Registration) -> None:
    ticket_type = registration.ticket_type
    ends_at = clock.now() + timedelta(hours=ticket_type.offer_hours)
    registration.offer_ends_at = min(ends_at, max(registration.event.ends_at, clock.now()))
    registration.holds_seat = True
    count_waiting(ticket_type.id, -1)
    touch(registration)
    note(registration, "registration.offered", after={"offer_ends_at": registration.offer_ends_at})
    registration_offered.send(registration)


@transactional
def offer_by_hand(registration: Registration) -> None:
    """Offer a seat out of turn, at the team's word. Raises NotAllowed, or SoldOut where there is none."""
    lock(registration)
    if not registration.is_in_line:
        raise NotAllowed
    take_seat(claim_of(registration), in_turn=True)
    _offer(registration)


@transactional
def accept_offer(registration: Registration) -> None:
    """Take the offered seat. Raises NotAllowed where there is no offer, or no longer."""
    lock(registration)
    if not registration.has_offer or (registration.offer_ends_at or clock.now()) <= clock.lenient_now():
        raise NotAllowed
    registration.offer_ends_at = None
    if registration.ticket_type.needs_approval:
        set_state(registration, "pending", "registration.offer_accepted")
        registration_pending.send(registration)
    else:
        note(registration, "registration.offer_accepted")
        confirm(registration, "registration.confirmed")


@transactional
def lapse(registration: Registration) -> None:
    """End an offer whose time is over, and make the next one. Changes nothing where it was answered meanwhile."""
    lock(registration)
    if not registration.has_offer or (registration.offer_ends_at or clock.now()) > clock.lenient_now():
        return
    registration.offer_ends_at = None
    registration.cancelled_at = clock.now()
    set_state(registration, "cancelled", "registration.offer_lapsed", holds_seat=False)
    give_seat_back(claim_of(registration))
    registration_lapsed.send(registration)
    promote(registration.event_id)


@transactional
def set_paused(ticket_type: TicketType, paused: bool) -> None:
    """Stop making offers, or go on: then at once what is free is offered."""
    db.session.refresh(ticket_type, with_for_update=True)
    if ticket_type.waiting_list_paused == paused:
        return
    ticket_type.waiting_list_paused = paused
    audit.record(
        "ticket_type.waiting_list_paused" if paused else "ticket_type.waiting_list_resumed",
        ticket_type,
        event_id=ticket_type.event_id,
    )
    db.session.flush()
    if not paused:
        promote(ticket_type.event_id)


@jobs.looks_around
def lapse_offers() -> bool:
    """End the offers whose time is over, a few at a time."""
    over = db.session.scalars(
        select(Registration)
        .where(Registration.state == "waitlisted", Registration.offer_ends_at <= clock.lenient_now())
        .order_by(Registration.offer_ends_at)
        .limit(20)
    ).all()
    for registration in over:
        lapse(registration)
    return len(over) == 20


@transactional
def promote_after_change(event_id: int) -> None:
    """More places than before: those who wait are asked first."""
    db.session.refresh(db.session.get_one(Event, event_id), with_for_update=True)
    promote(event_id)
