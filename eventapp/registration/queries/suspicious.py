"""Registrations that came one after another from one network address, for the organiser to look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from eventapp.core.db import db
from eventapp.registration.models import Registration
from eventapp.registration.models.registrations import ACTIVE_STATES

FROM_ONE_ORIGIN = 10
"""So many may come from one network address in a day before the others behind it are asked to confirm theirs."""
_SHOWN = 100
_EXAMPLES = 4


@dataclass(frozen=True)
class FromOneOrigin:
    """What came from one network address in the last two days.

    `standing` of them hold a place or wait for one without having confirmed their address; `examples` are of those.
    """

    origin: str
    total: int
    standing: int
    first_at: datetime
    last_at: datetime
    examples: list[Registration]


def may_be_undone() -> ColumnElement[bool]:
    """What nobody has confirmed, and has not ended."""
    return Registration.state.in_(ACTIVE_STATES) & Registration.email_confirmed_at.is_(None)


def much_from_one_origin(event_id: int) -> list[FromOneOrigin]:
    """Network addresses from which more came than people usually send, and of which something stands; most first."""
    standing = func.count().filter(may_be_undone())
    query = (
        select(
            Registration.origin, func.count(), standing, func.min(Registration.created_at),
            func.max(Registration.created_at),
        )
        .where(Registration.event_id == event_id, Registration.origin != "")
        .group_by(Registration.origin)
        .having(func.count() > FROM_ONE_ORIGIN, standing > 0)
        .order_by(standing.desc(), func.min(Registration.id))
        .limit(_SHOWN)
    )  # fmt: skip
    return [FromOneOrigin(*row, examples=_examples(event_id, row[0])) for row in db.session.execute(query)]


def _examples(event_id: int, origin: str) -> list[Registration]:
    query = select(Registration).where(Registration.event_id == event_id, Registration.origin == origin)
    return list(db.session.scalars(query.where(may_be_undone()).order_by(Registration.id).limit(_EXAMPLES)))


def count_from_one_origin(event_id: int) -> int:
    """How many stand that may be undone there."""
    query = (
        select(func.count().filter(may_be_undone()).label("standing"))
        .where(Registration.event_id == event_id, Registration.origin != "")
        .group_by(Registration.origin)
        .having(func.count() > FROM_ONE_ORIGIN)
    ).subquery()
    return db.session.scalar(select(func.coalesce(func.sum(query.c.standing), 0))) or 0
