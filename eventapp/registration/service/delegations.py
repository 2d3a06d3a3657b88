"""Groups: one liaison registers a delegation, all of it or what is left, and names and replaces people later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp.core import audit, clock
from eventapp.core.codes import secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.moved_links import moved_to
from eventapp.core.signals import delegation_registered
from eventapp.events.models import Event
from eventapp.registration import availability, links
from eventapp.registration.availability import Availability
from eventapp.registration.models import Delegation, TicketType
from eventapp.registration.queries import days_left, ticket_type_by_id
from eventapp.registration.service.answers import store_answers
from eventapp.registration.service.completing import unanswered
from eventapp.registration.service.consents import add_consents
from eventapp.registration.service.errors import (
    CompanyFull,
    CompanyNeeded,
    NotAllowed,
    RegistrationClosed,
    SoldOut,
    TicketTypeUnknown,
)
from eventapp.registration.service.registering import NOBODY_KNOWN, RegistrationDetails, settle, store
from eventapp.registration.service.seats import Claim, company_places_left, next_cursor
from eventapp.registration.service.suspicion import Sender


@dataclass(frozen=True)
class DelegationDetails:
    """What a liaison says of the group; `locale` is the language they are written to in."""

    company: str
    liaison_name: str
    liaison_email: str
    locale: str = "en"


NO_ANSWERS: Mapping[int, Any] = MappingProxyType({})
UNNAMED = RegistrationDetails(name="", email="")


def register_delegation(
    event: Event,
    ticket_type_id: int,
    details: DelegationDetails,
    people: Sequence[RegistrationDetails],
    *,
    unnamed: int = 0,
    submission_key: str,
    consent: str = "",
    answers: Mapping[int, Any] = NO_ANSWERS,
    take_what_is_left: bool = False,
    sender: Sender = NOBODY_KNOWN,
) -> Delegation:
    """Register everybody and hold `unnamed` more seats, or nobody; with `take_what_is_left` as many as there are.

    `answers`, checked already, are the same for everybody who is named; what they leave open each person is asked
    before there is a ticket. Where the `sender` has to confirm their address, the liaison does so for all. The same
    submission gives the same group. Raises RegistrationClosed, TicketTypeUnknown, CompanyNeeded, NotAllowed for too
    many, SoldOut or CompanyFull with how many are left.
    """
    event_id = event.id
    wanted = [*people, *([replace(UNNAMED, locale=details.locale)] * unnamed)]
    if not 0 < len(wanted) <= event.group_limit:
        raise NotAllowed
    try:
        return _register(
            event_id, ticket_type_id, details, wanted, submission_key=submission_key, consent=consent, answers=answers,
            take_what_is_left=take_what_is_left, sender=sender,
        )  # fmt: skip
    except IntegrityError:
        earlier = _by_submission(event_id, submission_key)
        if earlier is None:
            raise
        return earlier


@transactional
def _register(
    event_id: int,
    ticket_type_id: int,
    details: DelegationDetails,
    wanted: Sequence[RegistrationDetails],
    *,
    submission_key: str,
    consent: str,
    answers: Mapping[int, Any],
    take_what_is_left: bool,
    sender: Sender,
) -> Delegation:
    if earlier := _by_submission(event_id, submission_key):
        return earlier
    event = db.session.get_one(Event, event_id, populate_existing=True)
    ticket_type = _open_ticket_type(event, ticket_type_id)
    next_cursor(event_id)  # locks the event: what is left now is left until we are done
    db.session.refresh(event)
    db.session.refresh(ticket_type)
    left = _left(event, ticket_type, details.company)
    if left is not None and left < len(wanted):
        if not take_what_is_left or not left:
            raise _why(event, ticket_type, details.company, left)
        wanted = wanted[:left]
    delegation = Delegation(
        uid=uuid4(), event=event, ticket_type=ticket_type, submission_key=submission_key, created_at=clock.now(),
        **vars(details),
    )  # fmt: skip
    delegation.token_hash = secret_hash(links.delegation_token(delegation))
    db.session.add(delegation)
    db.session.flush()
    sender = sender._replace(seats=len(wanted))
    for number, person in enumerate(wanted):
        key = f"{submission_key}-{number}"
        _add_member(delegation, person, key, consent=consent, answers=answers, sender=sender)
    audit.record(
        "delegation.registered", delegation, event_id=event_id,
        after={"company": details.company, "people": len(wanted)},
    )  # fmt: skip
    delegation_registered.send(delegation)
    return delegation


def _add_member(
    delegation: Delegation,
    person: RegistrationDetails,
    submission_key: str,
    *,
    consent: str,
    answers: Mapping[int, Any],
    sender: Sender,
) -> None:
    ticket_type = delegation.ticket_type
    person = replace(person, company=person.company or delegation.company)
    is_complete = not unanswered(delegation.event_id, ticket_type.id, answers)
    registration = store(
        delegation.event, ticket_type, person, Claim(delegation.event_id, ticket_type.id, delegation.company),
        submission_key=submission_key, delegation=delegation, is_named=bool(person.name), is_complete=is_complete,
        sender=sender,
    )  # fmt: skip
    if registration.is_named:
        add_consents(registration, (consent,), delegation.locale)
        store_answers(registration, answers)
    settle(registration)


def _open_ticket_type(event: Event, ticket_type_id: int) -> TicketType:
    now = clock.now()
    standing = availability.of_event(event, now)
    ticket_type = ticket_type_by_id(event.id, ticket_type_id)
    if standing not in (Availability.OPEN, Availability.SOLD_OUT):
        raise RegistrationClosed(standing)
    if ticket_type is None or ticket_type.visibility != "public":
        raise TicketTypeUnknown
    standing = availability.of_ticket_type(ticket_type, now)
    if standing not in (Availability.OPEN, Availability.SOLD_OUT):
        raise RegistrationClosed(standing)
    return ticket_type


def _left(event: Event, ticket_type: TicketType, company: str) -> int | None:
    """How many places this group may have; None where nothing limits it."""
    if ticket_type.waiting:
        return 0
    limits = (
        _left_of_event(event),
        ticket_type.seats_left,
        days_left(event, ticket_type),
        company_places_left(ticket_type, company),
    )
    return min((limit for limit in limits if limit is not None), default=None)


def _left_of_event(event: Event) -> int | None:
    return None if event.capacity is None else max(event.capacity - event.taken, 0)


def _why(event: Event, ticket_type: TicketType, company: str, left: int) -> SoldOut | CompanyFull | CompanyNeeded:
    if company_places_left(ticket_type, company) == left and ticket_type.seats_left != left:
        return CompanyFull(left)
    return SoldOut(whole_event=_left_of_event(event) == left, left=left)


def _by_submission(event_id: int, submission_key: str) -> Delegation | None:
    query = select(Delegation).where(Delegation.event_id == event_id, Delegation.submission_key == submission_key)
    return db.session.scalar(query)


def delegation_by_token(token: str) -> Delegation | None:
    """The group of a liaison's link."""
    found = db.session.scalar(select(Delegation).where(Delegation.token_hash == secret_hash(token)))
    if found is None and (moved := moved_to("delegation", token)) is not None:
        return db.session.get(Delegation, moved)
    return found
