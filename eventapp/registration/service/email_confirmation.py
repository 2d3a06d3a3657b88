"""Seats are for people: a place is held until the link is opened that was mailed to the address.

What is held so is at most a tenth of the places, and no more than a few for one network address: a script may send the
form as often as it likes. Who comes beyond that holds no place meanwhile, and takes one by confirming.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from eventapp.core import clock, jobs
from eventapp.core.codes import derived_secret
from eventapp.core.db import db, transactional
from eventapp.core.signals import registration_to_confirm, registration_waitlisted
from eventapp.events.confirmation_times import NEVER, ON_SUSPICION
from eventapp.events.models import Event
from eventapp.registration.models import Delegation, Registration, TicketType
from eventapp.registration.service.agenda import free_bookings
from eventapp.registration.service.changes import lock, note, set_state, touch
from eventapp.registration.service.completing import admit
from eventapp.registration.service.errors import ConfirmationOver, NotAllowed, SoldOut
from eventapp.registration.service.seats import claim_of, count_waiting, give_seat_back, take_seat
from eventapp.registration.service.suspicion import Sender, forget_origins, looks_suspicious
from eventapp.registration.service.waiting_list import promote

MINUTES_ON_SUSPICION = 120
_AT_ONCE = 100


def confirm_minutes(event: Event, ticket_type: TicketType) -> int:
    """How long everybody with this ticket has to confirm; 0 where few are asked or none, as where the team decides."""
    return max(_chosen(event, ticket_type), 0)


def _chosen(event: Event, ticket_type: TicketType) -> int:
    if ticket_type.visibility != "public" or ticket_type.needs_approval:
        return NEVER
    own = ticket_type.confirm_minutes
    return event.confirm_minutes if own is None else own


def confirm_by(
    event: Event, ticket_type: TicketType, sender: Sender, delegation: Delegation | None = None
) -> datetime | None:
    """Until when who registers now has to confirm; None where they are not asked.

    Called by whoever has the event's row, like `looks_suspicious`.
    """
    minutes = _chosen(event, ticket_type)
    if minutes == ON_SUSPICION:
        minutes = MINUTES_ON_SUSPICION if looks_suspicious(event, sender, delegation) else 0
    return clock.now() + timedelta(minutes=minutes) if minutes > 0 else None


def confirmation_key(registration: Registration) -> str:
    """The secret that only the mail to the address holds, or the text message; another address has another."""
    where = registration.email.lower() or registration.phone
    purpose = f"confirm:{registration.uid}:{where}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


def group_confirmation_key(delegation: Delegation) -> str:
    """The same for a group, in the mail to its liaison."""
    return derived_secret(
        current_app.config["SECRET_KEY"], f"confirm-group:{delegation.uid}:{delegation.liaison_email}"
    )


@transactional
def confirm_email(registration: Registration) -> None:
    """The address is the person's own: the ticket follows, or what else the registration waits for.

    Who held no place takes one now, or stands in the waiting list where there is one. Doing it twice changes nothing.
    Raises ConfirmationOver where the place was given back, SoldOut, CompanyFull or CompanyNeeded where none is left.
    """
    lock(registration)
    if registration.state == "cancelled":
        raise ConfirmationOver
    if registration.confirm_by is None:
        return
    if not registration.holds_seat and not _take_now(registration):
        return
    registration.confirm_by, registration.email_confirmed_at = None, clock.now()
    note(registration, "registration.email_confirmed")
    if registration.is_named:
        admit(registration, "registration.confirmed")
    else:
        touch(registration)


def _take_now(registration: Registration) -> bool:
    """Whether there is a place; False where the person stands in the waiting list now."""
    try:
        take_seat(claim_of(registration))
    except SoldOut:
        if not registration.ticket_type.has_waiting_list:
            raise
        registration.confirm_by, registration.waitlisted_at = None, clock.now()
        registration.email_confirmed_at = registration.waitlisted_at
        count_waiting(registration.ticket_type_id, 1)
        touch(registration)
        note(registration, "registration.email_confirmed", after={"state": "waitlisted"})
        registration_waitlisted.send(registration)
        return False
    registration.state, registration.holds_seat = "pending", True
    return True


@transactional
def confirm_by_hand(registration: Registration) -> None:
    """The team's word that this is a person: the same without the link. Raises NotAllowed, and what that raises."""
    lock(registration)
    if registration.confirm_by is None:
        raise NotAllowed
    confirm_email(registration)


@transactional
def confirm_group(delegation: Delegation) -> None:
    """The liaison's address is theirs: every seat of the group is the group's. Raises ConfirmationOver where all were
    given back, and what `confirm_email` raises."""
    members = [member for member in delegation.members if member.confirm_by is not None]
    if not members and all(member.state == "cancelled" for member in delegation.members):
        raise ConfirmationOver
    for member in members:
        confirm_email(member)


@transactional
def send_confirmation_again(registration: Registration) -> None:
    """Mail the link once more. Changes nothing where nobody waits for it."""
    lock(registration)
    if registration.confirm_by is not None:
        registration_to_confirm.send(registration)


@transactional
def lapse_unconfirmed(registration: Registration) -> None:
    """Give a place back that nobody confirmed in time. Nobody is mailed: whose address it is did not ask for it."""
    lock(registration)
    if registration.confirm_by is None or registration.confirm_by > clock.lenient_now():
        return
    end_quietly(registration, "registration.not_confirmed")
    promote(registration.event_id)


def end_quietly(registration: Registration, action: str) -> None:
    """Inside a transaction, for a locked registration: it ends, and gives back what it held. Who waits is next."""
    was_in_line, held_seat = registration.is_in_line, registration.holds_seat
    registration.confirm_by = registration.offer_ends_at = None
    registration.cancelled_at = clock.now()
    registration.sequence += 1
    set_state(registration, "cancelled", action, holds_seat=False)
    if was_in_line:
        count_waiting(registration.ticket_type_id, -1)
    elif held_seat:
        give_seat_back(claim_of(registration))
    free_bookings(registration)


@jobs.looks_around
def lapse_unconfirmed_places() -> bool:
    """Some of those whose time is over; and addresses that are old are forgotten."""
    now = clock.lenient_now()
    over = select(Registration).where(Registration.confirm_by <= now).order_by(Registration.confirm_by).limit(_AT_ONCE)
    found = db.session.scalars(over).all()
    for registration in found:
        lapse_unconfirmed(registration)
    forget_origins()
    return len(found) == _AT_ONCE
