"""What an event knows of people, removed as its rules of retention say: a little at a time, inside a transaction."""

from sqlalchemy import delete, select

from eventapp.core.db import db
from eventapp.core.outbox import forget
from eventapp.events.models import Event
from eventapp.registration.models import (
    Answer,
    AttendeeImport,
    Delegation,
    FollowUpReply,
    Invitation,
    Registration,
    Upload,
)
from eventapp.registration.queries import kept
from eventapp.registration.service.privacy import ERASED, erase


def erase_some(event: Event, most: int) -> int:
    """Forget at most so many people, and then the liaisons of groups. Returns how many."""
    found = list(db.session.scalars(select(Registration).where(*kept.unerased(event)).limit(most)))
    for registration in found:
        erase(registration)
    left = most - len(found)
    groups = list(db.session.scalars(select(Delegation).where(*kept.with_liaison(event)).limit(left))) if left else []
    for group in groups:
        group.liaison_name, group.liaison_email, group.company = ERASED, "", ""
        forget("Delegation", group.id)
    return len(found) + len(groups)


def forget_some_answers(event: Event, most: int) -> int:
    """Forget what at most so many people answered. What they agreed to is kept with the registration."""
    ids = list(db.session.scalars(select(Registration.id).where(*kept.answered(event)).limit(most)))
    for model in (Answer, Upload, FollowUpReply):
        db.session.execute(delete(model).where(model.registration_id.in_(ids)))
    return len(ids)


def forget_some_invitations(event: Event, most: int) -> int:
    """Forget at most so many who were invited and are not registered, and the tables of imports."""
    found = list(db.session.scalars(select(Invitation).where(*kept.unanswered(event)).limit(most)))
    for invitation in found:
        invitation.name, invitation.company = "", ""
        invitation.email = f"{kept.FORGOTTEN}invitation-{invitation.id}"
        forget("Invitation", invitation.id)
    imports = select(AttendeeImport).where(AttendeeImport.event_id == event.id).limit(most - len(found))
    tables = list(db.session.scalars(imports)) if most > len(found) else []
    for table in tables:
        db.session.delete(table)
    return len(found) + len(tables)
