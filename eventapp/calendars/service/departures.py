"""What leaves a feed is remembered, so that the feed can say that it is off: by signals, inside the change itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from eventapp.calendars.models import Departure
from eventapp.calendars.queries import departure_of
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.signals import agenda_changed, registration_erased, registration_transferred, session_changed
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


@session_changed.connect
def _follow_session(session: Session, before: dict[str, Any], was_public: bool) -> None:
    """A session that leaves its room, track or speaker leaves their feeds."""
    if not was_public:
        return
    slot = _slot(session, before)
    for place, name in (("room", "room_id"), ("track", "track_id")):
        if name in before:
            if before[name] is not None:
                _leave(place, before[name], session, slot)
            if getattr(session, name) is not None:
                _come_back(place, getattr(session, name), session)
    if "speakers" in before:
        former, present = {pair[0] for pair in before["speakers"]}, {one.speaker_id for one in session.appearances}
        for speaker_id in sorted(former - present):
            _leave("speaker", speaker_id, session, slot)
        for speaker_id in sorted(present - former):
            _come_back("speaker", speaker_id, session)


@agenda_changed.connect
def _follow_agenda(registration: Registration, session_id: int, is_in: bool, **_more: Any) -> None:
    """What a person takes out of their agenda leaves their own feed."""
    session = db.session.get_one(Session, session_id)
    if is_in:
        _come_back("agenda", registration.id, session)
    elif session.last_starts_at is not None and session.last_ends_at is not None and session.was_public:
        _leave("agenda", registration.id, session, (session.last_starts_at, session.last_ends_at))


@registration_transferred.connect
@registration_erased.connect
def _forget_agenda(registration: Registration, **_more: Any) -> None:
    """What somebody else had in their agenda is nothing for who has the place now."""
    db.session.flush()
    db.session.execute(
        delete(Departure)
        .where(Departure.place == "agenda", Departure.subject_id == registration.id)
        .execution_options(synchronize_session="fetch")
    )


def _slot(session: Session, before: dict[str, Any]) -> tuple[datetime, datetime]:
    """The slot before this change; where it had none, the one before that."""
    starts_at = before.get("starts_at") or session.last_starts_at
    ends_at = before.get("ends_at") or session.last_ends_at
    assert starts_at is not None
    assert ends_at is not None
    return starts_at, ends_at


def _leave(place: str, subject_id: int, session: Session, slot: tuple[datetime, datetime]) -> None:
    known = departure_of(place, subject_id, session.id)
    if known is None:
        known = Departure(place=place, subject_id=subject_id, session_id=session.id, turns=0)
        db.session.add(known)
    known.is_away = True
    known.starts_at, known.ends_at = slot
    _turn(known, session)


def _come_back(place: str, subject_id: int, session: Session) -> None:
    known = departure_of(place, subject_id, session.id)
    if known is not None and known.is_away:
        known.is_away = False
        _turn(known, session)


def _turn(departure: Departure, session: Session) -> None:
    departure.turns += 1
    departure.sequence = session.sequence
    departure.turned_at = max(clock.now().replace(microsecond=0), session.changed_at)
    db.session.flush()
