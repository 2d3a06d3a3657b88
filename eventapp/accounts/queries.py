"""Reads about users."""

from sqlalchemy import select

from eventapp.accounts.models import BrowserSession, User
from eventapp.core.codes import secret_hash
from eventapp.core.db import db


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def session_of_token(token: str) -> tuple[BrowserSession, User] | None:
    """The browser session with this secret, and whose it is; whether it still runs is another question."""
    query = select(BrowserSession, User).join(User, User.id == BrowserSession.user_id)
    found = db.session.execute(query.where(BrowserSession.token_hash == secret_hash(token))).first()
    return None if found is None else (found[0], found[1])


def all_users() -> list[User]:
    return list(db.session.scalars(select(User).order_by(User.email)))
