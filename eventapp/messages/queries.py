"""Reads about the outbox."""

from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.core.outbox import Mail

PAGE_SIZE = 50


def mails_of(event_id: int, page: int = 1) -> list[Mail]:
    """The event's mails, the newest first."""
    query = select(Mail).where(Mail.event_id == event_id).order_by(Mail.id.desc())
    return list(db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))


def mail_counts(event_id: int) -> dict[str, int]:
    """How many mails are in which state."""
    query = select(Mail.state, func.count()).where(Mail.event_id == event_id).group_by(Mail.state)
    return dict(db.session.execute(query).all())


def mail(event_id: int, mail_id: int) -> Mail | None:
    return db.session.scalar(select(Mail).where(Mail.event_id == event_id, Mail.id == mail_id))


def mails_to(registration_id: int) -> list[Mail]:
    query = select(Mail).where(Mail.subject_id == registration_id)
    return list(db.session.scalars(query.order_by(Mail.id.desc())))
