"""One person's own programme: sessions they mean to see."""

from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.programme.models import Session
from eventapp.registration import policy
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.service.errors import NotAllowed, SoldOut
from eventapp.registration.service.registrations import touch
from eventapp.registration.service.seats import give_session_seat_back, take_session_seat


@transactional
def add_to_agenda(registration: Registration, session: Session) -> None:
    """Put a session into the agenda, with a booked seat where it needs one. Adding twice changes nothing.

    Raises SoldOut (of the session), or NotAllowed for a session that is off or a registration that is.
    """
    db.session.refresh(registration, with_for_update={"of": Registration})
    if session.event_id != registration.event_id or session.status != "confirmed" or not _may_change(registration):
        raise NotAllowed
    if _item(registration, session) is not None:
        return
    touch(registration)  # locks the event, which everyone takes before sessions
    if session.needs_booking and not take_session_seat(session.id):
        raise SoldOut(whole_event=False)
    item = AgendaItem(session_id=session.id, is_booking=session.needs_booking, created_at=clock.now())
    registration.agenda.append(item)


@transactional
def remove_from_agenda(registration: Registration, session: Session) -> None:
    """Take a session out again; a booked seat goes back. Removing what is not there changes nothing."""
    db.session.refresh(registration, with_for_update={"of": Registration})
    if not _may_change(registration):
        raise NotAllowed
    item = _item(registration, session)
    if item is None:
        return
    touch(registration)
    if item.is_booking:
        give_session_seat_back(session.id)
    registration.agenda.remove(item)


def _may_change(registration: Registration) -> bool:
    return policy.may_change_details(registration, clock.now())


def _item(registration: Registration, session: Session) -> AgendaItem | None:
    query = select(AgendaItem).where(AgendaItem.registration_id == registration.id, AgendaItem.session_id == session.id)
    return db.session.scalar(query)
