"""Who changed what, from which value to which: one row a change, written in the change's own transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import JSON, ColumnElement, Index, Text, cast, func, null, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock, jobs
from eventapp.core.db import Model, after_commit, db
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.types import UtcDateTime


class AuditEntry(Model):
    """Append-only. `actor` is a person's name or what acted (`attendee`, `import`, `system`). `subject_code` is what
    the subject's addresses have for it, where that is not its id."""

    __tablename__ = "audit_entry"
    personal_data = PersonalData(TEAM, "history", ("actor", "before", "after"))
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    subject_code: Mapped[str] = mapped_column(default="", server_default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def record(
    action: str,
    subject: Any,
    *,
    event_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an audit row about `subject`, a stored row with an id, inside the present transaction."""
    actor_id, actor = acting()
    entry = AuditEntry(
        at=clock.now(),
        event_id=event_id,
        actor_id=actor_id,
        actor=actor,
        action=action,
        subject_type=type(subject).__name__,
        subject_id=subject.id,
        subject_code=str(getattr(subject, getattr(subject, "address_key", ""), "")),
        before=_plain(before),
        after=_plain(after),
    )
    db.session.add(entry)
    after_commit(jobs.look_soon)
    return entry


def entry_of(event_id: int, entry_id: int) -> AuditEntry | None:
    """An entry of this event."""
    return db.session.scalar(select(AuditEntry).where(AuditEntry.id == entry_id, AuditEntry.event_id == event_id))


PAGE = 50


def search(event_id: int | None, text: str = "", actor: str = "", page: int = 1) -> tuple[list[AuditEntry], bool]:
    """Entries of an event (None: of the whole site), the latest first, and whether there are more.

    `text` is looked for in what was done and in the values before and after.
    """
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if event_id is not None:
        query = query.where(AuditEntry.event_id == event_id)
    for word in text.split()[:6]:
        found = f"%{_escaped(word)}%"
        query = query.where(
            AuditEntry.action.ilike(found, escape="\\") | _contains(AuditEntry.before, word)
            | _contains(AuditEntry.after, word)
        )  # fmt: skip
    if actor:
        query = query.where(AuditEntry.actor == actor)
    rows = list(db.session.scalars(query.offset((page - 1) * PAGE).limit(PAGE + 1)))
    return rows[:PAGE], len(rows) > PAGE


def _contains(column: Any, word: str) -> Any:
    """Whether a JSON column holds a word; JSON writes what is not ASCII as escapes, so that is looked for too."""
    written = cast(column, Text)
    escaped = json.dumps(word)[1:-1]
    return written.ilike(f"%{_escaped(word)}%", escape="\\") | written.ilike(f"%{_escaped(escaped)}%", escape="\\")


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def asked_page(event_id: int | None) -> dict[str, Any]:
    """What a page of the log shows, as the request's address asks for it (text, actor, page)."""
    text, actor = request.args.get("text", "")[:200], request.args.get("actor", "")[:200]
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    entries, has_more = search(event_id, text, actor, page)
    return {
        "entries": entries, "has_more": has_more, "page": page, "text": text, "actor": actor,
        "actors": actors(event_id),
    }  # fmt: skip


def actors(event_id: int | None) -> list[str]:
    """Everybody who did something."""
    query = select(AuditEntry.actor).distinct().order_by(AuditEntry.actor).limit(200)
    return list(db.session.scalars(query if event_id is None else query.where(AuditEntry.event_id == event_id)))


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the fields whose value changed, as they were and as they are."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def acting() -> tuple[int | None, str]:
    """Who does this: a user's id and name, with that of the token through which a program does it; or what acts."""
    if has_request_context() and current_user and current_user.is_authenticated:
        token = getattr(current_user, "api_token_name", "")
        return current_user.id, f"{current_user.name} ({token})" if token else current_user.name
    return None, str(g.get("actor", "attendee" if has_request_context() else "system"))


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Have what no signed-in person does be written down as done by `name`, for the length of a `with` block."""
    before = g.get("actor")
    g.actor = name
    try:
        yield
    finally:
        if before is None:
            g.pop("actor", None)
        else:
            g.actor = before


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        key: value.isoformat() if isinstance(value, (datetime, date)) else value
        for key, value in values.items()
        if value is None or isinstance(value, (str, int, float, bool, dict, list, datetime, date))
    }


def number_with_values(event_id: int) -> int:
    """How many entries of an event say from which value to which."""
    return db.session.scalar(select(func.count()).where(*_with_values(event_id))) or 0


def forget_values(event_id: int, most: int) -> int:
    """Inside a transaction: have at most so many entries say no more what the values were. Returns how many."""
    ids = list(db.session.scalars(select(AuditEntry.id).where(*_with_values(event_id)).limit(most)))
    db.session.execute(update(AuditEntry).where(AuditEntry.id.in_(ids)).values(before=null(), after=null()))
    return len(ids)


def _with_values(event_id: int) -> tuple[ColumnElement[bool], ...]:
    """JSON has a null of its own, which is no value either. What this itself writes down is kept."""
    has_values = [cast(column, Text) != "null" for column in (AuditEntry.before, AuditEntry.after)]
    return AuditEntry.event_id == event_id, or_(*has_values), AuditEntry.action != "retention.applied"
