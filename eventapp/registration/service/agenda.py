"""One person's own programme: sessions they mean to see, seats they booked, queues they stand in.

Nobody has two booked sessions at one time. Who is not confirmed yet may wish for seats; they are booked on approval.
"""

from collections.abc import Iterable

from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import agenda_changed, session_seat_found, session_seats_changed
from eventapp.programme.models import Session
from eventapp.registration import policy
from eventapp.registration.extension_points import commitments_of
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.overlaps import overlap
from eventapp.registration.queries import agenda_item
from eventapp.registration.service.changes import lock, note, touch
from eventapp.registration.service.errors import NotAllowed, SessionFull, SessionsOverlap
from eventapp.registration.service.seats import give_session_seat_back, take_session_seat


@transactional
def add_to_agenda(registration: Registration, session: Session, *, wait: bool = False) -> None:
    """Put a session into the agenda, with a booked seat where it needs one. Adding twice changes nothing.

    With `wait` a full session's queue is joined. Raises SessionFull, SessionsOverlap, or NotAllowed for a session that
    is off or a registration that is.
    """
    lock(registration)
    may = policy.may_choose_sessions(registration, clock.now())
    if session.event_id != registration.event_id or session.status != "confirmed" or not may:
        raise NotAllowed
    if agenda_item(registration.id, session.id) is not None:
        return
    touch(registration)  # locks the event, which everyone takes before sessions
    put_into_agenda(registration, session, wait=wait)


def put_into_agenda(registration: Registration, session: Session, *, wait: bool = False) -> None:
    """The same inside a transaction that has locked the registration."""
    now = clock.now()
    item = AgendaItem(session_id=session.id, is_booking=False, created_at=now)
    if session.needs_booking:
        check_overlap(session, booked_sessions(registration))
        check_free(session, registration)
        if not registration.is_confirmed:
            item.waiting_since = now
        elif take_session_seat(session.id):
            item.is_booking = True
        elif wait:
            item.waiting_since = now
        else:
            raise SessionFull(session)
    registration.agenda.append(item)
    if item.waiting_since is None:
        _tell(registration, item, is_in=True)


@transactional
def remove_from_agenda(registration: Registration, session: Session, *, is_told: bool = False) -> None:
    """Take a session out again; a booked seat goes to who waits for it. Removing what is not there changes nothing.

    `is_told` says that the person knows it already: they get no mail about it.
    """
    lock(registration)
    if not policy.may_choose_sessions(registration, clock.now()):
        raise NotAllowed
    item = agenda_item(registration.id, session.id)
    if item is None:
        return
    touch(registration)
    take_out(registration, item, is_told=is_told)
    db.session.flush()
    if item.is_booking:
        give_session_seat_back(session.id)
        fill_session(session.id)


def take_out(registration: Registration, item: AgendaItem, *, is_told: bool = False) -> None:
    """Take an item out, inside a transaction. Its seat, where it has one, is the caller's to give back."""
    registration.agenda.remove(item)
    if item.waiting_since is None:
        _tell(registration, item, is_in=False, is_told=is_told)


def _tell(registration: Registration, item: AgendaItem, *, is_in: bool, is_told: bool = False) -> None:
    """Say that a session with a place came into an agenda or left it; `is_told` where the person hears of it anyway."""
    agenda_changed.send(
        registration, session_id=item.session_id, is_in=is_in, is_booking=item.is_booking, is_told=is_told
    )


def check_overlap(session: Session, others: Iterable[Session]) -> None:
    """Raises SessionsOverlap where a booked one of `others` is at the same time."""
    for other in others:
        if other.id != session.id and overlap(session, other):
            raise SessionsOverlap(session, other.title)


def check_free(session: Session, registration: Registration) -> None:
    """Raises SessionsOverlap where this person has something else than sessions at that time."""
    for other in commitments_of(registration):
        if overlap(session, other):
            raise SessionsOverlap(session, other.title)


def booked_sessions(registration: Registration) -> list[Session]:
    """Sessions in which this person has a seat, or will have one when their turn comes."""
    query = select(Session).join(AgendaItem).where(
        AgendaItem.registration_id == registration.id,
        AgendaItem.is_booking | AgendaItem.waiting_since.is_not(None),
    )  # fmt: skip
    return list(db.session.scalars(query))


def book_wishes(registration: Registration) -> list[Session]:
    """Seats for what a person wished for before they were confirmed; who comes too late waits. Returns what waits."""
    waiting = []
    for item in sorted(registration.agenda, key=lambda item: item.session_id):
        if item.waiting_since is not None:
            if take_session_seat(item.session_id):
                item.is_booking, item.waiting_since = True, None
                _tell(registration, item, is_in=True)
            else:
                waiting.append(item.session)
    return waiting


def free_bookings(registration: Registration, *, keep_wishes: bool = False) -> None:
    """Give every booked seat back, and each to who waits for it. With `keep_wishes` they stay wished for."""
    now = clock.now()
    freed = sorted(item.session_id for item in registration.agenda if item.is_booking)
    for item in list(registration.agenda):
        if item.is_booking and keep_wishes:
            _tell(registration, item, is_in=False)
            item.is_booking, item.waiting_since = False, now
        elif (item.is_booking or item.waiting_since is not None) and not keep_wishes:
            take_out(registration, item)
    db.session.flush()
    for session_id in freed:
        give_session_seat_back(session_id)
        fill_session(session_id)


def fill_session(session_id: int) -> None:
    """Give a session's free seats to those who wait, in order; who has another booking at that time is passed over."""
    for item in _waiting_for(session_id):
        person, session = item.registration, item.session
        others = [other for other in booked_sessions(person) if other.id != session_id]
        try:
            check_overlap(session, others)
            check_free(session, person)
        except SessionsOverlap:
            continue
        if not take_session_seat(session_id):
            return
        item.is_booking, item.waiting_since = True, None
        _tell(person, item, is_in=True, is_told=True)
        touch(person)
        note(person, "registration.session_seat_found", after={"session": session.code})
        session_seat_found.send(person, session=session)


@session_seats_changed.connect
def _fill_new_seats(session: Session) -> None:
    fill_session(session.id)


def _waiting_for(session_id: int) -> list[AgendaItem]:
    query = (
        select(AgendaItem)
        .join(Registration)
        .where(AgendaItem.session_id == session_id, AgendaItem.waiting_since.is_not(None))
        .where(Registration.state == "confirmed")
        .order_by(AgendaItem.waiting_since, AgendaItem.id)
        .limit(50)
    )
    return list(db.session.scalars(query.with_for_update(of=Registration, skip_locked=True)))
