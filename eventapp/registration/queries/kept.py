"""How much an event still knows of people, by what it is kept for."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Answer, AttendeeImport, Delegation, Invitation, Registration, Upload

FORGOTTEN = "erased-"
"""What the address of an invitation begins with that is forgotten."""


def unerased(event: Event) -> tuple[ColumnElement[bool], ...]:
    return Registration.event_id == event.id, Registration.erased_at.is_(None)


def with_liaison(event: Event) -> tuple[ColumnElement[bool], ...]:
    return Delegation.event_id == event.id, Delegation.liaison_email != ""


def answered(event: Event) -> tuple[ColumnElement[bool], ...]:
    """Registrations that something was answered for."""
    given = select(Answer.registration_id).union(
        select(Upload.registration_id).where(Upload.event_id == event.id, Upload.registration_id.is_not(None))
    )
    return Registration.event_id == event.id, Registration.id.in_(given)


def unanswered(event: Event) -> tuple[ColumnElement[bool], ...]:
    """Invitations of people who are not registered by them."""
    is_known = ~Invitation.email.startswith(FORGOTTEN)
    return Invitation.event_id == event.id, Invitation.registration_id.is_(None), is_known


def unerased_number(event: Event) -> int:
    return _number(Registration.id, unerased(event)) + _number(Delegation.id, with_liaison(event))


def answered_number(event: Event) -> int:
    return _number(Registration.id, answered(event))


def invited_number(event: Event) -> int:
    imports = (AttendeeImport.event_id == event.id,)
    return _number(Invitation.id, unanswered(event)) + _number(AttendeeImport.id, imports)


def _number(column: Any, where: tuple[ColumnElement[bool], ...]) -> int:
    return db.session.scalar(select(func.count(column)).where(*where)) or 0
