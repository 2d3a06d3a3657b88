"""Reads about the site as a whole."""

import platform
import shutil
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
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
from eventapp.core.jobs import LONGEST_LOOK, Jobs, LastLook
from eventapp.core.outbox import Mail
from eventapp.events.models import Event, Membership

_SECRETS = ("secret_key", "smtp_url", "bounce_token", "inbound_token", "redis_url", "database_url")
_LIBRARIES = ("flask", "sqlalchemy", "icalendar", "wtforms", "granian", "huey", "typst", "ortools", "pillow")
LATE_MAIL = timedelta(minutes=10)
SILENT_WORKER = timedelta(minutes=3)
SLOW_WORK = timedelta(minutes=2)
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
    return own + [(name, _version(name)) for name in _LIBRARIES]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return _("not installed")


def checks() -> list[Check]:
    """Whether the instance is well."""
    folder = Path(current_app.config["DATA_DIR"])
    free = shutil.disk_usage(folder).free
    oldest = oldest_due_mail()
    looked = last_look()
    late = oldest is not None and oldest < clock.now() - LATE_MAIL
    return [
        Check(_("The database answers"), database_answers()),
        Check(_("The database is up to date"), migrations_are_current(), "eventapp db upgrade"),
        _background_work(looked),
        Check(_("Mail leaves"), not late, _("Mail has waited for more than ten minutes: look at the mail server.")),
        Check(
            _("A mail server is set"), bool(current_app.config["SMTP_URL"]),
            _("Without EVENTAPP_SMTP_URL mail is kept here, and nobody gets it."),
        ),
        Check(_("There is room on the disk"), free > LOW_DISK, _("%(size)s MB are left.", size=free // 2**20)),
    ]  # fmt: skip


def oldest_due_mail() -> datetime | None:
    return db.session.scalar(select(func.min(Mail.due_at)).where(Mail.state == "queued", Mail.due_at <= clock.now()))


def _background_work(looked: LastLook | None) -> Check:
    """Nobody at work, and somebody who is stuck, are two troubles."""
    words = _("Background work is done")
    if looked is None or (not looked.doing and looked.at < clock.now() - SILENT_WORKER):
        return Check(words, False, _("Nobody does it: start `eventapp worker`, or set EVENTAPP_JOBS=1."))
    if looked.doing and looked.at < clock.now() - SLOW_WORK:
        minutes = int((clock.now() - looked.at) / timedelta(minutes=1))
        return Check(
            words, False,
            _("The worker has been at “%(what)s” for %(minutes)s minutes. It ends by itself after %(most)s minutes and "
              "says in the log where it waited; what it had to do is done by the next one.",
              what=looked.doing, minutes=minutes, most=int(LONGEST_LOOK / timedelta(minutes=1))),
        )  # fmt: skip
    return Check(words, True)


def last_look() -> LastLook | None:
    """When background work was last looked for, and what is being done."""
    jobs: Jobs = current_app.extensions["jobs"]
    return jobs.last_look()


def waiting_jobs() -> int:
    """How many looks are asked for and not begun."""
    return int(current_app.extensions["jobs"].huey.pending_count())
