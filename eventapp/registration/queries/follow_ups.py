"""Reads about follow-up forms and who has answered them."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp.core.db import db
from eventapp.registration.models import FollowUpForm, FollowUpReply, Registration


def follow_ups_of(event_id: int) -> list[FollowUpForm]:
    query = select(FollowUpForm).where(FollowUpForm.event_id == event_id)
    return list(db.session.scalars(query.order_by(FollowUpForm.id)))


def follow_up(event_id: int, form_id: int) -> FollowUpForm | None:
    return db.session.scalar(select(FollowUpForm).where(FollowUpForm.event_id == event_id, FollowUpForm.id == form_id))


def follow_up_counts(event_id: int) -> dict[int, tuple[int, int]]:
    """{form id: (how many were asked, how many have answered)}"""
    query = (
        select(FollowUpReply.form_id, func.count(), func.count(FollowUpReply.answered_at))
        .join(FollowUpForm, FollowUpForm.id == FollowUpReply.form_id)
        .join(Registration, Registration.id == FollowUpReply.registration_id)
        .where(FollowUpForm.event_id == event_id, Registration.state == "confirmed")
        .group_by(FollowUpReply.form_id)
    )
    return {form_id: (asked, answered) for form_id, asked, answered in db.session.execute(query)}


def to_be_asked(form: FollowUpForm) -> list[Registration]:
    """Who is confirmed with a ticket of the form and was not asked yet."""
    asked = select(FollowUpReply.registration_id).where(FollowUpReply.form_id == form.id)
    query = select(Registration).where(
        Registration.event_id == form.event_id, Registration.state == "confirmed", Registration.id.not_in(asked)
    )
    if form.ticket_type_ids:
        query = query.where(Registration.ticket_type_id.in_(form.ticket_type_ids))
    return list(db.session.scalars(query.order_by(Registration.id)))


def follow_up_replies(form: FollowUpForm) -> list[FollowUpReply]:
    """Everybody confirmed who was asked, by name."""
    query = (
        select(FollowUpReply)
        .join(Registration, Registration.id == FollowUpReply.registration_id)
        .options(joinedload(FollowUpReply.registration))
        .where(FollowUpReply.form_id == form.id, Registration.state == "confirmed")
        .order_by(func.lower(Registration.name), Registration.id)
    )
    return list(db.session.scalars(query))


def follow_ups_for(registration: Registration, at: datetime) -> list[FollowUpReply]:
    """What somebody is asked beside the registration: open forms, and those that they have answered."""
    query = (
        select(FollowUpReply)
        .options(joinedload(FollowUpReply.form))
        .where(FollowUpReply.registration_id == registration.id)
        .order_by(FollowUpReply.form_id)
    )
    return [one for one in db.session.scalars(query) if one.form.is_open(at) or one.answered_at is not None]
