"""Whether the instance is well: what the page about its health shows, and what `eventapp doctor` looks at beyond."""

import json
import os
import shutil
import smtplib
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select, text

from eventapp.core import backups, clock, clock_steps, migrations
from eventapp.core.audit import AuditEntry
from eventapp.core.db import database_answers, db, one_line_error, write_turn
from eventapp.core.delivery import can_be_reached
from eventapp.core.faults import Fault, fault_of, storage_fault
from eventapp.core.job_queues import queue_errors
from eventapp.core.jobs import LONGEST_LOOK, Jobs, LastLook
from eventapp.core.object_storage import StorageAway, storage
from eventapp.core.outbox import Mail
from eventapp.programme import solver
from eventapp.recordings.media import ffmpeg

LATE_MAIL = timedelta(minutes=10)
SILENT_WORKER = timedelta(minutes=3)
SLOW_WORK = timedelta(minutes=2)
OLD_BACKUP = timedelta(days=2)
ENDING_CERTIFICATE = timedelta(days=30)
LOW_DISK = 500 * 1024 * 1024
ANSWER_WITHIN = 5.0
"""Seconds that whoever is asked has."""
_AHEAD = timedelta(minutes=1)


class State(StrEnum):
    """`note`: worth knowing, and possibly meant so; it makes no instance unwell."""

    WELL = "well"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One thing that is well or not, and what to do where it is not. `name` is for programs, and stays."""

    name: str
    words: str
    state: State
    detail: str = ""

    @property
    def is_well(self) -> bool:
        return self.state is State.WELL


def check(name: str, words: str, is_well: bool, otherwise: str = "", *, is_note: bool = False) -> Check:
    """`otherwise` says what to do where it is not well."""
    if is_well:
        return Check(name, words, State.WELL)
    return Check(name, words, State.NOTE if is_note else State.BAD, otherwise)


def quick_checks() -> list[Check]:
    """What can be looked at while somebody waits for the page. Asks nobody but the database and this machine."""
    answers = database_answers()
    current = answers and migrations.are_current()
    found = [check("database", _("The database answers"), answers, _("See EVENTAPP_DATABASE_URL."))]
    if answers:
        words = _("The database is up to date")
        found.append(check("migrations", words, current, _("Run `eventapp db upgrade`.")))
        if current:
            found += [_writes(), _mail_leaves(), _mails_failed()]
    waits = current and _work_waits()
    return [
        *found,
        _background_work(last_look(), waits=waits),
        _mail_server_is_set(),
        *_disk(),
        clock_check(answers, current),
        _backups(),
    ]


def thorough_checks() -> list[Check]:
    """Also what takes a moment: others are asked whether they answer."""
    settings = current_app.config
    found = [*quick_checks(), _proxy(), *_secrets(), _solver(), _ffmpeg(), _media_storage()]
    if settings["REDIS_URL"]:
        found.append(_queue())
    if settings["SMTP_URL"]:
        found.append(_mail_server_answers())
    return found


def _writes() -> Check:
    """Whether the database takes what is written. Nothing stays of the attempt."""
    words = _("The database can be written")
    try:
        with write_turn(db.engine), db.engine.connect().execution_options(eventapp_writing=True) as connection:
            if connection.dialect.name == "postgresql":
                is_reader = connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on"
                return check("writes", words, not is_reader, _("It is read-only: perhaps a standby."))
            connection.execute(text("CREATE TABLE doctor (id INTEGER)"))
            connection.rollback()
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        return check("writes", words, False, _fault_in_words(fault))
    return check("writes", words, True)


def _fault_in_words(fault: Fault) -> str:
    return {
        Fault.AWAY: _("Somebody else holds it."),
        Fault.FULL: _("The disk is full: make room."),
        Fault.READ_ONLY: _("The disk or the folder is read-only."),
    }[fault]


def _mail_leaves() -> Check:
    oldest = oldest_due_mail()
    late = oldest is not None and oldest < clock.now() - LATE_MAIL
    hint = _("Email has waited for more than ten minutes: look at the mail server.")
    return check("mail", _("Emails are being sent"), not late, hint)


def oldest_due_mail() -> datetime | None:
    return db.session.scalar(select(func.min(Mail.due_at)).where(Mail.state == "queued", Mail.due_at <= clock.now()))


def _mails_failed() -> Check:
    number = db.session.scalar(select(func.count()).where(Mail.state == "failed")) or 0
    hint = _("%(number)s failed: see Site, Email.", number=number)
    return check("mails_failed", _("No email failed"), not number, hint, is_note=True)


def _mail_server_is_set() -> Check:
    hint = _("Without EVENTAPP_SMTP_URL email is kept here, and nobody gets it.")
    return check("mail_server", _("A mail server is set"), bool(current_app.config["SMTP_URL"]), hint, is_note=True)


def _mail_server_answers() -> Check:
    words = _("The mail server answers")
    try:
        can_be_reached(current_app.config["SMTP_URL"], ANSWER_WITHIN)
    except (OSError, smtplib.SMTPException) as error:
        return check("mail_server_answers", words, False, _("It says: %(error)s", error=" ".join(str(error).split())))
    return check("mail_server_answers", words, True)


def _work_waits() -> bool:
    oldest = oldest_due_mail()
    return oldest is not None and oldest < clock.now() - SILENT_WORKER


def _background_work(looked: LastLook | None, *, waits: bool) -> Check:
    """Nobody at work, and somebody who is stuck, are two troubles. The first is none while nothing waits."""
    words = _("Background work is done")
    if looked is None or (not looked.doing and looked.at < clock.now() - SILENT_WORKER):
        hint = _("Nobody does it: start `eventapp worker`, or set EVENTAPP_JOBS=1.")
        return check("background_work", words, False, hint, is_note=not waits)
    if looked.doing and looked.at < clock.now() - SLOW_WORK:
        minutes = int((clock.now() - looked.at) / timedelta(minutes=1))
        return check(
            "background_work", words, False,
            _("The worker has been at “%(what)s” for %(minutes)s minutes. It ends by itself after %(most)s minutes and "
              "says in the log where it waited; what it had to do is done by the next one.",
              what=looked.doing, minutes=minutes, most=int(LONGEST_LOOK / timedelta(minutes=1))),
        )  # fmt: skip
    return check("background_work", words, True)


def last_look() -> LastLook | None:
    """When background work was last looked for, and what is being done."""
    jobs: Jobs = current_app.extensions["jobs"]
    return jobs.last_look()


def _queue() -> Check:
    words = _("Redis answers")
    try:
        current_app.extensions["jobs"].huey.storage.conn.ping()
    except queue_errors() as error:
        hint = _("Until it does, limits are counted by each process, and work is found by looking: %(error)s",
                 error=" ".join(str(error).split()))  # fmt: skip
        return check("redis", words, False, hint)
    return check("redis", words, True)


def _disk() -> list[Check]:
    folder = Path(current_app.config["DATA_DIR"])
    free = shutil.disk_usage(folder).free
    fault = storage_fault(folder)
    hint = f"{folder}: {_fault_in_words(fault)}" if fault else ""
    return [
        check("data_folder", _("The data folder can be written"), fault is None, hint),
        check("disk", _("There is room on the disk"), free > LOW_DISK, _("%(size)s MB are left.", size=free // 2**20)),
    ]


def clock_check(database_is_there: bool, database_is_current: bool) -> Check:
    """This machine's clock against how it stood before, the database's, and the newest thing written down."""
    words = _("The clock is right")
    moved = clock_steps.step(Path(current_app.config["DATA_DIR"]))
    if abs(moved) > clock_steps.SMALLEST_STEP:
        minutes = round(abs(moved) / timedelta(minutes=1))
        said = (
            _("It was set forward by %(number)s minutes while this machine ran.", number=minutes)
            if moved > timedelta()
            else _("It was set back by %(number)s minutes while this machine ran.", number=minutes)
        )
        accept = _("If it is right now, run `eventapp doctor --repair`.")
        return check("clock", words, False, f"{said} {accept}")
    if database_is_there:
        other, newest = _other_clocks(database_is_current)
        if abs(other - clock.now()) > _AHEAD:
            hint = _("The database's clock says %(when)s UTC.", when=f"{other:%Y-%m-%d %H:%M}")
            return check("clock", words, False, hint)
        if newest is not None and newest > clock.now() + _AHEAD:
            hint = _("The history has an entry of %(when)s UTC, which is yet to come.", when=f"{newest:%Y-%m-%d %H:%M}")
            return check("clock", words, False, hint)
    return check("clock", words, True)


def _other_clocks(database_is_current: bool) -> tuple[datetime, datetime | None]:
    """The database server's clock, and the newest entry of the history."""
    now = clock.now()
    if db.engine.dialect.name == "postgresql":
        now = db.session.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)
    if not database_is_current:
        return now, None
    newest = db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
    return now, newest


