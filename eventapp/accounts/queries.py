"""Reads about users."""

from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user_of_session(session_id: str) -> User | None:
    """The user of a sign-in cookie (`id.generation`), unless a newer generation has signed it out."""
    user_id, _, generation = session_id.partition(".")
    if not (user_id.isdigit() and generation.isdigit()):
        return None
    user = db.session.get(User, int(user_id))
    return user if user is not None and user.session_generation == int(generation) else None
