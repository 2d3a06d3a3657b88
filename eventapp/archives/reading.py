"""An archive from another instance, or from this one: looked through first, then written as one new event."""

import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from flask import current_app
from sqlalchemy import LargeBinary, Table, Uuid, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from eventapp.accounts.models import User
from eventapp.archives.archive_file import Archive, does_not_fit
from eventapp.archives.contents import NUMBERS, REFERENCES, tables
from eventapp.archives.errors import ArchiveRefused
from eventapp.archives.safety import is_harmless
from eventapp.archives.values import ValueWrong, from_json
from eventapp.archives.writing import NOT_TAKEN
from eventapp.core.codes import derived_secret, public_code, random_secret, secret_hash
from eventapp.core.db import Model, db
from eventapp.core.import_problems import N_
from eventapp.core.moved_links import MovedLink
from eventapp.events.models import Event, Series

_PORTION = 500
LINKS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("registration", "token_hash"): ("page", "token_generation"),
    ("registration", "calendar_token_hash"): ("calendar", "calendar_generation"),
    ("delegation", "token_hash"): ("delegation", ""),
    ("invitation", "token_hash"): ("invitation", ""),
    ("speaker", "link_hash"): ("speaker", "link_generation"),
    ("company", "link_hash"): ("company", "link_generation"),
    ("caption_feed", "captioner_hash"): ("captioner", "link_generation"),
    ("caption_feed", "screen_hash"): ("caption screen", "link_generation"),
}
"""Hashes of links that are worked out from a row's UUID and generation: (the link's purpose, the generation)."""
_SKIPPED_WHERE_TAKEN = {"retired_link": "token_hash", "app_password": "password_hash"}
_RENEWED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "certificate": ("code", lambda _code: public_code() + public_code()),
    "mail": ("message_id", lambda former: f"<{random.getrandbits(64):x}.{former.strip('<>')}>"),
}
_TO_USERS = {("membership", "user_id"), ("badge_print", "user_id"), ("scan_resolution", "user_id"),
             ("registration", "first_reviewer_id"), ("audit_entry", "actor_id")}  # fmt: skip


class Written(NamedTuple):
    """The event that was made, and how many rows came of each table."""

    event: Event
    counts: dict[str, int]


def write_rows(archive: Archive, slug: str) -> Written:
    """Write everything under the address `slug`, inside a transaction. Raises ArchiveRefused."""
    reader = _Reader(archive, slug)
    counts = {}
    try:
        for table in tables():
            counts[table.name] = reader.take(table)
            if not counts["event"]:
                raise ArchiveRefused(N_("There is no event in this archive."))
        reader.tie()
    except (IntegrityError, StatementError):
        raise ArchiveRefused(N_("The rows of this archive contradict each other.")) from None
    return Written(db.session.get_one(Event, reader.event_id), counts)


