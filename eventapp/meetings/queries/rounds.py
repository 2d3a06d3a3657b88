"""What people wish, and the rounds that were made of it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.core.db import db
from eventapp.meetings.models import (
    MeetingProfile,
    MeetingRound,
    MeetingWish,
)


def wishes_of_event(event_id: int) -> list[MeetingWish]:
    """In the order of their making."""
    query = select(MeetingWish).where(MeetingWish.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingWish.id)))


def wishes_of(registration_id: int) -> list[MeetingWish]:
    """What somebody wishes, the most wished first, with the people."""
    query = select(MeetingWish).where(MeetingWish.registration_id == registration_id)
    whole = joinedload(MeetingWish.wished).joinedload(MeetingProfile.registration)
    return list(db.session.scalars(query.options(whole).order_by(MeetingWish.rank, MeetingWish.id)))


def rounds_of(event_id: int) -> list[MeetingRound]:
    """The latest first."""
    query = select(MeetingRound).where(MeetingRound.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingRound.id.desc()).limit(20)))


def round_of(event_id: int, round_id: int) -> MeetingRound | None:
    query = select(MeetingRound).where(MeetingRound.event_id == event_id, MeetingRound.id == round_id)
    return db.session.scalar(query)


def next_to_confirm() -> MeetingRound | None:
    """A round whose meetings are being made, of whatever event."""
    query = select(MeetingRound).where(MeetingRound.state == "confirming").order_by(MeetingRound.id).limit(1)
    return db.session.scalar(query)
