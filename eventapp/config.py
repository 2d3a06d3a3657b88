"""Settings: each is an EVENTAPP_* variable with a documented default, read once at start and checked."""

import json
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlsplit

from eventapp import recording_settings
from eventapp.core.files import DATA_FOLDER
from eventapp.core.gateway_bodies import filled
from eventapp.recording_settings import RecordingSettings

CONNECT_WITHIN = 3
"""Seconds in which PostgreSQL has to answer a new connection: no request waits longer for one that is away."""


class SettingError(Exception):
    """A setting that cannot be used; the message names the variable and what it takes."""


@dataclass(frozen=True)
class Settings(RecordingSettings):
    """All that an operator can set. `docs/operator-guide.md` has the same list in a table."""

    data_dir: Path = DATA_FOLDER
    """EVENTAPP_DATA_DIR: the folder for the SQLite file, the job queue and generated secrets."""
    database_url: str = ""
    """EVENTAPP_DATABASE_URL: sqlite:///path or postgresql://...; by default eventapp.sqlite3 in the data folder."""
    secret_key: str = ""
    """EVENTAPP_SECRET_KEY: signs cookies and links; by default one is made and kept in the data folder."""
    encryption_key: str = ""
    """EVENTAPP_ENCRYPTION_KEY: encrypts the secrets that have to be read again; by default the secret key does."""
    encryption_keys_before: tuple[str, ...] = ()
    """EVENTAPP_ENCRYPTION_KEYS_BEFORE: earlier keys, with commas between, until `eventapp secrets rotate` ran."""
    second_factor: str = "optional"
    """EVENTAPP_SECOND_FACTOR: of whom a second factor is demanded: optional (nobody), administrators or everyone."""
    second_factor_days: int = 7
    """EVENTAPP_SECOND_FACTOR_DAYS: how many days somebody of whom one is demanded has to set it up."""
    base_url: str = "http://127.0.0.1:8000"
    """EVENTAPP_BASE_URL: how the outside reaches this instance; links in mails and calendars begin with it."""
    host: str = "127.0.0.1"
    """EVENTAPP_HOST: the address to listen on."""
    port: int = 8000
    """EVENTAPP_PORT: the port to listen on."""
    workers: int = 2
    """EVENTAPP_WORKERS: server processes."""
    threads: int = 4
    """EVENTAPP_THREADS: request threads in each server process."""
    jobs: bool = True
    """EVENTAPP_JOBS: whether `run` also does background work (0 when `eventapp worker` runs elsewhere)."""
    smtp_url: str = ""
    """EVENTAPP_SMTP_URL: smtp://user:password@host:587 or smtps://host:465; without it mail stays in the outbox."""
    mail_from: str = "events@localhost"
    """EVENTAPP_MAIL_FROM: the envelope sender of every mail."""
    mail_daily_cap: int = 0
    """EVENTAPP_MAIL_DAILY_CAP: how many campaign mails may leave within 24 hours; 0 is no limit."""
    text_gateway_url: str = ""
    """EVENTAPP_TEXT_GATEWAY_URL: where text messages are posted, e.g. https://user:password@sms.example.org/send;
    without it they stay in the outbox."""
    text_gateway_token: str = ""
    """EVENTAPP_TEXT_GATEWAY_TOKEN: the bearer token that the gateway asks for, if it asks for one."""
    text_gateway_body: str = '{"id": "$id", "to": "$to", "text": "$text"}'
    """EVENTAPP_TEXT_GATEWAY_BODY: what is posted for one text message: JSON, or a form's fields such as
    To=$to&Body=$text, with $to for the number, $text for the words and $id for the message's own id."""
    bounce_token: str = ""
    """EVENTAPP_BOUNCE_TOKEN: the bearer token with which a mail service reports bounces; without it nobody can."""
    calendar_mailbox: str = ""
    """EVENTAPP_CALENDAR_MAILBOX: where answers to invitations arrive, e.g. calendar@example.org; each event has its own
    part of it, calendar+<event>@example.org. Without it answers go to the event's contact address, and are not read."""
    inbound_token: str = ""
    """EVENTAPP_INBOUND_TOKEN: the bearer token with which a mail service hands over arriving mail; without it nobody
    can."""
    apple_wallet_folder: str = ""
    """EVENTAPP_APPLE_WALLET_FOLDER: a folder with certificate.pem, key.pem and wwdr.pem (an Apple pass type's
    certificate, its key and Apple's intermediate), for tickets in Apple Wallet. Without it there is no such link."""
    google_wallet_key: str = ""
    """EVENTAPP_GOOGLE_WALLET_KEY: a Google service account's JSON key file; tickets can then be added to Google Wallet.
    It goes with EVENTAPP_GOOGLE_WALLET_ISSUER. Without them there is no such link."""
    google_wallet_issuer: str = ""
    """EVENTAPP_GOOGLE_WALLET_ISSUER: the issuer's number in the Google Wallet console."""
    redis_url: str = ""
    """EVENTAPP_REDIS_URL: job queue and rate limits shared by several machines; SQLite and memory without it."""
    trusted_proxies: int = 0
    """EVENTAPP_TRUSTED_PROXIES: how many proxies in front add X-Forwarded-* headers."""
    backup_recipient: str = ""
    """EVENTAPP_BACKUP_RECIPIENT: public keys of age or ssh, with commas between them; backups are encrypted to them."""
    scan_command: str = ""
    """EVENTAPP_SCAN_COMMAND: a program that gets each file that strangers send on its standard input and ends with 1
    where it is harmful, e.g. clamdscan --no-summary -. Without it no file is looked at."""
    webhook_networks: tuple[str, ...] = ()
    """EVENTAPP_WEBHOOK_NETWORKS: networks beyond the public one that webhooks may reach, without TLS too, with commas
    between, e.g. 10.1.2.0/24."""
    metrics: bool = False
    """EVENTAPP_METRICS: serve /metrics."""
    demo: bool = False
    """EVENTAPP_DEMO: allow the well-known demo sign-in, from loopback only."""
    rate_limits: bool = True
    """EVENTAPP_RATE_LIMITS: throttle sign-in attempts and pairing."""
    log_format: str = "text"
    """EVENTAPP_LOG_FORMAT: text or json; neither holds anything personal."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Flask settings for tests; no variable."""

    def flask_config(self) -> dict[str, Any]:
        secure = self.base_url.startswith("https://")
        return {
            "DATA_DIR": str(self.data_dir),
            "BASE_URL": self.base_url.rstrip("/"),
            "SECRET_KEY": self.secret_key,
            "ENCRYPTION_KEY": self.encryption_key,
            "ENCRYPTION_KEYS_BEFORE": self.encryption_keys_before,
            "SECOND_FACTOR": self.second_factor,
            "SECOND_FACTOR_DAYS": self.second_factor_days,
            "SQLALCHEMY_ENGINES": {"default": _engine_settings(self.database_url, self.threads)},
            "SESSION_COOKIE_NAME": "__Host-eventapp" if secure else "eventapp",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 90 * 86_400,
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2_000,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": secure,
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": self.redis_url or "memory://",
            "RATELIMIT_HEADERS_ENABLED": True,
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": self.mail_from,
            "MAIL_DAILY_CAP": self.mail_daily_cap,
            "TEXT_GATEWAY_URL": self.text_gateway_url,
            "TEXT_GATEWAY_TOKEN": self.text_gateway_token,
            "TEXT_GATEWAY_BODY": self.text_gateway_body,
            "BOUNCE_TOKEN": self.bounce_token,
            "CALENDAR_MAILBOX": self.calendar_mailbox,
            "INBOUND_TOKEN": self.inbound_token,
            "APPLE_WALLET_FOLDER": self.apple_wallet_folder,
            "GOOGLE_WALLET_KEY": self.google_wallet_key,
            "GOOGLE_WALLET_ISSUER": self.google_wallet_issuer,
            "REDIS_URL": self.redis_url,
            "BACKUP_RECIPIENT": self.backup_recipient,
            "SCAN_COMMAND": self.scan_command,
            "WEBHOOK_NETWORKS": self.webhook_networks,
            **self.recording_config(self.data_dir),
            "METRICS": self.metrics,
            "LOG_FORMAT": self.log_format,
            "DEMO": self.demo,
            "TRUSTED_PROXIES": self.trusted_proxies,
            "JSON_SORT_KEYS": False,
            **self.extra,
        }


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting. Raises SettingError with the variable's name."""
    chosen: dict[str, Any] = {}
    for name in (
        "database_url",
        "secret_key",
        "encryption_key",
        "second_factor",
        "base_url",
        "host",
        "smtp_url",
        "mail_from",
        "text_gateway_url",
        "text_gateway_token",
        "text_gateway_body",
        "bounce_token",
        "calendar_mailbox",
        "inbound_token",
        "apple_wallet_folder",
        "google_wallet_key",
        "google_wallet_issuer",
        "redis_url",
        "backup_recipient",
        "scan_command",
        "log_format",
        *recording_settings.TEXTS,
    ):
        if value := environment.get(f"EVENTAPP_{name.upper()}", "").strip():
            chosen[name] = value
    for name, lowest, highest in (
        ("port", 1, 65535),
        ("workers", 1, 64),
        ("threads", 1, 64),
        ("trusted_proxies", 0, 9),
        ("mail_daily_cap", 0, 10_000_000),
        ("second_factor_days", 0, 365),
        *recording_settings.NUMBERS,
    ):
        if value := environment.get(f"EVENTAPP_{name.upper()}", "").strip():
            chosen[name] = _whole_number(name, value, lowest, highest)
    for name in recording_settings.COSTS:
        if value := environment.get(f"EVENTAPP_{name.upper()}", "").strip():
            chosen[name] = _amount(name, value)
    for name in ("jobs", "metrics", "demo", "rate_limits"):
        if value := environment.get(f"EVENTAPP_{name.upper()}", "").strip():
            chosen[name] = _yes_or_no(name, value)
    for name in ("encryption_keys_before", "webhook_networks", "fetch_networks", "speak_voices"):
        if value := environment.get(f"EVENTAPP_{name.upper()}", "").strip():
            chosen[name] = tuple(filter(None, (one.strip() for one in value.split(","))))
    if value := environment.get("EVENTAPP_DATA_DIR", "").strip():
        chosen["data_dir"] = Path(value).expanduser().resolve()
    return complete(Settings(**chosen))


