"""The programme of an event that moves: every session with it, in the same step, and as one release."""

from typing import Any

from sqlalchemy import select

from eventapp.core import audit
from eventapp.core.db import db
from eventapp.core.signals import event_rescheduled
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.rescheduling import Reschedule
from eventapp.programme.drafts import as_json, drafted_values
from eventapp.programme.models import Session
from eventapp.programme.service.releases import describe, public_facts, record_release
from eventapp.programme.service.sessions import change, lock_event, note_team_change


@event_rescheduled.connect
def move_programme(event: Event, move: Reschedule, tells: bool) -> None:
    """Move what is released and what waits to be, inside the transaction that moves the event.

    Those who have a session in their agenda hear of it with the event's own mail; its speakers get one of their own.
    """
    lock_event(event.id)
    sessions = db.session.scalars(select(Session).where(Session.event_id == event.id).order_by(Session.id))
    changes = [moved for session in sessions if (moved := _move(event, session, move))]
    if changes and event.status != "draft":
        record_release(event, changes, LocalizedText(), tells="speakers" if tells else "nobody")


def _move(event: Event, session: Session, move: Reschedule) -> dict[str, Any] | None:
    """How a release tells of the session's move; None where the public has no slot of it."""
    if session.draft and {"starts_at", "ends_at"} & set(session.draft):
        _move_draft(event, session, move)
    if session.starts_at is None or session.ends_at is None:
        return None
    before = public_facts(session)
    starts_at, ends_at = move.moved_slot(session.starts_at, session.ends_at)
    change(event, session, {"starts_at": starts_at, "ends_at": ends_at})
    return describe(session.code, before, public_facts(session))


def _move_draft(event: Event, session: Session, move: Reschedule) -> None:
    before = dict(session.draft or {})
    drafted = drafted_values(session)
    begins, ends = drafted["starts_at"], drafted["ends_at"]
    if begins is None or ends is None:
        return
    begins, ends = move.moved_slot(begins, ends)
    session.draft = {**before, "starts_at": as_json("starts_at", begins), "ends_at": as_json("ends_at", ends)}
    audit.record("session.drafted", session, event_id=event.id, before=before, after=session.draft)
    note_team_change(event, session)
