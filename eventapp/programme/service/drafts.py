"""The team's changes to the programme, which the public sees once they are released.

While an event is a draft itself there is nobody to keep anything from: changes are written at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.drafts import DRAFTED, as_json, drafted_values
from eventapp.programme.models import Session
from eventapp.programme.service.errors import ChangedMeanwhile
from eventapp.programme.service.sessions import (
    OF_THE_TEAM,
    NewSession,
    SessionDetails,
    appearances_of,
    change,
    check_details,
    check_seats,
    columns_of,
    create_sessions,
    lock_event,
    note_team_change,
    update_session,
)
from eventapp.programme.texts import SESSION_TEXTS, approved, converted, states_after

LIVE = (*OF_THE_TEAM, "needs_booking", "capacity")
"""What holds at once, released or not."""


@dataclass(frozen=True)
class Place:
    """When and where; instants are aware, all None for an unscheduled session."""

    starts_at: datetime | None
    ends_at: datetime | None
    room_id: int | None


def details_with_draft(session: Session) -> SessionDetails:
    """The session as the team has it."""
    values = drafted_values(session)
    for name in ("speakers", "links", "interpretation"):
        values[name] = tuple(tuple(item) if isinstance(item, list) else item for item in values[name])
    return SessionDetails(**values, **{name: getattr(session, name) for name in LIVE})


@transactional
def draft_session(event: Event, details: SessionDetails) -> Session:
    """A new session that only the team sees until it is released. Raises SlotIncomplete or SpeakerUnknown."""
    (session,) = draft_sessions(event, [NewSession(details)])
    return session


@transactional
def draft_sessions(event: Event, wanted: Sequence[NewSession]) -> list[Session]:
    """The same for many at once. Raises SlotIncomplete or SpeakerUnknown."""
    lock_event(event.id)
    whole = [one._replace(details=_with_text_states(event, None, one.details)) for one in wanted]
    if event.status == "draft":
        return create_sessions(event, whole)
    for one in whole:
        check_details(event, one.details)
    bare = [
        one._replace(
            details=SessionDetails(
                title=one.details.title, status="draft", **{name: getattr(one.details, name) for name in LIVE}
            )
        )
        for one in wanted
    ]
    sessions = create_sessions(event, bare)
    for session, one in zip(sessions, whole, strict=True):
        _lay_over(event, session, one.details)
    return sessions


@transactional
def edit_session(session: Session, details: SessionDetails, *, seen: int | None = None) -> bool:
    """Change a session for the team; False where nothing was different. `seen` is the draft_version that was read.

    Raises ChangedMeanwhile, SlotIncomplete, SpeakerUnknown, or CapacityBelowTaken.
    """
    return _edit(_take(session, seen), session, details)


@transactional
def change_draft(session: Session, **values: Any) -> bool:
    """Change some fields of a session for the team. Raises as edit_session does."""
    event = _take(session, None)
    return _edit(event, session, replace(details_with_draft(session), **values))


@transactional
def move_session(session: Session, place: Place, *, seen: int | None = None) -> bool:
    """Put a session somewhere else, or unschedule it. Raises ChangedMeanwhile, SlotIncomplete or SpeakerUnknown."""
    event = _take(session, seen)
    details = details_with_draft(session)
    minutes = details.planned_minutes
    if place.starts_at is None and details.starts_at is not None and details.ends_at is not None:
        minutes = int((details.ends_at - details.starts_at) / timedelta(minutes=1))
    return _edit(event, session, replace(details, planned_minutes=minutes, **vars(place)))


def _edit(event: Event, session: Session, details: SessionDetails) -> bool:
    details = _with_text_states(event, session, details)
    check_details(event, details)
    check_seats(session, details)
    if event.status == "draft":
        session.draft = None
        return update_session(session, details)
    changed = change(event, session, {name: getattr(details, name) for name in LIVE})
    return _lay_over(event, session, details) or changed


@transactional
def discard_draft(session: Session) -> None:
    """Go back to what is released. A session that never was is a draft without anything but its title."""
    event = _take(session, None)
    if session.draft:
        audit.record("session.draft_discarded", session, event_id=event.id, before=session.draft)
        session.draft = None
        note_team_change(event, session)


@transactional
def convert_text(session: Session, field: str, source: str, target: str, text: str) -> None:
    """Write a text that OpenCC made from the other script, as a draft to be checked."""
    event = _take(session, None)
    details = details_with_draft(session)
    texts = LocalizedText({**getattr(details, field), target: text})
    changed: dict[str, Any] = {field: texts}
    _edit(event, session, replace(details, **changed))
    change(event, session, {"text_states": converted(session.text_states, field, source, target, texts)})


@transactional
def approve_text(session: Session, field: str, locale: str) -> None:
    """Say that a text is right beside the main language's as it stands."""
    event = _take(session, None)
    texts = getattr(details_with_draft(session), field)
    change(event, session, {"text_states": approved(session.text_states, field, locale, texts, event.main_locale)})


def _take(session: Session, seen: int | None) -> Event:
    """Lock the event, as everybody does who changes its programme, and read the session anew."""
    lock_event(session.event_id)
    db.session.refresh(session)
    if seen is not None and session.draft_version != seen:
        raise ChangedMeanwhile(session.draft_by)
    return db.session.get_one(Event, session.event_id)


def _lay_over(event: Event, session: Session, details: SessionDetails) -> bool:
    wanted = {**columns_of(details), "speakers": list(details.speakers)}
    released: dict[str, Any] = {name: getattr(session, name) for name in DRAFTED if name != "speakers"}
    released["speakers"] = appearances_of(session)
    draft = {name: as_json(name, wanted[name]) for name in DRAFTED if wanted[name] != released[name]}
    if draft == (session.draft or {}):
        return False
    plain = {name: as_json(name, value) for name, value in released.items()}
    before, after = audit.differences({**plain, **(session.draft or {})}, {**plain, **draft})
    audit.record("session.drafted", session, event_id=event.id, before=before, after=after)
    session.draft = draft or None
    note_team_change(event, session)
    return True


def _with_text_states(event: Event, session: Session | None, details: SessionDetails) -> SessionDetails:
    old = details_with_draft(session) if session is not None else None
    changes = {name: (getattr(old, name) if old else LocalizedText(), getattr(details, name)) for name in SESSION_TEXTS}
    known = session.text_states if session is not None else {}
    return replace(details, text_states=states_after(known, changes, event.main_locale))