def complete(settings: Settings) -> Settings:
    """Fill in what has a computed default, and refuse what cannot work together."""
    from dataclasses import replace

    _make_writable(settings.data_dir)
    if not settings.database_url:
        settings = replace(settings, database_url=f"sqlite:///{settings.data_dir / 'eventapp.sqlite3'}")
    if not settings.secret_key:
        settings = replace(settings, secret_key=_kept_secret(settings.data_dir / "secret-key"))
    if len(settings.secret_key) < 32:
        raise SettingError("EVENTAPP_SECRET_KEY must have at least 32 characters")
    if any(len(key) < 32 for key in filter(None, (settings.encryption_key, *settings.encryption_keys_before))):
        raise SettingError("EVENTAPP_ENCRYPTION_KEY and the keys before it must have at least 32 characters")
    if settings.second_factor not in ("optional", "administrators", "everyone"):
        raise SettingError("EVENTAPP_SECOND_FACTOR must be optional, administrators or everyone")
    for name in ("bounce_token", "inbound_token"):
        if 0 < len(getattr(settings, name)) < 16:
            raise SettingError(f"EVENTAPP_{name.upper()} must have at least 16 characters")
    if settings.calendar_mailbox and not re.fullmatch(r"[\w.-]+@[\w.-]+", settings.calendar_mailbox, re.ASCII):
        raise SettingError("EVENTAPP_CALENDAR_MAILBOX must look like calendar@example.org")
    _check_wallets(settings)
    _check_text_gateway(settings)
    _check_addresses(settings)
    if settings.backup_recipient:
        _check_recipient(settings.backup_recipient)
    if settings.scan_command and shutil.which(shlex.split(settings.scan_command)[0]) is None:
        raise SettingError(f"EVENTAPP_SCAN_COMMAND: there is no program {shlex.split(settings.scan_command)[0]}")
    if settings.log_format not in ("text", "json"):
        raise SettingError("EVENTAPP_LOG_FORMAT must be text or json")
    if settings.demo and not _is_loopback(settings.host):
        raise SettingError("EVENTAPP_DEMO has a well-known password: it runs on EVENTAPP_HOST=127.0.0.1 only")
    return settings


