"""Reads about the site as a whole."""

import platform
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core.db import db
from eventapp.core.http import RELEASE
from eventapp.core.outbox import Mail
from eventapp.events.models import Event, Membership

_SECRETS = (
    "secret_key", "encryption_key", "encryption_keys_before", "smtp_url", "bounce_token", "inbound_token",
    "text_gateway_url", "text_gateway_token", "text_gateway_body", "redis_url", "database_url",
)  # fmt: skip
_LIBRARIES = ("flask", "sqlalchemy", "icalendar", "wtforms", "granian", "huey", "typst", "ortools", "pillow")


@dataclass(frozen=True)
class SettingRow:
    """`shown` hides what is secret; `is_set` says whether it differs from the default."""

    variable: str
    shown: str
    is_set: bool


def all_users() -> list[tuple[User, int]]:
    """Everybody, with the number of events they work on."""
    number = select(func.count()).where(Membership.user_id == User.id).correlate(User).scalar_subquery()
    return [(user, count) for user, count in db.session.execute(select(User, number).order_by(User.email))]


def user_by_id(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def all_events() -> list[Event]:
    return list(db.session.scalars(select(Event).order_by(Event.starts_at.desc(), Event.id.desc())))


def mail_counts() -> dict[str, int]:
    return dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())


def failed_mails(limit: int = 30) -> list[tuple[Mail, Event | None]]:
    """The latest that did not leave, of every event."""
    query = select(Mail, Event).outerjoin(Event, Event.id == Mail.event_id).where(Mail.state == "failed")
    return [(mail, event) for mail, event in db.session.execute(query.order_by(Mail.id.desc()).limit(limit))]


def settings_rows() -> list[SettingRow]:
    """Every EVENTAPP_* variable as this instance has it."""
    settings: Settings = current_app.extensions["eventapp_settings"]
    rows = []
    for field in fields(Settings):
        if field.name == "extra":
            continue
        value = getattr(settings, field.name)
        is_set = value != field.default
        shown = _("(set, and secret)") if field.name in _SECRETS and value else _shown(value)
        rows.append(SettingRow(f"EVENTAPP_{field.name.upper()}", shown, is_set))
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if value not in ("", ()) else "–"


def versions(*, database_is_there: bool = True) -> list[tuple[str, str]]:
    """What runs here, by name."""
    own = [("eventapp", f"{version('eventapp')} ({RELEASE})"), ("Python", platform.python_version())]
    if database_is_there:
        database = db.engine.dialect
        own.append((database.name, ".".join(str(part) for part in database.server_version_info or ())))
    return own + [(name, _version(name)) for name in _LIBRARIES]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return _("not installed")


def waiting_jobs() -> int:
    """How many looks are asked for and not begun."""
    return int(current_app.extensions["jobs"].huey.pending_count())


def event_by_id(row_id: int) -> Event | None:
    return db.session.get(Event, row_id)
