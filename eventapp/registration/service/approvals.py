"""Accreditation: who is let in is decided by people, by one or by two of them, and can be taken back for a while."""

from datetime import timedelta

from eventapp.core.db import transactional
from eventapp.core.outbox import withdraw
from eventapp.core.signals import registration_declined, registration_ended, registration_reopened
from eventapp.registration.models import BADGE_CLASSES, Registration
from eventapp.registration.service.agenda import free_bookings
from eventapp.registration.service.changes import lock, note, set_state
from eventapp.registration.service.confirming import confirm
from eventapp.registration.service.errors import NotAllowed, SecondReviewerNeeded
from eventapp.registration.service.seats import claim_of, give_seat_back, next_cursor, take_seat
from eventapp.registration.service.waiting_list import promote

UNDO_FOR = timedelta(minutes=2)
"""How long a decision's mail waits, so that who decided may think again before anybody reads it."""
AT_ONCE = timedelta(0)


@transactional
def approve(
    registration: Registration,
    *,
    reviewer_id: int | None = None,
    badge_class: str | None = None,
    mail_delay: timedelta = AT_ONCE,
) -> bool:
    """Say yes to a pending registration; its seat is held already. False where a second reviewer has to agree.

    `badge_class` grants another class than the ticket's. A `reviewer_id` of None is the instance itself, which needs
    no second. Raises NotAllowed from any other state, SecondReviewerNeeded where this reviewer was the first.
    """
    lock(registration)
    if registration.standing != "pending":
        raise NotAllowed
    if badge_class is not None and badge_class not in BADGE_CLASSES:
        raise NotAllowed
    if registration.ticket_type.reviews_needed == 2 and reviewer_id is not None:
        if registration.first_reviewer_id == reviewer_id:
            raise SecondReviewerNeeded
        if registration.first_reviewer_id is None:
            registration.first_reviewer_id = reviewer_id
            registration.badge_class = None
            note(registration, "registration.first_approved", after={"badge_class": badge_class})
            return False
    next_cursor(registration.event_id)
    confirm(registration, "registration.approved", badge_class=badge_class, mail_delay=mail_delay)
    return True


@transactional
def decline(registration: Registration, reason: str = "", *, mail_delay: timedelta = AT_ONCE) -> None:
    """A pending registration is turned down and its seat goes to who waits; the reason is mailed. Raises NotAllowed."""
    lock(registration)
    if registration.standing != "pending":
        raise NotAllowed
    set_state(registration, "declined", "registration.declined", holds_seat=False)
    give_seat_back(claim_of(registration))
    registration.reason = reason
    registration.first_reviewer_id = None
    registration_declined.send(registration, delay=mail_delay)
    promote(registration.event_id)


@transactional
def undo_decision(registration: Registration) -> None:
    """Bring a decision back to the inbox: a yes (the ticket dies), a no (a seat is taken anew), or a first yes.

    A mail that has not left is withdrawn; where it has left, the person is told that the matter is open again.
    Raises NotAllowed, or SoldOut where a declined one's seat is gone.
    """
    lock(registration)
    if registration.state == "pending" and registration.first_reviewer_id is not None:
        registration.first_reviewer_id = None
        note(registration, "registration.decision_undone")
        return
    if registration.state == "confirmed" and registration.ticket_type.needs_approval:
        next_cursor(registration.event_id)
        registration.ticket_version += 1
        registration.sequence += 1
        registration.badge_class = registration.confirmed_at = None
        set_state(registration, "pending", "registration.decision_undone")
        free_bookings(registration, keep_wishes=True)
        registration_ended.send(registration)
    elif registration.state == "declined":
        take_seat(claim_of(registration), in_turn=True)
        registration.reason = ""
        set_state(registration, "pending", "registration.decision_undone")
    else:
        raise NotAllowed
    registration.first_reviewer_id = None
    if not withdraw("Registration", registration.id, ("confirmed", "declined")):
        registration_reopened.send(registration)
