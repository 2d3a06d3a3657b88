"""Reads about the site as a whole."""

import platform
import shutil
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core import clock
from eventapp.core.db import database_answers, db, migrations_are_current
from eventapp.core.http import RELEASE
from eventapp.core.jobs import Jobs
from eventapp.core.outbox import Mail
from eventapp.events.models import Event, Membership

_SECRETS = ("secret_key", "smtp_url", "bounce_token", "redis_url", "database_url")
_LIBRARIES = ("flask", "sqlalchemy", "icalendar", "wtforms", "granian", "huey", "typst", "ortools", "pillow")
LATE_MAIL = timedelta(minutes=10)
LOW_DISK = 500 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing that is well or not, and what to do where it is not."""

    words: str
    is_well: bool
    detail: str = ""


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
    return str(value) if value != "" else "–"


def versions() -> list[tuple[str, str]]:
    own = [("eventapp", f"{version('eventapp')} ({RELEASE})"), ("Python", platform.python_version())]
    database = db.engine.dialect
    own.append((database.name, ".".join(str(part) for part in database.server_version_info or ())))
    return own + [(name, version(name)) for name in _LIBRARIES]


def checks() -> list[Check]:
    """Whether the instance is well."""
    folder = Path(current_app.config["DATA_DIR"])
    free = shutil.disk_usage(folder).free
    oldest = oldest_due_mail()
    looked = last_look()
    late = oldest is not None and oldest < clock.now() - LATE_MAIL
    idle = looked is None or looked < clock.now() - timedelta(minutes=3)
    return [
        Check(_("The database answers"), database_answers()),
        Check(_("The database is up to date"), migrations_are_current(), "eventapp db upgrade"),
        Check(_("Background work is done"), not idle, _("Start `eventapp worker`, or set EVENTAPP_JOBS=1.")),
        Check(_("Mail leaves"), not late, _("Mail has waited for more than ten minutes: look at the mail server.")),
        Check(
            _("A mail server is set"), bool(current_app.config["SMTP_URL"]),
            _("Without EVENTAPP_SMTP_URL mail is kept here, and nobody gets it."),
        ),
        Check(_("There is room on the disk"), free > LOW_DISK, _("%(size)s MB are left.", size=free // 2**20)),
    ]  # fmt: skip


def oldest_due_mail() -> datetime | None:
    return db.session.scalar(select(func.min(Mail.due_at)).where(Mail.state == "queued", Mail.due_at <= clock.now()))


def last_look() -> datetime | None:
    """When background work was last looked for."""
    jobs: Jobs = current_app.extensions["jobs"]
    return jobs.last_look()


def waiting_jobs() -> int:
    """How many looks are asked for and not begun."""
    return int(current_app.extensions["jobs"].huey.pending_count())
