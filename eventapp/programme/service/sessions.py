"""Sessions: made, changed, moved, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import event_hidden, event_published, session_changed, session_seats_changed
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken, programme_changed
from eventapp.programme.models import Room, Session, SessionFile, SessionSpeaker, SessionType, Speaker, Track
from eventapp.programme.service.errors import SeenAlready, SlotIncomplete, SpeakerUnknown

_MOVES = ("starts_at", "ends_at", "room_id", "status")
"""A change of one of these is what RFC 5545 section 3.8.7.4 calls a significant one: SEQUENCE grows."""
OF_THE_TEAM = ("internal_notes", "headsets", "planned_minutes", "expected_audience", "text_states")
"""The public sees nothing of these."""


@dataclass(frozen=True)
class SessionDetails:
    """What an organiser says of a session; instants are aware, `speakers` are (speaker id, role) in order.

    `links` are (words, address). The last five are for the team: `planned_minutes` is how long it should last,
    `headsets` and `expected_audience` how many are wanted and come.
    """

    title: LocalizedText
    subtitle: LocalizedText = field(default_factory=LocalizedText)
    abstract: LocalizedText = field(default_factory=LocalizedText)
    description: LocalizedText = field(default_factory=LocalizedText)
    language: str | None = None
    track_id: int | None = None
    room_id: int | None = None
    type_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    stream_url: str | None = None
    needs_booking: bool = False
    capacity: int | None = None
    status: str = "confirmed"
    speakers: tuple[tuple[int, str], ...] = ()
    interpretation: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    internal_notes: str = ""
    headsets: int | None = None
    planned_minutes: int | None = None
    expected_audience: int | None = None
    text_states: dict[str, Any] = field(default_factory=dict)


class NewSession(NamedTuple):
    """A session that is to be made; `uid` is set where it has one elsewhere already."""

    details: SessionDetails
    import_reference: str | None = None
    uid: UUID | None = None


@transactional
def create_session(event: Event, details: SessionDetails, *, import_reference: str | None = None) -> Session:
    """Raises SlotIncomplete or SpeakerUnknown."""
    (session,) = create_sessions(event, [NewSession(details, import_reference)])
    return session


@transactional
def create_sessions(event: Event, wanted: Sequence[NewSession]) -> list[Session]:
    """The same for many at once. Raises SlotIncomplete or SpeakerUnknown."""
    now = clock.now().replace(microsecond=0)
    sessions = []
    for details, import_reference, uid in wanted:
        check_details(event, details)
        session = Session(
            event_id=event.id, import_reference=import_reference, uid=uid or uuid4(), created_at=now, changed_at=now,
            **columns_of(details),
        )  # fmt: skip
        _remember_slot(session)
        _set_speakers(session, details)
        _note_publicity(event, session)
        sessions.append(session)
    db.session.add_all(sessions)
    db.session.flush()
    if any(session.status != "draft" for session in sessions):
        programme_changed(event)
    cursor, acting = _next_draft_cursor(event, len(sessions)) - len(sessions), audit.acting()[1]
    for number, session in enumerate(sessions, 1):
        audit.record("session.created", session, event_id=event.id, after=columns_of(wanted[number - 1].details))
        session.draft_version, session.draft_by = cursor + number, acting
        session_changed.send(session, before={}, was_public=False)
    return sessions


@transactional
def update_session(session: Session, details: SessionDetails) -> bool:
    """Change a session; False where nothing was different.

    Raises SlotIncomplete, SpeakerUnknown, or CapacityBelowTaken where more seats are booked than there would be.
    """
    event = db.session.get_one(Event, session.event_id)
    check_details(event, details)
    check_seats(session, details)
    return change(event, session, columns_of(details), details)


def is_unseen(event: Event, session: Session) -> bool:
    """Whether nobody outside the team can have seen a session."""
    return not session.was_public and (session.status == "draft" or not event.was_public)


@transactional
def delete_session(session: Session) -> None:
    """Delete what was made by mistake, while nobody outside the team has seen it. Raises SeenAlready."""
    event = db.session.get_one(Event, session.event_id)
    lock_event(event.id)
    db.session.refresh(session)
    if session.taken or not is_unseen(event, session):
        raise SeenAlready
    for file in db.session.scalars(select(SessionFile).where(SessionFile.session_id == session.id)):
        db.session.delete(file)
    db.session.flush()
    audit.record("session.deleted", session, event_id=event.id, before={"title": session.title})
    _next_draft_cursor(event)
    db.session.delete(session)
    try:
        db.session.flush()
    except IntegrityError:  # a gate leads to it, or somebody has it in their agenda
        raise SeenAlready from None


def change(event: Event, session: Session, values: dict[str, Any], details: SessionDetails | None = None) -> bool:
    """Write what is different, inside a transaction; False where nothing is. The public sees it at the commit."""
    before, after = audit.differences({key: getattr(session, key) for key in values}, values)
    was_public = session.was_public
    if details is not None and appearances_of(session) != list(details.speakers):
        before["speakers"] = [list(pair) for pair in appearances_of(session)]
        after["speakers"] = [list(pair) for pair in details.speakers]
        _set_speakers(session, details)
    if not after:
        return False
    for key, value in values.items():
        setattr(session, key, value)
    _remember_slot(session)
    if any(key in after for key in _MOVES):
        session.sequence += 1
    if set(after) - set(OF_THE_TEAM):
        mark_changed(session)
        _note_publicity(event, session)
        programme_changed(event)
    action = "session.cancelled" if after.get("status") == "cancelled" else "session.updated"
    audit.record(action, session, event_id=event.id, before=before, after=after)
    note_team_change(event, session)
    session_changed.send(session, before=before, was_public=was_public)
    if "capacity" in after:
        db.session.flush()
        session_seats_changed.send(session)
    return True


def mark_changed(session: Session) -> None:
    """Move the session's stamp on, by a second at least: two changes must not share a LAST-MODIFIED."""
    session.changed_at = max(clock.now().replace(microsecond=0), session.changed_at + timedelta(seconds=1))


