"""Invitations: a list of people is pasted, each gets a link of their own, and what came of it is seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update

from eventapp.core import audit, clock
from eventapp.core.codes import secret_hash
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.moved_links import moved_to
from eventapp.core.signals import invitation_made, invitation_reminded, invitation_withdrawn
from eventapp.events.models import Event
from eventapp.registration import links
from eventapp.registration.models import Invitation, Registration, TicketType
from eventapp.registration.service.errors import InvitationForAnother, InvitationInvalid


@dataclass(frozen=True)
class Invitee:
    """Somebody to be asked."""

    email: str
    name: str = ""
    company: str = ""
    locale: str = "en"


@transactional
def invite(
    event: Event,
    ticket_type: TicketType,
    people: Sequence[Invitee],
    *,
    expires_at: datetime | None = None,
    is_bound: bool = False,
) -> tuple[int, int]:
    """Invite everybody who is not invited for this ticket yet: (how many were, how many had been already).

    An invitation that `is_bound` is good for its own address alone.
    """
    asked = select(Invitation.email).where(Invitation.event_id == event.id, Invitation.ticket_type_id == ticket_type.id)
    known = set(db.session.scalars(asked))
    made = 0
    for person in people:
        email = person.email.lower()
        if email in known:
            continue
        known.add(email)
        made += 1
        invitation = Invitation(
            uid=uuid4(), event_id=event.id, ticket_type_id=ticket_type.id, email=email, name=person.name,
            company=person.company, locale=person.locale, created_at=clock.now(), expires_at=expires_at,
            is_bound=is_bound,
        )  # fmt: skip
        invitation.token_hash = secret_hash(links.invitation_token(invitation))
        db.session.add(invitation)
        db.session.flush()
        invitation_made.send(invitation)
    audit.record("invitations.sent", event, event_id=event.id, after={"number": made, "ticket_type_id": ticket_type.id})
    return made, len(people) - made


def invitation_by_token(token: str) -> Invitation | None:
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == secret_hash(token)))
    if found is None and (moved := moved_to("invitation", token)) is not None:
        return db.session.get(Invitation, moved)
    return found


def is_open(invitation: Invitation) -> bool:
    """Whether somebody can still register with it."""
    ended = invitation.registered_at or invitation.declined_at or invitation.withdrawn_at
    return not ended and (invitation.expires_at is None or invitation.expires_at > clock.now())


def open_invitation(event_id: int, token: str, email: str) -> Invitation:
    """The invitation of a link, if it can be used now by who has this address.

    Raises InvitationInvalid, InvitationForAnother.
    """
    found = invitation_by_token(token)
    if found is None or found.event_id != event_id or not is_open(found):
        raise InvitationInvalid
    if found.is_bound and email.strip().casefold() != found.email.casefold():
        raise InvitationForAnother(found.email)
    return found


REMIND_AGAIN_AFTER = timedelta(hours=1)
"""Whoever presses the button twice writes once."""


@transactional
def remind_invitees(event: Event, invitation_ids: Collection[int]) -> int:
    """Mail those of these invitees once more who have not answered. Returns how many that were."""
    query = (
        select(Invitation).where(Invitation.event_id == event.id, Invitation.id.in_(invitation_ids))
        .order_by(Invitation.id).with_for_update()
    )  # fmt: skip
    now = clock.now()
    silent = [
        one
        for one in db.session.scalars(query)
        if is_open(one) and (one.reminded_at is None or now - one.reminded_at > REMIND_AGAIN_AFTER)
    ]
    for invitation in silent:
        invitation.reminded_at = now
        invitation_reminded.send(invitation)
    if silent:
        audit.record("invitations.reminded", event, event_id=event.id, after={"number": len(silent)})
    return len(silent)


@transactional
def note_opened(invitation: Invitation) -> None:
    if invitation.opened_at is None:
        invitation.opened_at = clock.now()


def mark_registered(invitation: Invitation, registration: Registration) -> None:
    """Use an invitation up, inside a transaction. Raises InvitationInvalid where somebody was faster."""
    used = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.registered_at.is_(None), Invitation.declined_at.is_(None))
        .where(Invitation.withdrawn_at.is_(None))
        .values(registered_at=clock.now(), registration_id=registration.id)
    )
    if rows_changed(used) != 1:
        raise InvitationInvalid


@transactional
def decline_invitation(invitation: Invitation) -> None:
    """The person says that they will not come. Raises InvitationInvalid where it is no longer open."""
    db.session.refresh(invitation, with_for_update={"of": Invitation})
    if not is_open(invitation):
        raise InvitationInvalid
    invitation.declined_at = clock.now()


@transactional
def withdraw_invitation(invitation: Invitation) -> None:
    """The team takes it back; the link says so. Changes nothing once it was used."""
    db.session.refresh(invitation, with_for_update={"of": Invitation})
    if invitation.registered_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation_withdrawn.send(invitation)
        audit.record("invitation.withdrawn", invitation, event_id=invitation.event_id)


@transactional
def invite_again(invitation: Invitation) -> None:
    """Mail the link once more, also to who declined or was withdrawn. Raises InvitationInvalid once it was used."""
    db.session.refresh(invitation, with_for_update={"of": Invitation})
    if invitation.registered_at is not None:
        raise InvitationInvalid
    invitation.declined_at = invitation.withdrawn_at = None
    invitation_made.send(invitation)
    audit.record("invitation.sent_again", invitation, event_id=invitation.event_id)
