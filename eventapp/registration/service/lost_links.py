"""Lost links: mailed again to whoever registered, without telling anybody else who that is."""

from sqlalchemy import delete, func, select

from eventapp.core import clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.phone_numbers import digits_of
from eventapp.core.signals import links_wanted, registration_to_confirm
from eventapp.events.models import Event
from eventapp.registration.contacts import as_dialled, mobile_number
from eventapp.registration.models import LinkRequest, Registration

SAME_END = 7
"""So many digits at the end of a number are the same however it is written."""


@transactional
def ask_for_links(event: Event, email: str) -> None:
    """Write down that somebody asks, by an address or a mobile number. The same is stored for each, so that nothing can
    be told from it."""
    db.session.add(LinkRequest(event_id=event.id, email=email.strip().lower(), asked_at=clock.now()))
    after_commit(jobs.look_soon)


@jobs.looks_around
def answer_requests() -> bool:
    """Mail the links of those who asked and are registered; forget all requests."""
    return _answer()


@transactional
def _answer() -> bool:
    requests = db.session.scalars(select(LinkRequest).order_by(LinkRequest.id).limit(100)).all()
    asked = {(request.event_id, request.email) for request in requests}
    for event_id, email in sorted(asked):
        registration = _registered_with(event_id, email)
        if registration is not None:
            (links_wanted if registration.confirm_by is None else registration_to_confirm).send(registration)
    if requests:
        db.session.execute(delete(LinkRequest).where(LinkRequest.id.in_([request.id for request in requests])))
    return len(requests) == 100


def _registered_with(event_id: int, address: str) -> Registration | None:
    query = select(Registration).where(Registration.event_id == event_id).order_by(Registration.id)
    query = query.where(Registration.state != "cancelled", Registration.erased_at.is_(None))
    if "@" in address:
        return db.session.scalars(query.where(func.lower(Registration.email) == address)).first()
    digits = digits_of(address)[-SAME_END:]
    alike = query.where(Registration.email == "", Registration.search_text.contains(digits, autoescape=True))
    for person in db.session.scalars(alike.limit(50)):
        number = mobile_number(person.event, person)
        if number and number == as_dialled(person.event, person, address):
            return person
    return None