def note_team_change(event: Event, session: Session) -> None:
    """Tell every open editor, inside a transaction, that this session is not as it was."""
    session.draft_version, session.draft_by = _next_draft_cursor(event), audit.acting()[1]


def _next_draft_cursor(event: Event, changes: int = 1) -> int:
    """Open editors look for what they do not know by it. So many changes have the numbers up to this one."""
    cursor = db.session.scalar(
        update(Event).where(Event.id == event.id).values(draft_cursor=Event.draft_cursor + changes)
        .returning(Event.draft_cursor).execution_options(synchronize_session=False)
    )  # fmt: skip
    assert cursor is not None
    return cursor


def columns_of(details: SessionDetails) -> dict[str, Any]:
    values = {key: value for key, value in vars(details).items() if key != "speakers"}
    return values | {"interpretation": list(details.interpretation), "links": [list(link) for link in details.links]}


def check_details(event: Event, details: SessionDetails) -> None:
    if (details.starts_at is None) != (details.ends_at is None):
        raise SlotIncomplete
    if details.starts_at is not None and details.ends_at is not None and details.ends_at <= details.starts_at:
        raise SlotIncomplete
    for model, wanted in ((Track, details.track_id), (Room, details.room_id), (SessionType, details.type_id)):
        if wanted is not None and _event_of(model, wanted) != event.id:
            raise SpeakerUnknown
    for speaker_id, _role in details.speakers:
        if _event_of(Speaker, speaker_id) != event.id:
            raise SpeakerUnknown


def check_seats(session: Session, details: SessionDetails) -> None:
    """Booking stays on, and seats stay enough, for those who have booked."""
    if details.capacity == session.capacity and details.needs_booking == session.needs_booking:
        return
    lock_event(session.event_id)
    db.session.refresh(session, ["taken"], with_for_update=True)
    too_few = details.capacity is not None and details.capacity < session.taken
    if too_few or (session.taken and not details.needs_booking):
        raise CapacityBelowTaken(session.taken)


def lock_event(event_id: int) -> None:
    """Lock the event, as everybody does before sessions."""
    db.session.get_one(Event, event_id, with_for_update=True)


def _event_of(model: Any, row_id: int) -> int | None:
    """Whose room, track, type or speaker this is; one that was read already is not asked for again."""
    row = db.session.get(model, row_id)
    return row.event_id if row is not None else None


def _remember_slot(session: Session) -> None:
    if session.starts_at is not None:
        session.last_starts_at, session.last_ends_at = session.starts_at, session.ends_at


def appearances_of(session: Session) -> list[tuple[int, str]]:
    return [(appearance.speaker_id, appearance.role) for appearance in session.appearances]


def _set_speakers(session: Session, details: SessionDetails) -> None:
    kept = {appearance.speaker_id: appearance for appearance in session.appearances}
    session.appearances = [
        kept.get(speaker_id) or SessionSpeaker(speaker_id=speaker_id) for speaker_id, _ in details.speakers
    ]
    for position, (appearance, (_, role)) in enumerate(zip(session.appearances, details.speakers, strict=True)):
        appearance.role, appearance.position = role, position


def _note_publicity(event: Event, session: Session) -> None:
    """Remember what the public has seen: only that has to be cancelled aloud."""
    if event.status != "draft" and session.status == "confirmed" and session.starts_at is not None:
        session.was_public = True


@event_published.connect
def _announce_programme(event: Event, was_hidden: bool = False) -> None:
    for session in db.session.scalars(select(Session).where(Session.event_id == event.id)):
        if was_hidden:
            _turn(session)
        _note_publicity(event, session)


@event_hidden.connect
def _withdraw_programme(event: Event) -> None:
    for session in db.session.scalars(select(Session).where(Session.event_id == event.id)):
        _turn(session)


def _turn(session: Session) -> None:
    """Off with its event, or on again with it: calendars take that for news."""
    if session.was_public:
        mark_changed(session)
        session.sequence += 1
