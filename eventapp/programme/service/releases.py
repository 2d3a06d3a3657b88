"""Releases: what the team has changed becomes what the public sees, with a record of every change."""

from collections.abc import Collection, Iterable
from typing import Any, Literal

from sqlalchemy import func, select

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import event_published, programme_released
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.drafts import DRAFTED
from eventapp.programme.models import ProgrammeRelease, Room, Session, Speaker
from eventapp.programme.service.drafts import details_with_draft
from eventapp.programme.service.errors import NothingToRelease
from eventapp.programme.service.sessions import SessionDetails, lock_event, update_session

_TOLD = ("starts_at", "ends_at", "room", "title", "speakers", "language", "interpretation", "stream_url")
_TEXTS = ("subtitle", "abstract", "description", "links", "track_id", "type_id")
Facts = dict[str, Any]
Told = Literal["everybody", "speakers", "nobody"]


@transactional
def release_programme(
    event: Event, *, note: LocalizedText | None = None, only: Collection[str] | None = None
) -> ProgrammeRelease:
    """Let the public see what the team has changed; with `only`, in the sessions with these codes.

    Raises NothingToRelease.
    """
    lock_event(event.id)
    changes = [change for session in _waiting(event, only) if (change := _release_one(session))]
    if not changes:
        raise NothingToRelease
    return record_release(event, changes, note or LocalizedText())


def pending_changes(event: Event, only: Collection[str] | None = None) -> list[dict[str, Any]]:
    """What a release would change, session by session. Writes nothing."""
    rooms = {room.id: room for room in db.session.scalars(select(Room).where(Room.event_id == event.id))}
    people = {one.id: one for one in db.session.scalars(select(Speaker).where(Speaker.event_id == event.id))}
    found = []
    for session in _waiting(event, only):
        details = details_with_draft(session)
        after = _facts(details, rooms.get(details.room_id or 0), [people[key].name for key, _ in details.speakers])
        if described := describe(session.code, public_facts(session), after):
            found.append(described)
    return found


def cancellation_of(session: Session) -> list[dict[str, Any]]:
    """How a release would tell that a session is off; nothing where the public does not know of it. Writes nothing."""
    before = public_facts(session)
    described = describe(session.code, before, before | {"status": "cancelled"})
    return [described] if described else []


def _waiting(event: Event, only: Collection[str] | None) -> list[Session]:
    query = select(Session).where(Session.event_id == event.id, Session.draft.is_not(None)).order_by(Session.id)
    sessions = db.session.scalars(query.execution_options(populate_existing=True))
    return [one for one in sessions if one.awaits_release and (only is None or one.code in only)]


def _release_one(session: Session) -> dict[str, Any] | None:
    details = details_with_draft(session)
    session.draft = None
    return update_and_describe(session, details)[1]


def update_and_describe(session: Session, details: SessionDetails) -> tuple[bool, dict[str, Any] | None]:
    """Change what the public sees, inside a transaction: whether anything was different, and how a release says it."""
    before = public_facts(session)
    changed = update_session(session, details)
    db.session.flush()
    db.session.expire(session, ["room", "track", "type", "appearances"])
    return changed, describe(session.code, before, public_facts(session))


def record_release(
    event: Event, changes: list[dict[str, Any]], note: LocalizedText, *, tells: Told = "everybody"
) -> ProgrammeRelease:
    """Write down, inside a transaction, what the public sees change, and mail those whom it concerns, or `tells`."""
    highest = db.session.scalar(
        select(func.max(ProgrammeRelease.number)).where(ProgrammeRelease.event_id == event.id)
    )  # fmt: skip
    release = ProgrammeRelease(
        event_id=event.id, number=(highest or 0) + 1, released_at=clock.now(), actor=audit.acting()[1], note=note,
        changes=changes,
    )  # fmt: skip
    db.session.add(release)
    db.session.flush()
    audit.record(
        "programme.released", release, event_id=event.id, after={"number": release.number, "changes": len(changes)}
    )  # fmt: skip
    if tells != "nobody":
        programme_released.send(release, speakers_only=tells == "speakers")
    return release


def public_facts(session: Session) -> Facts:
    """What the public knows of a session."""
    details = SessionDetails(
        **{name: getattr(session, name) for name in DRAFTED if name not in ("speakers", "links", "interpretation")},
        links=tuple((words, address) for words, address in session.links),
        interpretation=tuple(session.interpretation),
        speakers=tuple((one.speaker_id, one.role) for one in session.appearances),
    )
    return _facts(details, session.room, [speaker.name for speaker in session.speakers])


def public_facts_of_nothing() -> Facts:
    """What the public knows of a session that was never out."""
    return {"status": "draft"} | dict.fromkeys((*_TOLD, *_TEXTS, "roles"))


def _facts(details: SessionDetails, room: Room | None, people: Iterable[LocalizedText]) -> Facts:
    facts: Facts = {name: getattr(details, name) for name in DRAFTED}
    for name in ("starts_at", "ends_at"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    return facts | {
        "room": dict(room.name) if room else None,
        "title": dict(details.title),
        "speakers": [dict(name) for name in people],
        "roles": [list(pair) for pair in details.speakers],
        "interpretation": list(details.interpretation),
    }


def describe(code: str, before: Facts, after: Facts) -> dict[str, Any] | None:
    """One session's change as releases keep it: its kind, and the told fields before and after."""
    differing = [name for name in _TOLD if before[name] != after[name]]
    reworded = [name for name in _TEXTS if before[name] != after[name]]
    kind = _kind(before["status"], after["status"], bool(differing or reworded or before["roles"] != after["roles"]))
    if not kind:
        return None
    told = list(_TOLD) if kind == "added" else differing
    return {
        "code": code,
        "title": after["title"],
        "kind": kind,
        "before": {name: before[name] for name in told} if kind != "added" else {},
        "after": {name: after[name] for name in told},
        "reworded": reworded if kind == "changed" else [],
    }


def _kind(before: str, after: str, differs: bool) -> str:
    if before == after:
        return "changed" if differs and after != "draft" else ""
    if after == "cancelled":
        return "cancelled" if before == "confirmed" else ""
    if after == "draft":
        return "withdrawn" if before == "confirmed" else ""
    return "restored" if before == "cancelled" else "added"


@event_published.connect
def _release_with_event(event: Event, **_more: Any) -> None:
    """Publishing an event shows its programme as it stands: that is its first version."""
    changes = [change for session in _waiting(event, None) if (change := _release_one(session))]
    is_first = db.session.scalar(select(ProgrammeRelease.id).where(ProgrammeRelease.event_id == event.id)) is None
    if is_first:
        sessions = db.session.scalars(select(Session).where(Session.event_id == event.id).order_by(Session.id))
        nothing = public_facts_of_nothing()
        found = (describe(session.code, nothing, public_facts(session)) for session in sessions)
        changes = [change for change in found if change]
    if changes:
        record_release(event, changes, LocalizedText(), tells="nobody" if is_first else "everybody")
