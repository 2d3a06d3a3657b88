"""A place that passes to another person: the old ticket, links and calendar die at once."""

from eventapp.core import clock, outbox
from eventapp.core.db import transactional
from eventapp.core.signals import registration_transferred
from eventapp.registration import extension_points, policy
from eventapp.registration.contacts import contact, contact_of
from eventapp.registration.models import Registration
from eventapp.registration.service.agenda import free_bookings, take_out
from eventapp.registration.service.answers import forget_answers
from eventapp.registration.service.changes import lock, retire_links, retire_ticket
from eventapp.registration.service.completing import admit
from eventapp.registration.service.consents import keep_consents
from eventapp.registration.service.errors import HasCome, NotAllowed
from eventapp.registration.service.registering import RegistrationDetails
from eventapp.registration.service.registrations import put_details
from eventapp.registration.service.seats import next_cursor


@transactional
def transfer(registration: Registration, details: RegistrationDetails, *, consent: str = "") -> None:
    """Give a confirmed place to somebody else. Bookings go along; favourites, answers and whatever else the old person
    said do not.

    Where the ticket needs approval the new person waits for it: an accreditation is nobody's to give away. What
    everybody has to answer they answer themselves, before they have a ticket. Raises NotAllowed, HasCome, CompanyFull.
    """
    lock(registration)
    if not policy.may_transfer(registration, clock.now()):
        raise NotAllowed
    _hand_over(registration, details, "registration.transferred", consent)


@transactional
def name_seat(registration: Registration, details: RegistrationDetails, *, consent: str = "") -> None:
    """Name the person of a group's seat, or put another in their place. Raises NotAllowed, HasCome, CompanyFull."""
    lock(registration)
    if registration.delegation_id is None or not policy.may_substitute(registration, clock.now()):
        raise NotAllowed
    if registration.is_named:
        _hand_over(registration, details, "registration.substituted", consent)
        return
    next_cursor(registration.event_id)
    registration.is_named = True
    put_details(registration, details, "registration.named")
    keep_consents(registration, (consent,), details.locale)
    admit(registration, "registration.confirmed")


def _hand_over(registration: Registration, details: RegistrationDetails, action: str, consent: str) -> None:
    if extension_points.has_come(registration):
        raise HasCome
    former = {"name": registration.name, "contact": contact_of(registration), "locale": registration.locale}
    next_cursor(registration.event_id)
    retire_links(registration, "transferred")
    retire_ticket(registration, "transferred")
    registration.holder += 1
    registration.sequence += 1
    registration.no_campaigns = False
    registration.notes = registration.door_note = ""
    registration.reminder_minutes = None
    recipient = contact(registration.event, details)
    outbox.move_mails("Registration", registration.id, recipient, details.name, details.locale)
    put_details(registration, details, action)
    forget_answers(registration)
    keep_consents(registration, (consent,), details.locale)
    for item in [item for item in registration.agenda if not item.is_booking and item.waiting_since is None]:
        take_out(registration, item)
    registration_transferred.send(registration, former=former)
    admit(registration, "registration.confirmed")
    if registration.ticket_type.needs_approval:
        free_bookings(registration, keep_wishes=True)