def _backups() -> Check:
    words = _("There is a backup of the last two days")
    last = backups.last_written()
    if last is None:
        hint = _("None was written from this machine: `eventapp backup --into FOLDER` every night.")
        return check("backups", words, False, hint, is_note=True)
    at, path = last
    hint = _("The last one is of %(when)s UTC: %(path)s", when=f"{at:%Y-%m-%d %H:%M}", path=str(path))
    return check("backups", words, at > clock.now() - OLD_BACKUP, hint)


def _proxy() -> Check:
    """Whether who follows our links arrives here, and is seen as having come that way."""
    base = current_app.config["BASE_URL"]
    words = _("%(address)s leads here", address=base)
    if (urlsplit(base).hostname or "") in ("127.0.0.1", "localhost", "::1"):
        hint = _("Links lead to this machine alone. Set EVENTAPP_BASE_URL to how the outside reaches it.")
        return check("base_url", words, False, hint, is_note=True)
    try:
        # The setting is checked to be an address of http or https.
        with urlopen(f"{base}/readyz", timeout=ANSWER_WITHIN) as answer:  # noqa: S310
            reached, body = answer.headers.get("X-Reached-As", ""), answer.read(2_000)
    except HTTPError as error:
        reached, body = error.headers.get("X-Reached-As", ""), error.read(2_000)
    except (OSError, ValueError) as error:
        hint = _("From here it does not answer (%(error)s). That may be meant so.", error=str(error))
        return check("base_url", words, False, hint, is_note=True)
    if not reached or not _is_ours(body):
        return check("base_url", words, False, _("Something else answers there: see EVENTAPP_BASE_URL and the proxy."))
    hint = _("Requests arrive as %(address)s: see EVENTAPP_TRUSTED_PROXIES, and the headers that the proxy sets.",
             address=reached.rstrip("/"))  # fmt: skip
    return check("base_url", words, reached.rstrip("/") == base, hint)


