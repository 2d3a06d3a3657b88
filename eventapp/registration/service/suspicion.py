"""What looks as if a script sent it: many registrations from one network address, or very many at once.

Nobody is refused for it. They are asked to confirm their email address, and few places are held until they did.
"""

from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select, update

from eventapp.core import clock
from eventapp.core.codes import derived_secret
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.models import Delegation, Registration, TicketType
from eventapp.registration.queries import FROM_ONE_ORIGIN

AT_ONCE = timedelta(minutes=10)
SHARE = 0.1
"""The share of an event's places, and of a ticket's, that may be held for who has not confirmed; and what may be taken
in ten minutes before everybody is asked to."""
SHARE_AT_LEAST = 5
"""So many may be held of however few places there are."""
BURST_AT_LEAST = 20
ORIGINS_KEPT = timedelta(days=2)


class Sender(NamedTuple):
    """Who sends a form, as far as can be told.

    `origin` stands for their network address. `has_proof` says that their browser has worked for it: it costs a person
    nothing, and somebody who sends thousands of forms a lot. `seats` is how many this form asks for.
    """

    origin: str = ""
    has_proof: bool = False
    seats: int = 1


def origin_of(address: str | None) -> str:
    """What stands for a network address: it can be counted, and not read back without the secret key."""
    return derived_secret(current_app.config["SECRET_KEY"], f"origin:{address}") if address else ""


def looks_suspicious(event: Event, sender: Sender, delegation: Delegation | None = None) -> bool:
    """Whether one more registration, or a group's, is more than people usually send.

    Asked by whoever has the event's row, so that many at once are counted as one after another. `delegation` is the
    group that it belongs to, whose other rows are in `sender.seats` already.
    """
    if not sender.origin:
        return False
    return _from_here(event.id, sender.origin, delegation) + sender.seats > FROM_ONE_ORIGIN or _is_burst(event)


def _from_here(event_id: int, origin: str, delegation: Delegation | None) -> int:
    query = select(func.count(Registration.id)).where(
        Registration.event_id == event_id, Registration.origin == origin, Registration.origin != "",
        Registration.created_at > clock.now() - timedelta(days=1),
    )  # fmt: skip
    if delegation is not None:
        query = query.where(func.coalesce(Registration.delegation_id, 0) != delegation.id)
    return db.session.scalar(query) or 0


def _is_burst(event: Event) -> bool:
    if event.capacity is None:
        return False
    most = max(int(event.capacity * SHARE), BURST_AT_LEAST)
    latest = (
        select(Registration.id)
        .where(Registration.event_id == event.id, Registration.origin != "", Registration.email_confirmed_at.is_(None))
        .where(Registration.created_at > clock.now() - AT_ONCE)
        .limit(most)
    )
    return (db.session.scalar(select(func.count()).select_from(latest.subquery())) or 0) >= most


def too_many_are_held(event: Event, ticket_type: TicketType, sender: Sender) -> bool:
    """Whether one more place may not be held for who has not confirmed.

    Asked once the seat is taken, in its transaction: whoever has taken one has the event's row, so nobody counts at the
    same time. The seat itself is not among what is counted yet.
    """
    held = (Registration.event_id == event.id, Registration.holds_seat, Registration.confirm_by.is_not(None))
    of_type = func.count().filter(Registration.ticket_type_id == ticket_type.id)
    of_origin = func.count().filter(Registration.origin == sender.origin)
    total, typed, near = db.session.execute(select(func.count(), of_type, of_origin).where(*held)).one()
    return (
        _is_over(total, event.capacity)
        or _is_over(typed, ticket_type.capacity)
        or (sender.origin != "" and not sender.has_proof and near >= FROM_ONE_ORIGIN)
    )


def _is_over(held: int, capacity: int | None) -> bool:
    return capacity is not None and held >= max(int(capacity * SHARE), SHARE_AT_LEAST)


@transactional
def forget_origins() -> None:
    """What stood for an address is gone after two days."""
    old = (Registration.origin != "", Registration.created_at < clock.lenient_now() - ORIGINS_KEPT)
    db.session.execute(update(Registration).where(*old).values(origin="").execution_options(synchronize_session=False))
