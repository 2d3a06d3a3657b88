"""Accounts: made, closed, promoted."""

from eventapp.accounts.models import User
from eventapp.accounts.queries import user_by_email
from eventapp.accounts.service.errors import EmailTaken
from eventapp.accounts.service.passwords import check_strength, hash_of
from eventapp.accounts.service.sessions import end_sessions
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional


@transactional
def create_user(
    email: str, name: str, password: str, *, is_admin: bool = False, is_demo: bool = False, locale: str = "en"
) -> User:
    """Raises EmailTaken or PasswordRefused."""
    check_strength(password, email, name)
    if user_by_email(email):
        raise EmailTaken
    user = User(
        email=email.strip().lower(),
        name=name.strip() or email.partition("@")[0],
        password_hash=hash_of(password),
        is_admin=is_admin,
        is_demo=is_demo,
        locale=locale,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user.created", user, after={"email": user.email, "is_admin": is_admin})
    return user


@transactional
def change_profile(user: User, name: str, locale: str) -> None:
    """How somebody is called in the history, and the language that they are written to in."""
    before = {"name": user.name, "locale": user.locale}
    user.name, user.locale = name, locale
    audit.record("user.changed", user, before=before, after={"name": name, "locale": locale})


@transactional
def set_disabled(user: User, *, disabled: bool) -> None:
    """Close an account, and its sessions with it, or open it again."""
    user.is_disabled = disabled
    end_sessions(user)
    audit.record("user.disabled" if disabled else "user.enabled", user, after={"email": user.email})


@transactional
def set_admin(user: User, *, is_admin: bool) -> None:
    audit.record("user.admin_changed", user, before={"is_admin": user.is_admin}, after={"is_admin": is_admin})
    user.is_admin = is_admin
