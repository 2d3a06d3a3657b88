"""Everything of one event in one ZIP file, in formats that other programs read."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from typing import IO, Any

from flask import render_template
from sqlalchemy import Connection, LargeBinary, Table, select, text

from eventapp.accounts.models import User
from eventapp.archives.archive_file import FORMAT, VERSION
from eventapp.archives.contents import rows_of, tables
from eventapp.archives.values import as_json
from eventapp.calendars import feeds
from eventapp.calendars.formats import FORMATS
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.spreadsheets import csv_lines, harmless
from eventapp.events.models import Event, Membership, Series
from eventapp.programme import queries as programme
from eventapp.programme.interchange import Programme, frab_json, frab_xml
from eventapp.programme.spreadsheet_columns import SESSION_COLUMNS, SPEAKER_COLUMNS, session_row, speaker_row
from eventapp.registration import exports
from eventapp.registration.queries import RegistrationFilter, every_registration

NOT_TAKEN = {("ticket_key", "private_key")}
"""Secrets that stay: with them tickets could be made. What checks tickets goes along."""
_PORTION = 500


def write_archive(event: Event, file: IO[bytes]) -> dict[str, int]:
    """Write the archive of an event, from one consistent view of the database; gives the rows of each table."""
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        for table in tables():
            name = f"data/{table.name}.jsonl"
            counts[table.name], digests[name] = _write_table(archive, connection, table, event.id)
        for name, content in _for_reading(event):
            _add(archive, name, content)
        manifest = {
            "format": FORMAT, "version": VERSION, "generator": f"eventapp {version('eventapp')}",
            "written_at": as_json(clock.now()), "event": event.slug, "rows": counts, "sha256": digests,
            "series": _series(connection, event), "team": _team(connection, event.id),
        }  # fmt: skip
        _add(archive, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        about = render_template("archives/README.md", event=event, counts=counts, written_at=clock.now())
        _add(archive, "README.md", about.encode())
    return counts


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table, event_id: int) -> tuple[int, str]:
    """A line for each row. What is a file in the database is one in the archive, and named in its row."""
    files = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
    digest, count, lines = hashlib.sha256(), 0, []
    rows = connection.execution_options(yield_per=_PORTION).execute(rows_of(table, event_id))
    with_files: list[tuple[str, bytes]] = []
    for row in rows.mappings():
        values = dict(row)
        for name in files:
            content = values.pop(name)
            if (table.name, name) in NOT_TAKEN or content is None:
                continue
            number = "-".join(str(row[column.name]) for column in table.primary_key)
            values[name] = f"files/{table.name}/{number}"
            with_files.append((values[name], content))
        lines.append(json.dumps({key: as_json(value) for key, value in values.items()}, ensure_ascii=False) + "\n")
        count += 1
        if with_files and sum(len(content) for _name, content in with_files) > 8 * 2**20:
            _add_files(archive, with_files)
    _add_files(archive, with_files)
    content = "".join(lines).encode()
    digest.update(content)
    _add(archive, f"data/{table.name}.jsonl", content)
    return count, digest.hexdigest()


def _add_files(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    for name, content in files:
        _add(archive, name, content)
    files.clear()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    moment = clock.now()
    entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _series(connection: Connection, event: Event) -> dict[str, Any] | None:
    table = Series.__table__
    found = connection.execute(select(table).where(table.c.id == event.series_id)).mappings().one_or_none()
    return {name: found[name] for name in ("slug", "name", "description", "accent")} if found else None


def _team(connection: Connection, event_id: int) -> list[dict[str, Any]]:
    """Everybody whose account a row may name: the team, by address."""
    users = connection.execute(select(User.id, User.email).where(User.id.in_(
        select(Membership.user_id).where(Membership.event_id == event_id)
    )).order_by(User.id))  # fmt: skip
    return [{"id": row.id, "email": row.email} for row in users]


def _for_reading(event: Event) -> Iterator[tuple[str, bytes]]:
    """The same once more, as people and their programs read it."""
    sessions = programme.sessions_with_drafts(event.id)
    rooms, tracks = programme.rooms_of(event.id), programme.tracks_of(event.id)
    released = programme.public_sessions(event.id)
    exported = Programme(
        event, released, rooms, tracks, locale=event.main_locale, version=str(event.revision)
    )  # fmt: skip
    yield "programme/schedule.xml", frab_xml.write(exported)
    yield "programme/schedule.json", frab_json.write(exported)
    source = absolute_url("calendars.event", slug=event.slug)
    told = feeds.programme_feed(
        event, programme.announced_sessions(event.id), event.main_locale, source=source, at=clock.now()
    )
    yield "programme/calendar.ics", FORMATS["ics"].write(told)
    yield "programme/sessions.csv", _csv([list(SESSION_COLUMNS), *(session_row(event, one) for one in sessions)])
    speakers = programme.speakers_of(event.id)
    yield "programme/speakers.csv", _csv([list(SPEAKER_COLUMNS), *(speaker_row(one) for one in speakers)])
    people = every_registration(event.id, RegistrationFilter())
    yield "registrations.csv", b"".join(exports.to_csv(event, people))


def _csv(rows: list[list[str]]) -> bytes:
    return b"".join(csv_lines([harmless(cell) for cell in row] for row in rows))
