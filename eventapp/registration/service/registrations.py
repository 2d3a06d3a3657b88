"""A registration's life: made, approved or declined, changed by its owner, cancelled."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp.core import audit, clock
from eventapp.core.codes import public_code
from eventapp.core.db import db, transactional
from eventapp.core.signals import (
    registration_cancelled,
    registration_confirmed,
    registration_declined,
    registration_mail_wanted,
    registration_pending,
)
from eventapp.events.models import Event
from eventapp.registration import availability, links, policy
from eventapp.registration.availability import Availability
from eventapp.registration.models import Consent, Registration, RetiredCalendarLink, TicketKey, TicketType
from eventapp.registration.queries import registration_by_submission, ticket_type
from eventapp.registration.search import search_text
from eventapp.registration.service.errors import NotAllowed, RegistrationClosed, SoldOut, TicketTypeUnknown
from eventapp.registration.service.seats import give_seat_back, give_session_seat_back, next_cursor, take_seat
from eventapp.registration.tickets import make_key


@dataclass(frozen=True)
class RegistrationDetails:
    """What a person says of themselves. `country` is an ISO 3166 code, `locale` the language they are written to in."""

    name: str
    email: str
    company: str = ""
    job_title: str = ""
    country: str | None = None
    phone: str = ""
    locale: str = "en"


def register(
    event: Event, ticket_type_id: int, details: RegistrationDetails, *, submission_key: str, consent: str = ""
) -> Registration:
    """Take a seat and register, or give back the registration that the same submission made before.

    `consent` is the text the person agreed to, as they saw it. Raises RegistrationClosed, TicketTypeUnknown, SoldOut.
    """
    event_id = event.id
    try:
        return _register(event_id, ticket_type_id, details, submission_key, consent)
    except IntegrityError:
        # The same form sent twice at one time: the other request was a moment earlier.
        earlier = registration_by_submission(event_id, submission_key)
        if earlier is None:
            raise
        return earlier


@transactional
def _register(
    event_id: int, ticket_type_id: int, details: RegistrationDetails, submission_key: str, consent: str
) -> Registration:
    if earlier := registration_by_submission(event_id, submission_key):
        return earlier
    event = db.session.get_one(Event, event_id)
    kind = _open_ticket_type(event, ticket_type_id)
    return _store(event, kind, details, submission_key, consent)


@transactional
def register_by_team(
    event: Event, kind: TicketType, details: RegistrationDetails, *, submission_key: str
) -> Registration:
    """Register somebody from the inside: with any ticket type, and at any time. Raises SoldOut."""
    return _store(event, kind, details, submission_key, consent="")


def _store(
    event: Event, kind: TicketType, details: RegistrationDetails, submission_key: str, consent: str
) -> Registration:
    serial, cursor = take_seat(event.id, kind.id)
    now = clock.now()
    code = public_code()
    registration = Registration(
        event=event,
        ticket_type=kind,
        serial=serial,
        cursor=cursor,
        code=code,
        submission_key=submission_key,
        state="pending" if kind.needs_approval else "confirmed",
        search_text=search_text(details.name, details.email, details.company, code),
        created_at=now,
        changed_at=now.replace(microsecond=0),
        confirmed_at=None if kind.needs_approval else now,
        **vars(details),
    )
    _give_links(registration)
    db.session.add(registration)
    db.session.flush()
    if consent:
        db.session.add(Consent(registration_id=registration.id, text=consent, locale=details.locale, agreed_at=now))
    _ensure_key(event.id)
    audit.record("registration.created", registration, event_id=event.id, after={"state": registration.state})
    (registration_pending if kind.needs_approval else registration_confirmed).send(registration)
    return registration


def _open_ticket_type(event: Event, ticket_type_id: int) -> TicketType:
    now = clock.now()
    standing = availability.of_event(event, now)
    if standing is Availability.SOLD_OUT:
        raise SoldOut(whole_event=True)
    if standing is not Availability.OPEN:
        raise RegistrationClosed(standing)
    kind = ticket_type(event.id, ticket_type_id)
    if kind is None or kind.visibility != "public":
        raise TicketTypeUnknown
    standing = availability.of_ticket_type(kind, now)
    if standing is Availability.SOLD_OUT:
        raise SoldOut(whole_event=False)
    if standing is not Availability.OPEN:
        raise RegistrationClosed(standing)
    return kind


def _give_links(registration: Registration) -> None:
    registration.uid = uuid4()
    registration.token_generation = registration.calendar_generation = 1
    links.hash_tokens(registration)


def _ensure_key(event_id: int) -> None:
    if db.session.scalar(select(TicketKey.id).where(TicketKey.event_id == event_id).limit(1)) is None:
        make_key(event_id)


@transactional
def approve(registration: Registration) -> None:
    """A pending registration becomes confirmed; its seat is held already. Raises NotAllowed from any other state."""
    _move(registration, ("pending",), "confirmed", "registration.approved")
    registration.confirmed_at = clock.now()
    registration_confirmed.send(registration)


@transactional
def decline(registration: Registration, reason: str = "") -> None:
    """A pending registration is turned down and its seat freed; the reason is mailed. Raises NotAllowed."""
    _move(registration, ("pending",), "declined", "registration.declined")
    registration.reason = reason
    _free(registration)
    registration_declined.send(registration)


@transactional
def cancel(registration: Registration, reason: str = "") -> None:
    """End a registration and free its seats. Raises NotAllowed where it holds none."""
    _move(registration, ("pending", "confirmed"), "cancelled", "registration.cancelled")
    registration.reason = reason
    registration.cancelled_at = clock.now()
    registration.sequence += 1
    _free(registration)
    registration_cancelled.send(registration)


@transactional
def change_details(registration: Registration, details: RegistrationDetails) -> None:
    """What the person says of themselves, anew. Raises NotAllowed once it holds no seat or all is over."""
    _lock(registration)
    if not policy.may_change_details(registration, clock.now()):
        raise NotAllowed
    before, after = audit.differences({key: getattr(registration, key) for key in vars(details)}, vars(details))
    if not after:
        return
    for key, value in after.items():
        setattr(registration, key, value)
    registration.search_text = search_text(details.name, details.email, details.company, registration.code)
    touch(registration)
    audit.record("registration.updated", registration, event_id=registration.event_id, before=before, after=after)


@transactional
def renew_calendar_link(registration: Registration) -> None:
    """A new address for the personal feed; whoever has the old one is told that it ended."""
    _lock(registration)
    db.session.add(
        RetiredCalendarLink(
            token_hash=registration.calendar_token_hash, registration_id=registration.id, retired_at=clock.now()
        )
    )
    registration.calendar_generation += 1
    links.hash_tokens(registration)
    touch(registration)
    audit.record("registration.calendar_renewed", registration, event_id=registration.event_id)


@transactional
def send_mail_again(registration: Registration) -> None:
    """Mail the ticket and the private link once more. Raises NotAllowed unless confirmed."""
    if not registration.is_confirmed:
        raise NotAllowed
    registration_mail_wanted.send(registration)
    audit.record("registration.mail_sent_again", registration, event_id=registration.event_id)


def touch(registration: Registration) -> None:
    """Say, inside a transaction, that this person's agenda or ticket changed: for their feed and for the doors."""
    registration.cursor = next_cursor(registration.event_id)
    registration.revision += 1
    now = clock.now().replace(microsecond=0)
    registration.changed_at = max(now, registration.changed_at + timedelta(seconds=1))


def _move(registration: Registration, allowed: tuple[str, ...], state: str, action: str) -> None:
    _lock(registration)
    if registration.state not in allowed:
        raise NotAllowed
    before = registration.state
    registration.state = state
    touch(registration)
    audit.record(action, registration, event_id=registration.event_id, before={"state": before}, after={"state": state})


def _lock(registration: Registration) -> None:
    db.session.refresh(registration, with_for_update={"of": Registration})


def _free(registration: Registration) -> None:
    give_seat_back(registration.event_id, registration.ticket_type_id)
    for item in registration.agenda:
        if item.is_booking:
            give_session_seat_back(item.session_id)
    registration.agenda = [item for item in registration.agenda if not item.is_booking]