class _Reader:
    """Gives every row a new number, and what names a row that number."""

    def __init__(self, archive: Archive, slug: str) -> None:
        self._archive = archive
        self._slug = slug
        self._ids: dict[tuple[str, int], int] = {}
        self._later: list[tuple[Table, str, int, int]] = []
        self._files: set[int] = set()
        self._space: UUID | None = None
        self._users = self._known_users(archive.manifest.get("team"))
        self.event_id = 0
        self._former_event = 0

    def _known_users(self, team: Any) -> dict[int, int]:
        """The accounts here of the team's members, by their numbers in the archive."""
        members = [one for one in team if isinstance(one, dict)] if isinstance(team, list) else []
        emails = {one["email"]: one["id"] for one in members
                  if isinstance(one.get("email"), str) and isinstance(one.get("id"), int)}  # fmt: skip
        found = db.session.execute(select(User.id, User.email).where(User.email.in_(list(emails)[:1000])))
        return {emails[row.email]: row.id for row in found}

    def take(self, table: Table) -> int:
        """Write the rows of a table; returns how many."""
        taken, portion = 0, []
        for line, row in self._archive.rows(table):
            portion.append((line, row))
            if len(portion) == _PORTION:
                taken += self._write(table, portion)
                portion = []
        return taken + self._write(table, portion)

    def _write(self, table: Table, portion: list[tuple[int, dict[str, Any]]]) -> int:
        read = [(line, row, self._read(table, line, row)) for line, row in portion]
        rows = [(line, row, values) for line, row, values in read if values is not None]
        rows = self._renewed(table, rows)
        if not rows:
            return 0
        if table.name == "event" and (self.event_id or len(rows) > 1):
            raise does_not_fit(table, 2)
        moved = self._hash_links(table, rows)
        values = [values for _line, _row, values in rows]
        if table.autoincrement_column is None:
            db.session.execute(insert(table), values)
            self._know_again(table, rows)
            return len(rows)
        own = table.c.id
        made = db.session.scalars(insert(table).returning(own, sort_by_parameter_order=True), values).all()
        for (line, row, _values), number in zip(rows, made, strict=True):
            former = row.get("id")
            if not isinstance(former, int) or (table.name, former) in self._ids:
                raise does_not_fit(table, line, "id")
            self._ids[table.name, former] = number
        if table.name == "event":
            self.event_id, self._former_event = made[0], int(rows[0][1]["id"])
        self._link(moved, dict(zip((line for line, _row, _values in rows), made, strict=True)))
        return len(rows)

    def _know_again(self, table: Table, rows: list[tuple[int, dict[str, Any], dict[str, Any]]]) -> None:
        """Rows that are called by another's number, and named by it in turn."""
        keys = list(table.primary_key.columns)
        if len(keys) == 1:
            name = keys[0].name
            self._ids.update({(table.name, row[name]): values[name] for _line, row, values in rows})

    def _read(self, table: Table, line: int, row: dict[str, Any]) -> dict[str, Any] | None:
        """The values of a row; None for one that nobody here can have."""
        values: dict[str, Any] = {}
        for column in table.columns:
            if column is table.autoincrement_column or (column.name not in row and column.default is not None):
                continue
            if column.name not in row and (column.server_default is not None or column.nullable):
                continue
            try:
                values[column.name] = self._value(table, column.name, row)
            except ValueWrong:
                raise does_not_fit(table, line, column.name) from None
            except _Missing:
                if column.nullable:
                    values[column.name] = None
                elif column.foreign_keys and (table.name, column.name) not in _TO_USERS:
                    raise does_not_fit(table, line, column.name) from None
                else:
                    return None
        if not is_harmless(table.name, values):
            raise does_not_fit(table, line)
        self._settle(table, row, values)
        self._note_self_references(table, line, row, values)
        return values

    def _value(self, table: Table, name: str, row: dict[str, Any]) -> Any:
        column, place = table.c[name], (table.name, name)
        if isinstance(column.type, LargeBinary):
            return self._content(place, row.get(name))
        found = from_json(column, row.get(name))
        if found is None:
            return None
        if name == "event_id":
            return self.event_id
        owner = self._owner(table, name, row)
        if owner is not None:
            return self._number(owner, found)
        change = REFERENCES.get(place)
        return change(found, self._ids) if change else found

    def _owner(self, table: Table, name: str, row: dict[str, Any]) -> str | None:
        """The table of which a column's number names a row; None where it names none."""
        place = (table.name, name)
        if place in _TO_USERS:
            return "user"
        if place in NUMBERS:
            kind, names = NUMBERS[place]
            return names.get(str(row.get(kind)), "")
        if place == ("mail", "campaign_id"):
            return "campaign"
        if place == ("answer", "value"):
            return "upload" if row.get("question_id") in self._files else None
        return next((key.column.table.name for key in table.c[name].foreign_keys), None)

    def _number(self, table: str, former: Any) -> int:
        """What a row has here that was `former` there."""
        found = self._users.get(former) if table == "user" else self._ids.get((table, former))
        if found is None:
            raise _Missing
        return found

    def _content(self, place: tuple[str, str], value: Any) -> bytes | None:
        if place in NOT_TAKEN:
            return b""
        if value is None and Model.metadata.tables[place[0]].c[place[1]].nullable:
            return None
        if not isinstance(value, str) or not value.startswith("files/"):
            raise ValueWrong
        return self._archive.content(value, most=64 * 1024**2)

    def _note_self_references(self, table: Table, line: int, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Rows of the same table that a row names may come later in it: these are tied at the end."""
        for column in table.columns:
            if any(key.column.table is table for key in column.foreign_keys) and table.name != "event":
                former = row.get(column.name)
                if former is not None and (not isinstance(former, int) or not isinstance(row.get("id"), int)):
                    raise does_not_fit(table, line, column.name)
                if former is not None:
                    self._later.append((table, column.name, row["id"], former))
                values[column.name] = None

    def tie(self) -> None:
        """Write what could not be named before."""
        for table, name, former, other in self._later:
            new, named = self._ids.get((table.name, former)), self._ids.get((table.name, other))
            if new is not None and named is not None:
                db.session.execute(update(table).where(table.c.id == new).values({name: named}))

    def _settle(self, table: Table, row: dict[str, Any], values: dict[str, Any]) -> None:
        """What is otherwise here than it was there."""
        if table.name == "event":
            is_public = values["status"] == "published"
            values |= {
                "slug": self._slug, "series_id": self._series(), "previous_id": None, "was_public": False,
                "status": "draft" if is_public else values["status"],
            }  # fmt: skip
        elif table.name == "question" and values.get("kind") == "file":
            self._files.add(row.get("id", 0))
        elif table.name == "ticket_key":
            values["moved_from"] = values.get("moved_from") or f"{self._former_event}.{row.get('id')}"
        elif table.name in ("device", "lead_device"):
            values["token_hash"] = secret_hash(random_secret())
            values["revoked_at"] = values.get("revoked_at") or values["paired_at"]
            if "waiting" in table.columns:
                values["waiting"] = 0
        elif table.name == "campaign" and values["state"] in ("scheduled", "sending"):
            values["state"] = "draft" if values["state"] == "scheduled" else "paused"
        elif table.name == "mail":
            values["claimed_by"] = ""

    def _series(self) -> int | None:
        """The series of this name here, made where there is none."""
        told = self._archive.manifest.get("series")
        if not isinstance(told, dict):
            return None
        table: Any = Series.__table__
        values = {}
        try:
            for name in ("slug", "name", "description", "accent"):
                values[name] = from_json(table.c[name], told.get(name))
        except ValueWrong:
            raise ArchiveRefused(N_("In this archive something does not fit: %(place)s."), place="series") from None
        if not is_harmless("series", values):
            raise ArchiveRefused(N_("In this archive something does not fit: %(place)s."), place="series")
        found = db.session.scalar(select(Series.id).where(Series.slug == values["slug"]))
        if found is None and db.session.scalar(select(Event.id).where(Event.slug == values["slug"])) is None:
            made = Series(**values)
            db.session.add(made)
            db.session.flush()
            found = made.id
        return found

    def _renewed(self, table: Table, rows: list[Any]) -> list[Any]:
        """The rows with other UUIDs, codes and message ids where this instance has those already."""
        if table.name == "event" and rows:
            values = rows[0][2]
            if _taken(table, "uid", [values["uid"]]):
                self._space = uuid4()
                values["uid"] = uuid5(self._space, str(values["uid"]))
            return rows
        if name := _SKIPPED_WHERE_TAKEN.get(table.name):
            taken = _taken(table, name, [values[name] for _line, _row, values in rows])
            return [one for one in rows if one[2][name] not in taken]
        for column in table.columns:
            if isinstance(column.type, Uuid):
                self._renew_uuids(table, column.name, bool(column.unique), rows)
        if table.name in _RENEWED:
            name, renew = _RENEWED[table.name]
            taken = _taken(table, name, [values[name] for _line, _row, values in rows])
            for _line, _row, values in rows:
                if values[name] in taken:
                    values[name] = renew(values[name])
        return rows

    def _renew_uuids(self, table: Table, name: str, is_unique: bool, rows: list[Any]) -> None:
        """A copy of an event that is here too has UUIDs of its own throughout; else those alone that are taken."""
        values = [values[name] for _line, _row, values in rows if values.get(name)]
        taken = _taken(table, name, values) if is_unique and self._space is None else set()
        for _line, _row, one in rows:
            if one.get(name) and (self._space or one[name] in taken):
                one[name] = uuid5(self._space or one[name], str(one[name]))

    def _hash_links(self, table: Table, rows: list[Any]) -> list[tuple[int, str, str]]:
        """Links are made with this instance's key; [(line, kind, former hash)] of those that were made with another."""
        moved = []
        for (name, column), (purpose, generation) in LINKS.items():
            if name != table.name:
                continue
            for line, _row, values in rows:
                former = values.get(column)
                if former is None:
                    continue
                number = values[generation] if generation else 1
                secret = derived_secret(current_app.config["SECRET_KEY"], f"{purpose}:{values['uid']}:{number}")
                values[column] = secret_hash(secret)
                if values[column] != former and self._space is None:
                    moved.append((line, purpose, former))
        return moved

    def _link(self, moved: list[tuple[int, str, str]], numbers: Mapping[int, int]) -> None:
        taken = _taken(MovedLink.__table__, "token_hash", [former for _line, _kind, former in moved])
        rows = [
            {"token_hash": former, "kind": kind, "subject_id": numbers[line]}
            for line, kind, former in moved
            if former not in taken
        ]
        if rows:
            db.session.execute(insert(MovedLink), rows)


class _Missing(Exception):
    """A number that names nothing in the archive, or nobody here."""


def _taken(table: Any, name: str, values: list[Any]) -> set[Any]:
    """Which of these values the table has already."""
    found: set[Any] = set()
    for start in range(0, len(values), _PORTION):
        some = values[start : start + _PORTION]
        found.update(db.session.scalars(select(table.c[name]).where(table.c[name].in_(some))))
    return found
