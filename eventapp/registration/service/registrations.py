"""A registration's life after its birth: changed by its owner, cancelled, mailed again."""

from eventapp.core import audit, clock, outbox
from eventapp.core.db import db, transactional
from eventapp.core.signals import (
    registration_cancelled,
    registration_ended,
    registration_mail_wanted,
    registration_revoked,
    registration_to_confirm,
)
from eventapp.registration import policy
from eventapp.registration.contacts import contact_of
from eventapp.registration.models import Registration
from eventapp.registration.search import company_key
from eventapp.registration.service.agenda import free_bookings, take_out
from eventapp.registration.service.changes import (
    index_person,
    lock,
    note,
    retire_links,
    retire_ticket,
    set_state,
    touch,
)
from eventapp.registration.service.errors import NotAllowed
from eventapp.registration.service.registering import RegistrationDetails
from eventapp.registration.service.seats import (
    claim_of,
    count_waiting,
    give_company_place_back,
    give_seat_back,
    take_company_place,
)
from eventapp.registration.service.waiting_list import promote


@transactional
def cancel(registration: Registration, reason: str = "", *, tells: bool = True) -> None:
    """End a registration and give its seats to who waits for them. Raises NotAllowed where it has ended already."""
    _end(registration, reason, "registration.cancelled")
    if tells:
        registration_cancelled.send(registration)
    promote(registration.event_id)


@transactional
def revoke(registration: Registration, reason: str) -> None:
    """Take an accreditation back: ticket, feed and bookings end at once, for good. Raises NotAllowed."""
    lock(registration)
    if not registration.is_confirmed:
        raise NotAllowed
    _end(registration, reason, "registration.revoked")
    registration.badge_class = None
    registration.ticket_version += 1
    for item in list(registration.agenda):
        take_out(registration, item)
    registration_revoked.send(registration)
    promote(registration.event_id)


def _end(registration: Registration, reason: str, action: str) -> None:
    lock(registration)
    if not registration.is_active:
        raise NotAllowed
    was_waiting, held_seat = registration.is_in_line, registration.holds_seat
    set_state(registration, "cancelled", action, holds_seat=False)
    registration.reason = reason
    registration.cancelled_at = clock.now()
    registration.offer_ends_at = registration.confirm_by = None
    registration.sequence += 1
    if was_waiting:
        count_waiting(registration.ticket_type_id, -1)
    elif held_seat:
        give_seat_back(claim_of(registration))
    free_bookings(registration)
    registration_ended.send(registration)


@transactional
def change_details(registration: Registration, details: RegistrationDetails) -> None:
    """What the person says of themselves, anew. Raises NotAllowed once it has ended or all is over, or CompanyFull."""
    lock(registration)
    if not policy.may_change_details(registration, clock.now()):
        raise NotAllowed
    put_details(registration, details, "registration.updated")


@transactional
def correct_details(registration: Registration, details: RegistrationDetails) -> None:
    """What the team puts right, for who is confirmed at any time. Raises NotAllowed, CompanyFull."""
    lock(registration)
    if not registration.is_confirmed:
        raise NotAllowed
    put_details(registration, details, "registration.corrected")


def put_details(registration: Registration, details: RegistrationDetails, action: str) -> bool:
    """Write details into a locked registration, inside a transaction; False where nothing was different."""
    before, after = audit.differences({key: getattr(registration, key) for key in vars(details)}, vars(details))
    if not after:
        return False
    former = contact_of(registration)
    touch(registration)
    if registration.holds_seat and company_key(details.company) != registration.company_key:
        places = registration.ticket_type.company_places
        if places is not None:
            give_company_place_back(registration.ticket_type_id, registration.company)
            take_company_place(registration.ticket_type_id, details.company, places)
    for key, value in after.items():
        setattr(registration, key, value)
    index_person(registration)
    note(registration, action, before=before, after=after)
    contact = contact_of(registration)
    if contact != former or {"name", "locale"} & set(after):
        outbox.readdress("Registration", registration.id, contact, registration.name, registration.locale)
    if contact != former and registration.confirm_by is not None:
        registration_to_confirm.send(registration)
    return True


@transactional
def set_notes(registration: Registration, notes: str, door_note: str | None = None) -> None:
    """What the team writes down for itself, and what the door is told with this ticket; None leaves that as it is."""
    lock(registration)
    values = {"notes": notes} if door_note is None else {"notes": notes, "door_note": door_note}
    before, after = audit.differences({key: getattr(registration, key) for key in values}, values)
    if not after:
        return
    for key, value in after.items():
        setattr(registration, key, value)
    if "door_note" in after:
        touch(registration)
    note(registration, "registration.notes", before=before, after=after)


@transactional
def renew_ticket(registration: Registration) -> None:
    """A new ticket, mailed at once; who shows an older one is sent away. Raises NotAllowed unless confirmed."""
    lock(registration)
    if not registration.is_confirmed:
        raise NotAllowed
    retire_ticket(registration, "renewed")
    touch(registration)
    note(registration, "registration.ticket_renewed")
    if contact_of(registration):
        registration_mail_wanted.send(registration)


@transactional
def renew_calendar_link(registration: Registration) -> None:
    """A new address for the personal feed; whoever has the old one is told that it ended."""
    lock(registration)
    retire_links(registration, "renewed", page=False)
    touch(registration)
    note(registration, "registration.calendar_renewed")


@transactional
def send_mail_again(registration: Registration) -> None:
    """Mail the ticket and the private link once more. Raises NotAllowed unless confirmed and reachable by mail."""
    if not registration.is_confirmed or not contact_of(registration):
        raise NotAllowed
    registration_mail_wanted.send(registration)
    note(registration, "registration.mail_sent_again")


@transactional
def set_no_campaigns(registration: Registration, declines: bool) -> None:
    """Whether this person wants no mails but those about their own registration."""
    if registration.no_campaigns != declines:
        registration.no_campaigns = declines
        note(registration, "registration.unsubscribed" if declines else "registration.subscribed")
        db.session.flush()
