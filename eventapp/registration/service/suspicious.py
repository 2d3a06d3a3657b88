"""What a script registered is taken back at the organiser's word: places free, nobody written to."""

from collections.abc import Collection

from sqlalchemy import select

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration import extension_points
from eventapp.registration.models import Registration
from eventapp.registration.queries import may_be_undone
from eventapp.registration.service.changes import lock
from eventapp.registration.service.email_confirmation import end_quietly
from eventapp.registration.service.waiting_list import promote

_IN_ONE_TRANSACTION = 100


def undo_suspicious(event: Event, origins: Collection[str]) -> int:
    """End what came from these network addresses and nobody confirmed; who waits is offered the places, in turn.

    Who has come in already stays. Returns how many ended. A hundred at a time, so that others can register meanwhile:
    where it is cut off halfway the rest is there to be undone again.
    """
    event_id, undone, last = event.id, 0, 0
    wanted = [origin for origin in origins if origin]
    while True:
        ids = _some(event_id, wanted, last)
        if not ids:
            break
        undone, last = undone + _undo(ids), ids[-1]
    if undone:
        _finish(event, undone)
    return undone


def _some(event_id: int, origins: list[str], after: int) -> list[int]:
    query = select(Registration.id).where(
        Registration.event_id == event_id, Registration.origin.in_(origins), Registration.id > after, may_be_undone()
    )
    return list(db.session.scalars(query.order_by(Registration.id).limit(_IN_ONE_TRANSACTION)))


@transactional
def _undo(ids: list[int]) -> int:
    undone = 0
    for registration in db.session.scalars(select(Registration).where(Registration.id.in_(ids))):
        lock(registration)
        is_theirs = registration.email_confirmed_at is not None or extension_points.has_come(registration)
        if registration.is_active and not is_theirs:
            end_quietly(registration, "registration.undone_as_suspicious")
            undone += 1
    return undone


@transactional
def _finish(event: Event, undone: int) -> None:
    audit.record("event.suspicious_undone", event, event_id=event.id, after={"registrations": undone})
    promote(event.id)
