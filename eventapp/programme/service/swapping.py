"""Two sessions, or two rooms with all that is in them, that change places in one step."""

from sqlalchemy import select

from eventapp.core.db import db, transactional
from eventapp.programme.models import Room, Session
from eventapp.programme.service.drafts import Place, details_with_draft, move_session
from eventapp.programme.service.errors import NotScheduled
from eventapp.programme.service.sessions import lock_event


@transactional
def swap_sessions(one: Session, other: Session) -> None:
    """Each begins where and when the other did, and lasts as long as before. Raises NotScheduled, ChangedMeanwhile."""
    lock_event(one.event_id)
    for session in (one, other):
        db.session.refresh(session)
    first, second = details_with_draft(one), details_with_draft(other)
    if first.starts_at is None or first.ends_at is None or second.starts_at is None or second.ends_at is None:
        raise NotScheduled
    lengths = first.ends_at - first.starts_at, second.ends_at - second.starts_at
    move_session(one, Place(second.starts_at, second.starts_at + lengths[0], second.room_id))
    move_session(other, Place(first.starts_at, first.starts_at + lengths[1], first.room_id))


@transactional
def move_room(room: Room, other: Room, *, swaps: bool = False) -> int:
    """Move every session of a room to another; with `swaps` those of the other come back. Returns how many moved."""
    lock_event(room.event_id)
    targets = {room.id: other.id, **({other.id: room.id} if swaps else {})}
    moved = 0
    for session in db.session.scalars(
        select(Session).where(Session.event_id == room.event_id).order_by(Session.id)
    ).all():
        details = details_with_draft(session)
        if details.room_id in targets:
            moved += move_session(session, Place(details.starts_at, details.ends_at, targets[details.room_id]))
    return moved
