"""How somebody becomes registered: by the form, by an invitation, by the team."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp.core import clock
from eventapp.core.codes import public_code
from eventapp.core.db import db, first_in_transaction, transactional
from eventapp.core.signals import (
    registration_confirmed,
    registration_incomplete,
    registration_pending,
    registration_to_confirm,
    registration_waitlisted,
)
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration import availability, links
from eventapp.registration.availability import Availability
from eventapp.registration.contacts import contact
from eventapp.registration.models import Delegation, Registration, TicketType
from eventapp.registration.queries import event_with_ticket_type, registration_by_submission
from eventapp.registration.service.access_codes import usable_code
from eventapp.registration.service.agenda import put_into_agenda
from eventapp.registration.service.answers import attach_uploads, store_answers
from eventapp.registration.service.changes import index_person, note
from eventapp.registration.service.confirming import AT_ONCE
from eventapp.registration.service.consents import add_consents
from eventapp.registration.service.email_confirmation import confirm_by
from eventapp.registration.service.errors import (
    EmailNeeded,
    InvitationInvalid,
    OtherPersonSameForm,
    RegistrationClosed,
    RegistrationError,
    SoldOut,
    TicketTypeUnknown,
)
from eventapp.registration.service.invitations import mark_registered, open_invitation
from eventapp.registration.service.seats import Claim, count_waiting, give_seat_back, next_numbers, take_seat
from eventapp.registration.service.suspicion import Sender, too_many_are_held
from eventapp.registration.tickets import make_key, newest_key


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
    romanised_name: str = ""


NOBODY_KNOWN = Sender()


@dataclass(frozen=True)
class Choices:
    """What a person chose beside the ticket.

    `answers` are by question id and checked already, `consents` the texts agreed to as they were shown. With
    `may_wait` a full ticket type's waiting list is joined where it has one. In the sessions of `waits_for_ids` a seat
    is taken where there is one, and else the queue is joined. `has_files` says that files came along.
    """

    answers: Mapping[int, Any] = field(default_factory=dict)
    consents: tuple[str, ...] = ()
    session_ids: tuple[int, ...] = ()
    waits_for_ids: tuple[int, ...] = ()
    access_code: str = ""
    invitation_token: str = ""
    may_wait: bool = False
    has_files: bool = False
    sender: Sender = NOBODY_KNOWN


NOTHING_MORE = Choices()


def register(
    event: Event,
    ticket_type_id: int,
    details: RegistrationDetails,
    *,
    submission_key: str,
    consent: str = "",
    choices: Choices = NOTHING_MORE,
) -> Registration:
    """Take a seat and register, or give back the registration that the same submission made before.

    `consent` is the text the person agreed to, as they saw it. Raises RegistrationClosed, TicketTypeUnknown, SoldOut,
    CompanyFull, CompanyNeeded, CodeInvalid, InvitationInvalid,
    InvitationForAnother, SessionFull, SessionsOverlap, OtherPersonSameForm.
    """
    event_id = event.id
    try:
        return _register(event_id, ticket_type_id, details, submission_key, consent=consent, choices=choices)
    except (IntegrityError, RegistrationError):
        # The same form sent twice: the other request was earlier, and may have had the last seat.
        earlier = registration_by_submission(event_id, submission_key)
        if earlier is None:
            raise
        return _same_person(earlier, details)


@transactional
def _register(
    event_id: int,
    ticket_type_id: int,
    details: RegistrationDetails,
    submission_key: str,
    *,
    consent: str,
    choices: Choices,
) -> Registration:
    event, ticket_type = event_with_ticket_type(event_id, ticket_type_id)
    invitation = (
        open_invitation(event_id, choices.invitation_token, details.email) if choices.invitation_token else None
    )
    ticket_type = _open_ticket_type(event, ticket_type, may_wait=choices.may_wait)
    code = None
    if ticket_type.visibility == "invitation":
        if invitation is None or invitation.ticket_type_id != ticket_type.id:
            raise InvitationInvalid
    elif ticket_type.visibility == "code":
        code = usable_code(event_id, choices.access_code, ticket_type)
    elif ticket_type.visibility != "public":
        raise TicketTypeUnknown
    claim = Claim(event.id, ticket_type.id, details.company, code.id if code else None)
    registration = store(
        event, ticket_type, details, claim, submission_key=submission_key, may_wait=choices.may_wait,
        sender=choices.sender if invitation is None else None,
    )  # fmt: skip
    if registration.confirm_by is not None and not contact(event, details):
        raise EmailNeeded
    _store_choices(registration, choices, consent, details.locale)
    if invitation is not None and invitation.ticket_type_id == ticket_type.id:
        mark_registered(invitation, registration)
    settle(registration)
    return registration


def _same_person(earlier: Registration, details: RegistrationDetails) -> Registration:
    if (earlier.name, earlier.email.lower()) != (details.name, details.email.lower()):
        raise OtherPersonSameForm(earlier.name)
    return earlier


@transactional
def register_by_team(
    event: Event,
    ticket_type: TicketType,
    details: RegistrationDetails,
    *,
    submission_key: str,
    choices: Choices = NOTHING_MORE,
    tells: bool = True,
    reason_beyond: str = "",
    may_wait: bool = False,
) -> Registration:
    """Register somebody from the inside: with any ticket type, and at any time; without a mail unless it `tells`.

    What needs approval waits for it here too. With a `reason_beyond` a place is given above the limit where none is
    left; who `may_wait` stands in the waiting list then. Raises SoldOut, CompanyFull, CompanyNeeded.
    """
    claim = Claim(event.id, ticket_type.id, details.company)
    beyond = bool(reason_beyond)
    registration = store(
        event, ticket_type, details, claim, submission_key=submission_key, in_turn=True, beyond=beyond,
        may_wait=may_wait,
    )  # fmt: skip
    if beyond:
        note(registration, "registration.beyond_limit", after={"reason": reason_beyond})
    _store_choices(registration, choices, "", details.locale)
    settle(registration, tells=tells)
    return registration


def store(
    event: Event,
    ticket_type: TicketType,
    details: RegistrationDetails,
    claim: Claim,
    *,
    submission_key: str,
    may_wait: bool = False,
    in_turn: bool = False,
    beyond: bool = False,
    delegation: Delegation | None = None,
    is_named: bool = True,
    is_complete: bool = True,
    sender: Sender | None = None,
) -> Registration:
    """A new row with its seat, or with its place in the waiting list, inside a transaction; `settle` follows.

    A `sender` may be asked to confirm the address, and the seat may have to wait for that: see email_confirmation.py.
    None is the team, or somebody whom it invited.
    """
    now = clock.now()
    try:
        numbers = take_seat(claim, in_turn=in_turn, numbers=True, beyond=beyond)
        has_seat = True
    except SoldOut:
        if not (may_wait and ticket_type.has_waiting_list):
            raise
        numbers, has_seat = next_numbers(event.id), False
    until = confirm_by(event, ticket_type, sender, delegation) if sender else None
    if until is None and not has_seat:
        count_waiting(ticket_type.id, 1)
    if until is not None and has_seat and sender and too_many_are_held(event, ticket_type, sender):
        give_seat_back(claim)
        has_seat = False
    assert numbers is not None
    _ensure_key(event.id)  # whoever takes a number has the event's row: nobody makes a key at the same time
    is_confirmed = has_seat and is_named and is_complete and not ticket_type.needs_approval and until is None
    state = "confirmed" if is_confirmed else "pending" if has_seat else "waitlisted"
    registration = Registration(
        event=event, ticket_type=ticket_type, delegation=delegation, access_code_id=claim.access_code_id,
        serial=numbers[0], cursor=numbers[1], code=public_code(), submission_key=submission_key, state=state,
        holds_seat=has_seat, is_named=is_named, is_complete=is_complete, confirm_by=until,
        origin=sender.origin if sender else "", waitlisted_at=None if has_seat or until else now,
        confirmed_at=now if is_confirmed else None, badge_class=ticket_type.badge_class if is_confirmed else None,
        created_at=now, changed_at=now.replace(microsecond=0), **vars(details),
    )  # fmt: skip
    index_person(registration)
    _give_links(registration)
    db.session.add(registration)
    db.session.flush()
    note(registration, "registration.created", after={"state": registration.state})
    return registration


def settle(registration: Registration, *, tells: bool = True) -> None:
    """Tell the owner of a new registration how it stands, once all that belongs to it is stored."""
    if registration.confirm_by is not None:
        if registration.delegation_id is None:
            registration_to_confirm.send(registration)
    elif registration.state == "waitlisted":
        if tells:
            registration_waitlisted.send(registration)
    elif not tells or not registration.is_named:
        return
    elif registration.is_confirmed:
        registration_confirmed.send(registration, delay=AT_ONCE)
    elif not registration.is_complete:
        registration_incomplete.send(registration)
    else:
        registration_pending.send(registration)


def _store_choices(registration: Registration, choices: Choices, consent: str, locale: str) -> None:
    add_consents(registration, (consent, *choices.consents), locale)
    store_answers(registration, choices.answers)
    if choices.has_files:
        attach_uploads(registration)
    if choices.session_ids or choices.waits_for_ids:
        _book(registration, choices)


def _book(registration: Registration, choices: Choices) -> None:
    """Seats in order of their ids, as everybody takes them, and only for who is confirmed at once."""
    wanted = {*choices.session_ids, *choices.waits_for_ids}
    query = select(Session).where(
        Session.event_id == registration.event_id, Session.id.in_(wanted), Session.status == "confirmed"
    )
    for session in db.session.scalars(query.order_by(Session.id)):
        put_into_agenda(registration, session, wait=session.id in choices.waits_for_ids)
        db.session.flush()


def _open_ticket_type(event: Event, ticket_type: TicketType | None, *, may_wait: bool) -> TicketType:
    now = clock.now()
    standing = availability.of_event(event, now)
    waits = may_wait and ticket_type is not None and ticket_type.has_waiting_list
    if standing is Availability.SOLD_OUT and not waits:
        raise SoldOut(whole_event=True)
    if standing not in (Availability.OPEN, Availability.SOLD_OUT):
        raise RegistrationClosed(standing)
    if ticket_type is None or ticket_type.visibility == "staff":
        raise TicketTypeUnknown
    standing = availability.of_ticket_type(ticket_type, now)
    if standing is Availability.SOLD_OUT and not waits:
        raise SoldOut(whole_event=False)
    if standing not in (Availability.OPEN, Availability.SOLD_OUT):
        raise RegistrationClosed(standing)
    return ticket_type


def _give_links(registration: Registration) -> None:
    registration.uid = uuid4()
    registration.token_generation = registration.calendar_generation = 1
    links.hash_tokens(registration)


def _ensure_key(event_id: int) -> None:
    if first_in_transaction(("ticket key", event_id)) and newest_key(event_id) is None:
        make_key(event_id)


def opens_at(event: Event, ticket_types: list[TicketType]) -> datetime | None:
    """The first instant at which somebody will be able to register, where it is still to come."""
    now = clock.now()
    if event.registration_opens_at is not None and event.registration_opens_at > now:
        return event.registration_opens_at
    later = [
        ticket_type.opens_at
        for ticket_type in ticket_types
        if ticket_type.opens_at is not None and ticket_type.opens_at > now
    ]
    return min(later, default=None)
