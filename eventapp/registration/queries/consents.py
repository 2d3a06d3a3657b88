"""Who agreed to what."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp.core.db import db
from eventapp.registration.models import Consent, Registration


def consents_number(event_id: int) -> int:
    query = select(func.count(Consent.id)).join(Consent.registration).where(Registration.event_id == event_id)
    return db.session.scalar(query) or 0


def consents_in(event_id: int, at_most: int | None = None, page: int = 1) -> list[Consent]:
    """The latest first, with who agreed; a page of `at_most`, or all of them."""
    query = select(Consent).join(Consent.registration).where(Registration.event_id == event_id)
    query = query.options(joinedload(Consent.registration)).order_by(Consent.id.desc())
    if at_most is not None:
        query = query.offset((page - 1) * at_most).limit(at_most)
    return list(db.session.scalars(query))


def consent_counts(event_id: int) -> list[tuple[str, int, int]]:
    """Each text with how many agreed to it, and how many of these took it back."""
    query = select(Consent.text, func.count(Consent.id), func.count(Consent.withdrawn_at)).join(Consent.registration)
    query = query.where(Registration.event_id == event_id).group_by(Consent.text).order_by(func.count().desc())
    return [(text, number, withdrawn) for text, number, withdrawn in db.session.execute(query)]