def _is_ours(body: bytes) -> bool:
    try:
        return {"database", "migrations"} <= set(json.loads(body))
    except (ValueError, TypeError):
        return False


def _secrets() -> list[Check]:
    """How old the secrets are, who can read them, and when one ends."""
    path = Path(current_app.config["DATA_DIR"]) / "secret-key"
    found = [_secret_key(path)]
    folder = current_app.config["APPLE_WALLET_FOLDER"]
    if folder:
        from eventapp.registration import wallets

        ends = wallets.apple_certificate_ends(folder)
        hint = _("It ends on %(day)s: ask Apple for a new one.", day=f"{ends:%Y-%m-%d}")
        words = _("Apple Wallet's certificate is valid")
        found.append(check("apple_certificate", words, ends > clock.now() + ENDING_CERTIFICATE, hint))
    return found


def _secret_key(path: Path) -> Check:
    words = _("The secret key is safe")
    if os.environ.get("EVENTAPP_SECRET_KEY") or not path.exists():
        return Check("secret_key", words, State.WELL, _("It is set from outside, and how old it is is not known here."))
    found = path.stat()
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return check("secret_key", words, False, _("Others can read %(path)s: chmod 600.", path=str(path)))
    made = datetime.fromtimestamp(found.st_mtime, UTC)
    days = max((clock.now() - made).days, 0)
    said = _("It was made on %(day)s, %(number)s days ago.", day=f"{made:%Y-%m-%d}", number=days)
    return Check("secret_key", words, State.WELL, said)


def _ffmpeg() -> Check:
    hint = _("Recordings wait until it is installed on every machine that does background work.")
    return check("ffmpeg", _("ffmpeg prepares recordings"), ffmpeg.is_there(), hint, is_note=True)


def _media_storage() -> Check:
    """A file is kept, read and deleted again."""
    words, key = _("The storage of recordings answers"), f"checks/{uuid4().hex}"
    try:
        storage().put(key, b"eventapp")
        is_kept = b"".join(storage().read(key)) == b"eventapp"
        storage().delete([key])
    except (StorageAway, OSError) as error:
        return check("media_storage", words, False, one_line_error(error.__cause__ or error))
    return check("media_storage", words, is_kept, _("What is read is not what was kept."))


def _solver() -> Check:
    hint = _("Proposals for schedules need it: pip install 'eventapp[solver]'.")
    return check("solver", _("The solver is installed"), solver.is_available(), hint, is_note=True)
