"""Of whom a second factor is demanded, and until when they have to have one."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import update

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db, transactional


def is_demanded_by_site(user: User) -> bool:
    demanded = current_app.config["SECOND_FACTOR"]
    return demanded == "everyone" or (demanded == "administrators" and user.is_admin)


def set_up_by(user: User) -> datetime:
    """Until when somebody of whom a second factor is demanded has to have one; the time runs from the first request."""
    if user.second_factor_due_at is None:
        _start_the_clock(user)
    assert user.second_factor_due_at is not None
    return user.second_factor_due_at


@transactional
def _start_the_clock(user: User) -> None:
    due = clock.now() + timedelta(days=current_app.config["SECOND_FACTOR_DAYS"])
    unset = (User.id == user.id, User.second_factor_due_at.is_(None))
    db.session.execute(update(User).where(*unset).values(second_factor_due_at=due))
    user.second_factor_due_at = due