def _check_addresses(settings: Settings) -> None:
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError("EVENTAPP_BASE_URL must look like https://events.example.org")
    if settings.smtp_url and urlsplit(settings.smtp_url).scheme not in ("smtp", "smtps"):
        raise SettingError("EVENTAPP_SMTP_URL must begin with smtp:// or smtps://")
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingError("EVENTAPP_REDIS_URL must begin with redis://, rediss:// or unix://")
    for name in ("webhook_networks", "fetch_networks"):
        for network in getattr(settings, name):
            try:
                ip_network(network)
            except ValueError:
                raise SettingError(f"EVENTAPP_{name.upper()}: {network} is no network such as 10.1.2.0/24") from None
    if objection := recording_settings.objection_to(settings):
        raise SettingError(objection)
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingError("EVENTAPP_DATABASE_URL must begin with sqlite:/// or postgresql://")


def _make_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingError(f"EVENTAPP_DATA_DIR: {folder} cannot be written ({error.strerror})") from None


def _check_recipient(keys: str) -> None:
    from eventapp.core.encryption import KeyRefused, recipients

    try:
        recipients(keys)
    except KeyRefused as error:
        raise SettingError(f"EVENTAPP_BACKUP_RECIPIENT: {error}") from None


def _check_wallets(settings: Settings) -> None:
    folder = settings.apple_wallet_folder
    if folder and not all((Path(folder) / name).is_file() for name in ("certificate.pem", "key.pem", "wwdr.pem")):
        raise SettingError("EVENTAPP_APPLE_WALLET_FOLDER must hold certificate.pem, key.pem and wwdr.pem")
    if bool(settings.google_wallet_key) != bool(settings.google_wallet_issuer):
        raise SettingError("EVENTAPP_GOOGLE_WALLET_KEY and EVENTAPP_GOOGLE_WALLET_ISSUER go together")
    if settings.google_wallet_key and not Path(settings.google_wallet_key).is_file():
        raise SettingError("EVENTAPP_GOOGLE_WALLET_KEY must be a service account's JSON key file")


