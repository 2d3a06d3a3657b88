"""A place that passes to another person: the old ticket, links and calendar die at once."""

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import registration_pending, registration_transferred
from eventapp.registration import policy
from eventapp.registration.models import Consent, Registration
from eventapp.registration.service.agenda import free_bookings, take_out
from eventapp.registration.service.changes import lock, note, retire_links, set_state
from eventapp.registration.service.confirming import confirm
from eventapp.registration.service.errors import NotAllowed
from eventapp.registration.service.registering import RegistrationDetails
from eventapp.registration.service.registrations import put_details
from eventapp.registration.service.seats import next_cursor


@transactional
def transfer(registration: Registration, details: RegistrationDetails, *, consent: str = "") -> None:
    """Give a confirmed place to somebody else. Bookings go along, favourites and answers of the old person do not.

    Where the ticket needs approval the new person waits for it: an accreditation is nobody's to give away. Raises
    NotAllowed, CompanyFull.
    """
    lock(registration)
    if not policy.may_transfer(registration, clock.now()):
        raise NotAllowed
    _hand_over(registration, details, "registration.transferred", consent)


@transactional
def name_seat(registration: Registration, details: RegistrationDetails, *, consent: str = "") -> None:
    """Name the person of a group's seat, or put another in their place. Raises NotAllowed, CompanyFull."""
    lock(registration)
    if registration.delegation_id is None or not policy.may_substitute(registration, clock.now()):
        raise NotAllowed
    if registration.is_named:
        _hand_over(registration, details, "registration.substituted", consent)
        return
    next_cursor(registration.event_id)
    registration.is_named = True
    put_details(registration, details, "registration.named")
    _admit_anew(registration, "registration.confirmed")


def _hand_over(registration: Registration, details: RegistrationDetails, action: str, consent: str) -> None:
    former = {"name": registration.name, "email": registration.email, "locale": registration.locale}
    next_cursor(registration.event_id)
    retire_links(registration, "transferred")
    registration.ticket_version += 1
    registration.sequence += 1
    registration.no_campaigns = False
    registration.notes = ""
    put_details(registration, details, action)
    for item in [item for item in registration.agenda if not item.is_booking and item.waiting_since is None]:
        take_out(registration, item)
    if consent:
        db.session.add(
            Consent(registration_id=registration.id, text=consent, locale=details.locale, agreed_at=clock.now())
        )
    registration_transferred.send(registration, former=former)
    _admit_anew(registration, "registration.confirmed")


def _admit_anew(registration: Registration, action: str) -> None:
    if not registration.ticket_type.needs_approval:
        confirm(registration, action)
        return
    registration.badge_class = registration.confirmed_at = registration.first_reviewer_id = None
    if registration.state != "pending":
        set_state(registration, "pending", "registration.to_be_approved")
        free_bookings(registration, keep_wishes=True)
    else:
        note(registration, "registration.to_be_approved")
    registration_pending.send(registration)
