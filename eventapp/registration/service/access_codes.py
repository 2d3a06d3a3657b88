"""Access codes: made one by one or many at once, opened for tickets that are not for everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventapp.core import audit, clock
from eventapp.core.codes import normal_code, public_code
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration.models import AccessCode, Registration, TicketType
from eventapp.registration.service.errors import CodeInvalid, RegistrationError

MOST_AT_ONCE = 2_000


class CodeTaken(RegistrationError):
    """The event has such a code already."""


class CodeInUse(RegistrationError):
    """Somebody registered with this code, so it can be ended but not deleted."""


@dataclass(frozen=True)
class CodeDetails:
    """What an organiser says of a code; `ticket_type_id` None opens every ticket type that asks for a code."""

    ticket_type_id: int | None = None
    label: str = ""
    capacity: int | None = 1
    expires_at: datetime | None = None


@transactional
def create_code(event: Event, code: str, details: CodeDetails) -> AccessCode:
    """A code with the team's own word. Raises CodeTaken."""
    if _known(event.id, normal_code(code)):
        raise CodeTaken
    made = AccessCode(event_id=event.id, code=normal_code(code), created_at=clock.now(), **vars(details))
    db.session.add(made)
    db.session.flush()
    audit.record("access_code.created", made, event_id=event.id, after={"code": made.code, **vars(details)})
    return made


@transactional
def create_codes(event: Event, number: int, details: CodeDetails) -> list[AccessCode]:
    """Many codes alike, each with a word of its own; at most MOST_AT_ONCE."""
    taken = set(db.session.scalars(select(AccessCode.code).where(AccessCode.event_id == event.id)))
    words: set[str] = set()
    while len(words) < min(number, MOST_AT_ONCE):
        word = public_code()
        if word not in taken:
            words.add(word)
    now = clock.now()
    made = [AccessCode(event_id=event.id, code=word, created_at=now, **vars(details)) for word in sorted(words)]
    db.session.add_all(made)
    db.session.flush()
    audit.record("access_codes.created", event, event_id=event.id, after={"number": len(made), **vars(details)})
    return made


@transactional
def update_code(code: AccessCode, details: CodeDetails) -> None:
    """Raises CapacityBelowTaken; nothing is changed then."""
    db.session.refresh(code, with_for_update=True)
    if details.capacity is not None and details.capacity < code.taken:
        raise CapacityBelowTaken(code.taken)
    before, after = audit.differences({key: getattr(code, key) for key in vars(details)}, vars(details))
    for key, value in after.items():
        setattr(code, key, value)
    if after:
        audit.record("access_code.updated", code, event_id=code.event_id, before=before, after=after)


@transactional
def delete_code(code: AccessCode) -> None:
    """Raises CodeInUse once anybody has registered with it."""
    if db.session.scalar(select(func.count()).where(Registration.access_code_id == code.id)):
        raise CodeInUse
    audit.record("access_code.deleted", code, event_id=code.event_id, before={"code": code.code})
    db.session.delete(code)


def usable_code(event_id: int, typed: str, ticket_type: TicketType | None = None) -> AccessCode:
    """The code that somebody typed, if it works now (for this ticket type). Raises CodeInvalid."""
    found = _known(event_id, normal_code(typed))
    if found is None or (ticket_type is not None and found.ticket_type_id not in (None, ticket_type.id)):
        raise CodeInvalid("unknown")
    if found.expires_at is not None and found.expires_at <= clock.now():
        raise CodeInvalid("expired")
    if found.uses_left == 0:
        raise CodeInvalid("used")
    return found


def _known(event_id: int, code: str) -> AccessCode | None:
    return db.session.scalar(select(AccessCode).where(AccessCode.event_id == event_id, AccessCode.code == code))