def _check_text_gateway(settings: Settings) -> None:
    parts = urlsplit(settings.text_gateway_url)
    if settings.text_gateway_url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingError("EVENTAPP_TEXT_GATEWAY_URL must look like https://sms.example.org/send")
    body = settings.text_gateway_body
    try:
        posted, content_type = filled(body, dict.fromkeys(("id", "to", "text"), "x"))
        if content_type == "application/json":
            json.loads(posted)
    except (KeyError, ValueError):
        raise SettingError(
            "EVENTAPP_TEXT_GATEWAY_BODY must be JSON, or fields, with no $ but $to, $text, $id"
        ) from None
    if not all(name in body for name in ("$to", "$text")):
        raise SettingError("EVENTAPP_TEXT_GATEWAY_BODY must have $to and $text")


def _engine_settings(url: str, threads: int) -> dict[str, Any]:
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    waits = {"connect_timeout": CONNECT_WITHIN} if url.startswith("postgresql") else {}
    return {"url": url, "pool_size": max(threads + 1, 5), "connect_args": waits}


def _kept_secret(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _whole_number(name: str, value: str, lowest: int, highest: int) -> int:
    if not value.isdigit() or not lowest <= int(value) <= highest:
        raise SettingError(f"EVENTAPP_{name.upper()} must be a whole number from {lowest} to {highest}, not {value!r}")
    return int(value)


def _amount(name: str, value: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value, re.ASCII):
        raise SettingError(f"EVENTAPP_{name.upper()} must be an amount such as 0.006")
    return float(value)


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise SettingError(f"EVENTAPP_{name.upper()} must be 1 or 0, not {value!r}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
