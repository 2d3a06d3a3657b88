"""The secret address of a team member's calendar of deadlines."""

from flask import current_app
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.calendars.models import DeadlineCalendar
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional


def deadline_token(calendar: DeadlineCalendar) -> str:
    purpose = f"deadlines:{calendar.user_id}:{calendar.generation}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


@transactional
def deadline_calendar_of(user: User) -> DeadlineCalendar:
    """Theirs, made where there is none yet."""
    calendar = db.session.get(DeadlineCalendar, user.id)
    if calendar is None:
        calendar = DeadlineCalendar(user_id=user.id, generation=1)
        calendar.token_hash = secret_hash(deadline_token(calendar))
        db.session.add(calendar)
    return calendar


@transactional
def renew_deadline_calendar(user: User) -> None:
    """Another address; the one before leads nowhere."""
    calendar = db.session.get(DeadlineCalendar, user.id, with_for_update=True)
    if calendar is not None:
        calendar.generation += 1
        calendar.token_hash = secret_hash(deadline_token(calendar))


def user_by_deadline_token(token: str) -> User | None:
    """Whose calendar it is, unless they may sign in no more."""
    query = select(User).join(DeadlineCalendar, DeadlineCalendar.user_id == User.id)
    return db.session.scalar(query.where(DeadlineCalendar.token_hash == secret_hash(token), ~User.is_disabled))
